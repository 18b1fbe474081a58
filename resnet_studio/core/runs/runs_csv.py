"""The list of runs as a table for spreadsheets."""

import math
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from resnet_studio.core.basics import csv_table
from resnet_studio.core.runs.settings import SETTINGS
from resnet_studio.core.runs.summary import RunSummary

HEAD = (
    "name", "dataset", "date", "state", "accuracy", "accuracy_low", "accuracy_high", "validation_pictures",
    "best_epoch", "epochs_done", "seconds", "bytes", "tags", "note",
)  # fmt: skip


def save_runs(path: Path, runs: Iterable[RunSummary]) -> None:
    """Write `path` completely or not at all.

    Raises:
        OSError: the file cannot be written; what was there is unchanged.
    """
    csv_table.save(path, rows(runs))


def rows(runs: Iterable[RunSummary]) -> list[list[str]]:
    """A head line, then a line for each run in the given order: what the list shows, then every setting by its name.

    Accuracies are fractions of 1 with the ends of their 95 % interval, dates in ISO 8601. What is not known is empty.
    """
    return [[*HEAD, *(row.name for row in SETTINGS)], *map(_row, runs)]


def _row(run: RunSummary) -> list[str]:
    shares = (run.best_val_top1, *(run.interval or (math.nan, math.nan)))
    texts = (
        run.name, run.dataset, _date(run.created), str(run.state), *map(csv_table.share, shares),
        str(run.validation or ""), str(run.best_epoch or ""), str(run.epochs), f"{run.seconds:.1f}", str(run.size),
        ", ".join(run.marks.tags), run.marks.note,
    )  # fmt: skip
    return [csv_table.cell(text) for text in (*texts, *_settings(run))]


def _settings(run: RunSummary) -> list[str]:
    if run.config is None:
        return [""] * len(SETTINGS)
    values = (getattr(run.config, row.name) for row in SETTINGS)
    return [" ".join(value) if isinstance(value, tuple) else str(value) for value in values]


def _date(seconds: float) -> str:
    try:
        return datetime.fromtimestamp(seconds).isoformat(" ", "seconds")
    except (OverflowError, OSError, ValueError):
        return ""
