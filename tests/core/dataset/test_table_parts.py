"""Which part each text in a column of a table says."""

import pytest

from resnet_studio.core.dataset.table_parts import has_parts, said_parts


@pytest.mark.parametrize(
    ("name", "texts", "expected"),
    [
        ("split", ["train", "Valid", "TEST", ""], {"train": "train", "Valid": "validation", "TEST": "test"}),
        ("is_valid", ["True", "False", ""], {"True": "validation", "False": "train"}),
        ("Is Test", ["0", "1"], {"0": "train", "1": "test"}),
        ("is_valid", ["train", "val"], {"train": "train", "val": "validation"}),
        ("split", ["True", "False"], {}),
    ],
)
def test_texts_say_parts_by_words_or_by_yes_and_no(name: str, texts: list[str], expected: dict[str, str]) -> None:
    assert said_parts(name, texts) == expected


@pytest.mark.parametrize(
    ("name", "texts", "expected"),
    [
        ("split", ["train", "val", "extra"], True),
        ("who", ["train", "val", "extra"], False),
        ("who", [*["train"] * 15, *["val"] * 4, "vla"], True),
        ("who", [*["train"] * 19, "bus"], False),
        ("split", ["train", "x", "y"], False),
        ("split", ["val", "test"], False),
    ],
)
def test_column_may_hold_unknown_parts_and_more_where_it_is_called_so(
    name: str, texts: list[str], expected: bool
) -> None:
    assert has_parts(name, texts) == expected
