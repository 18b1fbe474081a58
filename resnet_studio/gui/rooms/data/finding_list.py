"""The list of findings, in groups, below them what was done about others, and the checks that found nothing."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from resnet_studio.core.basics.message import show, tr
from resnet_studio.core.checks.detail import details_of, found_nothing
from resnet_studio.core.checks.find import Checked
from resnet_studio.core.checks.kinds import HANDLED, MISLEADING, weightiest
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.gui.rooms.data.done_list import DoneList
from resnet_studio.gui.rooms.data.finding_row import FindingRow, group_head
from resnet_studio.gui.rooms.data.finding_view import clear
from resnet_studio.gui.rooms.data.passed import Passed
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from resnet_studio.gui.widgets.scrolling import scroll_down


class FindingList(QScrollArea):
    """One is chosen, which Tab reaches. Its keys are those of the panel.

    Signals: ``chosen(str)``, the key of a finding; ``edit_wanted(object)``, an `Edit`.

    Attributes:
        rows: the findings, in the order in which they are listed.
        done: what was done about others.
        passed: the checks that found nothing.
    """

    chosen = Signal(str)
    edit_wanted = Signal(object)

    def __init__(self, thumbnails: ThumbnailLoader) -> None:
        super().__init__()
        self._thumbnails = thumbnails
        self.rows: list[FindingRow] = []
        self.done = DoneList(thumbnails)
        self.passed = Passed()
        self._current: str | None = None  # its key
        inside = QWidget()
        inside.setObjectName("content")
        self._column = QVBoxLayout()
        self._column.setSpacing(8)
        self._column.setContentsMargins(0, 0, 0, 0)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(self._column)
        column.addWidget(self.done)
        column.addWidget(self.passed)
        column.addStretch(1)
        scroll_down(self, inside)

    def show_checked(self, dataset: Dataset, checked: Checked | None, *, undone: bool) -> None:
        """List the findings; the one that was chosen stays chosen while it is there. None: there was no check yet.

        Where something was `undone`, what has come back by that is chosen.
        """
        before = {row.finding.key for row in self.rows}
        clear(self._column)
        findings = weightiest(checked.findings if checked else ())
        details = details_of(findings, dataset)
        self.rows = [
            FindingRow(one, show(detail), dataset, self._thumbnails)
            for one, detail in zip(findings, details, strict=True)
        ]
        self._add_groups()
        self.done.show_done(dataset, checked.answered if checked else ())
        self.passed.show_names(found_nothing(checked, dataset) if checked is not None else ())
        keys = [row.finding.key for row in self.rows]
        back = next((key for key in keys if undone and key not in before), None)
        if back is not None or self._current not in keys:
            self._current = back or next(iter(keys), None)
            QTimer.singleShot(0, self, self._reveal)  # when the rows have their places
        self.choose(self._current)

    def _add_groups(self) -> None:
        misleading = [row for row in self.rows if row.finding.kind in MISLEADING]
        handled = [row for row in self.rows if row.finding.kind in HANDLED]
        others = [row for row in self.rows if row not in misleading and row not in handled]
        for words, rows in (
            (tr("Would mislead the results"), misleading),
            (tr("Worth a look"), others),
            (tr("Good to know, nothing to do"), handled),
        ):
            if rows:
                self._column.addWidget(group_head(words, rows if rows is handled else (), self.edit_wanted.emit))
            for row in rows:
                row.clicked.connect(lambda _=False, row=row: self.chosen.emit(row.finding.key))
                self._column.addWidget(row)

    def choose(self, key: str | None) -> None:
        """Mark the finding with that key as the chosen one, without a signal."""
        self._current = key
        for row in self.rows:
            row.setChecked(row.finding.key == key)

    def row(self) -> FindingRow | None:
        """Return the row of the chosen finding."""
        return next((row for row in self.rows if row.finding.key == self._current), None)

    def _reveal(self) -> None:
        if (row := self.row()) is not None:
            self.ensureWidgetVisible(row)

    def go(self, key: Qt.Key) -> None:
        """Choose the finding before or after the chosen one, the first, or the last, by an arrow key, Home or End."""
        if (before := self.row()) is None:
            return
        here, last = self.rows.index(before), len(self.rows) - 1
        steps = {Qt.Key.Key_Up: max(0, here - 1), Qt.Key.Key_Down: min(last, here + 1), Qt.Key.Key_Home: 0}
        row, focused = self.rows[steps.get(key, last)], before.hasFocus()
        self.chosen.emit(row.finding.key)
        self.ensureWidgetVisible(row)
        if focused:
            row.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()
