"""`resnet-studio predict`: use a finished run in the terminal."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from resnet_studio.cli.answers import Answers, Where
from resnet_studio.cli.find_run import find_run
from resnet_studio.cli.interrupts import Interrupts
from resnet_studio.cli.jobs import events_of
from resnet_studio.cli.watch import take, watch
from resnet_studio.core.basics.errors import RunError
from resnet_studio.core.basics.files import is_dir
from resnet_studio.core.basics.message import message
from resnet_studio.core.protocol.events import Event
from resnet_studio.core.protocol.jobs.predict import Predict
from resnet_studio.core.runs.predictions import check_suffix
from resnet_studio.core.runs.run import ModelInfo
from resnet_studio.core.runs.sorted_folders import require_apart


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


def predict(run: str, asked: Asked, where: Where, *, runs: Path | None) -> int:
    """Predict pictures and folders in order; 1 if any could not be read.

    Where standard output is not a terminal, there are lines of JSON also without `json`: a table would cut long paths.

    Raises:
        StudioError: the run or an option cannot be used.
        JobFailedError: the pictures cannot be predicted.
        OSError: the file of answers cannot be written.
    """
    folder = find_run(run, runs)
    classes = ModelInfo.read(folder).classes
    _check(asked, where)
    interrupts = Interrupts()

    def ask(paths: tuple[str, ...]) -> Iterator[Event]:
        command = Predict(str(folder), paths, asked.device, asked.threshold, asked.mirrored)
        return events_of(command, interrupts, quiet=where.json or asked.watch is not None)

    with Answers(classes, where, grows=asked.watch is not None) as answers:  # a failure leaves its file what it was
        if asked.watch is not None:
            watch(folder, asked.watch, ask, answers, interrupts, mirrored=asked.mirrored)
        else:
            answers.stopped = not take(ask(tuple(map(str, asked.files))), answers.take)
    answers.print_all(folder)
    return interrupts.code or int(answers.failed)


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
