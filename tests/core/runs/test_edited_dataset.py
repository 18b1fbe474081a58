"""What a person changed in a dataset is kept in a file of the program."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resnet_studio.core.basics.errors import DatasetError
from resnet_studio.core.basics.files import write_json
from resnet_studio.core.dataset.catalogue import Catalogue
from resnet_studio.core.dataset.class_edits import AddClass, LeaveClassOut
from resnet_studio.core.dataset.dataset import Dataset, apply
from resnet_studio.core.dataset.edits import Edit
from resnet_studio.core.dataset.picture_edits import LeaveOut, MovePictures
from resnet_studio.core.dataset.record import to_record
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.runs import edited_dataset
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.damaged_edits import read_before_damage
from resnet_studio.core.runs.earlier_split import as_in_newest_run
from resnet_studio.core.runs.edited_dataset import move_edited, read_edited, write_edited
from resnet_studio.core.runs.run import create_run
from resnet_studio.core.runs.written_out import placements


def test_dataset_is_read_as_it_was_written_and_no_other_in_its_place(colours: Path) -> None:
    dataset = scan(colours).with_edit(LeaveOut(("red/red 1.png",)))
    assert read_edited(dataset) is None
    write_edited(dataset)
    found = read_edited(dataset)
    assert found is not None
    assert found.dataset == dataset
    some = apply(replace(dataset.catalogue, chosen=("red", "blue")))
    assert read_edited(some) is None


def _kept(studio_home: Path) -> Path:
    (file,) = (studio_home / "data" / "datasets").glob("*.json")
    return file


def _left_out(dataset: Dataset, *numbers: int) -> Dataset:
    for number in numbers:
        dataset = dataset.with_edit(LeaveOut((f"red/red {number}.png",)))
    return dataset


@pytest.mark.parametrize(
    ("cut", "edits"),
    [
        (lambda text: text[: text.index('"red/red 2.png"')], 1),
        (lambda text: text[: text.index('"pictures"')], 3),
        (lambda text: text.replace('"red/red 3.png"', "3"), 2),
        (lambda text: text.replace('"validation', '"no-part', 1).replace('"train ', '"part ', 1), 3),
        (lambda text: text[: text.index('"red/red 3.png"')] + "\0" * 4096, 2),
    ],
    ids=["half of the edits", "without pictures", "a value of another type", "a wrong picture", "zeros"],
)
def test_changes_before_the_damage_are_used_and_the_damaged_file_is_set_aside(
    cut: Callable[[str], str], edits: int, colours: Path, studio_home: Path
) -> None:
    dataset = scan(colours)
    write_edited(_left_out(dataset, 1, 2, 3))
    file = _kept(studio_home)
    file.write_text(damaged := cut(file.read_text()))
    found = read_edited(dataset)
    assert found is not None
    assert found.dataset is not None
    assert found.finding is not None
    assert [one.path for one in found.dataset.left_out] == [f"red/red {number}.png" for number in range(1, edits + 1)]
    assert str(file) in str(found.finding.message)
    assert {1: "The first one", 2: "The first 2", 3: "All 3"}[edits] in str(found.finding.message)
    opened = as_in_newest_run(dataset, studio_home / "runs", edited=found)
    assert opened.findings[0] == found.finding
    assert opened.edits == found.dataset.edits
    write_edited(opened)
    assert file.with_name(f"{file.name}.damaged").read_text() == damaged
    again = read_edited(dataset)
    assert again is not None
    assert (again.dataset, again.finding) == (opened, None)


@pytest.mark.parametrize("kind", ["heap", "class folders"])
def test_restart_leaves_what_redo_makes_again_and_what_is_written_out(tmp_path: Path, kind: str) -> None:
    folder = tmp_path / "pets"
    for number in range(12):
        file = folder / ("" if kind == "heap" else "ab"[number % 2]) / f"{number}.jpg"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"picture %d" % number)
    scanned = scan(folder, unsorted=True)
    left = scanned
    for at, name in enumerate(("ants", "bees")):
        paths = tuple(one.path for one in scanned.catalogue.pictures[at::3])
        left = left.with_edit(AddClass(name)).with_edit(MovePictures(paths, name))
    undone = (left.with_edit(LeaveClassOut("bees")).edits,)
    write_edited(left, undone)
    edited = read_edited(scan(folder, unsorted=True))
    assert edited is not None
    opened = as_in_newest_run(scan(folder, unsorted=True), tmp_path / "no runs", edited=edited)
    assert opened == left
    assert edited.undone_of(opened) == undone
    out = tmp_path / "out"
    assert {folder.parent for _, folder in placements(opened, out)} == {out}
    # Of what a model has learned from, each picture keeps its part, and redo goes on as well.
    create_run(tmp_path / "runs", TrainConfig.build(depth=20), left)
    for _ in range(2):
        edited = read_edited(scanned)
        assert edited is not None
        opened = as_in_newest_run(scanned, tmp_path / "runs", edited=edited)
        redone = apply(opened.catalogue, edited.undone_of(opened)[-1])
        assert "bees" not in redone.classes
        assert redone.without_last_edit() == opened
        assert {(one.path, one.part) for one in opened.pictures} == {(one.path, one.part) for one in left.pictures}
        write_edited(opened, edited.undone_of(opened))


def test_what_another_process_kept_meanwhile_is_kept_with_ones_own(
    colours: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = _left_out(scan(colours), 1)
    write_edited(opened)
    known = dict(edited_dataset._known)
    write_edited(_left_out(opened, 2))
    monkeypatch.setattr(edited_dataset, "_known", known)  # as in a process that did not see the second change
    both = write_edited(_left_out(opened, 3, 4))
    assert both is not None
    assert both.edits == _left_out(opened, 2, 3, 4).edits
    kept = read_edited(opened)
    assert kept is not None
    assert kept.dataset == both
    assert write_edited(_left_out(both, 5)) is None


class _Killed(BaseException):
    """What no code catches, as a process that is killed runs none."""


@pytest.mark.parametrize("share", [0.0, 0.01, 0.3, 0.9, 0.999, 1.0])
def test_process_killed_while_it_writes_loses_the_last_edit_at_most(
    share: float, colours: Path, studio_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _left_out(scan(colours), 1, 2)
    after = _left_out(before, 3)
    write_edited(before)

    def killed(file: Path, text: str, **_: object) -> int:
        data = text.encode()
        file.write_bytes(data[: int(share * len(data))])
        raise _Killed

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_text", killed)
        patch.setattr(Path, "unlink", lambda *_, **__: None)  # nor does it clean up
        with pytest.raises(_Killed):
            write_edited(after)
    assert len(list(_kept(studio_home).parent.iterdir())) == 2, "the file, and what was written of the new one"
    left = read_edited(before)
    assert left is not None
    assert (left.dataset, left.finding) == (before, None)
    write_edited(after)
    left = read_edited(before)
    assert left is not None
    assert left.dataset == after


@given(st.data())
def test_of_a_file_that_is_cut_anywhere_the_edits_before_the_cut_are_used(
    plain_catalogues: st.SearchStrategy[Catalogue],
    edits_of: Callable[[Catalogue], st.SearchStrategy[list[Edit]]],
    tmp_path_factory: pytest.TempPathFactory,
    data: st.DataObject,
) -> None:
    catalogue = data.draw(plain_catalogues)
    edits = tuple(data.draw(edits_of(catalogue)))
    file = tmp_path_factory.mktemp("cut") / "edits.json"
    write_json(file, to_record(apply(catalogue, edits)))
    whole = file.read_bytes()
    file.write_bytes(whole[: data.draw(st.integers(0, len(whole)))])
    found = read_before_damage(file)
    assert found.edits == edits[: len(found.edits)]
    assert not found.complete or len(found.edits) == len(edits)
    assert not found.unknown


def test_file_that_is_cut_anywhere_gives_the_changes_before(colours: Path, studio_home: Path) -> None:
    dataset = _left_out(scan(colours), 1, 2, 3)
    write_edited(dataset)
    file = _kept(studio_home)
    data, most = file.read_bytes(), 0
    for cut in range(0, len(data) - 2, len(data) // 50):
        file.write_bytes(data[:cut])
        found = read_edited(dataset)
        assert found is not None
        assert found.finding is not None
        edits = found.dataset.edits if found.dataset is not None else ()
        assert most <= len(edits)
        assert edits == dataset.edits[: len(edits)]
        most = len(edits)
    assert most == len(dataset.edits)


def test_what_was_set_aside_is_never_written_over(colours: Path, studio_home: Path) -> None:
    dataset = scan(colours)
    for damaged in ("{", "[1]"):
        write_edited(dataset)
        file = _kept(studio_home)
        file.write_text(damaged)
        found = read_edited(dataset)
        assert found is not None
        assert found.dataset is None
        assert as_in_newest_run(dataset, studio_home / "runs", edited=found).edits == dataset.edits
    write_edited(dataset)
    assert sorted(one.read_text() for one in file.parent.glob("*.damaged*")) == ["[1]", "{"]


@pytest.mark.parametrize("program", ["99.1", ""])
def test_what_a_newer_version_kept_is_left_as_it_is(program: str, colours: Path, studio_home: Path) -> None:
    dataset = scan(colours)
    write_edited(_left_out(dataset, 1))
    file = _kept(studio_home)
    content = json.loads(file.read_text())
    content["edits"].append({"edit": "RotatePictures", "paths": ["red/red 2.png"]})
    content |= {"program": program} if program else {}
    if not program:
        del content["program"]
    file.write_text(newer := json.dumps(content))
    found = read_edited(dataset)
    assert found is not None
    assert found.dataset is None
    assert found.finding is not None
    assert (program or "newer ResNet Studio") in str(found.finding.message)
    with pytest.raises(DatasetError, match="stays as it is"):
        write_edited(dataset)
    assert file.read_text() == newer
    assert [one.name for one in file.parent.iterdir()] == [file.name]


def test_what_is_stale_by_then_does_not_replace_what_is_newer(colours: Path) -> None:
    older = scan(colours)
    newer = older.with_edit(LeaveOut(("red/red 1.png",)))
    write_edited(newer)
    write_edited(older, stale=lambda: True)
    found = read_edited(older)
    assert found is not None
    assert found.dataset == newer


def test_what_was_taken_back_can_be_made_again_where_the_folder_is_moved_to(colours: Path, tmp_path: Path) -> None:
    dataset = scan(colours)
    undone = (dataset.with_edit(LeaveOut(("red/red 1.png",))).edits,)
    write_edited(dataset, undone)
    move_edited(dataset, tmp_path)
    found = read_edited(dataset.in_folder(tmp_path))
    assert found is not None
    assert found.undone == undone


def test_file_that_cannot_be_opened_now_is_not_said_to_be_damaged_and_stays(
    colours: Path, studio_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = _left_out(scan(colours), 1)
    write_edited(dataset)
    file, opened = _kept(studio_home), Path.open

    def locked(path: Path, *words: object, **named: object) -> object:
        if path == file:
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, *words, **named)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", locked)
        found = read_edited(scan(colours))
    assert found is not None
    assert found.dataset is None
    assert found.finding is not None
    assert str(found.finding.message).startswith("The file that keeps your changes to this dataset cannot be opened")
    assert f"{file}: Permission denied." in str(found.finding.message)
    left = read_edited(scan(colours))
    assert left is not None
    assert (left.dataset, left.finding) == (dataset, None)
