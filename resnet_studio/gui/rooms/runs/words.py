"""Texts about a run: what it was trained on, how it ended, and why it cannot be used or trained."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto
from statistics import fmean, stdev

from resnet_studio.core.basics.message import NOTHING, Message, joined, message, show, tr, trn
from resnet_studio.core.protocol.events import RunFailed
from resnet_studio.core.runs import facts as run_facts
from resnet_studio.core.runs.continued_run import slower_rate
from resnet_studio.core.runs.history import RunHistory
from resnet_studio.core.runs.states import RunState
from resnet_studio.core.runs.summary import RunSummary
from resnet_studio.gui.work.names import trained_on


class Training(Enum):
    """Where a run is in training; WAITS is a run of this window that waits for the engine."""

    HERE = auto()
    WAITS = auto()
    ELSEWHERE = auto()


_STATES = {
    RunState.FINISHED: message("Finished."),
    RunState.STOPPED: message("Stopped."),
    RunState.PAUSED: message("Paused."),
    RunState.FAILED: message("Failed."),
    RunState.CUT_OFF: message("Cut off: the program ended before the run did."),
}
_KEPT = {
    RunState.STOPPED: message("The best model was kept."),
    RunState.PAUSED: message("Its best model so far is kept."),
}
_NO_MODEL = message("There is no model to use.")
_TRAINS = {
    Training.HERE: message("In training now; the Train room shows it live."),
    Training.WAITS: message("Waits for its training to begin; the Train room says what for."),
    Training.ELSEWHERE: message(
        "In training now, in another window or program. Until it ends, it cannot be renamed or deleted."
    ),
}
_CANNOT_CHANGE = {
    Training.HERE: message("It is in training now"),
    Training.WAITS: message("It waits for its training to begin"),
    Training.ELSEWHERE: message("It is in training in another window or program"),
}


def facts(runs: Sequence[RunSummary], datasets: int, listed: Sequence[RunSummary], selected: int) -> tuple[str, ...]:
    """The line of facts: "16 runs of 4 datasets  ·  471 MB  ·  2 selected"; empty without runs.

    Of listed runs that have a tag in common, such as the folds of a dataset, it says how good they are together, also
    in the shorter lines for less room.
    """
    size = sum(run.size for run in runs)
    if not runs:
        return ("",)
    if datasets > 1:
        of = trn("{count} dataset", "{count} datasets", datasets)
        count = trn("{count} run of {datasets}", "{count} runs of {datasets}", len(runs), datasets=of)
    else:
        count = trn("{count} run", "{count} runs", len(runs))
    if len(listed) < len(runs):
        said = tr("{shown} of {runs} shown  ·  {size:size}", shown=len(listed), runs=count, size=size)
    elif selected > 1:
        said = tr("{runs}  ·  {size:size}  ·  {selected} selected", runs=count, size=size, selected=selected)
    else:
        said = tr("{runs}  ·  {size:size}", runs=count, size=size)
    if not (together := _together(listed)):
        return (said,)
    few = trn("{count} run shown", "{count} runs shown", len(listed))
    lines = ((said, together[0]), (few, together[0]), (few, together[1]))
    return tuple(tr("{shown}  ·  {together}", shown=shown, together=words) for shown, words in lines)


def _together(runs: Sequence[RunSummary]) -> tuple[Message, ...]:
    """Mean and spread of the accuracies of runs that have a tag in common, and shorter; empty where there are none.

    Those after the last epoch, as in the terminal: the best epoch is chosen by the pictures that it is measured on.
    """
    tags = [{tag.casefold() for tag in run.marks.tags} for run in runs]
    accuracies = [run.last_val_top1 for run in runs if run.usable]
    if len(accuracies) < max(2, len(runs)) or not set.intersection(*tags):
        return ()
    mean = fmean(accuracies)
    return (
        message(
            "after their last epoch {mean:percent} on average, standard deviation {deviation:percent}",
            mean=mean,
            deviation=stdev(accuracies),
        ),
        message("after their last epoch {mean:percent} on average", mean=mean),
    )


def hint(listed: int, *, waits: bool) -> Message:
    """What can be done in the table; `waits`, A is kept to be compared with the next run."""
    if waits:
        return message("The next run that you choose is compared with this one.")
    if listed < 2:
        return NOTHING
    return message("Lines show 95 % intervals. Ctrl+click compares with A.")


def origin(run: RunSummary) -> list[tuple[str, str]]:
    """The dataset of a run, and the run that it continues, as pairs of label and value."""
    return [(show(label), show(value)) for label, value in run_facts.origin(run)]


def measured(history: RunHistory) -> list[tuple[str, str]]:
    """What a run was trained on and with, from its first event, as pairs of label and value."""
    return [(show(label), show(value)) for label, value in run_facts.measured(history)]


def ending(run: RunSummary, history: RunHistory) -> str:
    """How a run ended, with the reason where it failed."""
    if isinstance(history.ended, RunFailed):
        how = message("Failed: {error}", error=history.ended.error)
        return show(joined(how, _KEPT.get(run.state, NOTHING))) if run.usable else show(how)
    if run.state == RunState.IN_TRAINING:
        return where_it_trains(Training.ELSEWHERE)
    how = _STATES[run.state]
    if run.usable:
        return show(joined(how, _KEPT.get(run.state, NOTHING)))
    return show(how) if run.problem else show(joined(how, _NO_MODEL))


def where_it_trains(training: Training) -> str:
    """A sentence about a run in training."""
    return show(_TRAINS[training])


def not_changeable(training: Training | None) -> str:
    """Why a run cannot be renamed or deleted; empty where it can."""
    return show(_CANNOT_CHANGE[training]) if training else ""


def not_resumable(run: RunSummary | None, busy: bool) -> str:
    """Why a run cannot be resumed, or nothing; `busy` says whether some run is in training."""
    if run is None:
        return tr("Choose a run first")
    if run.problem or run.config is None:
        return show(run.problem) if run.problem else tr("Its settings cannot be read")
    if run.state == RunState.FINISHED:
        return tr("This run is finished")
    if run.state == RunState.IN_TRAINING:
        return tr("This run is in training now")
    return tr("Another run is in training") if busy else ""


def not_continuable(run: RunSummary, busy: bool) -> str:
    """Why a run that ended cannot be trained further, or nothing; `busy` says whether some run is in training."""
    return unusable(run) or (tr("Another run is in training") if busy else "")


def trained_further(run: RunSummary) -> str:
    """What training the model of a run further will do."""
    if run.config is None:
        return ""
    return trn(
        "Start a new run on {dataset:name} from this one's best model: {count} epoch, with a learning rate of "
        "{rate:figure}, a third of this run's. All else is as in this run.",
        "Start a new run on {dataset:name} from this one's best model: {count} epochs, with a learning rate of "
        "{rate:figure}, a third of this run's. All else is as in this run.",
        run.config.epochs,
        dataset=trained_on(run),
        rate=slower_rate(run.config),
    )


def unusable(run: RunSummary | None) -> str:
    """Why a run has no model to use; empty where it has one."""
    if run is None:
        return tr("Choose a run first")
    if run.usable:
        return ""
    if run.problem:
        return show(run.problem)
    return tr("This run has no model: it ended before its first epoch was complete")
