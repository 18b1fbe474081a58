"""How far a run has come, as the list of runs shows it."""

from enum import StrEnum

from resnet_studio.core.basics.message import Message, message
from resnet_studio.core.protocol.events import Event, RunFailed, RunFinished, RunPaused, RunStopped


class RunState(StrEnum):
    """The state of a run; the values are those of `runs --json`."""

    FINISHED = "finished"
    STOPPED = "stopped"
    FAILED = "failed"
    PAUSED = "paused"
    CUT_OFF = "cut off"
    """The log has no ending, and no process is training the run."""
    IN_TRAINING = "in training"

    @classmethod
    def after(cls, event: Event) -> "RunState":
        """The state of a run whose last event this is; without an ending it is cut off."""
        return next((state for kind, state in ENDINGS.items() if isinstance(event, kind)), cls.CUT_OFF)

    @property
    def ended(self) -> bool:
        """Whether the run came to an end, so that it can be continued; else it can be resumed."""
        return self in (RunState.FINISHED, RunState.STOPPED, RunState.FAILED)

    @property
    def saved_all(self) -> bool:
        """Whether it ended in a way that saves everything; else only what the last checkpoint had is there."""
        return self in (RunState.FINISHED, RunState.STOPPED, RunState.PAUSED)

    @property
    def label(self) -> Message:
        """The state in one or two words."""
        return _LABELS[self]


ENDINGS: dict[type[Event], RunState] = {
    RunFinished: RunState.FINISHED,
    RunStopped: RunState.STOPPED,
    RunFailed: RunState.FAILED,
    RunPaused: RunState.PAUSED,
}
"""The state in which each ending leaves a run."""

_LABELS = {
    RunState.FINISHED: message("finished"),
    RunState.STOPPED: message("stopped"),
    RunState.FAILED: message("failed"),
    RunState.PAUSED: message("paused"),
    RunState.CUT_OFF: message("cut off"),
    RunState.IN_TRAINING: message("in training"),
}
