"""`resnet-studio runs`: the list of runs."""

from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from resnet_studio.core.basics import formatting, places, safe_text
from resnet_studio.core.basics.message import show, tr
from resnet_studio.core.protocol.event_json import json_line
from resnet_studio.core.runs.summary import RunSummary, list_runs


def list_all(runs: Path | None, *, json: bool) -> int:
    """Print the runs of a folder, newest first."""
    folder = runs or places.runs_folder()
    summaries = list_runs(folder)
    if json:
        for run in summaries:
            print(json_line(_record(run)))
        return 0
    if not summaries:
        print(tr("No runs yet in {folder}", folder=folder))
        return 0
    table = Table(Column(tr("run"), overflow="fold"), *(Column(title, no_wrap=True) for title in _titles()))
    for run in summaries:
        network = f"ResNet-{run.config.depth}" if run.config else "–"
        top1, size = formatting.percent(run.best_val_top1), formatting.size(run.size)
        epochs = formatting.count(run.epochs)
        table.add_row(escape(safe_text.printable(run.name)), network, _state(run), top1, epochs, size)
    console = Console()
    if not console.is_terminal:  # a pipe has no width, and a shortened name finds no run
        console.width = 240
        table.box = None
    console.print(table)
    for run in summaries:
        if run.problem:
            console.print(escape(show(run.problem)), style="red", soft_wrap=True)
    return 0


def _titles() -> tuple[str, ...]:
    return tr("network"), tr("state"), tr("top-1"), tr("epochs"), tr("size")


def _state(run: RunSummary) -> str:
    state = show(run.state.label)
    return tr("{state}, damaged", state=state) if run.problem else state


def _record(run: RunSummary) -> dict[str, object]:
    return {
        "run": str(run.path),
        "name": run.name,
        "created": _moment(run.created),
        "dataset": run.dataset,
        "parent": run.parent or None,
        "depth": run.config.depth if run.config else None,
        "weights": run.config.weights if run.config else None,
        "frozen": list(run.config.frozen) if run.config else None,
        "state": run.state,
        "epochs": run.epochs,
        "best_epoch": run.best_epoch,
        "best_val_top1": run.best_val_top1,
        "seconds": run.seconds,
        "bytes": run.size,
        "problem": str(run.problem) if run.problem else None,
    }


def _moment(seconds: float) -> str | None:
    try:
        return datetime.fromtimestamp(seconds).astimezone().isoformat(timespec="seconds")
    except (OverflowError, OSError, ValueError):  # a date that only a damaged file can hold
        return None
