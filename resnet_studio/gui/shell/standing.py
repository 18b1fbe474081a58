"""Short texts about the state of run and engine, for the rail and the status bar."""

import math
from typing import Final

from resnet_studio.core.basics.errors import Failure
from resnet_studio.core.basics.language import current
from resnet_studio.core.basics.message import Message, message, show, tr
from resnet_studio.core.protocol.events import (
    RunFailed,
    RunFinished,
    RunPaused,
    RunStopped,
)
from resnet_studio.core.protocol.progress import percent_text
from resnet_studio.core.runs.history import RunHistory
from resnet_studio.gui.engine.jobs import JobHandle
from resnet_studio.gui.engine.status import EngineState, EngineStatus
from resnet_studio.gui.work.names import name_of, trained_on, with_fold
from resnet_studio.gui.work.results import ResultsControl
from resnet_studio.gui.work.session import ActiveRun, Session

_ENGINE = {
    EngineState.STARTING: (message("Engine starting"), "busy"),
    EngineState.READY: (message("Engine ready"), "ok"),
    EngineState.BUSY: (message("Working"), "busy"),
    EngineState.NOT_RESPONDING: (message("Engine is not responding"), "wrong"),
    EngineState.FAILED: (message("Engine could not start"), "wrong"),
}
"""For each state the text, and the look of the dot beside it."""
_FAILED_OTHERWISE: Final = message("training failed")
_FAILED: Final = {
    Failure.SETTING: message("failed: a setting"),
    Failure.DATASET: message("failed: the dataset"),
    Failure.DATASET_GONE: message("failed: pictures gone"),
    Failure.PICTURE: message("failed: a picture"),
    Failure.WEIGHTS: message("failed: the weights"),
    Failure.RUN_GONE: message("failed: its folder gone"),
    Failure.FILE: message("failed: a file"),
    Failure.DISK_FULL: message("failed: disk full"),
    Failure.MEMORY: message("failed: memory full"),
    Failure.UNREACHABLE: message("failed: no connection"),
    Failure.CERTIFICATE: message("failed: a certificate"),
    Failure.ENGINE: message("failed: engine ended"),
}
"""What a training has failed at, in as few words as the rail has room for."""


def train_state(session: Session, *, planned: bool = False, waits: bool = False, named: bool = False) -> str:
    """The text beside Train in the rail: the run that the Train room shows, with its dataset unless that is open.

    ``planned`` says whether that room shows what Start will do instead; ``waits`` whether the run in training still
    waits for the engine; ``named`` names the open dataset too.
    """
    run = None if planned else session.run
    if run is None:
        return tr("not started")
    state = run_state(run, waits=waits and run.in_training)
    if run.is_of(session.dataset) and not named:
        return state
    return tr("{state}, {dataset:name}", state=state, dataset=name_of(run.dataset))


def run_state(run: ActiveRun, *, waits: bool = False) -> str:
    """How far a run is, in a few words."""
    history = run.history
    match history.ended:
        case RunFinished():
            return tr("done in {seconds:duration}", seconds=sum(epoch.seconds for epoch in history.epochs))
        case RunPaused():
            return tr("paused")
        case RunStopped():
            return tr("stopped")
        case RunFailed(kind=kind):
            return show(_FAILED.get(kind, _FAILED_OTHERWISE))
    if waits:
        return tr("waiting")
    if history.last_batch is None:
        return tr("preparing")
    return tr("epoch {epoch} of {epochs}", epoch=history.last_batch.epoch, epochs=run.config.epochs)


def results_state(results: ResultsControl, *, named: bool = False) -> str:
    """The text beside Results in the rail: the accuracy on show, with its dataset unless that is open.

    ``named`` names the open dataset too.
    """
    run = results.run
    if run is None:
        return tr("when the run ends") if results.training else tr("no run yet")
    if results.busy:
        return tr("measuring…")
    known = results.known
    if known is None and results.problem is not None:
        return tr("measuring failed")
    top1 = known.figures.top1.value if known else run.best_val_top1
    if top1 is None or not math.isfinite(top1):
        return tr("no figures yet")
    if results.is_own() and not named:
        return tr("{top1:percent}", top1=top1)
    return tr("{top1:percent}, {dataset:name}", top1=top1, dataset=trained_on(run))


def use_state(session: Session, *, named: bool = False) -> str:
    """The text beside Use in the rail: whether a model for the open dataset, which ``named`` names, is in use."""
    if session.model is None:
        if session.best is not None and session.dataset is not None and named:
            top1, dataset = session.best.best_val_top1, name_of(session.dataset)
            return tr("best run {top1:percent}, {dataset:name}", top1=top1, dataset=dataset)
        if session.best is not None:
            return tr("best run {top1:percent}", top1=session.best.best_val_top1)
        return tr("no model yet")
    if session.dataset is None or (session.model_is_own() and not named):
        return tr("ready")
    return tr("model of {dataset:name}", dataset=trained_on(session.model))


def job_text(run: ActiveRun | None, waiting_for: Message | None = None) -> tuple[str, float | None]:
    """The text about the run at the right of the status bar, and the value of its bar; None hides the bar."""
    if run is None or not run.in_training:
        return "", None
    state, share = _job_state(run.history, waiting_for)
    name = with_fold(name_of(run.dataset), run.dataset.split.fold)
    return tr("{dataset:name}  ·  {state}", dataset=name, state=state), share


def _job_state(history: RunHistory, waiting_for: Message | None) -> tuple[str, float | None]:
    if waiting_for is not None:
        return show(waiting_for), None
    if history.progress is not None:
        return _phase(history)
    if history.last_batch is None:
        return tr("Preparing"), 0.0
    left, percent = history.time_left, round(100 * history.fraction)
    if math.isnan(left):
        return tr("{percent} %", percent=percent), history.fraction
    return tr("{percent} %, {left:duration} left", percent=percent, left=left), history.fraction


def _phase(history: RunHistory) -> tuple[str, float | None]:
    progress = history.progress
    if progress is None:
        return "", None
    return show(percent_text(progress)), progress.done / progress.total if progress.total else None


def engine_text(status: EngineStatus, running: JobHandle | None) -> tuple[str, str]:
    """The text about the engine in the status bar, and the look of its dot."""
    text, look = _ENGINE[status.state]
    if status.state is EngineState.BUSY and running is not None:
        text = running.texts.running
    return show(text), look


def device_text(status: EngineStatus) -> str:
    """The device with its precision: "CPU, 2 cores, bfloat16"."""
    if not status.device:
        return ""
    return tr("{device}, {precision}", device=status.device, precision=status.precision)


def memory_text(status: EngineStatus) -> tuple[str, float]:
    """The engine's memory and the machine's, and the share of the first in the second."""
    if not status.memory or not status.memory_total:
        return "", 0.0
    number = current().number
    used, total = number(status.memory / 1e9, 1), number(status.memory_total / 1e9, 1)
    text = tr("Memory {used:plain} of {total:plain} GB", used=used, total=total)
    return text, status.memory / status.memory_total
