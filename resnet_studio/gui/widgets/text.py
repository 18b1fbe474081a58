"""Labels for plain text: with a size, a weight and a tone; one of them elides text that does not fit."""

from __future__ import annotations

import math
import re
from typing import Literal

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtGui import Qt as GuiQt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.tokens import BODY, MEDIUM, REGULAR, SEMIBOLD, TITLE
from resnet_studio.gui.widgets.paint import colour

Elide = Literal["middle", "right"]
"""Where text that does not fit is elided."""

# The space between a number and its unit, and behind "<" or ">".
_WITHIN_FIGURE = re.compile(r"(?<=\d) (?=(?:%|s|min|h|px|[KMG]?B|[KM]|[MG]MAC)(?!\w))|(?<=[<>]) (?=\d)")
_FIGURES = re.compile(r"\d[\d.,\s]*")
# A name in a line of facts, with a part left out.
_ELIDED_NAME = re.compile(r"(.*(?:,| ·) |)(.*?)…(.*?)((?:,| ·) .*|)")
_FEWEST = 12  # letters that are left of it
# An address in a sentence, without the full stop or comma after it.
_ADDRESS = r"(https://(?:[a-z0-9-]+\.)*pytorch\.org/[A-Za-z0-9_./%-]*[A-Za-z0-9_/])"


def plain_tip(text: str) -> str:
    """Return ``text`` so that a tooltip shows it literally, even if it looks like HTML."""
    if not GuiQt.mightBeRichText(text):
        return text
    import html  # here, as in with_links: the first paint does not need it

    return f"<span>{html.escape(text)}</span>".replace("\n", "<br>")


def unbroken(text: str) -> str:
    """Return ``text`` with no-break spaces in its figures: "5 min" and "87.5 %" are not broken over two lines."""
    return _WITHIN_FIGURE.sub("\N{NO-BREAK SPACE}", text)


def with_links(text: str) -> str:
    """Return ``text`` as HTML whose addresses on PyTorch's servers can be clicked; empty where it has none.

    All else in it is escaped. Other addresses stay text, because a file that comes from anywhere may contain them.
    """
    parts = re.split(_ADDRESS, text)
    if len(parts) == 1:
        return ""
    import html
    import itertools

    linked = (f'<a href="{html.escape(part)}">{html.escape(part)}</a>' for part in parts[1::2])
    between = (html.escape(part) for part in parts[::2])
    return "".join(part for pair in itertools.zip_longest(between, linked, fillvalue="") for part in pair)


