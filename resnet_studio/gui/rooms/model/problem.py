"""A problem with weights, above the freeze map."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from resnet_studio.core.basics.message import tr
from resnet_studio.gui.widgets.feedback import ErrorPanel


class WeightsProblem(ErrorPanel):
    """A problem with weights, with possible solutions. Signals: ``retried()``, ``file_wanted()``, ``fix_wanted()``."""

    file_wanted = Signal()
    fix_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fix_button = self.add_action("", self.fix_wanted.emit, "check")
        self.file_button = self.add_action("", self.file_wanted.emit, "folder")

    def show_problem(
        self,
        sentence: str,
        details: str = "",
        *,
        retry: bool = False,
        by_file: bool = True,
        missing: bool = False,
        fix: str = "",
    ) -> None:
        """Show the sentence; offer to try again, to choose a file, or what ``fix`` says, where that helps.

        ``missing`` are weights that could not be downloaded: the sentence names the file to choose instead.
        """
        self.file_button.set_words(tr("Choose the file…") if missing else tr("Choose another file…"))
        self.file_button.setToolTip(tr("Use a file that you have already") if missing else "")
        self.file_button.setVisible(by_file)
        self.fix_button.set_words(fix)
        self.fix_button.setVisible(bool(fix))
        self.show_error(sentence, details, retry=retry)
