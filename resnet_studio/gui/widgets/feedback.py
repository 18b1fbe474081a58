"""States of a room: with a notice, or failed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from resnet_studio.core.basics.message import message, show, tr
from resnet_studio.gui.theme.fonts import mono
from resnet_studio.gui.theme.icons import paint_icon
from resnet_studio.gui.theme.tokens import BODY, CAPTION, MEDIUM, RADIUS_CARD, REGULAR, SECONDARY, SMALL_HEIGHT
from resnet_studio.gui.widgets.button import Button, IconButton
from resnet_studio.gui.widgets.paint import paint_box
from resnet_studio.gui.widgets.text import Label, with_links

CHOOSE_ITS_FOLDER: Final = message("Choose its folder…")
ALL_FOLLOW: Final = message("Say where the pictures are now; all runs on them remember it")


class Icon(QWidget):
    """One icon, painted in the colours of the current theme."""

    def __init__(self, name: str, size: int = 16, tone: str = "text2", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._tone = name, tone
        self.setFixedSize(size, size)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def set_icon(self, name: str, tone: str) -> None:
        """Show another icon."""
        self._name, self._tone = name, tone
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_icon(QPainter(self), self.rect(), self._name, self._tone, self.width())


class _Tinted(QFrame):
    """A card whose fill and line are colour tokens with a meaning, such as "wrong_tint"."""

    def __init__(self, fill: str, line: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fill, self._line = fill, line

    def set_ground(self, fill: str, line: str) -> None:
        self._fill, self._line = fill, line
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_box(QPainter(self), self.rect(), RADIUS_CARD, self._fill, self._line)


class ErrorPanel(_Tinted):
    """An error where the result would be, with the buttons Details, Copy and Try again.

    ``add_action`` adds further buttons, and ``offer_folder`` one for a folder of pictures that is gone. Hidden until
    ``show_error``; ``clear`` hides it again. All text is plain, but an address of PyTorch's, where weights are, can be
    clicked.

    Signals:
        retried(): try again.
        folder_missed(object, object): the dataset's folder, and the folder that is gone, of which the error is.
        folder_wanted(object): a person wants to say where that dataset's folder is now.
        folder_back(): that folder was found, and the error is hidden.
    """

    retried = Signal()
    folder_missed = Signal(object, object)
    folder_wanted = Signal(object)
    folder_back = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("wrong_tint", "wrong", parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        self._row = row = QHBoxLayout()
        row.setSpacing(12)
        sign = Icon("warning", 20, "wrong")
        sign.setFixedHeight(SMALL_HEIGHT)  # level with the buttons, also where the sentence wraps
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        self._sentence = Label("", BODY, MEDIUM, wrap=True)
        self._sentence.setOpenExternalLinks(True)
        self._text = ""
        row.addWidget(self._sentence, 1)
        self.details_button = Button(tr("Details"), "small")
        self.copy_button = Button(tr("Copy"), "small", "copy", tip=tr("Copy the sentence and the details"))
        self.retry_button = Button(tr("Try again"), "small", "refresh")
        for button in (self.details_button, self.copy_button, self.retry_button):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self._folder: Path | None = None
        self.folder_button = self.add_action(show(CHOOSE_ITS_FOLDER), self._want_folder, "folder", tip=show(ALL_FOLLOW))
        column.addLayout(row)
        self._details = QPlainTextEdit()
        self._details.setReadOnly(True)
        self._details.setFont(mono(CAPTION))
        self._details.setAccessibleName(tr("Details"))
        self._details.setFixedHeight(160)
        self._details.setTabChangesFocus(True)
        column.addWidget(self._details)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.details_button.clicked.connect(self._toggle)
        self.copy_button.clicked.connect(self._copy)
        self.retry_button.clicked.connect(self.retried)
        self.hide()

    def add_action(self, text: str, slot: Callable[[], object], icon: str = "", *, tip: str = "") -> Button:
        """Add a small button before Details, Copy and Try again, and return it. ``slot`` runs when it is clicked."""
        button = Button(text, "small", icon, tip=tip)
        self._row.insertWidget(self._row.indexOf(self.details_button), button, 0, Qt.AlignmentFlag.AlignTop)
        button.clicked.connect(lambda _checked=False: slot())
        return button

    def show_error(self, sentence: str, details: str = "", *, retry: bool = False) -> None:
        """Show the sentence; ``details`` (a traceback) stay folded until the user opens them."""
        self._say(sentence)
        self._details.setPlainText(details)
        self._details.hide()
        self.details_button.set_words(tr("Details"))
        self.details_button.setVisible(bool(details))
        self.retry_button.setVisible(retry)
        self._folder = None
        self.folder_button.hide()
        self.show()

    def offer_folder(self, root: Path, missed: Path) -> None:
        """Let a person say where a dataset's folder is now; ``missed`` is that folder, or one in or above it."""
        self._folder = root
        self.folder_button.show()
        self.folder_missed.emit(root, missed)

    def missed(self) -> Path | None:
        """Return the dataset's folder that the error is about, if that is gone."""
        return self._folder

    def folder_found(self, root: Path) -> None:
        """Say no more that a dataset's folder is gone: it is there again, or somewhere else."""
        if self._folder == root:
            self.clear()
            self.folder_back.emit()

    def clear(self) -> None:
        """Hide the panel and remove its texts."""
        self._folder = None
        self._say("")
        self._details.setPlainText("")
        self.hide()

    def _say(self, sentence: str) -> None:
        self._text = sentence
        linked = with_links(sentence)
        flags = Qt.TextInteractionFlag.TextSelectableByMouse
        if linked:
            flags |= Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        self._sentence.setTextInteractionFlags(flags)
        self._sentence.setTextFormat(Qt.TextFormat.RichText if linked else Qt.TextFormat.PlainText)
        self._sentence.setText(linked or sentence)

    def sentence(self) -> str:
        """Return the sentence."""
        return self._text

    def details(self) -> str:
        """Return the folded text."""
        return self._details.toPlainText()

    def _want_folder(self) -> None:
        if self._folder is not None:
            self.folder_wanted.emit(self._folder)

    def _toggle(self) -> None:
        opened = self._details.isHidden()
        self._details.setVisible(opened)
        self.details_button.set_words(tr("Hide details") if opened else tr("Details"))

    def _copy(self) -> None:
        parts = (self.sentence(), self.details())
        QGuiApplication.clipboard().setText("\n\n".join(part for part in parts if part))


