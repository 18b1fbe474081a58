"""A recorded dataset against the files of today."""

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from resnet_studio.core.basics.errors import DatasetError
from resnet_studio.core.dataset.catalogue import Dataset
from resnet_studio.core.dataset.changes import Change, compare, listed, noted, summary
from resnet_studio.core.dataset.scan import scan


@pytest.fixture
def dataset(copied_colours: Path) -> Dataset:
    return scan(copied_colours)


def test_files_that_nobody_touched_are_as_they_were(dataset: Dataset) -> None:
    assert compare(dataset) == (dataset, ())


def test_each_way_to_differ_is_told_apart_and_taken_as_it_is_now(dataset: Dataset) -> None:
    (dataset.root / "red" / "red 1.png").unlink()
    (dataset.root / "green" / "green 2.png").write_bytes(b"another size")
    os.utime(dataset.root / "blue" / "blue 3.png", ns=(5, 1_000_000_000_000_000_000))
    now, changes = compare(dataset)
    assert set(changes) == {
        Change("blue/blue 3.png", "touched"),
        Change("green/green 2.png", "changed"),
        Change("red/red 1.png", "missing"),
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


def test_a_folder_where_a_file_was_or_a_file_where_a_folder_was_is_a_change(dataset: Dataset) -> None:
    picture = dataset.root / "red" / "red 1.png"
    picture.unlink()
    picture.mkdir()
    shutil.rmtree(dataset.root / "blue")
    (dataset.root / "blue").write_text("no folder")
    ways = {change.path: change.how for change in compare(dataset)[1]}
    assert ways["red/red 1.png"] == "missing"
    assert sum(path.startswith("blue/") and how == "missing" for path, how in ways.items()) == 12


def test_a_name_that_no_system_can_spell_is_missing(dataset: Dataset) -> None:
    odd = replace(dataset.pictures[0], path="red/\ud800.png")
    assert compare(replace(dataset, pictures=(odd,)))[1] == (Change(odd.path, "missing"),)


def test_without_its_folder_there_is_nothing_to_compare(dataset: Dataset) -> None:
    shutil.rmtree(dataset.root)
    with pytest.raises(DatasetError, match=r"dataset\.json names .* as root"):
        compare(dataset)


def test_twenty_are_listed_and_the_others_counted() -> None:
    changes = tuple(Change(f"red/{number}.png", "missing") for number in range(1023))
    lines = listed(changes)
    assert lines[0] == "red/0.png: missing"
    assert lines[19].startswith("red/19.png")
    assert lines[20:] == ["and 1,003 more"]
    assert listed(changes[:20])[-1] == "red/19.png: missing"


def test_names_are_made_harmless_and_touched_is_not_changed() -> None:
    lines = listed((Change("a\n\x1b[31m.png", "touched"), Change("b.png", "changed")))
    assert lines == [
        "a\ufffd\ufffd[31m.png: touched, it has the same size but was written at another time",
        "b.png: changed, it has another size",
    ]


def test_a_notice_says_how_many_differ_and_from_what(dataset: Dataset) -> None:
    assert noted(dataset, (), "first") == dataset
    changes = (Change("a", "missing"), Change("b", "touched"), Change("c", "touched"))
    assert summary(dataset, changes, "fi\nrst") == (
        "Of 36 pictures, 3 differ from what the run fi\ufffdrst had: 1 missing, 2 touched."
    )
    (notice,) = noted(dataset, changes[:1], "first").notices
    assert notice.startswith("Of 36 pictures, 1 differs from what the run first had: 1 missing.")
    assert "as they are now" in notice
