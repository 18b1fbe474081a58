"""The history of a run from its log, read in a thread."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from resnet_studio.core.basics.files import holds_something
from resnet_studio.core.runs.history import RunHistory
from resnet_studio.core.runs.run_log import is_being_written, read_events
from resnet_studio.core.runs.summary import RunSummary
from resnet_studio.gui.threads.background import Stale


def replay(run: Path, stale: Stale) -> RunHistory:
    """Read all events of a run, or stop early when the history is no longer wanted.

    Raises:
        RunError: the log cannot be read.
    """
    history = RunHistory()
    for event in read_events(run):
        if stale():
            break
        history.apply(event)
    history.cut_off = history.running and not is_being_written(run)
    return history


@dataclass(frozen=True, slots=True)
class Replayed:
    """What was read of a run: its history, and whether the folder of its pictures is there."""

    history: RunHistory
    pictures_there: bool


def read(run: RunSummary, stale: Stale) -> Replayed:
    """Read a run; its folder has all that is shown but the pictures.

    Raises:
        RunError: the log cannot be read.
    """
    return Replayed(replay(run.path, stale), not run.root or holds_something(Path(run.root)))
