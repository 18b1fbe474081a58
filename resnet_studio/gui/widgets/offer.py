"""A notice that offers to use a model that is there already."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from resnet_studio.core.basics.message import tr
from resnet_studio.gui.widgets.feedback import NoticeBar


def offered(dataset: str, top1: float, created: float) -> str:
    """The best model for a dataset: "There is a model for ants-bees: 96.1 % on validation, from yesterday."."""
    return tr(
        "There is a model for {dataset:name}: {top1:percent} on validation, from {created:day}.",
        dataset=dataset, top1=top1, created=created,
    )  # fmt: skip


class ModelOffer(NoticeBar):
    """Hidden without an offer. One that a person has put away is not made again. Signals: those of `NoticeBar`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._offered = ""
        self._declined: set[str] = set()
        self.dismissed.connect(lambda: self._declined.add(self._offered))

    def offer(self, key: str, dataset: str, top1: float, created: float, *, detail: str = "") -> None:
        """Offer the best model for a dataset.

        Args:
            key: of this model.
            dataset: its name.
            top1: the model's accuracy on validation, a fraction.
            created: when its run began, in seconds since 1970.
            detail: a sentence about the model that is in use instead; empty without.
        """
        self._offered = key
        if key in self._declined:
            self.hide()
            return
        self.say(
            offered(dataset, top1, created),
            detail,
            look="ok",
            action=tr("Use it"),
            dismissible=True,
        )

    def withdraw(self) -> None:
        """Offer nothing."""
        self.say("")
