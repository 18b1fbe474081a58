"""Why a run failed, in the Train room: with a way round it where the weights are what is missing."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from resnet_studio.core.basics.message import show
from resnet_studio.core.dataset.catalogue import Dataset
from resnet_studio.core.protocol.events import RunFailed
from resnet_studio.core.runs.config import IMAGENET, TrainConfig
from resnet_studio.core.runs.history import RunHistory
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.feedback import ErrorPanel


def lacks_weights(history: RunHistory, config: TrainConfig, dataset: Dataset) -> bool:
    """Whether a run failed while it fetched ImageNet's weights: a file, or another start, is the way round."""
    fetching = history.started is not None and not history.steps and not history.epochs
    # The first notice beyond those of the dataset says which weights were taken.
    taken = len(history.notices) > len(dataset.notices)
    return isinstance(history.ended, RunFailed) and config.weights == IMAGENET and fetching and not taken


class RunProblem(ErrorPanel):
    """The sentence of a failed run. Signals: ``retried()``, ``weights_wanted()`` (to where weights are chosen)."""

    weights_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tip = "In the Model room: a file that you fetched by hand, or a start from scratch"
        self.weights_button = Button("Choose the weights…", "small", "model", tip=tip)
        for row in self.findChildren(QHBoxLayout):  # the panel's row of buttons; this one comes first
            row.insertWidget(row.indexOf(self.details_button), self.weights_button, 0, Qt.AlignmentFlag.AlignTop)
        self.weights_button.clicked.connect(self.weights_wanted)
        self.weights_button.hide()

    def tell(self, ended: RunFailed, *, weights: bool) -> None:
        """Say why a run failed; with ``weights`` offer to choose others, or to try the download again."""
        self.weights_button.setVisible(weights)
        self.show_error(show(ended.error), ended.details, retry=weights)

    def show_error(self, sentence: str, details: str = "", *, retry: bool = False) -> None:
        if not retry:
            self.weights_button.hide()
        super().show_error(sentence, details, retry=retry)
