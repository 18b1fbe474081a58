"""The menu entry that puts this installation into the desktop's menu of applications, or takes it out again."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from resnet_studio.core.basics.message import show, tr
from resnet_studio.core.installation import desktop
from resnet_studio.gui.theme.icon_file import windows_icon
from resnet_studio.gui.threads.background import Background
from resnet_studio.gui.widgets import boxes


class DesktopAction(QAction):
    """Says what it would do: add, or remove. Hidden where there is nothing to add."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._background = Background(self)
        self._added = False
        self.setVisible(desktop.why_not() is None)
        self.triggered.connect(self._change)

    def refresh(self) -> None:
        """See whether there is an entry; called before the menu is shown."""
        if not self.isVisible():
            return
        self._added = desktop.is_added()
        if self._added:
            self.setText(tr("Remove from the menu of applications"))
        else:
            self.setText(tr("Add to the menu of applications"))

    def _change(self) -> None:
        added = self._added
        icon = None if added else windows_icon()
        self._background.do(
            "desktop",
            lambda _: desktop.remove() if added else desktop.add(icon),
            lambda _: self._say(added=not added),
            lambda error: self._fail(str(error)),
        )

    def _say(self, *, added: bool) -> None:
        if added:
            sentence = tr("ResNet Studio is in the menu of applications.")
            detail = show(desktop.offers())
        else:
            sentence = tr("ResNet Studio is no longer in the menu of applications.")
            detail = tr("Your runs and settings stay.")
        boxes.information(self._window, sentence, detail).show()

    def _fail(self, reason: str) -> None:
        sentence = tr("The menu of applications could not be changed.")
        boxes.information(self._window, sentence, show(reason), warning=True).show()