class Label(QLabel):
    """One piece of plain text. ``tone`` is a text token ("text", "text2", "text3", "accent", "wrong", "ok" …).

    Where it wraps, a figure and its unit stay together.
    """

    def __init__(
        self,
        text: str = "",
        size: int = BODY,
        weight: int = REGULAR,
        tone: str = "text",
        *,
        wrap: bool = False,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._plain = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(font(size, weight))
        self.setWordWrap(wrap)
        self.setAlignment(align | Qt.AlignmentFlag.AlignVCenter)
        self.setProperty("tone", tone)
        self.setText(text)

    def setText(self, text: str) -> None:
        """Show ``text``."""
        self._plain = text
        super().setText(unbroken(text))

    def text(self) -> str:
        """Return the text as it was given."""
        return self._plain

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self.textFormat() == Qt.TextFormat.RichText:
            super().setText("")  # Qt gives links their colour when it reads the text
            super().setText(unbroken(self._plain))

    def set_tone(self, tone: str) -> None:
        """Change the colour to another text token."""
        if self.property("tone") != tone:
            self.setProperty("tone", tone)
            self.style().unpolish(self)
            self.style().polish(self)


def heading(text: str = "") -> Label:
    """Return the semibold 13 px heading of a card or group."""
    return Label(text, BODY, SEMIBOLD)


def title(text: str = "") -> Label:
    """Return the 20 px title of a room."""
    return Label(text, TITLE, SEMIBOLD)


class ElidedLabel(QWidget):
    """One line of plain text that is elided in the middle (or "right"); its tooltip then shows the whole text.

    It may be given shorter texts, of which the longest that fits is shown instead.
    """

    def __init__(
        self,
        text: str = "",
        size: int = BODY,
        weight: int = REGULAR,
        tone: str = "text",
        *,
        elide: Elide = "middle",
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._text, self._tone, self._align = "", tone, align
        self._shorter: tuple[str, ...] = ()
        self._mode = Qt.TextElideMode.ElideMiddle if elide == "middle" else Qt.TextElideMode.ElideRight
        self.setFont(font(size, weight))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setText(text)

    def yield_room(self) -> None:
        """Take only the width that all others in the row leave, instead of sharing with them what is missing."""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def text(self) -> str:
        """Return the whole text, even if it is elided."""
        return self._text

    def setText(self, text: str, *shorter: str) -> None:
        """Show ``text``, or where it does not fit the first of ``shorter`` that does; line breaks become spaces."""
        if (text, shorter) == (self._text, self._shorter):
            return
        self._text, self._shorter = text, shorter
        self.setAccessibleName(text)
        self._update_tooltip()
        self.updateGeometry()
        self.update()

    def set_tone(self, tone: str) -> None:
        """Change the colour to another token."""
        self._tone = tone
        self.update()

    def shown(self) -> str:
        """Return the text that fits into the current width."""
        metrics, line = self.fontMetrics(), ""
        for text in (self._text, *self._shorter):
            line = " ".join(text.splitlines())
            if metrics.horizontalAdvance(line) <= self.width():
                return line
        if "…" in line and self._mode == Qt.TextElideMode.ElideMiddle:
            line = self._cut_more(line)
        return metrics.elidedText(line, self._mode, self.width())

    def _cut_more(self, line: str) -> str:
        """Leave out more of a name that is elided already, so that a line of facts is not cut at two places."""
        found = _ELIDED_NAME.fullmatch(line)
        if found is None:
            return line
        facts, before, after, more_facts = found.groups()
        while len(before + after) > _FEWEST and self.fontMetrics().horizontalAdvance(line) > self.width():
            before, after = (before[:-1], after) if len(before) > len(after) else (before, after[1:])
            line = f"{facts}{before}…{after}{more_facts}"
        return line

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self._text) + 1, self._line_height())

    def minimumSizeHint(self) -> QSize:
        few = self.fontMetrics().horizontalAdvance("mmm…")
        return QSize(min(few, self.sizeHint().width()), self._line_height())

    def _line_height(self) -> int:
        """The height of a `Label` in px, rounded up as QLabel does, so that both have one baseline in a row."""
        return math.ceil(QFontMetricsF(self.font()).height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._update_tooltip()

    def _update_tooltip(self) -> None:
        elided = bool(self._text) and self.shown() != self._text
        self.setToolTip(plain_tip(self._text) if elided else "")

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(colour(self._tone if self.isEnabled() else "text3"))
        where: QRect = self.rect()
        painter.drawText(where, self._align | Qt.AlignmentFlag.AlignVCenter, self.shown())


class FigureLabel(Label):
    """A label that keeps the width of its longest text so far, so that changing numbers do not move others.

    With other words it forgets that width.
    """

    def __init__(self, text: str = "", size: int = BODY, weight: int = MEDIUM, tone: str = "text") -> None:
        self._widest, self._words = 0, ""
        super().__init__(text, size, weight, tone)

    def setText(self, text: str) -> None:
        """Show ``text`` without becoming narrower."""
        super().setText(text)
        words = _FIGURES.sub("0", text)
        if words != self._words:
            self._widest, self._words = 0, words
        self._widest = max(self._widest, super().sizeHint().width())

    def sizeHint(self) -> QSize:
        return super().sizeHint().expandedTo(QSize(self._widest, 0))
