"""The notices of a run: what was kept, which weights were used, and which pictures could not be read."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from resnet_studio.core.basics.message import show, tr, trn
from resnet_studio.core.protocol.events import NoticeKind
from resnet_studio.core.runs.history import RunHistory
from resnet_studio.gui.theme.fonts import mono
from resnet_studio.gui.theme.tokens import CAPTION, REGULAR, SECONDARY
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.feedback import Icon
from resnet_studio.gui.widgets.scrolling import scroll_down
from resnet_studio.gui.widgets.text import Label, heading

_HIGHEST = 190  # px of sentences before they scroll


class _Notice(QWidget):
    """An icon and a sentence."""

    def __init__(self, icon: str, tone: str, sentence: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(Icon(icon, 14, tone), 0, Qt.AlignmentFlag.AlignTop)
        self.words = Label(sentence, SECONDARY, REGULAR, "text2", wrap=True)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row.addWidget(self.words, 1)


class NoticeList(QWidget):
    """The notices of a run. Pictures that could not be read are one line with a count, and a list to copy."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[object, ...] = ()
        self._failures: tuple[str, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(heading(tr("Notices")))
        self._list = QVBoxLayout()
        self._list.setContentsMargins(0, 0, 6, 0)
        self._list.setSpacing(8)
        content = QWidget()
        content.setObjectName("content")
        content.setLayout(self._list)
        self._area = QScrollArea()
        scroll_down(self._area, content)
        # The newest notice is the last one, so scroll to it.
        bar = self._area.verticalScrollBar()
        bar.rangeChanged.connect(lambda _, end: bar.setValue(end))
        column.addWidget(self._area)
        column.addWidget(self._make_details())
        self.hide()

    def _make_details(self) -> QWidget:
        self.details_button = Button(tr("Details"), "small")
        self.copy_button = Button(tr("Copy"), "small", "copy", tip=tr("Copy which pictures could not be read, and why"))
        self.details = QPlainTextEdit()
        self.details.setReadOnly(True)
        self.details.setFont(mono(CAPTION))
        self.details.setAccessibleName(tr("Pictures that could not be read"))
        self.details.setTabChangesFocus(True)
        self.details.setFixedHeight(120)
        self.details.hide()
        self.details_button.clicked.connect(self._toggle_details)
        self.copy_button.clicked.connect(lambda: QGuiApplication.clipboard().setText("\n".join(self._failures)))
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.details_button)
        buttons.addWidget(self.copy_button)
        buttons.addStretch(1)
        self._failure_tools = QWidget()
        column = QVBoxLayout(self._failure_tools)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(buttons)
        column.addWidget(self.details)
        return self._failure_tools

    def show_history(self, history: RunHistory | None) -> None:
        """Show the notices of `history`; hidden while there are none."""
        notices = list(history.notices) if history else []
        best = history.kept.epoch if history and history.kept else 0
        better = history.marked.epoch if history and history.marked else 0
        now = (id(history), len(notices), best, better)
        if now == self._shown:
            return
        self._shown = now
        self._failures = tuple(
            f"{notice.path}: {show(notice.text)}" for notice in notices if notice.kind is NoticeKind.PICTURE
        )
        sentences = [("dot", "text3", show(notice.text)) for notice in notices if notice.kind is not NoticeKind.PICTURE]
        if best:
            kept = tr("Best model kept, from epoch {epoch}", epoch=best)
            if better != best:
                kept = tr(
                    "Best model kept, from epoch {epoch}; that of epoch {better} is not saved yet",
                    epoch=best,
                    better=better,
                )
            sentences.append(("star", "text2", kept))
        if self._failures:
            text = trn(
                "{count} picture could not be read and is left out",
                "{count} pictures could not be read and are left out",
                len(self._failures),
            )
            sentences.append(("warning", "wrong", text))
        self._fill(sentences)
        self._failure_tools.setVisible(bool(self._failures))
        if self.details.toPlainText() != (lines := "\n".join(self._failures)):
            self.details.setPlainText(lines)
        self.setVisible(bool(sentences))

    def sentences(self) -> list[str]:
        """The sentences from top to bottom."""
        items = [self._list.itemAt(index) for index in range(self._list.count())]
        rows = [item.widget() for item in items if item is not None]
        return [row.words.text() for row in rows if isinstance(row, _Notice)]

    def count(self) -> int:
        """How many sentences there are."""
        return len(self.sentences())

    def _fill(self, sentences: list[tuple[str, str, str]]) -> None:
        while (item := self._list.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()  # it is deleted later, and would show below the new ones until then
                old.deleteLater()
        for icon, tone, sentence in sentences:
            notice = _Notice(icon, tone, sentence)
            self._list.addWidget(notice)
            notice.show()  # the layout would show it later, and count it as empty until then
        self._list.addStretch(1)
        self._fit()

    def _fit(self) -> None:
        """As high as the sentences need; many of them scroll."""
        needed = self._list.totalHeightForWidth(self.contentsRect().width() - 6)
        self._area.setFixedHeight(max(0, min(needed, _HIGHEST)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _toggle_details(self) -> None:
        opened = self.details.isHidden()
        self.details.setVisible(opened)
        self.details_button.set_words(tr("Hide details") if opened else tr("Details"))
