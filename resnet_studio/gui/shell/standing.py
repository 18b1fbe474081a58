"""Where things stand, in a few words: what rail and status bar say of session, run and engine."""

import math

from resnet_studio.core.basics import formatting
from resnet_studio.core.basics.message import show
from resnet_studio.core.protocol.events import RunFailed, RunFinished, RunPaused, RunStopped
from resnet_studio.core.protocol.progress import percent_text
from resnet_studio.core.runs.history import RunHistory
from resnet_studio.gui.engine.worker import EngineStatus
from resnet_studio.gui.work.session import ActiveRun

_DOTS = {"starting": "busy", "ready": "ok", "busy": "busy", "not responding": "wrong", "failed": "wrong"}


def train_state(run: ActiveRun | None) -> str:
    """What the rail says beside Train."""
    if run is None:
        return "not started"
    history = run.history
    match history.ended:
        case RunFinished():
            return f"done in {formatting.duration(sum(epoch.seconds for epoch in history.epochs))}"
        case RunPaused():
            return "paused"
        case RunStopped():
            return "stopped"
        case RunFailed():
            return "failed"
    if history.last_batch is None:
        return "preparing"
    return f"epoch {history.last_batch.epoch} of {run.config.epochs}"


def job_text(run: ActiveRun | None) -> tuple[str, float | None]:
    """What the status bar says at its right, and how far the bar is filled; no bar without a job."""
    if run is None or run.history.ended is not None:
        return "", None
    history = run.history
    if history.progress is not None:
        return _phase(history)
    if history.last_batch is None:
        return "Preparing", 0.0
    left = history.seconds_left
    share = f"{100 * history.fraction:.0f} %"
    return (share if math.isnan(left) else f"{share}, {formatting.duration(left)} left"), history.fraction


def _phase(history: RunHistory) -> tuple[str, float | None]:
    progress = history.progress
    if progress is None:
        return "", None
    return show(percent_text(progress)), progress.done / progress.total if progress.total else None


def engine_text(status: EngineStatus, training: bool) -> tuple[str, str]:
    """What the status bar says of the engine, and the look of its dot."""
    if status.state == "busy":
        return ("Training" if training else "Working"), "busy"
    text = {
        "starting": "Engine starting",
        "ready": "Engine ready",
        "not responding": "Engine is not responding",
        "failed": "Engine could not start",
    }
    return text[status.state], _DOTS[status.state]


def device_text(status: EngineStatus) -> str:
    """The device with its precision: "CPU × 2, bfloat16"."""
    return f"{status.device}, {status.precision}" if status.device else ""


def memory_text(status: EngineStatus) -> tuple[str, float]:
    """The engine's memory against the machine's."""
    if not status.memory or not status.memory_total:
        return "", 0.0
    used, total = status.memory / 1e9, status.memory_total / 1e9
    return f"Memory {used:.1f} of {total:.1f} GB", status.memory / status.memory_total
