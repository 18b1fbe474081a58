"""Tables as CSV that spreadsheets open without harm."""

import csv
import math
from collections.abc import Iterable, Sequence
from pathlib import Path

from resnet_studio.core.basics.files import atomic_write
from resnet_studio.core.basics.safe_text import encodable

# Spreadsheets run a cell that begins with one of these as a formula (OWASP, "CSV Injection"). Names of files, classes
# and runs may begin with any of them.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def cell(text: str) -> str:
    """A text from outside; one that a spreadsheet would run as a formula gets an apostrophe."""
    return encodable(f"'{text}" if text.startswith(_FORMULA) else text)


def share(value: float) -> str:
    """A share with six digits; empty where it is not known."""
    return f"{value:.6f}" if math.isfinite(value) else ""


def save(path: Path, rows: Iterable[Sequence[str]]) -> None:
    """Write `path` completely or not at all: UTF-8 with a byte order mark, by which spreadsheets recognise UTF-8.

    Raises:
        OSError: the file cannot be written; what was there is unchanged.
    """
    with atomic_write(path) as temporary, temporary.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
