"""Training pictures as the network gets them: a batch, and one picture several times; they follow the settings."""

from __future__ import annotations

import math

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QHideEvent, QImage, QKeyEvent, QPainter, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from resnet_studio.core.basics import safe_text
from resnet_studio.core.basics.message import joined, message, show, tr, trn
from resnet_studio.core.protocol.events import EventError
from resnet_studio.core.protocol.jobs.views import ViewShown
from resnet_studio.gui.rooms.train.plan import PlanCard
from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.tokens import CAPTION, MEDIUM, REGULAR, SECONDARY
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.feedback import ErrorPanel
from resnet_studio.gui.widgets.paint import colour
from resnet_studio.gui.widgets.pictures import TileGrid, paint_picture
from resnet_studio.gui.widgets.text import Label, heading
from resnet_studio.gui.work.views import SHOWN, ViewsControl

_TILE, _SMALLEST, _GAP, _CAPTION, _LINE = 96, 64, 8, 18, 14
_COLUMNS = 8
"""Two rows of so many pictures are in sight where there is room."""
_EDGES = 30
"""Width of margins and scroll bar, px."""
_HEADS = 130
"""Height of all but the pictures, px."""


class ViewsPanel(QWidget):
    """What a person sees while choosing random changes. Signals: ``closed()``, ``seen(bool)``: it came in sight."""

    closed = Signal()
    seen = Signal(bool)

    def __init__(self, control: ViewsControl, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._control = control
        self._pixels: dict[ViewShown, QImage | None] = {}
        self.back = Button(tr("Back"), "small", tip=tr("Show again what Start will do"))
        self.back.clicked.connect(self.closed)
        self._complaint = ""
        self.wrong = Label("", SECONDARY, REGULAR, "wrong", wrap=True)
        self.wrong.hide()
        self.batch_head = Label("", SECONDARY, REGULAR, "text2", wrap=True)
        self.draws_head = Label("", SECONDARY, REGULAR, "text2", wrap=True)
        self.error = ErrorPanel()
        self.error.retried.connect(control.retry)
        self.batch = TileGrid(self._paint_batch, tile=_TILE, caption=_CAPTION, gap=_GAP, row_gap=_GAP, tip=self._tip)
        self.batch.setAccessibleName(tr("The first batch"))
        self.draws = TileGrid(self._paint_draw, tile=_TILE, caption=0, gap=_GAP, row_gap=_GAP)
        self.draws.setAccessibleName(tr("One picture in each epoch"))
        self.batch.current_changed.connect(control.draw)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 12, 12, 12)
        column.setSpacing(8)
        column.addLayout(self._head())
        for widget in (self.error, self.wrong, self.batch_head, self.batch, self.draws_head, self.draws):
            column.addWidget(widget, 1 if isinstance(widget, TileGrid) else 0)
        column.addStretch()  # what the pictures leave is below them
        control.changed.connect(self._show)
        self._show()

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(heading(tr("As the network gets them")))
        row.addStretch(1)
        row.addWidget(self.back)
        return row

    def complain(self, sentence: str) -> None:
        """Say which setting is invalid, in place of pictures of other settings than are shown."""
        if sentence != self._complaint:
            self._complaint = sentence
            self.wrong.setText(sentence)
            self.wrong.setVisible(bool(sentence))
            self._show()

    def _show(self) -> None:
        control = self._control
        places, draws = min(SHOWN, len(control.labels)), control.count_of_draws if control.draws else 0
        if self._complaint:
            places = draws = 0
        for grid, count in ((self.batch, places), (self.draws, draws)):
            if grid.count() != count:
                grid.set_count(count)
            grid.viewport().update()
        self._fit()
        shown = self._shown()
        self._pixels = {event: made for event, made in self._pixels.items() if event in shown}
        self.batch_head.setText(self._batch_text())
        self.draws_head.setText(self._draws_text())
        if control.problem:
            self.error.show_error(show(control.problem[0]), control.problem[1])
        else:
            self.error.clear()

    def _shown(self) -> set[ViewShown]:
        return {*self._control.batch.values(), *self._control.draws.values()}

    def _batch_text(self) -> str:
        if self._complaint:
            return ""
        if not self._control.batch:
            return show(self._control.doing()) if self._control.busy else ""
        shown, size = self.batch.count(), len(self._control.labels)
        what = message("The first batch.")
        if shown < size:
            what = message("{shown} of {size} pictures of the first batch.", shown=shown, size=size)
        more = message("Choose a picture to see it in each epoch.")
        if self._control.mixes_results:
            more = message("Layers are frozen, so it is their results that are mixed like these pictures.")
        return show(joined(what, more))

    def _draws_text(self) -> str:
        if self._complaint or not self._control.draws:
            return ""
        if not self._control.changes:
            return tr("Every epoch gets the same: no change of single pictures is chosen in the settings.")
        control = self._control
        name, views, shown = control.name_of_drawn, control.views_in_turn, control.count_of_draws
        if views > shown:
            return tr(
                "{name:name} in {shown} of its {count} views, which the epochs take in turn",
                name=name,
                shown=shown,
                count=views,
            )
        if views:
            return trn(
                "{name:name} under {shown} draws. Layers are frozen, so that every epoch takes the first",
                "{name:name} under {shown} draws. Layers are frozen, so that the epochs take the first {count} in turn",
                views,
                name=name,
                shown=shown,
            )
        epochs = control.epochs
        if epochs < shown:
            return trn(
                "{name:name} under {shown} draws, of which the first is that of the only epoch",
                "{name:name} under {shown} draws, of which the first {count} are those of the epochs",
                epochs,
                name=name,
                shown=shown,
            )
        return tr("{name:name} under {shown} draws, as the first epochs get it", name=name, shown=shown)

    def _paint_batch(self, painter: QPainter, rect: QRect, index: int) -> None:
        event = self._control.batch.get(index)
        paint_picture(painter, rect, self._made(event), selected=index == self._control.drawn)
        painter.setFont(font(CAPTION, MEDIUM))
        painter.setPen(colour("wrong" if event is not None and event.problem else "text2"))
        line = QRect(rect.left(), rect.bottom() + 2, rect.width(), _CAPTION - 2)
        for text in self._caption(index, event).splitlines():
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, line.width())
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, shown)
            line.translate(0, _LINE)

    def _paint_draw(self, painter: QPainter, rect: QRect, index: int) -> None:
        paint_picture(painter, rect, self._made(self._control.draws.get(index + 1)))

    def _caption(self, index: int, event: ViewShown | None) -> str:
        """The class of a picture; of a mixed one, both, each in a line."""
        if event is not None and event.problem:
            return tr("cannot be read")
        name = self._class(index)
        if event is None or event.partner is None or self._class(event.partner) == name:
            return name
        return tr("{name}\nand {other}", name=name, other=self._class(event.partner))

    def _tip(self, index: int) -> str:
        event = self._control.batch.get(index)
        if event is None or event.problem:
            return show(event.problem) if event is not None and event.problem else ""
        if event.partner is None:
            return self._class(index)
        return tr(
            "{share:percent} {name} and {rest:percent} {other}",
            share=event.share,
            name=self._class(index),
            rest=1 - event.share,
            other=self._class(event.partner),
        )

    def _class(self, place: int) -> str:
        dataset, labels = self._control.dataset, self._control.labels
        known = dataset is not None and place < len(labels)
        return safe_text.printable(dataset.classes[labels[place]]) if dataset is not None and known else ""

    def _made(self, event: ViewShown | None) -> QImage | None:
        """The pixels of a view as a picture, made once; None where it has none, or not as many as its side says."""
        if event is None or event.problem:
            return None
        if event not in self._pixels:
            self._pixels[event] = _decoded(event)
        return self._pixels[event]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Give tiles the room that there is, with a second line below those of a batch that has mixed ones."""
        lines = max((len(self._caption(*one).splitlines()) for one in self._control.batch.items()), default=1)
        caption = _CAPTION + _LINE * (max(1, lines) - 1)
        across = (self.width() - _EDGES) // _COLUMNS - _GAP // 2
        down = (self.height() - _HEADS) // 4 - caption
        tile = max(_SMALLEST, min(across, down))
        self.batch.set_tile(tile, caption)
        self.draws.set_tile(tile)
        for grid, height in ((self.batch, tile + caption), (self.draws, tile)):
            rows = max(1, math.ceil(grid.count() / grid.columns()))
            grid.setMaximumHeight(rows * (height + _GAP) + _GAP)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.seen.emit(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.seen.emit(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)


def _decoded(event: ViewShown) -> QImage | None:
    try:
        values = event.values()
    except EventError:
        return None
    return QImage(values, event.side, event.side, 3 * event.side, QImage.Format.Format_RGB888).copy()


def add_views(plan: PlanCard, control: ViewsControl) -> ViewsPanel:
    """Let a button of the plan show the pictures."""
    panel = ViewsPanel(control)
    panel.closed.connect(lambda: plan.show_views(False))
    panel.seen.connect(control.want)
    plan.complained.connect(panel.complain)
    plan.add_views(panel)
    return panel
