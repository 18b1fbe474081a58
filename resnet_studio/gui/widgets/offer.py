"""A notice that offers to use a model that is there already."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from resnet_studio.core.basics.message import tr
from resnet_studio.core.runs.accuracy import accuracy_text
from resnet_studio.core.runs.summary import RunSummary
from resnet_studio.gui.widgets.feedback import NoticeBar


def offered(dataset: str, run: RunSummary) -> str:
    """The best model for a dataset: "There is a model for ants-bees, from yesterday: 96.1 % on 153 validation …."."""
    return tr(
        "There is a model for {dataset:name}, from {created:day}: {accuracy}.",
        dataset=dataset, created=run.created, accuracy=accuracy_text(run),
    )  # fmt: skip


class ModelOffer(NoticeBar):
    """Hidden without an offer. One that a person has put away is not made again. Signals: those of `NoticeBar`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._offered: Path | None = None
        self._declined: set[Path | None] = set()
        self.dismissed.connect(lambda: self._declined.add(self._offered))

    def offer(self, dataset: str, run: RunSummary, *, detail: str = "") -> None:
        """Offer the best model for a dataset.

        Args:
            dataset: its name.
            run: whose model it is.
            detail: a sentence about the model that is in use instead; empty without.
        """
        self._offered = run.path
        if run.path in self._declined:
            self.hide()
            return
        self.say(offered(dataset, run), detail, look="ok", action=tr("Use it"), dismissible=True)

    def withdraw(self) -> None:
        """Offer nothing."""
        self.say("")
