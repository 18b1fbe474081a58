"""Added pictures of which the files are gone: said, left out, and found in another folder."""

import shutil
from pathlib import Path

import pytest

from resnet_studio.core.dataset import added_gone
from resnet_studio.core.dataset.added_gone import followed, found_again, missing_files, with_gone
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.findings import FindingKind
from resnet_studio.core.dataset.picture_edits import LeaveOut, PinPictures
from resnet_studio.core.dataset.received import received
from resnet_studio.core.dataset.rescan import with_edits_of
from resnet_studio.core.dataset.scan import scan


@pytest.fixture
def lost(copied_colours: Path, tmp_path: Path) -> Dataset:
    """Three pictures from elsewhere are in it, of which two were moved; one has the name of another."""
    for folder in ("one", "two"):
        (tmp_path / "old" / folder).mkdir(parents=True)
        shutil.copyfile(next((copied_colours / "red").iterdir()), tmp_path / "old" / folder / "new.png")
    (tmp_path / "old" / "stays.png").write_bytes(b"stays")
    edit = received([tmp_path / "old"], scan(copied_colours), "red").edit
    assert edit is not None
    dataset = scan(copied_colours).with_edit(edit).with_edit(PinPictures(edit.paths, "train"))
    (tmp_path / "moved").mkdir()
    for folder in ("one", "two"):
        (tmp_path / "old" / folder).rename(tmp_path / "moved" / folder)
    return dataset


def gone(dataset: Dataset) -> tuple[str, ...]:
    return next((one.paths for one in dataset.findings if one.kind == FindingKind.ADDED_GONE), ())


def test_what_is_gone_is_said_after_reading_again_until_it_is_left_out(lost: Dataset, tmp_path: Path) -> None:
    again = with_edits_of(lost, scan(lost.root))
    assert gone(again) == tuple((tmp_path / "old" / name / "new.png").as_posix() for name in ("one", "two"))
    assert "2 pictures that you added are not there any more: new.png" in str(again.findings[0].message)
    assert gone(again.with_edit(LeaveOut(gone(again)[:1]))) == gone(again)
    assert not gone(again.with_edit(LeaveOut(gone(again))))
    assert not gone(with_edits_of(again.with_edit(LeaveOut(gone(again))), scan(lost.root)))


def test_what_is_found_has_its_class_and_part_there(lost: Dataset, tmp_path: Path) -> None:
    new = found_again(lost, tmp_path / "moved")
    assert set(new) == set(gone(with_gone(lost)))
    assert all(Path(there).parts[-2:] == Path(before).parts[-2:] for before, there in new.items())
    found = followed(lost, new, dict.fromkeys(new.values(), 7), missing_files(lost, new), ())
    assert not gone(found)
    first, second = new
    only = {first: new[first]}
    assert gone(followed(lost, only, {}, missing_files(lost, only), ())) == (second,)
    assert {one.path: (one.label, one.part, one.size) for one in found.pictures} == {
        new.get(one.path, one.path): (one.label, one.part, one.size) for one in lost.pictures
    }
    assert {one.mtime_ns for one in found.pictures if one.path in new.values()} == {7}
    assert set(new.values()) <= set(found.pinned)


def test_one_file_is_not_found_twice(lost: Dataset, tmp_path: Path) -> None:
    (tmp_path / "moved" / "one" / "new.png").unlink()
    ((before, now),) = found_again(lost, tmp_path / "moved").items()
    assert Path(before).parts[-2:] == Path(now).parts[-2:] == ("two", "new.png")


def test_file_of_another_size_is_another_picture(lost: Dataset, tmp_path: Path) -> None:
    (tmp_path / "moved" / "one" / "new.png").write_bytes(b"other")
    assert {Path(there).parent.name for there in found_again(lost, tmp_path / "moved").values()} == {"two"}


def test_search_goes_on_after_a_file_that_vanishes_meanwhile(
    lost: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vanished = tmp_path / "moved" / "one" / "new.png"

    def listed(folder: Path, *_: object) -> tuple[list[str], None]:
        files = [str(file) for file in sorted(folder.rglob("*.png"))]
        vanished.unlink()
        return files, None

    monkeypatch.setattr(added_gone, "found_in", listed)
    assert [Path(there).parent.name for there in found_again(lost, tmp_path / "moved").values()] == ["two"]
