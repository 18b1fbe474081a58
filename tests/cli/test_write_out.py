"""`resnet-studio write-out`."""

import json
import signal
from pathlib import Path

import pytest

from resnet_studio.cli import write_out as module
from resnet_studio.cli.app import run
from resnet_studio.core.dataset.class_edits import RenameClass
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.picture_edits import LeaveOut, MovePictures, PinPictures
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.runs.edited_dataset import write_edited
from resnet_studio.core.runs.written_out import WritingOut


@pytest.fixture
def edited(copied_colours: Path) -> Dataset:
    """As a person has left it in the window: a picture left out, one in another class, and a class renamed."""
    dataset = scan(copied_colours).with_edit(LeaveOut(("red/red 1.png",)))
    dataset = dataset.with_edit(MovePictures(("red/red 2.png",), "blue")).with_edit(RenameClass("green", "lime"))
    write_edited(dataset)
    return dataset


def files_in(folder: Path) -> set[str]:
    return {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}


def test_dataset_is_written_as_it_was_left_in_the_window(
    edited: Dataset, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before, out = files_in(edited.root), tmp_path / "new"
    assert run(["write-out", str(edited.root), "--to", str(out), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["written"], said["failed"], said["left_out"]) == (len(edited.pictures), 0, 1)
    found = files_in(out)
    assert len(found) == len(edited.pictures)
    assert "blue/red 2.png" in found
    assert "red/red 1.png" not in found
    assert {path.partition("/")[0] for path in found} == {"blue", "lime", "red"}
    assert files_in(edited.root) == before


def test_files_are_moved_with_their_part_where_a_person_has_chosen_one(
    edited: Dataset, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_edited(edited.with_edit(PinPictures(("red/red 3.png",), "test")))
    assert run(["write-out", str(edited.root), "--to", str(tmp_path / "new"), "--how", "move"]) == 0
    assert f"pictures were moved into {tmp_path / 'new'}." in capsys.readouterr().out
    assert "test/red/red 3.png" in files_in(tmp_path / "new")
    assert files_in(edited.root) == {"red/red 1.png"}, "what is left out stays"


def test_folder_with_something_in_it_is_refused(
    edited: Dataset, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "mine.txt").write_text("mine")
    for out in (tmp_path / "new", tmp_path / "new" / "mine.txt", edited.root / "inside"):
        assert run(["write-out", str(edited.root), "--to", str(out)]) == 2
    said = capsys.readouterr().err
    assert said.count("must be a folder that is empty, or that does not exist yet") == 2
    assert "Choose another folder." in said
    assert files_in(tmp_path / "new") == {"mine.txt"}


def test_place_where_nothing_can_be_written_is_refused_before_any_picture(
    edited: Dataset, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("mine")
    monkeypatch.setattr(WritingOut, "_put", lambda *_: pytest.fail("a picture was tried"))
    for out in (tmp_path / "file" / "new", tmp_path / ("long" * 100)):
        assert run(["write-out", str(edited.root), "--to", str(out)]) == 2
        assert f"Nothing can be written into {out}: " in capsys.readouterr().err


@pytest.mark.parametrize("parts", [False, True])
def test_interrupt_puts_everything_back(
    edited: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parts: bool
) -> None:
    if parts:
        edited = edited.with_edit(PinPictures(("red/red 3.png",), "test"))
        write_edited(edited)
    before = files_in(edited.root)

    class Interrupted(WritingOut):
        def _put(self, *words: object) -> None:
            super()._put(*words)
            if self.done == 5:
                signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(module, "WritingOut", Interrupted)
    assert run(["write-out", str(edited.root), "--to", str(tmp_path / "new"), "--how", "move"]) == 130
    assert files_in(edited.root) == before
    assert not (tmp_path / "new").exists()
