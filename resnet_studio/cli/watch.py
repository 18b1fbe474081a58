"""`resnet-studio predict --watch`: pictures are answered as they arrive, until a person ends it."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from threading import Event as Wait

from resnet_studio.cli.answers import Answers
from resnet_studio.cli.interrupts import Interrupts
from resnet_studio.core.basics.message import Message, show, tr
from resnet_studio.core.basics.safe_text import printable
from resnet_studio.core.protocol.events import Event, JobFinished
from resnet_studio.core.protocol.jobs.predict import Prediction, PredictionFailed
from resnet_studio.core.runs.predictions import Result
from resnet_studio.core.runs.watched import Watched

_AT_A_TIME = 500  # pictures of one job
_TICK = 0.2  # seconds between two looks for Ctrl-C


def take(events: Iterable[Event], add: Callable[[Result], None]) -> bool:
    """Pass answers on, and return whether these are all: a job that is stopped has not answered for some pictures."""
    finished = False
    for event in events:
        if isinstance(event, Prediction | PredictionFailed):
            add(event)
        finished = finished or isinstance(event, JobFinished)
    return finished


def watch(
    run: Path,
    folder: Path,
    ask: Callable[[tuple[str, ...]], Iterator[Event]],
    answers: Answers,
    interrupts: Interrupts,
    *,
    mirrored: bool,
) -> None:
    """Answer what is in the folder and what arrives there, each once, also over several starts.

    Raises:
        RunError: the folder cannot be watched.
        JobFailedError: its pictures cannot be predicted.
    """
    with closing(Watched(run, folder, mirrored=mirrored)) as watched:
        answers.catch_up(watched.answers, watched.unchanged)
        print(printable(tr("Watching {folder}. Ctrl-C ends it.", folder=str(folder))), file=sys.stderr)

        def add(result: Result) -> None:
            if watched.take(result):
                answers.take(result)

        problem: Message | None = None
        while not interrupts.should_stop():
            ready = watched.look()
            for start in range(0, len(ready), _AT_A_TIME):
                take(ask(tuple(ready[start : start + _AT_A_TIME])), add)
                watched.give_back()
            if watched.problem is not None and watched.problem != problem:
                print(printable(show(watched.problem)), file=sys.stderr)
            problem = watched.problem
            _wait(watched.pause, interrupts)


def _wait(seconds: float, interrupts: Interrupts) -> None:
    while seconds > 0 and not interrupts.should_stop():
        Wait().wait(min(_TICK, seconds))
        seconds -= _TICK
