"""Small switches with a count, such as tags, in one row; those that do not fit are in a menu at its end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from resnet_studio.core.basics import formatting, safe_text
from resnet_studio.core.basics.message import trn
from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.icons import paint_icon
from resnet_studio.gui.theme.palette import palette
from resnet_studio.gui.theme.tokens import MEDIUM, RADIUS_BUTTON, REGULAR, SECONDARY, SMALL_HEIGHT
from resnet_studio.gui.widgets.fitting_row import FittingRow
from resnet_studio.gui.widgets.paint import colour, paint_box
from resnet_studio.gui.widgets.text import Label, plain_tip

_PADDING: Final = 9
_ICON: Final = 12
_GAP: Final = 6
_WIDEST: Final = 160


class Chip(QAbstractButton):
    """An icon, a word and a count; on or off. Signal: ``toggled(bool)`` of QAbstractButton."""

    def __init__(self, word: str, count: int, icon: str = "tag", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.word, self._count, self._icon = word, formatting.count(count), icon
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("focusRadius", RADIUS_BUTTON)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        name = trn("{word}, {count} run", "{word}, {count} runs", count, word=word)
        self.setAccessibleName(name)
        self.setToolTip(plain_tip(name))

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(font(SECONDARY, MEDIUM))
        words = metrics.horizontalAdvance(safe_text.printable(self.word)) + metrics.horizontalAdvance(self._count)
        return QSize(min(_WIDEST, 2 * _PADDING + _ICON + 2 * _GAP + words + 2), SMALL_HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, now = QPainter(self), palette()
        ground = now.step(now.surface, 0.04) if self.underMouse() else now.surface
        on = self.isChecked()
        paint_box(painter, self.rect(), RADIUS_BUTTON, "tint" if on else ground, "accent" if on else "line2")
        ink = "accent" if on else "text2"
        paint_icon(painter, QRect(_PADDING, 0, _ICON, self.height()), self._icon, ink, _ICON)
        painter.setFont(font(SECONDARY, MEDIUM))
        middle, count = Qt.AlignmentFlag.AlignVCenter, painter.fontMetrics().horizontalAdvance(self._count)
        left, right = _PADDING + _ICON + _GAP, self.width() - _PADDING
        words = QRect(left, 0, right - left - count - _GAP + 1, self.height())
        painter.setPen(colour("text"))
        shown = painter.fontMetrics().elidedText(
            safe_text.printable(self.word), Qt.TextElideMode.ElideMiddle, words.width()
        )
        painter.drawText(words, middle, shown)
        painter.setPen(colour(ink))
        painter.drawText(QRect(right - count - 1, 0, count + 2, self.height()), middle, self._count)


class ChipRow(FittingRow):
    """Chips in one row behind a label, as many as fit. Signal: ``changed()``: others are on; see `on`."""

    changed = Signal()
    chips: list[Chip]

    def __init__(self, label: str, more: str, parent: QWidget | None = None) -> None:
        self.label = Label(label, SECONDARY, REGULAR, "text3")
        super().__init__(more, self.label, parent)
        self.chips = []
        self._known: list[tuple[str, int]] = []
        self._row.addStretch(1)
        self._row.addWidget(self.label)
        self._row.addWidget(self.more)
        self._fit()

    def set_chips(self, chips: Sequence[tuple[str, int]]) -> None:
        """Show these words with their counts; those that were on stay on."""
        if list(chips) == self._known:
            return
        self._known = list(chips)
        on = set(self.on())
        self._clear()
        self.chips = [Chip(word, count, parent=self) for word, count in chips]
        for number, chip in enumerate(self.chips):
            chip.setChecked(chip.word in on)
            chip.toggled.connect(self.changed)
            self._row.insertWidget(number + 2, chip)
        self._fit()
        if on - {word for word, _ in chips}:
            self.changed.emit()

    def on(self) -> list[str]:
        """Return the words that are on."""
        return [chip.word for chip in self.chips if chip.isChecked()]

    def clear(self) -> None:
        """Switch all off."""
        for chip in self.chips:
            chip.setChecked(False)

    def _fit(self) -> None:
        super()._fit()
        self.label.setVisible(bool(self.chips) and self._room() > 0)
