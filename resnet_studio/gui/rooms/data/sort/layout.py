"""The parts of the page on which pictures are sorted, where they are, and which of its pictures keys act on."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from resnet_studio.core.basics.message import tr
from resnet_studio.gui.rooms.data.notices import FolderNotices
from resnet_studio.gui.rooms.data.sort.grid import SortGrid
from resnet_studio.gui.rooms.data.sort.hints import hints
from resnet_studio.gui.rooms.data.sort.keys import LETTERS, NEXT_OPEN
from resnet_studio.gui.rooms.data.sort.least import Areas, LeastCertain
from resnet_studio.gui.rooms.data.sort.look import Look
from resnet_studio.gui.rooms.data.sort.order import Known, Mode
from resnet_studio.gui.rooms.data.sort.proposed import Corrections
from resnet_studio.gui.rooms.data.sort.rows import Rows
from resnet_studio.gui.rooms.data.sort.side import SortSide
from resnet_studio.gui.rooms.data.sort.tile_size import TileSize
from resnet_studio.gui.rooms.data.sort.top import ProposalLine, SortCard
from resnet_studio.gui.rooms.data.undoing import with_key
from resnet_studio.gui.theme.tokens import MARGIN, MEDIUM, SECONDARY
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.choice import Segmented
from resnet_studio.gui.widgets.empty_state import EmptyState
from resnet_studio.gui.widgets.feedback import Icon, NoticeBar
from resnet_studio.gui.widgets.notice_stack import NoticeStack
from resnet_studio.gui.widgets.room import RoomPage
from resnet_studio.gui.widgets.text import ElidedLabel


class SortLayout(RoomPage):
    """Attributes:
    known: the dataset, and what is proposed for it; None before one was shown.
    mode: which pictures show.
    corrections: what was corrected in the row of proposals that shows.
    """

    def __init__(self, thumbnails: ThumbnailLoader, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self.known: Known | None = None
        self.mode: Mode = "open"
        self.corrections = Corrections()
        self.pictures_button = Button(tr("Show pictures"), "action", "data", tip=tr("With parts, split and findings"))
        self.model_button = Button(tr("Choose a model"), "main", icon_right="chevron-right")
        self.header.add_action(self.pictures_button)
        self.header.add_action(self.model_button)
        self.card, self.side, self.notice = SortCard(), SortSide(), NoticeBar()
        self.notices = FolderNotices()
        self.stack = NoticeStack(*self.notices.bars, self.notice)
        self.modes = Segmented(
            [("open", tr("No class yet")), ("proposed", tr("Proposed")), ("labelled", tr("Labelled")),
             ("unsure", tr("Not sure")), ("all", tr("All"))], tr("Which pictures"),
        )  # fmt: skip
        self.next_button = Button(
            tr("Next without a class"), "small", "chevron-right", tip=with_key(tr("Go to it"), NEXT_OPEN)
        )
        for button in (self.next_button, self.pictures_button):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keyboard to the pictures
        self.line, self.grid = ProposalLine(), SortGrid(thumbnails, self.look)
        self.rows = Rows(self.grid)
        self.least = LeastCertain(thumbnails, self.look_of_least)
        self._acting = self.grid
        self.least.grid.acts = False
        self.selected, self.tile_size = (
            ElidedLabel("", SECONDARY, MEDIUM, "accent", elide="right", align=Qt.AlignmentFlag.AlignRight),
            TileSize(),
        )
        self.nothing = EmptyState(tr("There are no pictures here."), tr("Show pictures"), "check")
        self._right = QStackedWidget()
        for shown in (self.grid, self.nothing):  # before what is below, also for Tab
            self._right.addWidget(shown)
        self.areas = Areas(self._right, self.grid, self.least)
        self._lay_out()

    # Layout ----------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.content.addWidget(self.stack)
        self.content.addWidget(self.card)
        row = QHBoxLayout()
        row.setSpacing(MARGIN)
        row.addWidget(self.side)
        right = QVBoxLayout()
        right.setSpacing(10)
        top = QHBoxLayout()
        top.addWidget(self.modes)
        top.addWidget(self.next_button)
        self.selected.yield_room()
        top.addWidget(self.selected, 1)
        top.addSpacing(8)
        for size in (Icon("data", 14), self.tile_size, Icon("picture", 16)):
            top.addWidget(size)
            self.width_class_changed.connect(lambda now, size=size: size.setVisible(now != "narrow"))
        self.width_class_changed.connect(lambda now: self.next_button.set_bare(now == "narrow"))
        right.addLayout(top)
        right.addWidget(self.line)
        self.nothing.button.set_kind("secondary")
        right.addWidget(self.areas, 1)
        self.grid.beyond[Qt.Key.Key_Down], self.least.grid.beyond[Qt.Key.Key_Up] = self.least.grid, self.grid
        for grid in (self.grid, self.least.grid):
            grid.came.connect(lambda grid=grid: self.act_on(grid))
        row.addLayout(right, 1)
        self.content.addLayout(row, 1)

    # What keys act on ------------------------------------------------------------------------------------------

    def acting(self) -> SortGrid:
        """The pictures that keys act on: those that had the keyboard last."""
        return self._acting if not self.least.isHidden() else self.grid

    def act_on(self, grid: SortGrid) -> None:
        """Let keys act on these pictures, of which one is marked then."""
        self._acting = grid
        for one in (self.grid, self.least.grid):
            one.acts = one is self.acting()
            one.viewport().update()
        self.say_keys()

    def say_keys(self) -> None:
        """Say which keys do what, and what Enter accepts."""
        if self.known is not None:
            chosen, least = self.acting().number_selected() > 0, self.acting() is not self.grid
            self.rows.mark(elsewhere=chosen and least)
            self.line.key.setVisible(not (chosen and least))
            self.side.list.show_letters(least or self.mode != "proposed")
            some = not self.rows and self.grid.count() > len(LETTERS)
            how = {"by_rows": bool(self.rows), "chosen": chosen, "least": least, "some": some}
            self.card.hints.set_hints(hints(self.known, self.mode, **how))

    # What stands below pictures --------------------------------------------------------------------------------

    def look(self, path: str) -> Look:
        """What stands below a picture."""
        assert self.known is not None  # nothing is shown without
        return self.corrections.look(path, self.known, proposed=self.mode == "proposed")

    def look_of_least(self, path: str) -> Look:
        """What stands below a picture that is among the least certain."""
        assert self.known is not None  # nothing is shown without
        return self.corrections.look(path, self.known, proposed=False)

    def class_name(self, label: int) -> str:
        """The name of a class."""
        assert self.known is not None  # there are no classes without
        return self.known.dataset.all_classes[label]
