"""The Use room once there are answers: a strip to drop more pictures on, the answers, and what to do with them."""

from __future__ import annotations

from typing import Final

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from resnet_studio.core.basics.message import tr
from resnet_studio.core.protocol.jobs.count import Counted
from resnet_studio.gui.rooms.use.answer_list import AnswerList
from resnet_studio.gui.rooms.use.bar import AnswerBar
from resnet_studio.gui.rooms.use.cards import CardGrid
from resnet_studio.gui.rooms.use.drop import DropStrip
from resnet_studio.gui.rooms.use.results import Answers
from resnet_studio.gui.rooms.use.view_bar import TABLE, ViewBar
from resnet_studio.gui.theme.tokens import REGULAR, SECONDARY
from resnet_studio.gui.why.maps import Maps
from resnet_studio.gui.why.tiles import TileMaps
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.look_bar import LookBar
from resnet_studio.gui.widgets.text import ElidedLabel

_ROOMY: Final = 820  # px for what is shown, its order, the switch for maps, and words beside them


class ResultsPage(QWidget):
    """A strip to drop on, lines about the answers, counts and maps, the answers, and buttons: clear, copy, save.

    `footer` takes more buttons.
    """

    def __init__(self, grid: CardGrid, maps: Maps, answers: Answers, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.strip, self.bar, self.look = DropStrip(), AnswerBar(), LookBar(maps.choice)
        self.tile_maps = TileMaps(maps, self.look, grid, answers.picture_at, answers.index_of)
        self.view, self.list = ViewBar(), AnswerList(answers)
        self.forms = QStackedWidget()
        self.forms.addWidget(grid)
        self.forms.addWidget(self.list)
        self.status = ElidedLabel("", SECONDARY, REGULAR, "text2")
        self.buttons = (
            Button(tr("Clear"), icon="cross", tip=tr("Remove all cards; the picture files stay where they are")),
            Button(tr("Copy"), icon="copy", tip=tr("Copy the table, for a spreadsheet")),
            Button(
                tr("Save table…"), icon="file", tip=tr("Save path, class and all probabilities as CSV or JSON Lines")
            ),
        )
        self.footer = footer = QHBoxLayout()
        footer.setSpacing(12)
        footer.addWidget(self.status, 1)
        for button in self.buttons:
            footer.addWidget(button)
        self._short = self._narrow = False
        self._rows = rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(12)
        for widget in (self.strip, self.bar, self.view, self.look):
            rows.addWidget(widget)
        rows.addWidget(self.forms, 1)
        rows.addLayout(footer)
        self._grid, self._answers = grid, answers
        maps.choice.changed.connect(self._place_look)
        self.view.changed.connect(self._choose_view)
        self.list.order_wanted.connect(lambda order: self.view.choose(self.view.chosen()[0], order))

    def set_narrow(self, narrow: bool) -> None:
        """Show icons instead of words where there is little room."""
        self._narrow = narrow
        self._place_look()
        for button in self.buttons[:2]:
            button.set_bare(narrow)

    def set_short(self, short: bool) -> None:
        """Leave more of a short window to the answers."""
        self._short = short
        self.strip.set_short(short)
        self._rows.setSpacing(6 if short else 12)
        self._place_look()

    def _place_look(self) -> None:
        """Put the switch for maps into the line above while it is off, unless it takes the room of the words there."""
        beside = (self._short or self._narrow or self.width() >= _ROOMY) and not self.look.choice.on
        self.view.counts.explained.setVisible(not (beside and self._short) or self.look.isHidden())
        if beside:
            self.view.row.insertWidget(1, self.look, int(self._short))
        else:
            self._rows.insertWidget(self._rows.indexOf(self.view) + 1, self.look)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_look()

    def refresh(self, counted: Counted | None, reveal: int | None = None) -> None:
        """Show the answers that there are now; `reveal` is the place of one to scroll to."""
        self.view.show_choices(self._answers)
        self._answers.arrange()
        self._show_answers()
        if reveal is not None:
            index = self._answers.index_of(self._answers.items[reveal].event.path)
            if index is not None:
                self._grid.reveal(index)
        self.view.show_counts(self._answers, counted)

    def _show_answers(self) -> None:
        self._grid.grow(self._answers.shown_count())
        self.tile_maps.refresh()
        if self.forms.currentWidget() is self.list:
            self.list.refresh()

    def _choose_view(self) -> None:
        self._answers.show(*self.view.chosen())
        table = self.view.form.current() == TABLE
        self.forms.setCurrentWidget(self.list if table else self._grid)
        self.look.setVisible(not table)
        self._place_look()
        self._grid.set_count(0)
        self._show_answers()
