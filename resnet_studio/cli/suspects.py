"""`resnet-studio suspects`: which labels of a run's dataset may be wrong."""

from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from resnet_studio.cli.find_run import find_run
from resnet_studio.cli.interrupts import Interrupts
from resnet_studio.cli.jobs import events_of
from resnet_studio.core.basics import formatting
from resnet_studio.core.basics.language import current
from resnet_studio.core.basics.message import show, tr, trn
from resnet_studio.core.basics.safe_text import printable
from resnet_studio.core.protocol.event_json import json_line
from resnet_studio.core.protocol.jobs.suspects import FindSuspects, Suspect, SuspectsFound, left_out_text
from resnet_studio.core.runs.run import read_dataset


def suspects(run: str, *, device: str, runs: Path | None, json: bool) -> int:
    """List suspect labels, the most suspect one first; what is worth knowing about them goes to standard error."""
    folder = find_run(run, runs)
    root = read_dataset(folder).root
    interrupts = Interrupts()
    found: SuspectsFound | None = None
    whole = (Column(name, overflow="fold") for name in (tr("picture"), tr("label"), tr("predicted")))
    table = Table(*whole, *(Column(name, no_wrap=True) for name in (tr("probability"), tr("loss"))))
    for event in events_of(FindSuspects(str(folder), device), interrupts, quiet=json):
        match event:
            case Suspect() if json:
                print(json_line(_record(event, root)), flush=True)
            case Suspect():
                table.add_row(*_cells(event, root))
            case SuspectsFound():
                found = event
            case _:
                pass
    if found is not None and not json:
        _print(table, found)
    return interrupts.code


def _print(table: Table, found: SuspectsFound) -> None:
    console = Console()
    if not console.is_terminal:  # a pipe has no width, and a shortened name finds no picture
        console.width = 240
        table.box = None
    if found.suspects:
        console.print(table)
    print(
        trn(
            "{suspects} of {count} label is suspect.",
            "{suspects} of {count} labels are suspect.",
            found.pictures,
            suspects=found.suspects,
        )
    )
    if left_out := left_out_text(found):
        print(show(left_out))


def _cells(event: Suspect, root: Path) -> tuple[str, ...]:
    texts = (escape(printable(text)) for text in (str(root / event.path), event.label, event.predicted))
    return (*texts, formatting.percent(event.probability), current().number(event.loss, 2))


def _record(event: Suspect, root: Path) -> dict[str, Any]:
    """A label for `--json`; scripts rely on these keys."""
    return {
        "rank": event.rank,
        "path": str(root / event.path),
        "label": event.label,
        "predicted": event.predicted,
        "probability": event.probability,
        "loss": event.loss,
    }
