"""The history of a run from its log, read in a thread."""

from __future__ import annotations

from pathlib import Path

from resnet_studio.core.runs.history import RunHistory
from resnet_studio.core.runs.run_log import is_being_written, read_events
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
