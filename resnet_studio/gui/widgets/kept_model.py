"""A notice that says that a new model is worse than the one in use, which therefore stays."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from resnet_studio.core.basics.message import tr
from resnet_studio.gui.widgets.feedback import NoticeBar


class KeptModel(NoticeBar):
    """Hidden until there is such a model. Signals: those of `NoticeBar`; ``acted()`` is to use the new one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.acted.connect(self.hide)

    def compare(self, new: float, used: float, created: float) -> None:
        """Compare a new model with the one in use.

        Args:
            new, used: their accuracies on validation, fractions.
            created: when the run of the one in use began, in seconds since 1970.
        """
        self.say(
            tr("The model in use is better than the new one, so it stays in use."),
            tr(
                "In use: {used:percent} on validation, run of {created:moment}. New: {new:percent}.",
                used=used,
                created=created,
                new=new,
            ),
            action=tr("Use the new one"),
            dismissible=True,
        )
