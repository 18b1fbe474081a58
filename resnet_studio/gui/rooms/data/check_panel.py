"""What a check has found in the open dataset: the findings at the left, and the pictures and remedies of one."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from resnet_studio.core.basics.message import show, tr, trn
from resnet_studio.core.basics.safe_text import printable
from resnet_studio.core.checks.find import Checked
from resnet_studio.core.checks.kinds import MISLEADING, CheckFinding, CheckKind
from resnet_studio.core.checks.remedies import Remedy, remedies
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.gui.rooms.data import words as data_words
from resnet_studio.gui.rooms.data.split_card import SplitCard
from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.tokens import CAPTION, LEAD, REGULAR, SECONDARY, SEMIBOLD
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.card import Card, SelectableCard
from resnet_studio.gui.widgets.paint import colour
from resnet_studio.gui.widgets.pictures import TileGrid, paint_picture
from resnet_studio.gui.widgets.text import Label, heading, plain_tip

_LIST: Final = 312
_NARROW_LIST: Final = 300
_WIDE: Final = 1000  # px that three columns need
_TILE: Final = 132
_CAPTION: Final = 34
_CHECK_MARK: Final = 38  # at the right of the chosen row
_BELOW: Final = 8  # px that stay free at the bottom, as below the pictures of a short window


class _FindingRow(SelectableCard):
    """One finding in the list."""

    def __init__(self, finding: CheckFinding) -> None:
        super().__init__(show(finding.message), padding=12)
        label = Label(show(finding.message), SECONDARY, SEMIBOLD, wrap=True)
        label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.layout_.setContentsMargins(12, 12, _CHECK_MARK, 12)
        self.layout_.addWidget(label)
        self.finding = finding


class CheckPanel(QWidget):
    """Covers the pictures of the room while it is open.

    Signals: ``edit_wanted(object)``, an `Edit`; ``undo_wanted()``, take the last edit back; ``closed()``.
    """

    edit_wanted = Signal(object)
    undo_wanted = Signal()
    closed = Signal()

    def __init__(self, thumbnails: ThumbnailLoader, below: QWidget, parent: QWidget) -> None:
        """`below` is what the panel leaves in sight, at the top of its parent."""
        super().__init__(parent)
        self._thumbnails, self._room, self._below = thumbnails, parent, below
        self._dataset: Dataset | None = None
        self._checked: Checked | None = None
        self._chosen: str | None = None  # its key
        self._shown: tuple[str, ...] = ()
        self.rows: list[_FindingRow] = []
        self.remedy_buttons: list[Button] = []
        self._list = QVBoxLayout()
        self._list.setSpacing(8)
        self.title = Label("", LEAD, SEMIBOLD, wrap=True)
        self.grid = TileGrid(self._paint_tile, tile=_TILE, caption=_CAPTION, tip=self._tip)
        self._remedies = QVBoxLayout()
        self._remedies.setSpacing(8)
        self.back_button = Button(tr("Show pictures"), "secondary", "data", tip=tr("Back to all pictures (Esc)"))
        self.undo_button = Button(tr("Undo"), "secondary", "undo")
        self.split = SplitCard()
        self.split_button = Button(tr("Split…"), "secondary", tip=tr("What stays on one side"))
        self._splitting = False  # where there is no room for both, the split is shown
        self._lay_out()
        self.back_button.clicked.connect(self.dismiss)
        self.undo_button.clicked.connect(self.undo_wanted)
        self.split_button.clicked.connect(lambda: self._turn_to(split=True))
        thumbnails.loaded.connect(self._arrived)
        parent.installEventFilter(self)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setProperty("noRing", True)
        self.hide()

    def _lay_out(self) -> None:
        self._left = left = Card()
        inside = QWidget()
        inside.setObjectName("content")
        self._list.setContentsMargins(0, 0, 0, 0)
        inside.setLayout(self._list)
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        left.layout_.addWidget(heading(tr("Findings")))
        left.layout_.addWidget(area, 1)
        left.layout_.addWidget(Label(tr("Nothing on disk is changed."), CAPTION, REGULAR, "text2", wrap=True))
        row = QHBoxLayout()
        row.addWidget(self.back_button)
        row.addWidget(self.undo_button)
        row.addWidget(self.split_button)
        row.addStretch(1)
        left.layout_.addLayout(row)
        self._right = right = Card()
        right.layout_.addWidget(self.title)
        right.layout_.addWidget(self.grid, 1)
        self._remedy_title = heading(tr("Remedy"))
        right.layout_.addWidget(self._remedy_title)
        right.layout_.addLayout(self._remedies)
        both = QHBoxLayout(self)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(12)
        both.addWidget(left)
        both.addWidget(right, 1)
        both.addWidget(self.split)

    # Values ----------------------------------------------------------------------------------------------------

    def show_checked(self, dataset: Dataset, checked: Checked | None) -> None:
        """List the findings; the one that was chosen stays chosen while it is there. None: there was no check yet."""
        self._dataset, self._checked = dataset, checked
        self.split.show_dataset(dataset)
        _clear(self._list)
        order = [*MISLEADING, *(kind for kind in CheckKind if kind not in MISLEADING)]
        findings = sorted(checked.findings if checked else (), key=lambda one: order.index(one.kind))
        self.rows = [_FindingRow(finding) for finding in findings]
        misleading = [row for row in self.rows if row.finding.kind in MISLEADING]
        others = [row for row in self.rows if row.finding.kind not in MISLEADING]
        for words, rows in ((tr("Would mislead the results"), misleading), (tr("Worth a look"), others)):
            if rows:
                self._list.addWidget(Label(words, SECONDARY, REGULAR, "text2"))
            for row in rows:
                row.clicked.connect(lambda _=False, row=row: self.choose(row.finding.key))
                self._list.addWidget(row)
        self._list.addStretch(1)
        self._show_undo(dataset)
        keys = [row.finding.key for row in self.rows]
        if self._chosen not in keys:
            self._chosen = keys[0] if keys else None
        self._show_chosen()

    def show_edited(self, dataset: Dataset) -> None:
        """While a check runs: let the split and Undo follow the dataset. The findings do when the check ends."""
        if dataset is not self._dataset:
            self._dataset = dataset
            self.split.show_dataset(dataset)
            self._show_undo(dataset)

    def _show_undo(self, dataset: Dataset) -> None:
        self.undo_button.setVisible(dataset.can_undo)
        if dataset.can_undo:
            self.undo_button.setToolTip(plain_tip(data_words.undo(dataset)))

    def choose(self, key: str) -> None:
        """Show the pictures and remedies of the finding with that key."""
        self._chosen = key
        self._turn_to(split=False)
        self._show_chosen()

    def _show_chosen(self) -> None:
        for row in self.rows:
            row.setChecked(row.finding.key == self._chosen)
        finding = next((row.finding for row in self.rows if row.finding.key == self._chosen), None)
        _clear(self._remedies)
        self.remedy_buttons = []
        if finding is None or self._dataset is None or self._checked is None:
            self._shown = ()
            self.grid.set_count(0)
            waits = tr("The pictures were not checked yet.")
            self.title.setText(tr("Nothing is left to look at.") if self._checked is not None else waits)
            self._remedy_title.hide()
            return
        self._remedy_title.show()
        self.title.setText(show(finding.message))
        self._shown = finding.pictures
        self.grid.set_count(len(self._shown))
        self.grid.setVisible(bool(self._shown))
        for remedy in remedies(finding, self._dataset, self._checked):
            self._remedies.addWidget(self._remedy_row(remedy))

    def _remedy_row(self, remedy: Remedy) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        button = Button(show(remedy.title), "secondary", "star" if remedy.suggested else "")
        button.clicked.connect(lambda _=False: self.edit_wanted.emit(remedy.edit))
        self.remedy_buttons.append(button)
        row.addWidget(button)
        row.addWidget(Label(show(remedy.note), SECONDARY, REGULAR, "text2", wrap=True), 1)
        return line

    # Opening and closing ---------------------------------------------------------------------------------------

    def open(self, *, split: bool = False) -> None:
        """Cover the pictures; `split`, a person wants to split them."""
        self._place()
        self._turn_to(split=split)
        self.show()
        self.raise_()
        self.setFocus()

    def dismiss(self) -> None:
        """Show the pictures again."""
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def shows_split_of(self, dataset: Dataset) -> bool:
        """Whether a person splits this dataset, perhaps with other edits."""
        return (
            not self.isHidden() and self._splitting and self._dataset is not None and self._dataset.key == dataset.key
        )

    def _turn_to(self, *, split: bool) -> None:
        """Show the pictures of a finding and the split, or one of them where there is no room for both."""
        self._splitting = split
        wide = self.width() >= _WIDE
        self._left.setFixedWidth(_LIST if wide else _NARROW_LIST)
        self._right.setVisible(wide or not split)
        self.split.setVisible(wide or split)
        self.split.set_wide(not wide)
        self.split_button.setVisible(not wide and not split)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._room and event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._place()
        return False

    def _place(self) -> None:
        if self._below.isHidden():
            return  # it is placed when that shows
        top = self._below.mapTo(self._room, self._below.rect().bottomLeft())
        margin = top.x()
        wide, high = self._room.width() - 2 * margin, self._room.height() - top.y() - 12 - _BELOW
        self.setGeometry(QRect(margin, top.y() + 12, max(0, wide), max(0, high)))
        self._turn_to(split=self._splitting)

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), colour("bg"))

    # Pictures --------------------------------------------------------------------------------------------------

    def _arrived(self, _path: str) -> None:
        self.grid.viewport().update()

    def _tip(self, index: int) -> str:
        path = self._shown[index]
        problem = self._thumbnails.failed(self._dataset.root / path) if self._dataset is not None else None
        return "\n".join(filter(None, (printable(path), printable(problem or ""))))

    def _paint_tile(self, painter: QPainter, rect: QRect, index: int) -> None:
        assert self._dataset is not None  # there are no pictures without
        path = self._shown[index]
        picture = self._dataset.root / path
        pixmap = self._thumbnails.pixmap(picture, rect.width(), self.devicePixelRatioF(), self._dataset.scale)
        unreadable = self._thumbnails.failed(picture) is not None
        paint_picture(painter, rect, pixmap, selected=index == self.grid.current(), unreadable=unreadable)
        painter.setFont(font(CAPTION))
        painter.setPen(colour("text2"))
        metrics = painter.fontMetrics()
        folder, _, name = path.rpartition("/")
        for number, words in enumerate((folder, name)):
            room = QRect(rect.left(), rect.bottom() + 2 + 15 * number, rect.width(), 15)
            text = metrics.elidedText(printable(words), Qt.TextElideMode.ElideMiddle, room.width())
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)


def _clear(layout: QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()


def count_words(findings: int) -> str:
    """How many findings wait for a person."""
    return trn("The check found {count} thing to look at.", "The check found {count} things to look at.", findings)
