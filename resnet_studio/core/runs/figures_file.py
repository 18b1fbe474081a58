"""The file of a measurement's figures: `results/figures-<part>-<key>.json` in the run's folder.

The answers that they are of are in `results/evaluation-<key>.npz`, of the same key.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final

from resnet_studio.core.basics import files
from resnet_studio.core.basics.errors import RunError
from resnet_studio.core.basics.json_text import is_number, is_whole
from resnet_studio.core.basics.message import Message, message
from resnet_studio.core.runs import evaluation
from resnet_studio.core.runs.calibration import as_given
from resnet_studio.core.runs.checkpoints import best_identity, best_is_whole
from resnet_studio.core.runs.figures import (
    FLOAT32,
    STANDS_IN,
    Bin,
    Cell,
    ClassFigures,
    Covered,
    Figure,
    Figures,
    Points,
)
from resnet_studio.core.runs.results import FOLDER, elsewhere, result_file

NAME: Final = "figures"
_LARGEST_FILE = 60_000_000
_MOST_VALUES = 1_000_000  # figures, curves and cells of 8,000 classes
_MOST_CLASSES = 20_000
_OF_CLASS = ("precision", "recall", "f1", "roc_area", "pr_area")
_OF_ALL = (
    *("loss", "top1", "top5", "balanced_accuracy", "macro_precision", "macro_f1", "roc_area", "pr_area"),
    *("ece", "tempered_ece"),
)


@dataclass(frozen=True, slots=True)
class Stored:
    """Figures of a run, and the file of the answers that they are of."""

    figures: Figures
    file: Path
    evaluation: Path


def figures_file(run: Path, part: str, key: str) -> Path:
    """Where the figures of a part are kept, beside the answers of the same key."""
    return run / FOLDER / f"{NAME}-{part}-{key}.json"


def stored(run: Path, part: str) -> Stored | None:
    """The newest figures of the best model of a run on a part of its own pictures, whose answers are there too.

    Those of other weights, of another folder, and damaged ones are passed over. Where the best weights are damaged,
    those of the weights that stand in for them count; where they were so only for a time, those of the best ones are
    preferred. What cannot be written into the run's folder is in the caches: the figures, the answers, or both.
    """
    newest: Stored | None = None
    for found in _of_these_weights(run, part):
        if found.figures.of_best:
            return found
        if newest is None:
            newest = found
            if not best_is_whole(run):
                return found
    return newest


def read_answers(run: Path, found: Stored) -> evaluation.Evaluation:
    """The answers, with the probabilities that the model gives people: no temperature is of weights that stand in.

    Raises:
        RunError: they cannot be read.
    """
    answers = evaluation.Evaluation.read(found.evaluation)
    return as_given(answers, run) if found.figures.of_best else answers


def _of_these_weights(run: Path, part: str) -> Iterator[Stored]:
    """What is stored of the best weights that a run has now, or of those that stand in for them; newest first."""
    weights = best_identity(run)
    for file in _newest_first(run, part):
        name = result_file(run, evaluation.NAME, file.stem.rpartition("-")[2]).name
        places = (file.parent, run / FOLDER, elsewhere(run))
        answers = next((place / name for place in places if files.is_file(place / name)), None)
        if answers is None:
            continue
        try:
            found = read_figures(file)
        except RunError:
            continue
        own = (found.part, found.folder) == (part, "")
        if own and found.weights and found.weights.partition(STANDS_IN)[0] == weights:
            yield Stored(found, file, answers)


def _newest_first(run: Path, part: str) -> Iterator[Path]:
    found = []
    for folder in (run / FOLDER, elsewhere(run)):
        for file in folder.glob(f"{NAME}-{part}-*.json"):
            try:
                found.append((file.stat().st_mtime_ns, file))
            except OSError:
                continue
    return (file for _, file in sorted(found, reverse=True))


def write_figures(file: Path, figures: Figures) -> None:
    """Write the file, completely or not at all; the folder is made if need be.

    Raises:
        OSError: it cannot be written.
    """
    files.refuse_link(file.parent)
    file.parent.mkdir(parents=True, exist_ok=True)
    files.write_text(file, json.dumps(record(figures), separators=(",", ":")))


def read_figures(file: Path) -> Figures:
    """Read the file.

    Raises:
        RunError: it cannot be read, or is damaged.
    """
    try:
        files.refuse_link(file.parent)
    except OSError as error:
        reason = error.strerror or str(error)
        raise RunError(message("{file} cannot be read: {reason}.", file=str(file), reason=reason)) from error
    found = files.read_json(file, RunError, max_bytes=_LARGEST_FILE, max_values=_MOST_VALUES)
    try:
        return from_record(found)
    except (ValueError, KeyError, TypeError) as error:
        raise RunError(
            message(
                "{file} in {folder} is damaged: it does not hold the figures that it should.",
                file=file.name,
                folder=str(file.parent),
            )
        ) from error


def record(figures: Figures) -> dict[str, Any]:
    """The figures as a JSON-ready record."""
    plain: dict[str, Any] = {one.name: getattr(figures, one.name) for one in fields(figures)}
    plain |= {name: _figure_record(getattr(figures, name)) for name in _OF_ALL}
    plain["classes"] = [
        {"name": one.name, "n": one.n, "predicted": one.predicted, "roc": one.roc, "pr": one.pr}
        | {name: _figure_record(getattr(one, name)) for name in _OF_CLASS}
        for one in figures.classes
    ]
    plain["cells"] = [[cell.true, cell.predicted, cell.pictures] for cell in figures.cells]
    for name in ("bins", "tempered_bins"):
        plain[name] = [
            [one.low, one.high, one.pictures, one.probability, _figure_record(one.right)]
            for one in getattr(figures, name)
        ]
    plain["coverage"] = [[point.threshold, point.answered, point.right] for point in figures.coverage]
    return plain | {"verdict": figures.verdict.to_record()}


def from_record(found: Mapping[str, Any]) -> Figures:
    """Read figures; ValueError, KeyError or TypeError where the record does not hold them."""
    classes = tuple(_class(one) for one in _list(found["classes"]))
    if len(classes) > _MOST_CLASSES:
        raise ValueError("there are too many classes")
    cells = tuple(Cell(*(_count(one) for one in _list(cell, 3))) for cell in _list(found["cells"]))
    order = tuple(_count(one) for one in _list(found["order"]))
    known = range(len(classes))
    if sorted(order) != list(known) or not all(one.true in known and one.predicted in known for one in cells):
        raise ValueError("the confusion matrix does not fit the classes")
    simple: dict[str, Any] = {name: _figure(found[name]) for name in _OF_ALL}
    simple |= {name: _text(found[name]) for name in ("part", "folder", "weights", "verdict_kind")}
    simple |= {name: _count(found[name]) for name in ("pictures", "skipped", "tempered_on")}
    simple |= {name: None if found[name] is None else _count(found[name]) for name in ("epoch", "learned")}
    return Figures(
        **simple,
        precision=_text(found.get("precision", FLOAT32)),  # earlier versions did not say it
        chose_epoch=found["chose_epoch"] is True,
        temperature=_optional(found["temperature"]),
        classes=classes,
        order=order,
        cells=cells,
        bins=tuple(_bin(one) for one in _list(found["bins"])),
        tempered_bins=tuple(_bin(one) for one in _list(found["tempered_bins"])),
        coverage=tuple(_covered(one) for one in _list(found["coverage"])),
        verdict=Message.from_record(found["verdict"]),
    )


def _figure_record(figure: Figure) -> dict[str, Any]:
    plain: dict[str, Any] = {"value": figure.value, "interval": figure.interval}
    return plain | ({"reason": figure.reason.to_record()} if figure.reason else {})


def _figure(found: Any) -> Figure:
    value, interval = _optional(found["value"]), found["interval"]
    low, high = (None, None) if interval is None else map(_number, _list(interval, 2))
    if value is None and interval is not None:
        raise ValueError("it has an interval but no value")
    return Figure(value, low, high, *([Message.from_record(found["reason"])] if "reason" in found else []))


def _class(found: Any) -> ClassFigures:
    figures: dict[str, Any] = {name: _figure(found[name]) for name in _OF_CLASS}
    return ClassFigures(
        **figures,
        name=_text(found["name"]),
        n=_count(found["n"]),
        predicted=_count(found["predicted"]),
        roc=_points(found["roc"]),
        pr=_points(found["pr"]),
    )


def _points(found: Any) -> Points:
    return tuple((_number(x), _number(y)) for x, y in (_list(point, 2) for point in _list(found)))


def _bin(found: Any) -> Bin:
    low, high, pictures, probability, right = _list(found, 5)
    read = Bin(_number(low), _number(high), _count(pictures), _optional(probability), _figure(right))
    if (read.pictures == 0) != (read.probability is None) or (read.right.value is None) != (read.probability is None):
        raise ValueError("its pictures have no probability")
    return read


def _covered(found: Any) -> Covered:
    threshold, answered, right = _list(found, 3)
    read = Covered(_number(threshold), _count(answered), _count(right))
    if not 0 < read.answered >= read.right:
        raise ValueError("more are right than are answered")
    return read


def _list(found: Any, length: int | None = None) -> list[Any]:
    if not isinstance(found, list) or (length is not None and len(found) != length):
        raise ValueError("it is not such a list")
    return found


def _text(found: Any) -> str:
    if not isinstance(found, str):
        raise ValueError("it is not a text")
    return found


def _count(found: Any) -> int:
    if not is_whole(found) or not 0 <= found < 2**53:
        raise ValueError("it is not a count")
    return found


def _number(found: Any) -> float:
    if not is_number(found) or abs(found) > 1e9:
        raise ValueError("it is not a number")
    return float(found)


def _optional(found: Any) -> float | None:
    return None if found is None else _number(found)
