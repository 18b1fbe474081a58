"""Tags and note of one run."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from resnet_studio.core.basics.message import tr
from resnet_studio.core.basics.safe_text import printable
from resnet_studio.core.runs.marks import Marks
from resnet_studio.gui.theme.tokens import MEDIUM, REGULAR, SECONDARY
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.card import Card
from resnet_studio.gui.widgets.feedback import Icon
from resnet_studio.gui.widgets.text import ElidedLabel, Label


class MarksCard(Card):
    """Shows the marks. Signals: ``tag_wanted()``, ``note_wanted()``."""

    tag_wanted = Signal()
    note_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(padding=14, spacing=8, parent=parent)
        self.tags = ElidedLabel("", SECONDARY, MEDIUM, elide="right")
        self.note = Label("", SECONDARY, REGULAR, "text2", wrap=True)
        self.note.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.tag = Button(tr("Tag…"), "small", tip=tr("Words by which runs are found again"))
        self.write = Button(tr("Note…"), "small", tip=tr("What you want to remember about this run"))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(Icon("tag", 14))
        row.addWidget(self.tags, 1)
        row.addWidget(self.tag)
        row.addWidget(self.write)
        self.layout_.addLayout(row)
        self.layout_.addWidget(self.note)
        self.tag.clicked.connect(self.tag_wanted)
        self.write.clicked.connect(self.note_wanted)

    def show_marks(self, marks: Marks) -> None:
        """Show these."""
        self.tags.setText(tr("{tags:commas}", tags=marks.tags) if marks.tags else tr("No tags"))
        self.tags.set_tone("text" if marks.tags else "text3")
        self.note.setText("\n".join(printable(line) for line in marks.note.splitlines()))
        self.note.setVisible(bool(marks.note))
