"""Kinds of findings, and names in their messages."""

import pytest

from resnet_studio.core.basics.message import message
from resnet_studio.core.dataset.findings import FindingKind, few


@pytest.mark.parametrize(
    ("names", "text"),
    [
        ("a", "a"),
        ("ab", "a and b"),
        ("abc", "a, b and c"),
        ("abcd", "a, b, c and 1 more"),
        ("abcde", "a, b, c and 2 more"),
    ],
)
def test_three_names_are_shown_and_the_others_counted(names: str, text: str) -> None:
    assert str(message("{names}", names=few(names))) == text


def test_sentence_stores_only_the_names_that_it_shows() -> None:
    record = message("{names}", names=few([f"class {number}" for number in range(100_000)], 5)).to_record()
    assert record["text"] == "class 0, class 1, class 2, class 3, class 4 and 99,995 more"
    assert len(str(record)) < 1000


@pytest.mark.parametrize("kind", FindingKind)
def test_kind_is_found_by_its_value(kind: FindingKind) -> None:
    assert FindingKind.of(kind.value) is kind


@pytest.mark.parametrize("value", ["aurora", "", None, 3, ["other"]])
def test_unknown_kind_is_other(value: object) -> None:
    assert FindingKind.of(value) is FindingKind.OTHER
