"""Where pictures are dropped in the Use room: a large zone while there are no answers, else a strip above them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from resnet_studio.core.basics.message import tr
from resnet_studio.gui.rooms.use.camera import is_offered
from resnet_studio.gui.theme.tokens import LEAD, REGULAR, SECONDARY
from resnet_studio.gui.widgets.button import Button, Kind
from resnet_studio.gui.widgets.drop_zone import DropZone
from resnet_studio.gui.widgets.feedback import Icon
from resnet_studio.gui.widgets.text import ElidedLabel, Label

_CENTRE = Qt.AlignmentFlag.AlignHCenter


def folder_button(kind: Kind) -> Button:
    """The button that asks about a folder."""
    return Button(tr("Choose folder…"), kind, "folder", tip=tr("All pictures in a folder, and below it"))


def camera_button(kind: Kind) -> Button:
    """The button that opens the camera, where there is one to be had."""
    button = Button(tr("Camera…"), kind, "camera", tip=tr("Ask about what a camera sees"))
    if not is_offered():  # else nothing: a button without a parent would be shown as a window
        button.hide()
    return button


class DropInvitation(DropZone):
    """Fills the room, names the classes of the model (``classes``), offers a folder, the camera and a try (buttons)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.classes = ElidedLabel("", SECONDARY, REGULAR, "text2", align=_CENTRE)
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addStretch(2)
        column.addWidget(Icon("use", 40, "text3"), 0, _CENTRE)
        text = tr("Drop pictures or a folder here, or paste with Ctrl+V")
        column.addWidget(Label(text, LEAD, REGULAR, "text2"), 0, _CENTRE)
        column.addWidget(self.classes)
        self.try_button = Button(
            tr("Try validation pictures"),
            "action",
            "picture",
            tip=tr("See what the model makes of pictures that it has not learned from"),
        )
        self.folder_button, self.camera_button = folder_button("action"), camera_button("action")
        row = QHBoxLayout()
        row.setSpacing(12)
        for item in (self.folder_button, self.camera_button, self.try_button):
            row.addWidget(item)
        column.addSpacing(8)
        column.addLayout(row)
        column.setAlignment(row, _CENTRE)
        column.addStretch(3)


class DropStrip(DropZone):
    """One line of 56 px, 36 in a short window."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(18, 0, 12, 0)
        row.setSpacing(12)
        row.addWidget(Icon("use", 20))
        row.addWidget(Label(tr("Drop more pictures or folders, or paste with Ctrl+V"), tone="text2"))
        row.addStretch(1)
        self.folder_button, self.camera_button = folder_button("small"), camera_button("small")
        self.camera_button.set_bare(True)
        # In the order of the large zone, so that Enter on "Choose folder…" does the same again.
        for button in (self.folder_button, self.camera_button):
            row.addWidget(button)
        self.set_short(False)

    def set_short(self, short: bool) -> None:
        """Take less height in a short window."""
        self.setFixedHeight(36 if short else 56)
