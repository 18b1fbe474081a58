"""Facts in little memory are the same facts."""

import gc
import weakref
from dataclasses import fields

import pytest

from resnet_studio.core.basics.message import message
from resnet_studio.core.checks.facts import AGAIN, PRINT_BYTES, Facts, Look
from resnet_studio.core.checks.facts_table import FactsTable
from resnet_studio.core.dataset.catalogue import Picture
from resnet_studio.core.pictures.examine import Header


def test_each_file_is_given_back_as_it_was_added() -> None:
    figures = [0.1 * number for number in range(len(fields(Look)))]
    facts = {
        "a.jpg": Facts(10, 1_700_000_000_123_456_789, Header("JPEG", "RGB", 40, 30), Look(*figures)),
        "broken.jpg": Facts(0, -1, problem=message("It is empty.")),
        "b.jpg": Facts(12, 3, Header("JPEG", "RGB", 40, 30), Look(*reversed(figures)), print=b"p" * PRINT_BYTES),
    }
    table = FactsTable()
    for path, one in facts.items():
        table.add(path, one)
    assert dict(table) == facts
    assert len(table) == 3
    assert table["a.jpg"].header is table["b.jpg"].header
    assert table.get("c.jpg") is None
    with pytest.raises(KeyError):
        table["c.jpg"]


def table_of(*paths: str) -> FactsTable:
    look = Look(*(float(number) for number in range(len(fields(Look)))))
    return FactsTable.of(
        {
            path: Facts(size, 7, Header("JPEG", "RGB", 40, 30), look) if path != "broken.jpg" else Facts(size, AGAIN)
            for size, path in enumerate(paths)
        }
    )


def test_table_is_freed_without_a_collection_of_cycles() -> None:
    table = table_of("a.jpg")
    known, left = table.known([]), weakref.ref(table)
    gc.disable()
    try:
        del table
        assert left() is None
    finally:
        gc.enable()
    assert not known


def test_known_pictures_are_those_whose_files_are_the_same() -> None:
    table = table_of("a.jpg", "b.jpg", "broken.jpg", "c.jpg")
    files = {"a.jpg": (0, 7), "b.jpg": (1, 8), "c.jpg": (9, 7), "broken.jpg": (2, 8), "new.jpg": (1, 7)}
    known = table.known(Picture(path, 0, "train", *about) for path, about in files.items())
    assert list(known) == ["a.jpg", "broken.jpg"]
    assert "c.jpg" not in known
    assert known["a.jpg"] == table["a.jpg"]
    assert [path for path, _ in known.headers()] == ["a.jpg", "broken.jpg"]
    assert len(table) == 4


def test_what_follows_from_each_file_is_computed_once_for_all_that_share_a_table() -> None:
    table, asked = table_of("a.jpg", "broken.jpg", "c.jpg"), []

    def size(path: str, facts: Facts) -> int | None:
        asked.append(path)
        return facts.size or None

    known = table.known([Picture("c.jpg", 0, "train", 2, 7)])
    assert known.each("size", size) == {"broken.jpg": 1, "c.jpg": 2}
    assert table.each("size", size) is known.each("size", size)
    assert asked == ["a.jpg", "broken.jpg", "c.jpg"]
    assert table.each("another", lambda *_: None) == {}


def test_columns_are_the_facts_of_readable_pictures() -> None:
    table = table_of("a.jpg", "broken.jpg", "c.jpg")
    paths, columns = table.columns(["c.jpg", "broken.jpg", "gone.jpg", "a.jpg"])
    assert paths == ["c.jpg", "a.jpg"]
    facts = [table[path] for path in paths]
    assert columns.sizes == [2, 0]
    assert columns.headers == [one.header for one in facts]
    assert columns.means == [one.look.mean for one in facts if one.look]
    assert columns.border_contrasts == [one.look.border_contrast for one in facts if one.look]


def test_copies_share_one_print() -> None:
    table = FactsTable()
    for path in ("one.jpg", "copy.jpg"):
        table.add(path, Facts(1, 2, print=bytes(bytearray(b"p" * PRINT_BYTES))))
    assert table["one.jpg"].print is table["copy.jpg"].print
