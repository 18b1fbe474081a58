"""Parts of what shows a split: the look of each part, the name of a file as an example, and what a split would give."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from resnet_studio.core.basics.message import NOTHING, message, plural, show, tr, trn
from resnet_studio.core.basics.safe_text import printable
from resnet_studio.core.dataset.catalogue import Part
from resnet_studio.core.dataset.name_groups import NameGroups
from resnet_studio.core.dataset.name_pattern import pattern_problem
from resnet_studio.core.dataset.planned_split import PlannedSplit, learned_from
from resnet_studio.gui.rooms.data import words as data_words
from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.tokens import BODY, CAPTION, REGULAR, SECONDARY, SEMIBOLD
from resnet_studio.gui.widgets.paint import colour, paint_box
from resnet_studio.gui.widgets.text import Label

_BIGGEST_EXAMPLE: Final = 40  # characters
LOOKS: Final[dict[Part, tuple[str, str | None]]] = {
    "train": ("text2", None),
    "validation": ("line2", None),
    "test": ("surface", "line2"),
}
UNCHECKED: Final = message("Near-duplicates were not looked for: the pictures were not checked yet.")
_DETAILS: Final = {
    "folders": message("Pictures in the same folder of a class, such as one of a person or a day."),
    "column": message("As the table says."),
    "near_duplicates": message("Pictures that are the same, or nearly. They stay together in any case."),
}


def detail_of(by: str, names: NameGroups | None) -> str:
    """What stays on one side, in a sentence; `names`, what file names say, where these are chosen."""
    if names is None:
        return show(_DETAILS.get(by, NOTHING))
    if not names.number:
        return tr("No file name begins like that.")
    pictures = plural("{count} picture", "{count} pictures", names.largest)
    said = [
        trn("{count} group, of {pictures}.", "{count} groups, of at most {pictures}.", names.number, pictures=pictures)
    ]
    if number := names.unfitting:
        said.append(
            trn("{count} name does not fit; it stands alone.", "{count} names do not fit; each stands alone.", number)
        )
    return " ".join(said)


class PatternField(QWidget):
    """How file names begin, typed, with groups that it makes. Signal: ``changed()``, another pattern is complete."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.edit = QLineEdit()
        self.edit.setPlaceholderText(tr("patient*_"))
        self.edit.setAccessibleName(tr("How names begin, with * for what differs"))
        self.problem = Label("", CAPTION, REGULAR, "text2", wrap=True)
        self.examples = Label("", CAPTION, REGULAR, "text2", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for widget in (self.edit, self.problem, self.examples):
            column.addWidget(widget)
        self.edit.textEdited.connect(self._change)
        self.set_pattern("")

    def pattern(self) -> str:
        """What was typed, without spaces at the beginning."""
        return self.edit.text().lstrip()

    def set_pattern(self, pattern: str) -> None:
        """Show a pattern without a signal."""
        self.edit.setText(pattern)
        self._judge()

    def show_names(self, names: NameGroups | None) -> None:
        """Show up to three groups that the pattern makes."""
        ones = names.largest_ones if names is not None else ()
        words = [trn("{name} ({count} picture)", "{name} ({count} pictures)", size, name=printable(name))
                 for name, size in ones]  # fmt: skip
        self.examples.setText("\n".join(words))
        self.examples.setVisible(bool(words))

    def _change(self) -> None:
        self._judge()
        self.changed.emit()

    def _judge(self) -> None:
        """Say what is wrong with the pattern; while nothing is typed, what it is for."""
        problem = pattern_problem(self.pattern())
        self.problem.set_tone("wrong" if self.pattern() else "text2")
        self.problem.setText(show(problem) if problem else "")
        self.problem.setVisible(problem is not None)
        self.show_names(None)


class Swatch(QWidget):
    """The small square in the look of a segment of the bar."""

    def __init__(self, part: Part) -> None:
        super().__init__()
        self._fill, self._line = LOOKS[part]
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(10, 10)

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_box(QPainter(self), self.rect(), 2, self._fill, self._line)


class Example(QWidget):
    """The name of a file, in which what its group has in common stands in a box."""

    def __init__(self) -> None:
        super().__init__()
        self._group = self._rest = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_example(self, example: tuple[str, int]) -> None:
        """Show a name, and how many of its characters are those of its group."""
        name, length = example
        self._group, self._rest = printable(name[:length]), printable(name[length:])[:_BIGGEST_EXAMPLE]
        self.setAccessibleName(self._group + self._rest)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, 24)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        rest = QFontMetrics(font(BODY)).horizontalAdvance(self._rest)
        painter.setFont(font(BODY, SEMIBOLD))
        metrics = painter.fontMetrics()
        group = metrics.elidedText(self._group, Qt.TextElideMode.ElideLeft, max(40, self.width() - rest - 16))
        box = QRect(0, 0, metrics.horizontalAdvance(group) + 12, self.height())
        paint_box(painter, box, 4, "rail", "line2")
        painter.setPen(colour("text"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, group)
        painter.setFont(font(BODY))
        painter.setPen(colour("text2"))
        left = box.right() + 4
        painter.drawText(QRect(left, 0, self.width() - left, self.height()), Qt.AlignmentFlag.AlignVCenter, self._rest)


class Verdict(QFrame):
    """What the split would give, before it is made."""

    def __init__(self) -> None:
        super().__init__()
        self._ground = "ok_tint"
        self.sentence = Label("", SECONDARY, SEMIBOLD, "ok", wrap=True)
        self.detail = Label("", SECONDARY, REGULAR, "text", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(2)
        column.addWidget(self.sentence)
        column.addWidget(self.detail)
        self.hide()

    def say(self, sentence: str, detail: str = "", *, look: str = "ok") -> None:
        """Show a sentence: in green ("ok"), of what is "wrong", or quietly ("text")."""
        self._ground = "bg" if look == "text" else f"{look}_tint"
        self.sentence.set_tone(look)
        self.sentence.setText(sentence)
        self.detail.setText(detail)
        self.detail.setVisible(bool(detail))
        self.setVisible(bool(sentence))
        self.update()

    def judge(self, planned: PlannedSplit, *, checked: bool, asked: bool) -> bool:
        """Say what a planned split gives; return whether it is possible.

        Args:
            planned: what the split would give.
            checked: whether near-duplicates are known.
            asked: whether a person has asked for it, or needs it; else it is said quietly what holds now.
        """
        parts: tuple[Part, ...] = ("train", "validation")
        if empty := [part for part in parts if not planned.pictures[part]]:
            self.say(tr("No picture would be for {part}.", part=data_words.part(empty[0])), look="wrong")
            return False
        if planned.named is not None and not planned.named.number:  # which is said beside the pattern
            self.say("")
            return False
        untested = trn(
            "No test part would be left: its {count} picture is divided, too.",
            "No test part would be left: its {count} pictures are divided, too.",
            planned.without_test,
        )
        sentence, moves = _given(planned) if asked else _now(planned)
        details = moves, untested if planned.without_test else "", "" if checked else show(UNCHECKED)
        look = "text" if not asked else "wrong" if planned.across else "ok"
        self.say(sentence, "\n".join(filter(None, details)), look=look)
        return True

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_box(QPainter(self), self.rect(), 6, self._ground)


def _given(planned: PlannedSplit) -> tuple[str, str]:
    """What a split would give, and how many pictures it moves."""
    sentence = tr("No group would be on both sides.")
    if planned.across:
        sentence = trn(
            "{count} group would be on both sides, because pictures of it are pinned.",
            "{count} groups would be on both sides, because pictures of them are pinned.",
            planned.across,
        )
    now = trn("{count} group is on both sides now.", "{count} groups are on both sides now.", planned.now)
    moved = trn("{count} picture changes its part.", "{count} pictures change their part.", planned.moved)
    moves = moved if planned.moved or planned.across else tr("No picture changes its part.")
    return sentence, " ".join(filter(None, (now if planned.now else "", moves, show(learned_from(planned.learned)))))


def _now(planned: PlannedSplit) -> tuple[str, str]:
    """That the split in force is sound, and what another one would move for nothing."""
    moved = trn(
        "Nothing is changed. A new split like this would move {count} picture to another part.",
        "Nothing is changed. A new split like this would move {count} pictures to another part.",
        planned.moved,
    )
    moves = " ".join(filter(None, (moved, show(learned_from(planned.learned)))))
    return tr("No group is on both sides now."), moves if planned.moved else ""
