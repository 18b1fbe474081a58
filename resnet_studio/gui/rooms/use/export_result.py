"""What came of an export, in a few lines: progress, the figures of the check, or why there is no file."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from resnet_studio.core.basics.formatting import size
from resnet_studio.core.basics.message import show, tr, trn
from resnet_studio.core.exports.checked import compared_of, read_otherwise, readable
from resnet_studio.core.protocol.jobs.export import Exported
from resnet_studio.gui.theme.tokens import BODY, RADIUS_CARD, SECONDARY, SEMIBOLD
from resnet_studio.gui.widgets.feedback import Icon
from resnet_studio.gui.widgets.paint import paint_box
from resnet_studio.gui.widgets.text import Label


class ExportResult(QFrame):
    """A tinted box; hidden while there is nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fill, self._line = "surface", "line"
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(4)
        head = QHBoxLayout()
        head.setSpacing(8)
        self._icon = Icon("check", 16, "ok")
        self.sentence = Label("", BODY, SEMIBOLD, wrap=True)
        head.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.sentence, 1)
        column.addLayout(head)
        self.detail = Label("", SECONDARY, wrap=True)
        self.detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(self.detail)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(2)
        self.rows = [(Label("", SECONDARY, tone="text2"), Label("", SECONDARY, wrap=True)) for _ in range(4)]
        for number, (name, value) in enumerate(self.rows):
            self._grid.addWidget(name, number, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(value, number, 1)
        self._grid.setColumnStretch(1, 1)
        column.addLayout(self._grid)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.hide()

    def clear(self) -> None:
        """Show nothing."""
        self.hide()

    def show_progress(self, stage: str) -> None:
        """Say what is being done."""
        self._say("surface", "line", "refresh", "text2", stage)

    def show_problem(self, head: str, sentence: str) -> None:
        """Say what has not come about, and why."""
        self._say("wrong_tint", "wrong", "warning", "wrong", head, sentence)

    def show_missing(self, sentence: str, *, failed: bool) -> None:
        """Say what is not installed; `failed` says that installing it was tried."""
        look = ("wrong_tint", "wrong", "warning", "wrong") if failed else ("surface", "line", "use", "text2")
        self._say(*look, tr("Not installed"), sentence)

    def show_done(self, done: Exported, *, beside: bool = False) -> None:
        """The figures of an export; `beside` an earlier one, in whose folder are files of a person."""
        kept = tr("It has a new folder: files were added or changed in that of the earlier export.") if beside else ""
        rows = [(tr("Size"), size(done.size))]
        if done.unchecked:
            self._say("surface", "line", "dot", "text2", tr("Written, and not checked"),
                      "\n".join(filter(None, (show(done.unchecked), kept))), rows)  # fmt: skip
            return
        agree = trn(
            "{agree:count} of {count} picture agrees with this window",
            "{agree:count} of {count} pictures agree with this window",
            done.pictures,
            agree=done.agree,
        )
        detail = tr("Probabilities differ by {largest:figure} at most.", largest=readable(done.largest))
        rows += [
            (tr("Speed, one picture"), tr("{time:figure} ms", time=done.all_threads)),
            (tr("With one thread"), tr("{time:figure} ms", time=done.one_thread)),
            (tr("Reloaded in"), done.runtime),
        ]
        otherwise = show(read_otherwise(done.pictures, done.alike))
        said = "\n".join(filter(None, (show(compared_of(done.parts)), detail, otherwise, kept)))
        self._say("ok_tint", "ok_tint", "check", "ok", agree, said, rows)

    def _say(
        self, fill: str, line: str, icon: str, tone: str, sentence: str, detail: str = "",
        rows: list[tuple[str, str]] | None = None,
    ) -> None:  # fmt: skip
        self._fill, self._line = fill, line
        self._icon.set_icon(icon, tone)
        self.sentence.setText(sentence)
        self.sentence.set_tone(tone if tone == "ok" else "text")
        self.detail.setText(detail)
        self.detail.setVisible(bool(detail))
        given = rows or []
        for place, (name, value) in enumerate(self.rows):
            shown = place < len(given)
            name.setText(given[place][0] if shown else "")
            value.setText(given[place][1] if shown else "")
            name.setVisible(shown)
            value.setVisible(shown)
        self.show()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_box(QPainter(self), self.rect(), RADIUS_CARD, self._fill, self._line)
