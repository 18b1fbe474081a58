"""The card at the right: the settings, and the notices of the run below them. In a narrow window it is a drawer."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.history import RunHistory
from resnet_studio.gui.rooms.train.notices import NoticeList
from resnet_studio.gui.rooms.train.settings import MARGIN, SettingsForm
from resnet_studio.gui.widgets.card import Card, Line
from resnet_studio.gui.work.draft import Draft

_WIDTH, _DRAWER_WIDTH = 208, 260
"""Usual width, px; labels of another language may need more."""


class TrainPanel(Card):
    """Settings over notices. Signal: ``closed()``, when the drawer is to close."""

    closed = Signal()

    def __init__(self, draft: Draft, parent: QWidget | None = None) -> None:
        super().__init__(padding=0, spacing=0, parent=parent)
        self.layout_.setContentsMargins(1, 10, 1, 12)
        self._drawer = False
        self.form = SettingsForm(draft, self)
        self.form.setContentsMargins(MARGIN, 0, 0, 0)
        self.notices = NoticeList(self)
        self.notices.setContentsMargins(MARGIN, 12, MARGIN, 0)
        self._line = Line()
        self.layout_.addWidget(self.form, 1)
        self.layout_.addWidget(self._line)
        self.layout_.addWidget(self.notices)
        self.form.closed.connect(self.closed)
        self.setFixedWidth(self.width_wanted())
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.show_draft(None)

    def show_run(self, config: TrainConfig, history: RunHistory, note: str) -> None:
        """Show a run: its settings locked, with a note that says why, and its notices."""
        self.form.show_run(config, note)
        self._show_notices(history)

    def show_draft(self, history: RunHistory | None, note: str = "") -> None:
        """Show the settings of the next run, and the notices of the one that ended."""
        self.form.show_draft(note)
        self._show_notices(history)

    def set_drawer(self, drawer: bool) -> None:
        """Look like a drawer, with a cross, or like a part of the room."""
        self._drawer = drawer
        self.form.set_drawer(drawer)
        self.setFixedWidth(self.width_wanted())

    def is_drawer(self) -> bool:
        """Whether the panel is a drawer."""
        return self._drawer

    def width_wanted(self) -> int:
        """Its width, px."""
        return max(_DRAWER_WIDTH if self._drawer else _WIDTH, self.form.width_needed() + 2)

    def focus_first(self) -> None:
        """Focus the first field, or the cross while nothing can be changed."""
        first = next(iter(self.form.rows.values())).control
        (self.form.close_button if self.form.locked else first).setFocus(Qt.FocusReason.OtherFocusReason)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:  # the style sheet has come, or has other sizes
            self.setFixedWidth(self.width_wanted())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._drawer:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def _show_notices(self, history: RunHistory | None) -> None:
        self.notices.show_history(history)
        self._line.setVisible(not self.notices.isHidden())
