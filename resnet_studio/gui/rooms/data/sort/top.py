"""Above the pictures that are sorted: how far it is, the keys, and Undo; and the line of the proposals of one class."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from resnet_studio.core.basics.message import tr, trn
from resnet_studio.core.basics.safe_text import elide_middle, printable
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.edits import Edit
from resnet_studio.gui.rooms.data.sort.keys import KEY_SIDE, KeyCap, have_colours, key_of, paint_class, paint_key
from resnet_studio.gui.rooms.data.undoing import brief_undo, redo_words, undo_words, with_key
from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.tokens import BODY, REGULAR, SECONDARY, SEMIBOLD
from resnet_studio.gui.widgets.button import Button, IconButton
from resnet_studio.gui.widgets.card import Card
from resnet_studio.gui.widgets.figures import Share, SplitBar
from resnet_studio.gui.widgets.paint import colour
from resnet_studio.gui.widgets.text import ElidedLabel, Label, plain_tip

Hint = tuple[str, str]
"""A key, and what it does."""
_MOST_UNDO = 0.3
"""Of the width of the card, that Undo may take."""
_GAP, _BETWEEN, _INSET = 5, 14, 6


class KeyHints(QWidget):
    """Keys and what they do, in a line; those for which there is no room are left out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hints: tuple[Hint, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_hints(self, hints: Sequence[Hint]) -> None:
        """Show these."""
        self._hints = tuple(hints)
        self.setAccessibleName(", ".join(f"{key}: {words}" for key, words in hints))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, 22)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 22)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, metrics = QPainter(self), QFontMetrics(font(SECONDARY))
        painter.setFont(font(SECONDARY))
        x, top = 0, (self.height() - KEY_SIDE) // 2
        for key, words in self._hints:
            box = max(KEY_SIDE, metrics.horizontalAdvance(key) + 2 * _INSET)
            width = box + _GAP + metrics.horizontalAdvance(words)
            if x + width > self.width():
                return
            paint_key(painter, QRect(x, top, box, KEY_SIDE), key)
            painter.setPen(colour("text2"))
            painter.drawText(QRect(x + box + _GAP, 0, width, self.height()), Qt.AlignmentFlag.AlignVCenter, words)
            x += width + _BETWEEN


