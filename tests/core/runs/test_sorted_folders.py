"""Sorting pictures into folders, and putting them back."""

import os
from pathlib import Path

import pytest

from resnet_studio.core.basics.errors import DatasetError
from resnet_studio.core.protocol.jobs.predict import Prediction, PredictionFailed
from resnet_studio.core.runs.put_back import put_back
from resnet_studio.core.runs.sorted_folders import Placed, SortedFolders, SortError, require_apart

CLASSES = ("ants", "bees")


def answer(path: Path, name: str = "ants", probability: float = 0.9, threshold: float | None = None) -> Prediction:
    shares = (probability, 1 - probability) if name == "ants" else (1 - probability, probability)
    return Prediction(str(path), CLASSES, shares, threshold=threshold)


def picture(path: Path, text: str = "pixels") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def tree(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("move", [False, True])
def test_pictures_go_into_the_folder_of_their_answer_and_back(tmp_path: Path, move: bool) -> None:
    first, second = picture(tmp_path / "in" / "1.jpg"), picture(tmp_path / "in" / "2.jpg", "other")
    folders = SortedFolders(tmp_path / "out", CLASSES, move=move)
    placed = [
        folders.place(answer(first)),
        folders.place(answer(second, "bees", 0.6, 0.8)),
        folders.place(PredictionFailed("/gone.jpg", "It is gone.")),
    ]
    assert tree(tmp_path / "out") == ["ants/1.jpg", "not sure/2.jpg"]
    assert first.exists() is not move
    assert put_back([one for one in placed if one]) == []
    assert tree(tmp_path) == ["in/1.jpg", "in/2.jpg"]
    assert first.read_text() == "pixels"
    assert not (tmp_path / "out" / "ants").exists()


@pytest.mark.parametrize("move", [False, True])
def test_no_file_is_replaced(tmp_path: Path, move: bool) -> None:
    picture(tmp_path / "out" / "ants" / "1.jpg", "another's")
    folders = SortedFolders(tmp_path / "out", CLASSES, move=move)
    for name in "ab":  # of one name, size and time, and yet not the same
        os.utime(picture(tmp_path / name / "1.jpg", f"pixels {name}"), (5, 5))
        folders.place(answer(tmp_path / name / "1.jpg"))
    assert tree(tmp_path / "out") == ["ants/1 (2).jpg", "ants/1 (3).jpg", "ants/1.jpg"]
    assert (tmp_path / "out" / "ants" / "1.jpg").read_text() == "another's"
    assert (tmp_path / "out" / "ants" / "1 (3).jpg").read_text() == "pixels b"


def test_sorting_again_after_an_interruption_copies_nothing_twice(tmp_path: Path) -> None:
    first = picture(tmp_path / "in" / "1.jpg")
    for expected in (True, False):
        folders = SortedFolders(tmp_path / "out", CLASSES, move=False)
        assert (folders.place(answer(first)) is not None) is expected
    assert tree(tmp_path / "out") == ["ants/1.jpg"]


def test_move_that_was_cut_off_between_its_two_steps_is_completed(tmp_path: Path) -> None:
    first = picture(tmp_path / "in" / "1.jpg")
    (tmp_path / "out" / "ants").mkdir(parents=True)
    os.link(first, tmp_path / "out" / "ants" / "1.jpg")
    SortedFolders(tmp_path / "out", CLASSES, move=True).place(answer(first))
    assert tree(tmp_path) == ["out/ants/1.jpg"]


@pytest.mark.parametrize("move", [False, True])
def test_sorting_again_what_is_where_it_belongs_leaves_it_there(tmp_path: Path, move: bool) -> None:
    there = picture(tmp_path / "out" / "ants" / "1.jpg")
    (tmp_path / "link").symlink_to(tmp_path / "out", target_is_directory=True)
    for named in (there, tmp_path / "link" / "ants" / "1.jpg"):
        for _ in range(2):
            assert SortedFolders(tmp_path / "out", CLASSES, move=move).place(answer(named)) is None
    assert there.read_text() == "pixels"
    assert tree(tmp_path / "out") == ["ants/1.jpg"]


def test_moving_twice_loses_no_picture(tmp_path: Path) -> None:
    asked = [picture(tmp_path / "in" / f"{n}.jpg", f"pixels {n}") for n in range(3)]
    now = [str(path) for path in asked]
    for threshold in (0.5, 0.5, 0.95, 0.5):
        folders = SortedFolders(tmp_path / "out", CLASSES, move=True)
        placed = [folders.place(answer(Path(path), threshold=threshold)) for path in now]
        now = [one.target if one else path for one, path in zip(placed, now, strict=True)]
    assert tree(tmp_path) == ["out/ants/0.jpg", "out/ants/1.jpg", "out/ants/2.jpg"]
    assert [Path(path).read_text() for path in now] == ["pixels 0", "pixels 1", "pixels 2"]


@pytest.mark.parametrize("move", [False, True])
def test_link_to_a_picture_does_not_count_as_the_picture(tmp_path: Path, move: bool) -> None:
    original = picture(tmp_path / "in" / "1.jpg")
    (tmp_path / "out" / "ants").mkdir(parents=True)
    (tmp_path / "out" / "ants" / "1.jpg").symlink_to(original)
    placed = SortedFolders(tmp_path / "out", CLASSES, move=move).place(answer(original))
    assert placed is not None
    assert Path(placed.target).name == "1 (2).jpg"
    assert Path(placed.target).read_text() == "pixels"


@pytest.mark.parametrize("move", [False, True])
def test_undo_works_on_a_drive_that_rounds_times(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, move: bool) -> None:
    first = picture(tmp_path / "in" / "1.jpg")
    os.utime(first, ns=(5_123_456_789, 5_123_456_789))

    def rounded(source: Path, target: Path) -> None:
        seconds = source.stat().st_mtime // 2 * 2
        os.utime(target, (seconds, seconds))

    def no_links(*_: object) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr("resnet_studio.core.runs.sorted_folders.shutil.copystat", rounded)
    monkeypatch.setattr("resnet_studio.core.runs.sorted_folders.os.link", no_links)
    placed = SortedFolders(tmp_path / "out", CLASSES, move=move).place(answer(first))
    assert placed is not None
    if not move:  # the copy is recognised although its time is another one
        assert SortedFolders(tmp_path / "out", CLASSES, move=move).place(answer(first)) is None
    assert put_back([placed]) == []
    assert tree(tmp_path) == ["in/1.jpg"]


def test_file_that_cannot_be_removed_from_its_place_is_not_moved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, unlink = picture(tmp_path / "in" / "1.jpg"), Path.unlink

    def refused(path: Path, *args: bool, **kwargs: bool) -> None:
        if path == first:
            raise PermissionError(13, "Permission denied")
        unlink(path, *args, **kwargs)

    monkeypatch.setattr(Path, "unlink", refused)
    with pytest.raises(SortError, match="Permission denied"):
        SortedFolders(tmp_path / "out", CLASSES, move=True).place(answer(first))
    assert tree(tmp_path) == ["in/1.jpg"]


def test_moved_link_becomes_its_picture_and_a_link_again(tmp_path: Path) -> None:
    original, link = picture(tmp_path / "album" / "1.jpg"), tmp_path / "in" / "1.jpg"
    link.parent.mkdir()
    link.symlink_to("../album/1.jpg")
    placed = SortedFolders(tmp_path / "far" / "out", CLASSES, move=True).place(answer(link))
    assert placed is not None
    assert (tmp_path / "far" / "out" / "ants" / "1.jpg").read_text() == "pixels"
    assert not (tmp_path / "far" / "out" / "ants" / "1.jpg").is_symlink()
    assert not link.is_symlink()
    assert original.exists()
    assert put_back([placed]) == []
    assert link.readlink() == Path("../album/1.jpg")
    assert tree(tmp_path) == ["album/1.jpg", "in/1.jpg"]


def test_picture_goes_where_a_person_says(tmp_path: Path) -> None:
    folders = SortedFolders(tmp_path / "out", CLASSES, move=False)
    folders.place(answer(picture(tmp_path / "1.jpg")), "bees")
    folders.place(answer(picture(tmp_path / "2.jpg"), probability=0.6, threshold=0.8), "ants")
    assert tree(tmp_path / "out") == ["ants/2.jpg", "bees/1.jpg"]


def test_what_was_changed_since_is_not_put_back(tmp_path: Path) -> None:
    folders = SortedFolders(tmp_path / "out", CLASSES, move=False)
    placed = [folders.place(answer(picture(tmp_path / "in" / f"{n}.jpg"))) for n in range(4)]
    made = [one for one in placed if isinstance(one, Placed)]
    Path(made[0].target).write_text("changed since")
    (tmp_path / "in" / "1.jpg").unlink()  # the copy is the only one now
    Path(made[3].target).write_text("PIXELS")  # by a program that keeps sizes and times
    os.utime(made[3].target, ns=(made[3].mtime_ns, made[3].mtime_ns))
    assert put_back(made) == [made[3], made[1], made[0]]
    assert tree(tmp_path / "out") == ["ants/0.jpg", "ants/1.jpg", "ants/3.jpg"]


def test_names_of_classes_never_lead_out_or_share_a_folder(tmp_path: Path) -> None:
    classes = ("../../x", "a/b", "a-b", "A-B", "not sure", "..")
    folders = SortedFolders(tmp_path / "out", classes, move=False)
    for number, name in enumerate(classes):
        shares = tuple(float(known == name) for known in classes)
        folders.place(Prediction(str(picture(tmp_path / "in" / f"{number}.jpg")), classes, shares))
    unsure = Prediction(str(picture(tmp_path / "in" / "9.jpg")), classes, (1.0, *[0.0] * 5), threshold=1.1)
    folders.place(unsure)
    found = tree(tmp_path / "out")
    assert len({Path(path).parent.as_posix().casefold() for path in found}) == len(found) == 7
    assert "not sure (2)/9.jpg" in found


def test_picture_that_is_gone_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(SortError, match=r"gone\.jpg cannot be sorted into ants: No such file"):
        SortedFolders(tmp_path, CLASSES, move=True).place(answer(tmp_path / "gone.jpg"))


def test_copy_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("resnet_studio.core.runs.sorted_folders.shutil.copyfileobj", full)
    with pytest.raises(SortError, match="No space left"):
        SortedFolders(tmp_path / "out", CLASSES, move=False).place(answer(picture(tmp_path / "1.jpg")))
    assert tree(tmp_path) == ["1.jpg"]


def test_folder_inside_of_what_is_sorted_is_refused(tmp_path: Path) -> None:
    require_apart(tmp_path / "out", [tmp_path / "in"])
    with pytest.raises(DatasetError, match="Choose another folder"):
        require_apart(tmp_path / "in" / "deeper", [tmp_path / "in"])


def test_moved_picture_goes_back_into_a_folder_that_was_deleted_meanwhile(tmp_path: Path) -> None:
    source, target = tmp_path / "red" / "one.png", tmp_path / "out" / "one.png"
    target.parent.mkdir()
    target.write_bytes(b"picture")
    found = target.stat()
    placed = Placed(str(source), str(target), True, found.st_size, found.st_mtime_ns)
    assert put_back([placed]) == []
    assert source.read_bytes() == b"picture"
