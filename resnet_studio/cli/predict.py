"""`resnet-studio predict`: use a finished run in the terminal."""

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from rich.progress import Progress as ProgressBar

from resnet_studio.cli.answers import Answers, Where
from resnet_studio.cli.failures import report_failure
from resnet_studio.cli.interrupts import Interrupts
from resnet_studio.cli.watch import take, watch
from resnet_studio.core.basics import places
from resnet_studio.core.basics.errors import RunError
from resnet_studio.core.basics.files import is_dir, is_file
from resnet_studio.core.basics.message import message, show, tr
from resnet_studio.core.protocol.events import Event, JobFailed, JobFinished, JobStopped, Progress
from resnet_studio.core.protocol.jobs.predict import Predict
from resnet_studio.core.protocol.progress import phase_text
from resnet_studio.core.runs.predictions import check_suffix
from resnet_studio.core.runs.run import CONFIG, ModelInfo, is_unfinished
from resnet_studio.core.runs.sorted_folders import require_apart

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


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked about, and how.

    Attributes:
        files: pictures and folders, in order.
        watch: a folder whose pictures are answered as they arrive, or None.
        threshold: instead of the one that is kept with the model.
        overwrite: whether a file of answers may be replaced.
        mirrored: whether pictures are also looked at mirrored.
    """

    files: tuple[Path, ...]
    watch: Path | None = None
    threshold: float | None = None
    device: str = "auto"
    overwrite: bool = False
    mirrored: bool = False


class _FailedError(Exception):
    """The job has failed."""

    def __init__(self, failure: JobFailed) -> None:
        super().__init__(failure)
        self.failure = failure


def predict(run: str, asked: Asked, where: Where, *, runs: Path | None) -> int:
    """Predict pictures and folders in order; 1 if any could not be read.

    Where standard output is not a terminal, there are lines of JSON also without `json`: a table would cut long paths.

    Raises:
        StudioError: the run or an option cannot be used.
        OSError: the file of answers cannot be written.
    """
    folder = find_run(run, runs)
    classes = ModelInfo.read(folder).classes
    _check(asked, where)
    interrupts = Interrupts()
    try:
        with Answers(classes, where, grows=asked.watch is not None) as answers:
            end: JobFinished | JobStopped | JobFailed | None
            if asked.watch is not None:
                ask = partial(_asking, folder, asked, interrupts)
                end = watch(folder, asked.watch, ask, answers, interrupts, mirrored=asked.mirrored)
            else:
                events = _asking(folder, asked, interrupts, tuple(map(str, asked.files)))
                end = take(with_bar(events, shown=not where.json and sys.stdout.isatty()), answers.take)
            if isinstance(end, JobFailed):
                raise _FailedError(end)  # so that the file of answers stays what it was
            answers.stopped = isinstance(end, JobStopped)
    except _FailedError as failed:  # only now: while the progress bar is shown, it takes over standard error
        return report_failure(failed.failure)
    answers.print_all(folder)
    return interrupts.code or int(answers.failed)


def _asking(run: Path, asked: Asked, interrupts: Interrupts, paths: tuple[str, ...]) -> Iterator[Event]:
    from resnet_studio.engine.run_job import run_job

    return run_job(Predict(str(run), paths, asked.device, asked.threshold, asked.mirrored), interrupts.should_stop)


def _check(asked: Asked, where: Where) -> None:
    """Raise `StudioError` for options that would do harm."""
    if where.output is not None:
        check_suffix(where.output)
        if asked.watch is None and not asked.overwrite and os.path.lexists(where.output):
            text = message(
                "{file} exists already. Choose another file with --output, or replace it with --overwrite.",
                file=str(where.output),
            )
            raise RunError(text)
    if where.sort_into is not None:
        require_apart(
            where.sort_into, [path for path in (*asked.files, asked.watch) if path is not None and is_dir(path)]
        )


def with_bar(events: Iterable[Event], *, shown: bool) -> Iterator[Event]:
    """The same events, with a progress bar in the terminal that disappears at the end."""
    with ProgressBar(transient=True, disable=not shown) as bar:
        task = bar.add_task(tr("Preparing"), total=None)
        for event in events:
            if isinstance(event, Progress):
                bar.update(task, description=show(phase_text(event)), total=event.total or None, completed=event.done)
            yield event
