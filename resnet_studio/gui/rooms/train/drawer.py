"""The settings beside the run in a usual window, and as a drawer over the right edge in a narrow one."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QHBoxLayout

from resnet_studio.gui.rooms.train.panel import TrainPanel
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.room import RoomPage


class SettingsDrawer(QObject):
    """Moves the panel between the row of the room and its right edge; `button` opens and closes it there."""

    def __init__(self, room: RoomPage, row: QHBoxLayout, panel: TrainPanel, button: Button) -> None:
        super().__init__(room)
        self._room, self._row, self._panel, self._button = room, row, panel, button
        button.clicked.connect(self._toggle)
        panel.closed.connect(self.close)

    def fit(self, width_class: str) -> None:
        """Be a drawer in a narrow window, a part of the row in others."""
        drawer = width_class == "narrow"
        self._button.setVisible(drawer)
        if drawer == self._panel.is_drawer():
            return
        self._panel.set_drawer(drawer)
        if drawer:
            self._row.removeWidget(self._panel)
            self._panel.setParent(self._room)
            self._panel.hide()
        else:
            self._row.addWidget(self._panel)
            self._panel.show()

    def open(self) -> None:
        """Show the panel over the edge; nothing where it is visible anyway."""
        if self._panel.is_drawer():
            self.place()
            self._panel.show()
            self._panel.raise_()
            self._panel.focus_first()

    def close(self) -> None:
        """Hide the panel, if it is a drawer."""
        if self._panel.is_drawer():
            self._panel.hide()
            self._button.setFocus(Qt.FocusReason.OtherFocusReason)

    def place(self) -> None:
        """Put the drawer where it belongs in a room of the present size."""
        if self._panel.is_drawer():
            room, width = self._room, self._panel.width_wanted()
            gap = 8 if room.is_short() else 16
            top = room.header.height() + gap
            self._panel.setGeometry(room.width() - width - room.margin(), top, width, room.height() - top - gap)

    def _toggle(self) -> None:
        if self._panel.isVisible():
            self.close()
        else:
            self.open()
