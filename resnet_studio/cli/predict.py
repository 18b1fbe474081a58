"""`resnet-studio predict` and `evaluate`: use a finished run in the terminal."""

import sys
from collections.abc import Iterable, Iterator
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
from resnet_studio.core.basics.message import message, show, tr, trn
from resnet_studio.core.protocol.event_json import json_line
from resnet_studio.core.protocol.events import Event, JobFailed, Notice, Progress
from resnet_studio.core.protocol.jobs.evaluate import Evaluate, Evaluated
from resnet_studio.core.protocol.jobs.predict import Predict, Prediction, PredictionFailed
from resnet_studio.core.protocol.progress import phase_text
from resnet_studio.core.runs.run import CONFIG


def find_run(run: str, runs: Path | None) -> Path:
    """The folder of a run given by its path or by its name in the folder of runs.

    Raises:
        RunError: there is no such run.
    """
    for folder in (Path(run), (runs or places.runs_folder()) / run):
        if is_file(folder / CONFIG):
            return folder
    raise RunError(message("There is no run at {run}. 'resnet-studio runs' lists the runs there are.", run=run))


def predict(run: str, files: list[Path], *, device: str, runs: Path | None, json: bool) -> int:
    """Predict pictures and folders in order; 1 if any could not be read."""
    from resnet_studio.engine.run_job import run_job

    command = Predict(str(find_run(run, runs)), tuple(map(str, files)), device)
    interrupts = Interrupts()
    as_lines = json or not sys.stdout.isatty()
    whole = (Column(name, overflow="fold") for name in (tr("picture"), tr("class")))  # a path that is cut finds no file
    table = Table(*whole, Column(tr("probability"), no_wrap=True))
    failed = False
    failure: JobFailed | None = None
    for event in _with_bar(run_job(command, interrupts.should_stop), shown=not as_lines):
        if isinstance(event, JobFailed):
            failure = event
        record = _record(event)
        if record is None:
            continue
        failed = failed or "error" in record
        if as_lines:
            print(json_line(record), flush=True)
        elif isinstance(event, PredictionFailed):
            table.add_row(escape(safe_text.printable(event.path)), escape(show(event.error)), "")
        else:
            name = escape(safe_text.printable(record["class"]))
            table.add_row(escape(safe_text.printable(record["path"])), name, formatting.percent(record["probability"]))
    if failure is not None:  # only now: while the progress bar is shown, it takes over standard error
        return report_failure(failure)
    if not as_lines:
        Console().print(table)
    return interrupts.code or int(failed)


def _with_bar(events: Iterable[Event], *, shown: bool) -> Iterator[Event]:
    """The same events, with a progress bar in the terminal that disappears at the end."""
    with ProgressBar(transient=True, disable=not shown) as bar:
        task = bar.add_task(tr("Preparing"), total=None)
        for event in events:
            if isinstance(event, Progress):
                bar.update(task, description=show(phase_text(event)), total=event.total, completed=event.done)
            yield event


def _record(event: object) -> dict[str, Any] | None:
    match event:
        case Prediction():
            name, probability = event.ranked()[0]
            probabilities = dict(zip(event.classes, event.probabilities, strict=True))
            return {"path": event.path, "class": name, "probability": probability, "probabilities": probabilities}
        case PredictionFailed(path=path, error=error):
            return {"path": path, "error": str(error)}
        case _:
            return None


def _evaluation_record(event: Evaluated) -> dict[str, Any]:
    """The result of an evaluation for `--json`; scripts rely on these keys."""
    return {
        "run": event.run,
        "images": event.pictures,
        "skipped": event.skipped,
        "loss": event.loss,
        "top1": event.top1,
    }


def _evaluation(event: Evaluated) -> str:
    """The result of an evaluation in a line."""
    loss = current().number(event.loss, 4)
    text = trn(
        "top-1 {top1:percent}, loss {loss} nats on {count} picture",
        "top-1 {top1:percent}, loss {loss} nats on {count} pictures",
        event.pictures, top1=event.top1, loss=loss,
    )  # fmt: skip
    if not event.skipped:
        return text
    skipped = trn("{count} could not be read", "{count} could not be read", event.skipped)
    return tr("{result}, {skipped}", result=text, skipped=skipped)


def evaluate(run: str, folder: Path, *, device: str, runs: Path | None, json: bool) -> int:
    """Loss and top-1 accuracy of a run on a folder."""
    from resnet_studio.engine.run_job import run_job

    command = Evaluate(str(find_run(run, runs)), str(folder), device)
    interrupts = Interrupts()
    failure: JobFailed | None = None
    events = run_job(command, interrupts.should_stop)
    for event in _with_bar(events, shown=not json and sys.stdout.isatty()):
        match event:
            case JobFailed():
                failure = event
            case Notice(text=text):
                print(show(text), file=sys.stderr)
            case Evaluated() if json:
                print(json_line(_evaluation_record(event)))
            case Evaluated():
                print(_evaluation(event))
            case _:
                pass
    return interrupts.code if failure is None else report_failure(failure)
