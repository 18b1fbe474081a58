"""Where it fails: all pictures of a part, in the order and with the filters that a person chooses."""

from __future__ import annotations

from pathlib import Path
from typing import Final, cast

import numpy as np
from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from resnet_studio.core.basics.message import show, tr, trn
from resnet_studio.core.basics.safe_text import elide_middle, printable
from resnet_studio.core.pictures.value_scale import ValueScale
from resnet_studio.core.runs.answered import Answered, Order
from resnet_studio.gui.preview import Preview
from resnet_studio.gui.rooms.results.alike import AlikeRow
from resnet_studio.gui.rooms.results.failing_grid import FailingGrid
from resnet_studio.gui.theme.tokens import REGULAR, SECONDARY
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from resnet_studio.gui.why.maps import Maps
from resnet_studio.gui.why.tiles import TileMaps
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.choice import Segmented
from resnet_studio.gui.widgets.feedback import ALL_FOLLOW, CHOOSE_ITS_FOLDER, NoticeBar
from resnet_studio.gui.widgets.fields import CheckBox, ComboBox
from resnet_studio.gui.widgets.look_bar import LookBar
from resnet_studio.gui.widgets.text import Label, heading, plain_tip

_ALL: Final = -1
_LONGEST: Final = 24


class FailsPanel(QWidget):
    """Title, order, filters and the grid; a picture opens large over ``room``.

    Signals: ``alike_wanted(str)``, the path of a picture whose most alike training pictures are to be shown;
    ``folder_wanted()``, say where the folder of the pictures is now.
    """

    alike_wanted = Signal(str)
    folder_wanted = Signal()

    def __init__(self, thumbnails: ThumbnailLoader, maps: Maps, room: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._answered: Answered | None = None
        self._pair: tuple[int, int] | None = None
        self._larger = -1
        self._best = 0  # the epoch of the answers, while the matrix shows another one
        orders = [
            ("loss", tr("Highest loss")),
            ("confident", tr("Confident mistakes")),
            ("unsure", tr("Least sure")),
            ("name", tr("By name")),
        ]
        self.order = Segmented(orders, tr("Order of the pictures"))
        self.classes = ComboBox(bar=True)
        self.classes.setAccessibleName(tr("Class"))
        self.classes.setSizeAdjustPolicy(ComboBox.SizeAdjustPolicy.AdjustToContents)
        self.mistakes = CheckBox(tr("Mistakes only"))
        self.pair = Button("", "small", icon_right="cross", tip=tr("Show pictures of all classes"))
        self.alike_button = Button(tr("Most alike"), "small", tip=tr("Show the most alike training pictures (A)"))
        self._shown = Label("", SECONDARY, REGULAR, "text2")
        self.gone = NoticeBar()
        self.nothing = Label("", SECONDARY, REGULAR, "text2", wrap=True)
        self.grid, self.look = FailingGrid(thumbnails, maps), LookBar(maps.choice)
        self.tile_maps = TileMaps(maps, self.look, self.grid, self.grid.looked_at, self.grid.place)
        self.alike = AlikeRow(thumbnails)
        self.preview = Preview(room, maps=maps)
        self._lay_out()
        self._wire()
        self._show()

    def _lay_out(self) -> None:
        top, self.filters = QHBoxLayout(), QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(heading(tr("Where it fails")))
        top.addWidget(self.order)
        top.addStretch(1)
        top.addWidget(self.look.part_with_switch())  # beside the pictures' order, where it costs no line of its own
        self.filters.setSpacing(8)
        for widget in (self.classes, self.pair, self._shown, self.mistakes):
            self.filters.addWidget(widget)
        self.filters.addStretch(1)
        self.filters.addWidget(self.alike_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(top)
        column.addLayout(self.filters)
        column.addWidget(self.look)
        column.addWidget(self.gone)
        column.addWidget(self.nothing)
        column.addWidget(self.grid)
        column.addWidget(self.grid.more, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.alike)
        column.addStretch(1)  # few pictures leave room, which is not for what is above them
        self.column = column

    def _wire(self) -> None:
        self.order.changed.connect(lambda _: self._show())
        self.classes.activated.connect(lambda _: self._show())
        self.mistakes.toggled.connect(lambda _: self._show())
        self.pair.clicked.connect(self.show_all)
        self.gone.acted.connect(self.folder_wanted)
        self.grid.opened.connect(self.open_larger)
        self.grid.alike_wanted.connect(self.ask_alike)
        self.grid.current_changed.connect(lambda _: self._follow_current())
        self.alike_button.clicked.connect(lambda: self.ask_alike(self.grid.current_picture()))
        self.preview.moved.connect(self._move_larger)
        self.preview.closed.connect(lambda: self.grid.setFocus(Qt.FocusReason.OtherFocusReason))
        key = QShortcut(QKeySequence(Qt.Key.Key_A), self.grid)
        key.setContext(Qt.ShortcutContext.WidgetShortcut)
        key.activated.connect(lambda: self.ask_alike(self.grid.current_picture()))

    # What is shown ---------------------------------------------------------------------------------------------

    def set_answered(self, answered: Answered | None) -> None:
        """Show the answers for another part or of another run; order and filter stay where they can."""
        before = self._answered.classes if self._answered else ()
        self.preview.dismiss()
        self.alike.hide()
        self._answered = answered
        if answered is not None:
            self.alike.tiles.set_folder(answered.root, answered.scale)
        if answered is not None and answered.classes != before:
            self._pair = None
            with QSignalBlocker(self.classes):
                self.classes.clear()
                self.classes.addItem(tr("All classes"), _ALL)
                for label, name in enumerate(answered.classes):
                    self.classes.addItem(elide_middle(printable(name), _LONGEST), label)
        self._show()

    def show_folder(self, gone: Path | None) -> None:
        """Say that the folder of the pictures is not there; None: it is."""
        if gone is None:
            self.gone.say("")
            self.grid.viewport().update()
        else:
            where = tr("They were in {folder:place}. Figures and answers are shown from the run.", folder=str(gone))
            action = show(CHOOSE_ITS_FOLDER)
            self.gone.say(tr("The pictures are not there."), where, look="warning", action=action)
            self.gone.button.setToolTip(plain_tip(show(ALL_FOLLOW)))

    def show_pair(self, true: int, predicted: int) -> None:
        """Show the pictures of a cell of the confusion matrix: of one class, taken for another one or for itself."""
        self._pair = (true, predicted)
        self._show()

    def show_all(self) -> None:
        """Take every filter away."""
        self._pair = None
        with QSignalBlocker(self.classes), QSignalBlocker(self.mistakes):
            self.classes.setCurrentIndex(0)
            self.mistakes.setChecked(False)
        if self.order.current() == "confident":
            self.order.set_current("loss")
        self._show()

    def show_other_epoch(self, best: int) -> None:
        """Say that the pictures are of the best epoch while the matrix shows another one; 0: it shows the same."""
        self._best = best
        self._say_shown()

    def shown(self) -> str:
        """How many pictures show, in words."""
        return self._shown.text()

    def _show(self) -> None:
        known = self._answered
        order = cast(Order, self.order.current())
        self.pair.setVisible(self._pair is not None)
        self.classes.setVisible(self._pair is None)
        self.mistakes.setEnabled(order != "confident")
        self.mistakes.setToolTip(plain_tip(tr("These are mistakes alone.") if order == "confident" else ""))
        if known is None:
            self.grid.show_pictures(None, np.zeros(0, np.int64))
        else:
            chosen = self.classes.currentData()
            true, predicted = self._pair or (None if chosen in (None, _ALL) else int(chosen), None)
            self._name_pair(known)
            found = known.chosen(order, true=true, predicted=predicted, mistakes=self.mistakes.isChecked())
            self.grid.show_pictures(known, found)
        self.tile_maps.refresh()
        self._say_shown()
        self._show_alike_button()

    def _name_pair(self, known: Answered) -> None:
        if self._pair is not None:
            true, predicted = (elide_middle(printable(known.classes[label]), _LONGEST) for label in self._pair)
            self.pair.set_words(tr("is {true}, predicted {predicted}", true=true, predicted=predicted))

    def _say_shown(self) -> None:
        known, count = self._answered, self.grid.count()
        total = len(known.paths) if known else 0
        shown = trn("{count} picture", "{count} pictures", total)
        if count != total:
            shown = trn("{shown} of {count} picture", "{shown} of {count} pictures", total, shown=count)
        if self._best:
            shown = tr("{shown:plain}, of epoch {epoch}, the best", shown=shown, epoch=self._best)
        self._shown.setText(shown if known else "")
        self.nothing.setVisible(known is not None and count == 0)
        self.grid.setVisible(count > 0)
        if known is not None and count == 0:
            none_wrong = not known.wrong.any() and (self.mistakes.isChecked() or self.order.current() == "confident")
            self.nothing.setText(tr("The model is right on all of them.") if none_wrong else tr("No picture matches."))

    def _show_alike_button(self) -> None:
        self.alike_button.setVisible(self.grid.current_picture() is not None)

    def _follow_current(self) -> None:
        """The most alike pictures of another picture than the current one are closed."""
        self._show_alike_button()
        picture = self.grid.current_picture()
        if picture is not None and self.grid.answered().paths[picture] != self.alike.path:
            self.alike.hide()

    # One picture -----------------------------------------------------------------------------------------------

    def open_larger(self, picture: int) -> None:
        """Show one picture over the room."""
        known = self.grid.answered()
        self._larger = picture
        ends = [self.grid.neighbour(picture, step) is None for step in (-1, 1)]
        facts, label = self.grid.facts(picture), known.classes[known.labels[picture]]
        path = known.absolute(picture)
        self.preview.show_picture(path, facts, first=ends[0], last=ends[1], scale=known.scale, label=label)

    def open_path(self, path: Path, facts: str, scale: ValueScale) -> None:
        """Show a picture over the room that may not be among the answers."""
        self._larger = -1
        self.preview.show_picture(path, facts, first=True, last=True, scale=scale)

    def _move_larger(self, step: int) -> None:
        there = self.grid.neighbour(self._larger, step)
        if there is not None:
            self.grid.make_current(there)
            self.open_larger(there)

    def ask_alike(self, picture: int | None) -> None:
        """Ask for the training pictures that are most like one."""
        if picture is not None:
            path = self.grid.answered().paths[picture]
            self.alike.await_pictures(path)
            self.alike_wanted.emit(path)
