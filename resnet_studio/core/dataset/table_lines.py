"""Which lines of a table cannot be used, and which say no class: for its dataset and for its preview."""

from collections import Counter
from typing import Final

from resnet_studio.core.basics.message import Message, message
from resnet_studio.core.dataset.walk import class_name, is_text
from resnet_studio.core.tables.columns import Columns
from resnet_studio.core.tables.rows import CUT_OFF, SEVERAL, Table

_LONGEST_CLASS: Final = 255  # characters, as in the name of a folder
_NO_CLASS: Final = frozenset({"nan", "NaN", "NAN", "null", "NULL", "<NA>", "#N/A"})
"""What programs write where a value is missing. "None" and "NA" are not among them: they may be classes."""


def said_class(label: str) -> str:
    """The class that a text of a table says; empty where it says none."""
    name = class_name(label.strip())
    return "" if name in _NO_CLASS else name


def unusable(file: str, label: str) -> Message | None:
    """Why a line cannot be used, of what is in its columns of files and classes; None where it can."""
    text, name = file.strip(), class_name(label.strip())
    if not text:
        return message("it names no file")
    if not (is_text(text) and is_text(name)):
        return message("it holds what is not text")
    if label is CUT_OFF:
        return message("it ends before its class")
    if label is SEVERAL:
        return message("its class is a list or an object, not one text")
    if len(name) > _LONGEST_CLASS:
        return message("its class has more than {count} characters", count=_LONGEST_CLASS)
    return None


def wrong_and_open(table: Table, columns: Columns) -> tuple[dict[int, Message], Counter[str]]:
    """The lines of a table that cannot be used, in order, with the reasons; and how many of the others say no class,
    by what they say instead."""
    wrong, without = dict(table.wrong), Counter[str]()
    file, label = (table.names.index(name) for name in (columns.file, columns.label))
    for line, row in table.rows:
        if why := unusable(row[file], row[label]):
            wrong[line] = why
        elif not said_class(row[label]):
            without[row[label].strip()] += 1
    return dict(sorted(wrong.items())), without
