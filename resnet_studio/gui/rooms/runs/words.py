"""A run in words: its settings as a person reads them, how it ended, and why it cannot be used."""

from __future__ import annotations

from resnet_studio.core.basics import formatting, safe_text
from resnet_studio.core.basics.message import show
from resnet_studio.core.protocol.events import RunFailed
from resnet_studio.core.runs.history import RunHistory
from resnet_studio.core.runs.states import RunState
from resnet_studio.core.runs.summary import RunSummary

_STATES = {
    RunState.FINISHED: "Finished",
    RunState.STOPPED: "Stopped",
    RunState.PAUSED: "Paused",
    RunState.FAILED: "Failed",
    RunState.IN_TRAINING: "In training now, in this window or another program",
    RunState.CUT_OFF: "Cut off: the program ended before the run did",
}
_KEPT = {RunState.STOPPED: " The best model was kept.", RunState.PAUSED: " Its best model so far is kept."}
_BUSY = "Another run is in training"


def origin(run: RunSummary) -> list[tuple[str, str]]:
    """What a run was trained on, and the run that it continues, as pairs of label and value."""
    pairs = [("Dataset", run.dataset), ("Continues", run.parent)]
    return [(label, safe_text.printable(value)) for label, value in pairs if value]


def measured(history: RunHistory) -> list[tuple[str, str]]:
    """What a run was trained on and with, as its first event says."""
    started = history.started
    if started is None:
        return []
    return [
        ("Pictures", f"{formatting.count(started.train)} train, {formatting.count(started.validation)} validation"),
        ("Classes", formatting.listed(started.classes, most=3)),
        (
            "Parameters",
            f"{formatting.parameters(started.parameters)}, {formatting.parameters(started.trainable)} trainable",
        ),
        ("Device", safe_text.printable(f"{started.device}, {started.precision}")),
    ]


def ending(run: RunSummary, history: RunHistory) -> str:
    """How a run ended, with the reason where it failed."""
    failed = isinstance(history.ended, RunFailed)
    how = f"Failed: {show(history.ended.error)}" if isinstance(history.ended, RunFailed) else f"{_STATES[run.state]}."
    if run.usable:
        return how + _KEPT.get(run.state, "")
    return how if failed or run.problem else f"{how} There is no model to use."


def not_resumable(run: RunSummary | None, busy: bool) -> str:
    """Why a run cannot go on, or nothing; `busy` says whether some run is in training."""
    if run is None:
        return "Choose a run first"
    if run.problem or run.config is None:
        return show(run.problem) if run.problem else "Its settings cannot be read"
    if run.state == RunState.FINISHED:
        return "This run is finished"
    if run.state == RunState.IN_TRAINING:
        return "This run is in training now"
    return _BUSY if busy else ""


def not_continuable(run: RunSummary, busy: bool) -> str:
    """Why a run that ended cannot be trained further, or nothing; `busy` says whether some run is in training."""
    return unusable(run) or (_BUSY if busy else "")


def unusable(run: RunSummary | None) -> str:
    """Why a run has no model to use; empty where it has one."""
    if run is None:
        return "Choose a run first"
    if run.usable:
        return ""
    if run.problem:
        return show(run.problem)
    return "This run has no model: it ended before its first epoch was complete"
