"""A recorded dataset compared with its files."""

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from resnet_studio.core.basics.errors import DatasetGoneError
from resnet_studio.core.dataset.changes import (
    Change,
    ChangeKind,
    added,
    compare,
    findings,
    listed,
    summary,
    with_findings,
)
from resnet_studio.core.dataset.dataset import Dataset, apply
from resnet_studio.core.dataset.findings import FindingKind
from resnet_studio.core.dataset.scan import scan


@pytest.fixture
def dataset(copied_colours: Path) -> Dataset:
    return scan(copied_colours)


def test_unchanged_files_give_no_changes(dataset: Dataset) -> None:
    assert compare(dataset) == (dataset, ())


def test_each_kind_of_change_is_found_and_taken_as_it_is_now(dataset: Dataset) -> None:
    (dataset.root / "red" / "red 1.png").unlink()
    (dataset.root / "green" / "green 2.png").write_bytes(b"another size")
    os.utime(dataset.root / "blue" / "blue 3.png", ns=(5, 1_000_000_000_000_000_000))
    now, changes = compare(dataset)
    assert set(changes) == {
        Change("blue/blue 3.png", ChangeKind.TOUCHED),
        Change("green/green 2.png", ChangeKind.CHANGED),
        Change("red/red 1.png", ChangeKind.MISSING),
    }
    paths = [picture.path for picture in dataset.pictures]
    assert [paths.index(change.path) for change in changes] == sorted(paths.index(change.path) for change in changes)
    before, after = ({picture.path: picture for picture in one.pictures} for one in (dataset, now))
    assert after["blue/blue 3.png"].mtime_ns == 1_000_000_000_000_000_000
    assert after["green/green 2.png"].size == len(b"another size")
    assert after["red/red 1.png"] == before["red/red 1.png"]
    assert [(one.path, one.label, one.part) for one in now.pictures] == [
        (one.path, one.label, one.part) for one in dataset.pictures
    ]
    shutil.rmtree(dataset.root / "red")
    assert [change.path for change in compare(now)[1]] == [path for path in paths if path.startswith("red/")]


def test_file_replaced_by_a_folder_is_missing(dataset: Dataset) -> None:
    picture = dataset.root / "red" / "red 1.png"
    picture.unlink()
    picture.mkdir()
    shutil.rmtree(dataset.root / "blue")
    (dataset.root / "blue").write_text("no folder")
    kinds = {change.path: change.kind for change in compare(dataset)[1]}
    assert kinds["red/red 1.png"] == ChangeKind.MISSING
    assert sum(path.startswith("blue/") and kind == ChangeKind.MISSING for path, kind in kinds.items()) == 12


def test_file_with_an_invalid_name_is_missing(dataset: Dataset) -> None:
    odd = replace(dataset.catalogue.pictures[0], path="red/\ud800.png")
    assert compare(apply(replace(dataset.catalogue, pictures=(odd,))))[1] == (Change(odd.path, ChangeKind.MISSING),)


def test_missing_folder_is_an_error(dataset: Dataset) -> None:
    shutil.rmtree(dataset.root)
    with pytest.raises(DatasetGoneError, match=r"the folder .*colours.* was renamed or moved"):
        compare(dataset)


def test_twenty_changes_are_listed_and_the_others_counted() -> None:
    changes = tuple(Change(f"red/{number}.png", ChangeKind.MISSING) for number in range(1023))
    lines = list(map(str, listed(changes)))
    assert lines[0] == "red/0.png: missing"
    assert lines[19].startswith("red/19.png")
    assert lines[20:] == ["and 1,003 more"]
    assert str(listed(changes[:20])[-1]) == "red/19.png: missing"


def test_control_characters_in_names_are_made_visible() -> None:
    lines = listed((Change("a\n\x1b[31m.png", ChangeKind.TOUCHED), Change("b.png", ChangeKind.CHANGED)))
    assert list(map(str, lines)) == [
        "a\ufffd\ufffd[31m.png: touched, it has the same size but was written at another time",
        "b.png: changed, it has another size",
    ]


def test_finding_says_how_many_files_differ_and_how(dataset: Dataset) -> None:
    assert with_findings(dataset, (), "first") is dataset
    assert findings(dataset, (), "first") == ()
    changes = (Change("a", ChangeKind.MISSING), Change("b", ChangeKind.TOUCHED), Change("c", ChangeKind.TOUCHED))
    assert str(summary(dataset, changes, "fi\nrst")) == (
        "Of 36 pictures, 3 differ from what the run fi\ufffdrst had: 1 missing and 2 touched."
    )
    (finding,) = with_findings(dataset, changes[:1], "first").findings
    assert finding.kind == FindingKind.CHANGED_FILES
    assert finding.paths == ("a",)
    assert str(finding.message) == (
        "Of 36 pictures, 1 differs from what the run first had: 1 missing. Training goes on without what is missing."
    )
    assert str(findings(dataset, changes, "first")[0].message).endswith(
        "Training goes on without what is missing. Training takes what has changed as it is now."
    )


def test_added_pictures_are_counted_with_what_to_do(dataset: Dataset) -> None:
    weights = Path("/runs/first/best.safetensors")
    assert added(dataset, weights) == ()
    shutil.copy(dataset.root / "red" / "red 1.png", dataset.root / "red" / "new.png")
    (finding,) = added(dataset, weights)
    assert finding.kind == FindingKind.NEW_FILES
    assert finding.paths == ("red/new.png",)
    assert str(finding.message) == (
        f"1 picture was added to {dataset.root.name} since that run, and is not trained on. To train on that, "
        f"start a new run on the folder from this model: choose {weights} as its weights."
    )


def test_corrected_table_is_said_when_a_run_goes_on(copied_colours: Path) -> None:
    table = copied_colours / "labels.csv"
    rows = [f"{folder}/{folder} {number}.png,{folder}" for folder in ("red", "blue") for number in range(1, 5)]
    table.write_text("file,label\n" + "\n".join(rows))
    dataset, weights = scan(table), Path("/runs/first/best.safetensors")
    assert added(dataset, weights) == ()
    table.write_text("file,label\n" + "\n".join([rows[0].replace(",red", ",blue"), *rows[1:]]))
    (finding,) = added(dataset, weights)
    assert finding.paths == ("red/red 1.png",)
    assert str(finding.message).startswith("1 picture has another class or part now than in that run")


def test_findings_about_earlier_changes_are_not_repeated(dataset: Dataset) -> None:
    earlier = with_findings(dataset, (Change("a", ChangeKind.MISSING),), "first")
    assert with_findings(earlier, (), "second").findings == dataset.findings
