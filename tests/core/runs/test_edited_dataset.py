"""What a person changed in a dataset is kept in a file of the program."""

from dataclasses import replace
from pathlib import Path

from resnet_studio.core.dataset.dataset import apply
from resnet_studio.core.dataset.picture_edits import LeaveOut
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.runs.edited_dataset import move_edited, read_edited, write_edited


def test_dataset_is_read_as_it_was_written_and_no_other_in_its_place(colours: Path) -> None:
    dataset = scan(colours).with_edit(LeaveOut(("red/red 1.png",)))
    assert read_edited(dataset.key) is None
    write_edited(dataset)
    found = read_edited(dataset.key)
    assert found is not None
    assert found.dataset == dataset
    some = apply(replace(dataset.catalogue, chosen=("red", "blue")))
    assert read_edited(some.key) is None


def test_damaged_file_counts_as_none(colours: Path, studio_home: Path) -> None:
    dataset = scan(colours)
    write_edited(dataset)
    (file,) = (studio_home / "data" / "datasets").iterdir()
    file.write_text("{")
    assert read_edited(dataset.key) is None


def test_what_is_stale_by_then_does_not_replace_what_is_newer(colours: Path) -> None:
    older = scan(colours)
    newer = older.with_edit(LeaveOut(("red/red 1.png",)))
    write_edited(newer)
    write_edited(older, stale=lambda: True)
    found = read_edited(older.key)
    assert found is not None
    assert found.dataset == newer


def test_what_was_taken_back_can_be_made_again_where_the_folder_is_moved_to(colours: Path, tmp_path: Path) -> None:
    dataset = scan(colours)
    undone = (dataset.with_edit(LeaveOut(("red/red 1.png",))).edits,)
    write_edited(dataset, undone)
    move_edited(dataset, tmp_path)
    found = read_edited(dataset.in_folder(tmp_path).key)
    assert found is not None
    assert found.undone == undone
