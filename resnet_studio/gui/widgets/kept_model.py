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

    def compare(self, new: tuple[str, float], used: tuple[str, float]) -> None:
        """Compare a new model with the one in use: the names of their runs, and their accuracy on validation."""
        self.say(
            tr("The model in use is better than the new one, so it stays in use."),
            tr(
                "In use: {used_top1:percent} on validation, {used:name}. New: {new_top1:percent}, {new:name}.",
                used=used[0],
                used_top1=used[1],
                new=new[0],
                new_top1=new[1],
            ),
            action=tr("Use the new one"),
            dismissible=True,
        )
