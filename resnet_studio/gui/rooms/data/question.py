"""The Data room while it is not certain whether the folders in a dataset's folder are its parts or its classes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QWidget

from resnet_studio.core.basics import formatting
from resnet_studio.core.basics.message import show, tr, trn
from resnet_studio.core.dataset.findings import few
from resnet_studio.core.dataset.unclear_layout import UnclearLayoutError
from resnet_studio.gui.rooms.data import words as data_words
from resnet_studio.gui.theme.tokens import BODY, LEAD, MEDIUM, REGULAR, SECONDARY, SEMIBOLD
from resnet_studio.gui.widgets.button import Button, Kind
from resnet_studio.gui.widgets.card import Card
from resnet_studio.gui.widgets.room import RoomPage
from resnet_studio.gui.widgets.text import Label, heading

_WIDEST: Final = 900


class _Meaning(Card):
    """One answer: what it says, what the dataset would then be, and its button."""

    def __init__(self, sentence: str, action: str, kind: Kind) -> None:
        super().__init__(padding=20, spacing=12)
        self._rows, self._labels = QGridLayout(), list[Label]()
        self._rows.setHorizontalSpacing(16)
        self._rows.setVerticalSpacing(6)
        self._rows.setColumnStretch(1, 1)
        self._result = Label("", SECONDARY, REGULAR, "text2", wrap=True)
        self.button = Button(action, kind)
        self.layout_.addWidget(heading(sentence))
        self.layout_.addLayout(self._rows)
        self.layout_.addWidget(self._result)
        self.layout_.addStretch(1)
        self.layout_.addWidget(self.button)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def show_meaning(self, rows: Sequence[tuple[str, str]], result: str) -> None:
        for label in self._labels:
            self._rows.removeWidget(label)
            label.deleteLater()
        self._labels = []
        for number, (name, what) in enumerate(rows):
            pair = Label(name, SECONDARY, REGULAR, "text2"), Label(what, SECONDARY, MEDIUM, "text", wrap=True)
            for column, label in enumerate(pair):
                self._rows.addWidget(label, number, column, Qt.AlignmentFlag.AlignTop)
            self._labels += pair
        self._result.setText(result)

    def texts(self) -> list[str]:
        """Return the rows as text, and the sentence below them."""
        return [*(label.text() for label in self._labels), self._result.text()]


class QuestionPage(RoomPage):
    """Asks what the folders are. Signals: ``answered(str)``, "parts" or "classes"; ``back_wanted()``."""

    answered = Signal(str)
    back_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", scrolling=True, parent=parent)
        self._question = Label("", LEAD, SEMIBOLD, wrap=True)
        self.parts = _Meaning(tr("These are parts of one dataset"), tr("They are parts"), "main")
        self.classes = _Meaning(tr("These are classes"), tr("They are classes"), "action")
        self.parts.button.clicked.connect(lambda: self.answered.emit("parts"))
        self.classes.button.clicked.connect(lambda: self.answered.emit("classes"))
        self.back_button = Button("", "secondary")
        self.back_button.clicked.connect(self.back_wanted)
        answers = QWidget()
        answers.setMaximumWidth(_WIDEST)
        row = QHBoxLayout(answers)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.parts, 1)
        row.addWidget(self.classes, 1)
        why = tr("Their names do not say whether they are parts of one dataset or classes of their own.")
        kept = tr(
            "The answer is kept with the dataset and with its runs. Folders named train, val and test are recognised "
            "without a question."
        )
        self.content.addWidget(self._question)
        self.content.addWidget(Label(why, BODY, REGULAR, "text2", wrap=True))
        self.content.addSpacing(4)
        self.content.addWidget(answers)
        self.content.addWidget(Label(kept, SECONDARY, REGULAR, "text2", wrap=True))
        self.content.addSpacing(4)
        self.content.addWidget(self.back_button)
        self.content.addStretch(1)

    def ask(self, name: str, unclear: UnclearLayoutError, back: str) -> None:
        """Show what either answer would mean for the dataset of this name; ``back`` are the words that lead back."""
        self.header.set_title(name)
        self.header.set_facts(formatting.place(unclear.path))
        self._question.setText(tr("What are the folders {names}?", names=few(unclear.folders)))
        possible = bool(unclear.classes)
        hollow = tr("They hold pictures and no class folders: as parts, there is nothing to tell apart.")
        why = "" if possible else hollow
        rows = [(show(data_words.PART_TITLES[part]), formatting.listed(names)) for part, names in unclear.parts.items()]
        if possible:
            rows.append((tr("Classes"), formatting.listed(unclear.classes)))
        if "validation" in unclear.parts:
            pooled = tr("Pictures of a class are matched by the name of the folder inside.")
        else:
            pooled = tr("Pictures of a class are pooled. Part of them is set aside to check the result.")
        self.parts.show_meaning(rows, why or pooled)
        self.parts.button.set_available(possible, why)
        self.parts.button.set_kind("main" if possible else "action")
        self.classes.button.set_kind("action" if possible else "main")
        result = trn(
            "This {count} folder is a class, whatever the folders inside are called.",
            "Each of these {count} folders is a class, whatever the folders inside are called.",
            len(unclear.folders),
        )
        self.classes.show_meaning([(tr("Classes"), formatting.listed(unclear.folders))], result)
        self.back_button.set_words(back)
        (self.parts if possible else self.classes).button.setFocus(Qt.FocusReason.OtherFocusReason)

    def question(self) -> str:
        """Return the question."""
        return self._question.text()
