"""A dataset whose folder was moved is found at its new place by all runs on it."""

import errno
import shutil
from pathlib import Path

import pytest

from resnet_studio.core.basics import files
from resnet_studio.core.basics.errors import DatasetError, RunError
from resnet_studio.core.dataset.catalogue import Catalogue, Picture
from resnet_studio.core.dataset.dataset import apply
from resnet_studio.core.dataset.picture_edits import AddPictures, LeaveOut
from resnet_studio.core.dataset.scan import ScanStopped, scan
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.edited_dataset import read_edited, write_edited
from resnet_studio.core.runs.moved_dataset import move_dataset, move_run_dataset
from resnet_studio.core.runs.run import create_run, read_dataset
from resnet_studio.core.runs.summary import summarise

CONFIG = TrainConfig.build(depth=20)


@pytest.fixture
def on_colours(copied_colours: Path, tmp_path: Path) -> Path:
    """A run on pictures that are somewhere else by now."""
    run = create_run(tmp_path / "runs", CONFIG, scan(copied_colours), name="first")
    copied_colours.rename(tmp_path / "elsewhere")
    return run


def test_all_runs_on_the_folder_follow_and_keep_their_pictures_and_parts(on_colours: Path, tmp_path: Path) -> None:
    runs, elsewhere = on_colours.parent, tmp_path / "elsewhere"
    second = Path(shutil.copytree(on_colours, runs / "second"))
    other = tmp_path / "other"
    shutil.copytree(elsewhere, other)
    unconcerned = create_run(runs, CONFIG, scan(other), name="on another folder")
    before = read_dataset(on_colours)
    moved = move_run_dataset(on_colours, elsewhere, runs)
    assert set(moved.runs) == {on_colours, second}
    for run in moved.runs:
        found = read_dataset(run)
        assert found.root == elsewhere
        assert (found.pictures, found.classes, found.edits) == (before.pictures, before.classes, before.edits)
        assert summarise(run).root == str(elsewhere)
    assert read_dataset(unconcerned).root == other
    assert str(moved.text) == f"The pictures are in {elsewhere} now. All 36 pictures are there. 2 runs follow."


