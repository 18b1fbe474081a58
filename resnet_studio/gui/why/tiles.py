"""Maps in a grid of pictures: those of the tiles in sight are asked for, and painted when they arrive."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QObject, QTimer

from resnet_studio.core.basics.message import show, tr
from resnet_studio.gui.why.maps import Maps
from resnet_studio.gui.widgets.look_bar import LookBar
from resnet_studio.gui.widgets.pictures import TileGrid
from resnet_studio.gui.work.explain import Asked

_SETTLE_MS: Final = 60  # a wheel that turns passes many rows
_DRAW_MS: Final = 16
_AT_ONCE: Final = 4
"""Tiles that are painted in one turn of the event loop: maps arrive in batches, and the window keeps moving."""

Shown = tuple[str, str]
"""The path of a picture, and its own class or an empty text where that is not known."""


class TileMaps(QObject):
    """Asks for the maps of the tiles in sight, then of as many after them, while the grid is visible and maps are on.

    The room paints what `Maps.find` returns, and calls `refresh` when its tiles have changed.
    """

    def __init__(
        self,
        maps: Maps,
        bar: LookBar,
        grid: TileGrid,
        shown: Callable[[int], Shown | None],
        place: Callable[[str], int | None],
    ) -> None:
        """`shown` names the picture of a tile, None where it has none; `place` is the tile of a path."""
        super().__init__(grid)
        self._maps, self._bar, self._grid, self._shown, self._place = maps, bar, grid, shown, place
        self._clock = QTimer(self, interval=_SETTLE_MS, singleShot=True)
        self._clock.timeout.connect(self.ask)
        self._arrivals: list[str] = []
        self._drawing = QTimer(self, interval=_DRAW_MS)
        self._drawing.timeout.connect(self._draw)
        grid.range_changed.connect(self._ask_soon)
        self._asked_for = (0, 0)  # the range of tiles
        grid.installEventFilter(self)
        grid.viewport().installEventFilter(self)
        maps.changed.connect(self.refresh)
        maps.arrived.connect(self._arrived)
        maps.control.changed.connect(self._say)

    def refresh(self) -> None:
        """Ask for the maps of the tiles that there are now, and paint."""
        self._grid.viewport().update()
        self._ask_soon()

    def _ask_soon(self, *_: object) -> None:
        if self._maps.choice.on:
            self._clock.start()
        else:
            self.ask()

    def ask(self) -> None:
        """Ask for the maps of the tiles in sight now, without waiting until they stand still."""
        wanted: Sequence[Asked] = ()
        if self._maps.choice.on and self._grid.isVisible():
            first, last = self._asked_for = self._grid.visible_range()
            wanted = self._asked(first, min(self._grid.count(), 2 * last - first))
        self._maps.control.want(self, wanted)
        self._say()

    def _asked(self, first: int, last: int) -> list[Asked]:
        pictures = [shown for shown in map(self._shown, range(first, last)) if shown is not None]
        return [asked for shown in pictures if (asked := self._maps.asked(*shown)) is not None]

    def _arrived(self, path: str) -> None:
        self._arrivals.append(path)
        if not self._drawing.isActive():
            self._drawing.start()

    def _draw(self) -> None:
        some, self._arrivals = self._arrivals[:_AT_ONCE], self._arrivals[_AT_ONCE:]
        for place in map(self._place, some):
            if place is not None and place < self._grid.count():
                self._grid.update_tile(place)
        if not self._arrivals:
            self._drawing.stop()
            self._say()

    def _say(self) -> None:
        """What the maps in sight wait for, or the first reason why one is missing."""
        if not self._maps.choice.on or not self._grid.isVisible():
            self._bar.say("")
            return
        asked = self._asked(*self._grid.visible_range())
        control = self._maps.control
        problem = next((control.problem(one) for one in asked if control.problem(one)), None)
        missing = [one for one in asked if control.find(one) is None and not control.problem(one)]
        reason = control.waiting_for()
        if problem is not None and not missing:
            self._bar.say(tr("Where it looked is not known: {reason}", reason=show(problem)), wrong=True)
        elif missing and control.busy:
            self._bar.say(show(reason) if reason else tr("Finding where it looked…"))
        else:
            self._bar.say("")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ask while the grid is visible, also where the room scrolls it, and for nothing while it is not."""
        if watched is self._grid and event.type() in (QEvent.Type.Show, QEvent.Type.Hide):
            self._ask_soon()
        elif event.type() == QEvent.Type.Paint and self._maps.choice.on and not self._clock.isActive():
            scrolled = self._grid.visible_range() != self._asked_for
            if scrolled:
                self._ask_soon()
        return False
