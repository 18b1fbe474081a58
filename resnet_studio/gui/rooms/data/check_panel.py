"""What a check has found in the open dataset: the findings at the left, and the pictures and remedies of one."""

from __future__ import annotations

from itertools import chain, pairwise
from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from resnet_studio.core.basics.message import tr, trn
from resnet_studio.core.checks.find import Checked
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.gui.rooms.data.finding_list import FindingList
from resnet_studio.gui.rooms.data.finding_row import FindingRow
from resnet_studio.gui.rooms.data.finding_view import FindingView
from resnet_studio.gui.rooms.data.split_card import Page, SplitCard
from resnet_studio.gui.rooms.data.undoing import native
from resnet_studio.gui.theme.held_keys import is_repeat
from resnet_studio.gui.theme.tokens import CAPTION, REGULAR, SECONDARY
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.card import Card
from resnet_studio.gui.widgets.paint import colour
from resnet_studio.gui.widgets.text import Label, heading

_LIST: Final = 312
_NARROW_LIST: Final = 300
_WIDE: Final = 1000  # px that three columns need
_PADDING: Final = 16
_BELOW: Final = 8  # px that stay free at the bottom, as below the pictures of a short window


class CheckPanel(QWidget):
    """Covers the pictures of the room while it is open.

    Signals: ``edit_wanted(object)``, an `Edit`; ``back_wanted(int)``, take back the edit at that place of the
    dataset's; ``closed()``.

    Attributes:
        back_button: shows the pictures again, for the page to place.
    """

    edit_wanted = Signal(object)
    back_wanted = Signal(int)
    closed = Signal()

    def __init__(self, thumbnails: ThumbnailLoader, below: QWidget, parent: QWidget) -> None:
        """`below` is what the panel leaves in sight, at the top of its parent."""
        super().__init__(parent)
        self._thumbnails, self._room, self._below = thumbnails, parent, below
        self._dataset: Dataset | None = None
        self._checked: Checked | None = None
        self._listed: Dataset | None = None  # whose findings are listed
        self.list = FindingList(thumbnails)
        self.done = self.list.done
        self.finding = FindingView(thumbnails)
        self.finding.edit_wanted.connect(self.edit_wanted)
        self.finding.remedies_offered.connect(self._order_stops)
        self.list.chosen.connect(self.choose)
        self.list.edit_wanted.connect(self.edit_wanted)
        self.done.back_wanted.connect(self.back_wanted)
        self.done.setting_wanted.connect(self.finding.setting_wanted)
        self.back_button = Button(tr("Show pictures"), "action", "data", tip=tr("Back to all pictures (Esc)"))
        self.waiting = Label("", SECONDARY, REGULAR, "text2")
        self.split = SplitCard()
        self.split_button = Button(tr("Split…"), "secondary", tip=tr("What stays on one side"))
        self._splitting = False  # where there is no room for both, the split is shown
        self._lay_out()
        self.back_button.clicked.connect(self.dismiss)
        self.split_button.clicked.connect(lambda: self._turn_to(split=True))
        parent.installEventFilter(self)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setProperty("noRing", True)
        self.hide()

    def _lay_out(self) -> None:
        self._left = left = Card(_PADDING)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(heading(tr("Findings")))
        top.addWidget(self.waiting, 1)
        left.layout_.addLayout(top)
        left.layout_.addWidget(self.list, 1)
        left.layout_.addWidget(
            Label(
                tr(
                    "Nothing on disk is changed. {key} takes back. {space} shows a picture large.",
                    key=native("Ctrl+Z"),
                    space=native("Space"),
                ),
                CAPTION,
                REGULAR,
                "text2",
                wrap=True,
            )
        )
        left.layout_.addWidget(self.split_button)
        both = QHBoxLayout(self)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(12)
        both.addWidget(left)
        both.addWidget(self.finding, 1)
        both.addWidget(self.split)

    @property
    def rows(self) -> list[FindingRow]:
        """The findings, as they are listed."""
        return self.list.rows

    # Values ----------------------------------------------------------------------------------------------------

    def show_checked(self, dataset: Dataset, checked: Checked | None) -> None:
        """List the findings; the one that was chosen stays chosen while it is there. None: there was no check yet.

        After Undo, the one that has come back is chosen.
        """
        held = self._holder()
        if held is not None and self.list.isAncestorOf(held):
            self.setFocus()  # else Qt would hand it on through the list, which would scroll to its end
        undone = self._listed is not None and len(dataset.edits) < len(self._listed.edits)
        self._dataset, self._checked, self._listed = dataset, checked, dataset
        self.split.show_dataset(dataset)
        self.list.show_checked(dataset, checked, undone=undone)
        number = len(self.rows)
        self.waiting.setText(trn("{count} waits for you", "{count} wait for you", number) if number else "")
        self._show_chosen()
        self._hold(held)

    def _holder(self) -> QWidget | None:
        """What has the keyboard, if that is in the panel."""
        holder = self.window().focusWidget()
        return holder if holder is not None and (holder is self or self.isAncestorOf(holder)) else None

    def _hold(self, before: QWidget | None) -> None:
        """Give the keyboard to the chosen finding where what had it `before` is gone: keys and Undo go on here."""
        if before is None or self.isHidden() or (before is not self and before.isVisible()):
            return
        chosen: QWidget = self.list.row() or self
        chosen.show()  # a new row would show later, and takes no focus until then
        chosen.setFocus(Qt.FocusReason.OtherFocusReason)

    def _order_stops(self) -> None:
        """Lead with Tab from the list to the pictures and remedies of the chosen finding, then to what is below."""
        view, pairs = self.finding, self.finding.pairs
        pictures = pairs.back, pairs.on, pairs.grid, view.grid, view.scope.button("all"), view.scope.button("one")
        undo = [row.undo_button for row in self.done.rows if self.isAncestorOf(row.undo_button)]
        below = *undo, self.split_button
        self.setTabOrder(pictures[-1], next(iter(self.rows), self.split_button))  # all that follows is before the split
        for one, other in pairwise((*self.rows, *pictures, *view.remedy_buttons, *below)):
            self.setTabOrder(one, other)

    def take_keyboard(self) -> None:
        """Take the keyboard back, where a picture was large: at the pictures, or at the chosen finding."""
        grids = (one for one in (self.finding.grid, self.finding.pairs.grid) if one.isVisible())
        next(chain(grids, filter(None, [self.list.row()]), [self])).setFocus(Qt.FocusReason.OtherFocusReason)

    def show_edited(self, dataset: Dataset) -> None:
        """While a check runs: let the split and Undo follow the dataset. The findings do when the check ends."""
        if dataset is not self._dataset:
            self._dataset = dataset
            self.split.show_dataset(dataset)
            self.done.follow(dataset)

    def await_findings(self, action: str = "") -> None:
        """Say where findings will show, and offer to look for them; the line above says how the check stands."""
        self.finding.show_nothing(tr("What the check finds shows here."), "search", action)

    def choose(self, key: str) -> None:
        """Show the pictures and remedies of the finding with that key."""
        self.list.choose(key)
        self._turn_to(split=False)
        self._show_chosen()

    def _show_chosen(self) -> None:
        finding = row.finding if (row := self.list.row()) is not None else None
        if finding is None or self._dataset is None or self._checked is None:
            if self._checked is None:
                self.await_findings(tr("Check"))
            else:
                self.finding.show_nothing(tr("Nothing is left to look at."), "check")
        else:
            self.finding.show_finding(finding, self._dataset, self._checked)

    # Opening and closing ---------------------------------------------------------------------------------------

    def open(self, *, split: Page | None = None) -> None:
        """Cover the pictures; `split`, a person wants to split them, or to train in folds."""
        self.place()
        self._turn_to(split=split is not None)
        self.show()
        self.raise_()
        self.setFocus()
        if split is not None:  # Enter at a finding would do what is suggested
            self.split.turn_to(split)
            self.split.take_keyboard()

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
        self.finding.setVisible(wide or not split)
        self.split.setVisible(wide or split)
        self.split.set_wide(not wide)
        self.split_button.setVisible(not wide and not split)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Escape:
                self.dismiss()
            case Qt.Key.Key_Up | Qt.Key.Key_Down | Qt.Key.Key_Home | Qt.Key.Key_End:
                self.list.go(Qt.Key(event.key()))
            case Qt.Key.Key_Left | Qt.Key.Key_Right:
                self.finding.step(-1 if event.key() == Qt.Key.Key_Left else 1)
            case Qt.Key.Key_Space:
                self.finding.show_larger()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                if not is_repeat(event):  # a held key would do what no person has read
                    self.finding.take_suggested()
            case _:
                super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._room and event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self.place()
        return False

    def place(self) -> None:
        """Cover all that is below what stays in sight."""
        body = self._below.parentWidget()
        layout = body.layout() if body is not None else None
        if body is None or layout is None:
            return  # the page is still being made
        margin, top = layout.contentsMargins().left(), body.mapTo(self._room, QPoint()).y()
        if not self._below.isHidden():
            top = self._below.mapTo(self._room, self._below.rect().bottomLeft()).y() + 12
        wide, high = self._room.width() - 2 * margin, self._room.height() - top - _BELOW
        self.setGeometry(QRect(margin, top, max(0, wide), max(0, high)))
        self._turn_to(split=self._splitting)

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), colour("bg"))
