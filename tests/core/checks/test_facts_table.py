"""Facts in little memory are the same facts."""

from dataclasses import fields

import pytest

from resnet_studio.core.basics.message import message
from resnet_studio.core.checks.facts import PRINT_BYTES, Facts, Look
from resnet_studio.core.checks.facts_table import FactsTable
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


def test_copies_share_one_print() -> None:
    table = FactsTable()
    for path in ("one.jpg", "copy.jpg"):
        table.add(path, Facts(1, 2, print=bytes(bytearray(b"p" * PRINT_BYTES))))
    assert table["one.jpg"].print is table["copy.jpg"].print