_NOTICE_LOOKS = {
    "info": ("surface", "line", "dot", "text2"),
    "warning": ("surface", "line", "warning", "wrong"),
    "wrong": ("wrong_tint", "wrong", "warning", "wrong"),
    "ok": ("ok_tint", "ok_tint", "check", "ok"),
    "passed": ("surface", "line", "check", "ok"),
    "frozen": ("ice", "ice_line", "snowflake", "ice_text"),
}


class NoticeBar(_Tinted):
    """A notice in the room that it concerns. Hidden while it has no text.

    Signals: ``acted()`` (its button), ``dismissed()`` (its cross), ``said()``, something else than before.
    """

    acted = Signal()
    dismissed = Signal()
    said = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("surface", "line", parent)
        self._words = ("", "", "", "info")  # sentence, detail, action and look, as they were said last
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(16, 10, 12, 10)
        row.setSpacing(12)
        self._icon = Icon("dot", 16)
        self._sign: QWidget | None = None
        words = QVBoxLayout()
        words.setSpacing(1)
        self._sentence = Label("", BODY, MEDIUM, wrap=True)
        self._detail = Label("", SECONDARY, REGULAR, "text2", wrap=True)
        words.addWidget(self._sentence)
        words.addWidget(self._detail)
        self.button = Button("", "small")
        self.cross = IconButton("cross", tr("Hide this notice"))
        row.addWidget(self._icon)
        row.addLayout(words, 1)
        row.addWidget(self.button)
        row.addWidget(self.cross)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.button.clicked.connect(self.acted)
        self.cross.clicked.connect(self.hide)
        self.cross.clicked.connect(self.dismissed)
        self.hide()

    def say(
        self, sentence: str, detail: str = "", *, look: str = "info", action: str = "", dismissible: bool = False
    ) -> None:
        """Show a notice; an empty sentence hides the bar. ``look`` is a name in `_NOTICE_LOOKS`."""
        fill, line, sign, tone = _NOTICE_LOOKS[look]
        self.set_ground(fill, line)
        self._icon.set_icon(sign, tone)
        self._icon.setVisible(look != "info" or self._sign is None or self._sign.isHidden())
        before, self._words = self._words, (sentence, detail, action, look)
        self._sentence.setText(sentence)
        self._detail.setText(detail)
        self._detail.setVisible(bool(detail))
        self.button.set_words(action)
        self.button.setVisible(bool(action))
        self.cross.setVisible(dismissible)
        self.setVisible(bool(sentence))
        if sentence and self._words != before:
            self.said.emit()

    def add_button(self, button: Button) -> Button:
        """Add another button before its own."""
        self._row.insertWidget(self._row.indexOf(self.button), button)
        return button

    def add_sign(self, sign: QWidget) -> None:
        """Show something before its words, hidden at first; of mere news it takes the place of the dot."""
        self._row.insertWidget(1, sign)
        self._sign = sign
        sign.hide()

    def warns(self) -> bool:
        """Return whether the notice is of something that is wrong, not of news."""
        return self._words[-1] in {"warning", "wrong"}

    def sentence(self) -> str:
        """Return the sentence of the notice."""
        return self._sentence.text()

    def detail(self) -> str:
        """Return the text below the sentence."""
        return self._detail.text()