def test_runs_that_cannot_be_written_are_said_once_with_the_reason(
    on_colours: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("second", "third"):
        shutil.copytree(on_colours, on_colours.parent / name)
    write = files.write_json

    def on_a_drive(path: Path, record: object) -> None:
        if path.parent != on_colours:
            raise OSError(errno.EROFS, "Read-only file system", str(path))
        write(path, record)

    monkeypatch.setattr(files, "write_json", on_a_drive)
    moved = move_run_dataset(on_colours, tmp_path / "elsewhere", on_colours.parent)
    assert moved.runs == (on_colours,)
    assert {run.name for run in moved.fixed} == {"second", "third"}
    assert "1 run follows. 2 runs cannot be changed and do not follow, for example " in str(moved.text)
    said = f"{moved.fixed[0].name}: Read-only file system."
    assert str(moved.text).endswith(said)
    assert str(moved.text).count("Read-only") == 1
    with pytest.raises(RunError, match="cannot be written: Read-only file system"):
        move_run_dataset(moved.fixed[0], tmp_path / "elsewhere", on_colours.parent)


def test_pictures_that_are_missing_or_new_are_counted(on_colours: Path, tmp_path: Path) -> None:
    red = tmp_path / "elsewhere" / "red"
    (red / "red 1.png").unlink()
    for number in (1, 2):
        shutil.copy(red / "red 2.png", red / f"new {number}.png")
    moved = move_run_dataset(on_colours, tmp_path / "elsewhere", on_colours.parent)
    assert (moved.pictures, moved.missing, moved.new) == (36, 1, 2)
    assert "35 of 36 are there. 2 are new." in str(moved.text)


def test_folder_above_is_understood(on_colours: Path, tmp_path: Path) -> None:
    above = tmp_path / "drive"
    above.mkdir()
    (tmp_path / "elsewhere").rename(above / "copied colours")
    assert move_run_dataset(on_colours, above, on_colours.parent).root == above / "copied colours"


@pytest.mark.parametrize("how", ["other names", "other sizes", "empty"])
def test_another_dataset_is_refused_in_words_and_nothing_is_changed(on_colours: Path, tmp_path: Path, how: str) -> None:
    other = tmp_path / "elsewhere"
    for file in list(other.rglob("*.png")):
        if how == "other names":
            file.rename(file.with_name(f"x {file.name}"))
        elif how == "other sizes":
            file.write_bytes(file.read_bytes() + b"\0")
        else:
            file.unlink()
    record = (on_colours / "dataset.json").read_bytes()
    with pytest.raises(DatasetError, match="is another dataset") as refused:
        move_run_dataset(on_colours, other, on_colours.parent)
    assert str(other) in str(refused.value)
    assert "copied colours" in str(refused.value)
    assert (on_colours / "dataset.json").read_bytes() == record
    with pytest.raises(DatasetError, match="is not there"):
        move_run_dataset(on_colours, tmp_path / "nowhere", on_colours.parent)


def test_run_on_other_pictures_of_the_same_folder_does_not_follow(on_colours: Path, tmp_path: Path) -> None:
    """The folder had other pictures before, and another program has put them elsewhere."""
    before = read_dataset(on_colours)
    earlier = tuple(Picture(f"cats/{n}.png", n % 2, "train" if n else "validation", 9, 9) for n in range(4))
    run = create_run(on_colours.parent, CONFIG, apply(Catalogue(before.root, ("a", "b"), earlier)), name="earlier")
    assert move_run_dataset(on_colours, tmp_path / "elsewhere", on_colours.parent).runs == (on_colours,)
    assert read_dataset(run).root == before.root


def test_pictures_without_a_class_count_and_added_ones_do_not(tmp_path: Path, copied_colours: Path) -> None:
    """A heap has no pictures in classes yet; pictures that were added are where they are, whatever folder is chosen."""
    heap = tmp_path / "heap"
    shutil.copytree(copied_colours / "red", heap)
    shutil.copytree(copied_colours / "blue", tmp_path / "others")
    dataset = scan(heap, unsorted=True)
    assert not dataset.pictures
    heap.rename(tmp_path / "elsewhere")
    moved = move_dataset(heap, tmp_path / "elsewhere", [], known=(dataset,))
    assert (moved.root, moved.pictures, moved.missing) == (tmp_path / "elsewhere", 12, 0)
    others = [str(file) for file in sorted((tmp_path / "others").iterdir())]
    added = AddPictures(tuple(others), "red", (9,) * 12, (9,) * 12)
    with pytest.raises(DatasetError, match="is another dataset: 12 of the 12"):
        move_dataset(heap, copied_colours, [], known=(dataset.with_edit(added),))


def test_run_whose_pictures_are_there_already_has_nothing_to_follow(on_colours: Path, tmp_path: Path) -> None:
    for runs in ((on_colours,), ()):
        assert move_run_dataset(on_colours, tmp_path / "elsewhere", on_colours.parent).runs == runs


def test_changes_that_were_made_at_the_new_place_already_leave_those_of_the_old_one(
    on_colours: Path, tmp_path: Path
) -> None:
    old = read_dataset(on_colours).with_edit(LeaveOut(("red/red 1.png", "red/red 2.png")))
    new = read_dataset(on_colours).in_folder(tmp_path / "elsewhere").with_edit(LeaveOut(("blue/blue 1.png",)))
    for dataset in (old, new):
        write_edited(dataset)
    move_dataset(old.root, new.root, [on_colours])
    for dataset in (old, new):
        found = read_edited(dataset)
        assert found is not None
        assert found.dataset is not None
        assert found.dataset.edits == dataset.edits


def test_open_dataset_that_is_not_in_the_folder_is_said_not_to_be(on_colours: Path, tmp_path: Path) -> None:
    run = read_dataset(on_colours)
    others = tuple(Picture(f"cats/{n}.png", n % 2, "train" if n else "validation", 9, 9) for n in range(4))
    opened = apply(Catalogue(run.root, ("a", "b"), others))
    moved = move_dataset(run.root, tmp_path / "elsewhere", [on_colours], known=(opened,))
    assert (moved.runs, moved.known) == ((on_colours,), False)


def test_stopping_before_the_first_is_written_leaves_all_as_they_were(on_colours: Path, tmp_path: Path) -> None:
    shutil.copytree(on_colours, on_colours.with_name("second"))
    before = read_dataset(on_colours)
    looks = iter([False, False, True])
    with pytest.raises(ScanStopped):
        move_dataset(
            before.root, tmp_path / "elsewhere", sorted(on_colours.parent.iterdir()), should_stop=lambda: next(looks)
        )
    assert [read_dataset(run).root for run in on_colours.parent.iterdir()] == [before.root] * 2


def test_what_a_person_changed_in_the_dataset_follows(on_colours: Path, tmp_path: Path) -> None:
    edited = read_dataset(on_colours).with_edit(LeaveOut(("red/red 1.png",)))
    write_edited(edited)
    elsewhere = tmp_path / "elsewhere"
    moved = move_dataset(edited.root, elsewhere, [on_colours])
    assert moved.runs == (on_colours,)
    found = read_edited(edited.in_folder(elsewhere))
    assert found is not None
    assert found.dataset is not None
    assert found.dataset.edits == edited.edits
    assert read_edited(edited) is None


def test_what_is_left_of_a_damaged_file_follows(on_colours: Path, tmp_path: Path, studio_home: Path) -> None:
    edited = read_dataset(on_colours).with_edit(LeaveOut(("red/red 1.png",))).with_edit(LeaveOut(("red/red 2.png",)))
    write_edited(edited)
    (file,) = (studio_home / "data" / "datasets").iterdir()
    file.write_text(file.read_text().partition('"red/red 2.png"')[0])
    elsewhere = tmp_path / "elsewhere"
    move_dataset(edited.root, elsewhere, [on_colours])
    found = read_edited(edited.in_folder(elsewhere))
    assert found is not None
    assert found.finding is not None
    assert found.dataset is not None
    assert [one.path for one in found.dataset.left_out] == ["red/red 1.png"]
    assert read_edited(edited) is None


def test_dataset_without_a_run_is_known_by_its_examples(tmp_path: Path, copied_colours: Path) -> None:
    gone = tmp_path / "gone"
    examples = ("red/red 1.png", "blue/blue 1.png")
    assert move_dataset(gone, copied_colours, [], examples=examples).root == copied_colours
    with pytest.raises(DatasetError, match="is another dataset"):
        move_dataset(gone, copied_colours / "red", [], examples=examples)


def test_record_of_another_system_is_followed(on_colours: Path, tmp_path: Path) -> None:
    record = (on_colours / "dataset.json").read_text("utf-8")
    windows = r"D:\\Pictures\\elsewhere"
    (on_colours / "dataset.json").write_text(record.replace(str(tmp_path / "copied colours"), windows), "utf-8")
    assert move_run_dataset(on_colours, tmp_path, on_colours.parent).root == tmp_path / "elsewhere"


def test_record_that_cannot_be_written_is_named(
    on_colours: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("resnet_studio.core.basics.files.write_json", refuse)
    with pytest.raises(RunError, match=r"dataset\.json in .*first cannot be written: Permission denied"):
        move_run_dataset(on_colours, tmp_path / "elsewhere", on_colours.parent)
