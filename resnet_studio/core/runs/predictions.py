"""Predictions as a table: CSV for spreadsheets, JSON Lines for programs, and tab-separated text for the clipboard."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any, Final

from resnet_studio.core.basics.csv_table import cell, share
from resnet_studio.core.basics.errors import ConfigError
from resnet_studio.core.basics.files import atomic_write
from resnet_studio.core.basics.message import message
from resnet_studio.core.protocol.event_json import json_line
from resnet_studio.core.protocol.jobs.predict import Prediction, PredictionFailed

Result = Prediction | PredictionFailed
Write = Callable[[Result], None]
NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
"""No answer is corrected."""
SUFFIXES: Final = (".csv", ".jsonl")
"""The kinds of files that there are."""


def check_suffix(path: Path) -> None:
    """Refuse a file whose name does not say which kind it is.

    Raises:
        ConfigError: its suffix is not one of `SUFFIXES`.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise ConfigError("output", str(path), message("a file whose name ends with .csv or .jsonl"))


def save_table(path: Path, results: Sequence[Result], corrected: Mapping[str, str] = NOTHING) -> None:
    """Write `path` completely or not at all, as its suffix says; CSV where it says nothing.

    Where a person has `corrected` answers, a last column has the class that they gave the picture of a path.

    Raises:
        OSError: the file cannot be written; what was there is unchanged.
    """
    with saving(path, classes_of(results), corrected) as write:
        for result in results:
            write(result)


@contextmanager
def saving(
    path: Path,
    classes: Sequence[str],
    corrected: Mapping[str, str] = NOTHING,
    target: Callable[[], Path | None] | None = None,
) -> Iterator[Write]:
    """Write results as they come; the file is there when all are written, or not at all.

    `target` is asked at the end for another name in the same folder, or None, where nothing is to be kept.

    Raises:
        OSError: the file cannot be written; what was there is unchanged.
    """
    with atomic_write(path, target) as temporary, open_table(temporary, "w", path.suffix) as file:
        yield writer(file, path.suffix, classes, corrected, head=True)


def open_table(path: Path, mode: str, suffix: str) -> IO[str]:
    """Open the file of a table for text. A CSV file begins with a byte order mark, by which spreadsheets recognise
    UTF-8.

    Raises:
        OSError: it cannot be opened.
    """
    new = not path.exists() or not path.stat().st_size or "w" in mode
    encoding = "utf-8-sig" if new and suffix.lower() != ".jsonl" else "utf-8"
    return path.open(mode, encoding=encoding, newline="")


def writer(
    file: IO[str], suffix: str, classes: Sequence[str], corrected: Mapping[str, str] = NOTHING, *, head: bool
) -> Write:
    """What writes a result to an open file; `head`, CSV begins with a line that names the columns."""
    if suffix.lower() == ".jsonl":
        return lambda result: print(json_line(record(result, corrected)), file=file)
    table = csv.writer(file)
    if head:
        table.writerow(_head(classes, corrected))
    return lambda result: table.writerow(_row(result, classes, corrected))


def clipboard_text(results: Iterable[Result], corrected: Mapping[str, str] = NOTHING) -> str:
    """The same table with tabs between its cells, as spreadsheets paste it."""
    text = io.StringIO()
    csv.writer(text, "excel-tab", lineterminator="\n").writerows(rows(results, corrected))
    return text.getvalue()


def rows(results: Iterable[Result], corrected: Mapping[str, str] = NOTHING) -> list[list[str]]:
    """A head line, then a line for each picture in the given order.

    Columns: path, class, probability (0..1), not sure (yes or no), one for each class in the model's order, error,
    which is filled only where a picture could not be read, and corrected, which is there only where a person has
    corrected answers. Texts that a spreadsheet would run as a formula get an apostrophe.
    """
    listed = list(results)
    classes = classes_of(listed)
    return [_head(classes, corrected), *(_row(result, classes, corrected) for result in listed)]


def record(result: Result, corrected: Mapping[str, str] = NOTHING) -> dict[str, Any]:
    """A result as an object of plain values; scripts rely on these keys."""
    said = {"corrected": corrected[result.path]} if result.path in corrected else {}
    if isinstance(result, PredictionFailed):
        return {"path": result.path, "error": str(result.error), **said}
    name, probability = result.ranked()[0]
    return {
        "path": result.path,
        "class": name,
        "probability": probability,
        "probabilities": dict(zip(result.classes, result.probabilities, strict=True)),
        "temperature": result.temperature,
        "threshold": result.threshold,
        "sure": result.sure,
        **said,
    }


def classes_of(results: Iterable[Result]) -> tuple[str, ...]:
    """The classes of all results in order of first appearance; usually those of one model."""
    seen: dict[str, None] = {}
    for known in dict.fromkeys(result.classes for result in results if isinstance(result, Prediction)):
        seen.update(dict.fromkeys(known))
    return tuple(seen)


def _head(classes: Sequence[str], corrected: Mapping[str, str]) -> list[str]:
    last = ["error", "corrected"] if corrected else ["error"]
    return ["path", "class", "probability", "not sure", *map(cell, classes), *last]  # not a text: names of columns


def _row(result: Result, classes: Sequence[str], corrected: Mapping[str, str]) -> list[str]:
    said = [cell(corrected.get(result.path, ""))] if corrected else []
    if isinstance(result, PredictionFailed):
        return [cell(result.path), "", "", "", *[""] * len(classes), cell(str(result.error)), *said]
    of_class = dict(zip(result.classes, result.probabilities, strict=True))
    name, probability = result.ranked()[0]
    shares = [share(of_class[known]) if known in of_class else "" for known in classes]
    return [cell(result.path), cell(name), share(probability), "no" if result.sure else "yes", *shares, "", *said]
