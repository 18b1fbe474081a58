"""`resnet-studio predict`: use a finished run in the terminal."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import Progress as ProgressBar
from rich.table import Column, Table

from resnet_studio.cli.failures import report_failure
from resnet_studio.cli.interrupts import Interrupts
from resnet_studio.core.basics import formatting, places, safe_text
from resnet_studio.core.basics.errors import RunError
from resnet_studio.core.basics.files import is_file
from resnet_studio.core.basics.language import current
from resnet_studio.core.basics.message import joined, message, show, tr
from resnet_studio.core.protocol.event_json import json_line
from resnet_studio.core.protocol.events import Event, JobFailed, Notice, Progress
from resnet_studio.core.protocol.jobs.predict import Predict, Prediction, PredictionFailed
from resnet_studio.core.protocol.progress import phase_text
from resnet_studio.core.runs.run import CONFIG, is_unfinished

_MOST_NAMES = 3


def find_run(run: str, runs: Path | None) -> Path:
    """The folder of a run given by its path or by its name in the folder of runs.

    Raises:
        RunError: there is no such run.
    """
    for folder in (Path(run), (runs or places.runs_folder()) / run):
        if is_file(folder / CONFIG):
            return folder
    if names := _with_name(Path(run).name, runs or places.runs_folder()):
        raise RunError(
            message(
                "There is no run at {run}. With that in their name, the newest first: {names:commas}.",
                run=run, names=names,
            )
        )  # fmt: skip
    raise RunError(message("There is no run at {run}. 'resnet-studio runs' lists the runs there are.", run=run))


def _with_name(part: str, runs: Path) -> tuple[str, ...]:
    """Names of a few runs that have this in them, whatever its case, the newest first."""
    dated: list[tuple[float, str]] = []
    with suppress(OSError):  # there are no runs
        for folder in runs.iterdir():
            if part and part.casefold() in folder.name.casefold() and not is_unfinished(folder):
                with suppress(OSError):  # it is not a run
                    dated.append(((folder / CONFIG).stat().st_mtime, folder.name))
    return tuple(name for _, name in sorted(dated, reverse=True)[:_MOST_NAMES])


def predict(run: str, files: list[Path], *, device: str, runs: Path | None, json: bool) -> int:
    """Predict pictures and folders in order; 1 if any could not be read.

    Where standard output is not a terminal, there are lines of JSON also without `json`: a table would cut long paths.
    """
    from resnet_studio.engine.run_job import run_job

    command = Predict(str(find_run(run, runs)), tuple(map(str, files)), device)
    interrupts = Interrupts()
    as_lines = json or not sys.stdout.isatty()
    whole = (Column(name, overflow="fold") for name in (tr("picture"), tr("class")))  # a path that is cut finds no file
    table = Table(*whole, Column(tr("probability"), no_wrap=True))
    failed = False
    failure: JobFailed | None = None
    how = ""
    for event in with_bar(run_job(command, interrupts.should_stop), shown=not as_lines):
        if isinstance(event, JobFailed):
            failure = event
        elif isinstance(event, Notice):
            print(safe_text.printable(show(event.text)), file=sys.stderr)
        record = _record(event)
        if record is None:
            continue
        how = how or _how(event)
        failed = failed or "error" in record
        if as_lines:
            print(json_line(record), flush=True)
        elif isinstance(event, PredictionFailed):
            table.add_row(escape(safe_text.printable(event.path)), escape(show(event.error)), "")
        else:
            name = escape(safe_text.printable(record["class"]))
            name = name if record["sure"] else tr("not sure ({name})", name=name)
            table.add_row(escape(safe_text.printable(record["path"])), name, formatting.percent(record["probability"]))
    if failure is not None:  # only now: while the progress bar is shown, it takes over standard error
        return report_failure(failure)
    if not as_lines:
        Console().print(table)
        if how:
            print(how)
    return interrupts.code or int(failed)


def with_bar(events: Iterable[Event], *, shown: bool) -> Iterator[Event]:
    """The same events, with a progress bar in the terminal that disappears at the end."""
    with ProgressBar(transient=True, disable=not shown) as bar:
        task = bar.add_task(tr("Preparing"), total=None)
        for event in events:
            if isinstance(event, Progress):
                bar.update(task, description=show(phase_text(event)), total=event.total, completed=event.done)
            yield event


def _how(event: Event) -> str:
    """How probabilities and answers are given, where it is not as the network gives them."""
    if not isinstance(event, Prediction):
        return ""
    said = []
    if event.temperature is not None:
        temperature = current().number(event.temperature, 2)
        said.append(message("Probabilities are calibrated with temperature {temperature}.", temperature=temperature))
    if event.threshold is not None:
        said.append(message("Answers below {threshold:percent} are not sure.", threshold=event.threshold))
    return show(joined(*said))


def _record(event: object) -> dict[str, Any] | None:
    match event:
        case Prediction():
            name, probability = event.ranked()[0]
            probabilities = dict(zip(event.classes, event.probabilities, strict=True))
            return {
                "path": event.path,
                "class": name,
                "probability": probability,
                "probabilities": probabilities,
                "temperature": event.temperature,
                "threshold": event.threshold,
                "sure": event.sure,
            }
        case PredictionFailed(path=path, error=error):
            return {"path": path, "error": str(error)}
        case _:
            return None
