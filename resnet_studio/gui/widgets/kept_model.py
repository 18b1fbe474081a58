"""A notice that says that a new model is worse than the one in use, which therefore stays."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from resnet_studio.core.basics.message import tr
from resnet_studio.core.runs.accuracy import accuracy_text
from resnet_studio.core.runs.summary import RunSummary
from resnet_studio.gui.widgets.feedback import NoticeBar


class KeptModel(NoticeBar):
    """Hidden until there is such a model. Signals: those of `NoticeBar`; ``acted()`` is to use the new one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.acted.connect(self.hide)

    def compare(self, new: RunSummary, used: RunSummary) -> None:
        """Compare the model of a new run with the one in use."""
        self.say(
            tr("The model in use is better than the new one, so it stays in use."),
            tr(
                "In use: {used}, run of {created:moment}. New: {new}.",
                used=accuracy_text(used),
                created=used.created,
                new=accuracy_text(new),
            ),
            action=tr("Use the new one"),
            dismissible=True,
        )
