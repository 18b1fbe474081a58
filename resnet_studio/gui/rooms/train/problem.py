"""Why a run failed, in the Train room, with other ways to get weights where they are what is missing."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from resnet_studio.core.basics.errors import Failure
from resnet_studio.core.basics.message import show, tr
from resnet_studio.core.protocol.events import RunFailed
from resnet_studio.core.runs.config import IMAGENET, TrainConfig
from resnet_studio.core.runs.history import RunHistory
from resnet_studio.gui.widgets.feedback import ErrorPanel

_OF_WEIGHTS = {Failure.WEIGHTS, Failure.UNREACHABLE, Failure.CERTIFICATE}


def lacks_weights(history: RunHistory, config: TrainConfig) -> bool:
    """Whether a run failed while it downloaded ImageNet weights, so that a file or a start from scratch would help."""
    ended = history.ended
    return config.weights == IMAGENET and isinstance(ended, RunFailed) and ended.kind in _OF_WEIGHTS


class RunProblem(ErrorPanel):
    """The sentence of a failed run. Signals: ``retried()``, ``weights_wanted()`` (to where weights are chosen)."""

    weights_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tip = tr("In the Model room: a file that you downloaded yourself, or a start from scratch")
        self.weights_button = self.add_action(tr("Choose the weights…"), self.weights_wanted.emit, "model", tip=tip)
        self.weights_button.hide()

    def show_failure(self, ended: RunFailed, *, weights: bool) -> None:
        """Say why a run failed; with ``weights`` offer to choose others, or to try the download again."""
        self.weights_button.setVisible(weights)
        self.show_error(show(ended.error), ended.details, retry=weights)

    def show_error(self, sentence: str, details: str = "", *, retry: bool = False) -> None:
        if not retry:
            self.weights_button.hide()
        super().show_error(sentence, details, retry=retry)
