"""Predictions as a table: CSV for spreadsheets, and tab-separated text for the clipboard."""

import csv
import io
import math
from collections.abc import Iterable, Sequence
from pathlib import Path

from resnet_studio.core.basics.csv_table import cell, save
from resnet_studio.core.protocol.jobs.predict import Prediction, PredictionFailed

Result = Prediction | PredictionFailed


def save_table(path: Path, results: Iterable[Result]) -> None:
    """Write `path` completely or not at all: UTF-8 with a byte order mark, by which spreadsheets recognise UTF-8.

    Raises:
        OSError: the file cannot be written; what was there is unchanged.
    """
    save(path, rows(results))


def clipboard_text(results: Iterable[Result]) -> str:
    """The same table with tabs between its cells, as spreadsheets paste it."""
    text = io.StringIO()
    csv.writer(text, "excel-tab", lineterminator="\n").writerows(rows(results))
    return text.getvalue()


def rows(results: Iterable[Result]) -> list[list[str]]:
    """A head line, then a line for each picture in the given order.

    Columns: path, class, probability (0..1), one for each class in the model's order, and error, which is filled
    only where a picture could not be read. Texts that a spreadsheet would run as a formula get an apostrophe.
    """
    listed = list(results)
    classes = _classes(listed)
    table = [["path", "class", "probability", *map(cell, classes), "error"]]
    table.extend(_row(result, classes) for result in listed)
    return table


def _classes(results: Sequence[Result]) -> tuple[str, ...]:
    """The classes of all results in order of first appearance; usually those of one model."""
    seen: dict[str, None] = {}
    for known in dict.fromkeys(result.classes for result in results if isinstance(result, Prediction)):
        seen.update(dict.fromkeys(known))
    return tuple(seen)


def _row(result: Result, classes: tuple[str, ...]) -> list[str]:
    if isinstance(result, PredictionFailed):
        return [cell(result.path), "", "", *[""] * len(classes), cell(str(result.error))]
    of_class = dict(zip(result.classes, result.probabilities, strict=True))
    name, probability = result.ranked()[0]
    shares = [_number(of_class[known]) if known in of_class else "" for known in classes]
    return [cell(result.path), cell(name), _number(probability), *shares, ""]


def _number(probability: float) -> str:
    return f"{probability:.6f}" if math.isfinite(probability) else ""