class SortCard(Card):
    """How many pictures have a class, the keys, Undo and Redo. Signals: ``undo_wanted()``, ``redo_wanted()``."""

    undo_wanted = Signal()
    redo_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(padding=14, parent=parent)
        self._words = Label("", BODY, SEMIBOLD)
        self._bar, self.hints = SplitBar(8), KeyHints()
        self._undo_words, self._edit = tr("Undo"), cast(Edit | None, None)
        self._can_undo = self._correction = False
        self.undo_button = Button(tr("Undo"), "small", "undo")
        self.redo_button = IconButton("redo", tr("Redo"))
        for button in (self.undo_button, self.redo_button):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        left = QVBoxLayout()
        left.setSpacing(6)
        left.addWidget(self._words)
        left.addWidget(self._bar)
        row = QHBoxLayout()
        row.setSpacing(20)
        row.addLayout(left, 2)
        row.addWidget(self.hints, 4)
        row.addWidget(self.undo_button)
        row.addWidget(self.redo_button)
        self.layout_.addLayout(row)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.undo_button.clicked.connect(self.undo_wanted)
        self.redo_button.clicked.connect(self.redo_wanted)
        self.redo_button.hide()

    def show_dataset(self, dataset: Dataset, proposed: int) -> None:
        """Say how far sorting is."""
        done, open_ = len(dataset.pictures), len(dataset.unlabelled)
        total = done + open_
        text = trn("{done} of {count} picture labelled", "{done} of {count} pictures labelled", total, done=done)
        if proposed:
            text = tr("{done} of {total} labelled, {proposed} proposed", done=done, total=total, proposed=proposed)
        self._words.setText(text)
        self._bar.set_shares(
            [
                Share(done, "accent"),
                Share(proposed, "tint", line="accent", dashed=True),
                Share(open_ - proposed, "line"),
            ]
        )
        self._bar.setAccessibleName(text)
        self._edit, self._can_undo = dataset.last_edit, dataset.can_undo
        self._show_undo()

    def show_correction(self, there: bool) -> None:
        """Offer to take back a correction, which goes before edits."""
        if there != self._correction:
            self._correction = there
            self._show_undo()

    def _show_undo(self) -> None:
        """Offer what Undo takes back, and say what that is."""
        self.undo_button.set_available(self._can_undo or self._correction, tr("Nothing was changed"))
        words = tr("Undo correction") if self._correction else undo_words(self._edit)
        self._undo_words = words if self._correction else brief_undo(self._edit)
        self._fit()
        if self._correction or self._edit is not None:
            self.undo_button.setToolTip(plain_tip(with_key(words, "Ctrl+Z")))

    def _fit(self) -> None:
        """Let Undo say what it takes back, shortened in the middle where that would take too much of the width."""
        words, button = self._undo_words, self.undo_button

        def too_wide(length: int) -> bool:
            button.set_words(elide_middle(words, length))
            return button.sizeHint().width() > self.width() * _MOST_UNDO

        if too_wide(len(words)):
            fitting = bisect_left(range(1, len(words)), True, key=too_wide)
            button.set_words(elide_middle(words, max(1, fitting)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def show_redoable(self, edit: Edit | None) -> None:
        """Offer to make again what was taken back last."""
        self.redo_button.setVisible(edit is not None)
        self.redo_button.set_icon("redo", with_key(redo_words(edit), "Ctrl+Shift+Z"))

    def words(self) -> str:
        """Return how far sorting is."""
        return self._words.text()


class ProposalLine(QWidget):
    """Which class is proposed for the pictures below. Signal: ``accepted()``."""

    accepted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sign = _ClassSign()
        self._name = ElidedLabel("", BODY, SEMIBOLD)
        self._facts = ElidedLabel("", SECONDARY, REGULAR, "text2", elide="right")
        self.accept_button = Button(
            "", "small", "check", tip=tr("Give them this class, and what you corrected (Enter)")
        )
        self.accept_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.key = KeyCap(tr("Enter"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._sign)
        row.addWidget(self._name)
        row.addWidget(self._facts, 1)
        row.addWidget(self.key)
        row.addWidget(self.accept_button)
        self.accept_button.clicked.connect(self.accepted)

    def show_class(self, dataset: Dataset, label: int, proposed: int, taken: int, corrected: int) -> None:
        """Say what is proposed, how many are accepted now, and how many of those that show were corrected."""
        self._sign.show_class(label, len(dataset.all_classes))
        self._name.setText(printable(dataset.all_classes[label]))
        facts = tr("{count} proposed, most certain first", count=proposed)
        if corrected:
            facts = tr("{count} proposed, most certain first  ·  {corrected} corrected", count=proposed,
                       corrected=corrected)  # fmt: skip
        self._facts.setText(facts)
        self.accept_button.set_words(trn("Accept {count}", "Accept {count}", taken))

    def show_drawn(self, drawn: bool) -> None:
        """Offer to accept the pictures once they are drawn: what was not seen is not accepted."""
        self.accept_button.set_available(drawn, tr("Not all of these pictures are drawn yet"))

    def facts(self) -> str:
        """Return what is said beside the name."""
        return self._facts.text()


class _ClassSign(QWidget):
    """The key and the colour of a class."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label, self._classes = 0, 1
        self.setFixedHeight(KEY_SIDE + 4)

    def show_class(self, label: int, classes: int) -> None:
        self._label, self._classes = label, classes
        self.setFixedWidth(KEY_SIDE + (20 if have_colours(classes) else 0))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        if key := key_of(self._label):
            paint_key(painter, QRect(0, 2, KEY_SIDE, KEY_SIDE), key)
        paint_class(painter, QRect(KEY_SIDE + 8, 6, 11, 11), self._label, self._classes)
