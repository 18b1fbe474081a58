"""The threshold that is kept with the model in use: the slider begins there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject

from resnet_studio.core.runs.calibration import read_calibration
from resnet_studio.core.runs.summary import RunSummary
from resnet_studio.core.runs.threshold import Threshold, read_threshold
from resnet_studio.gui.rooms.use.bar import SURE
from resnet_studio.gui.threads.background import Background

if TYPE_CHECKING:
    from resnet_studio.gui.rooms.use.room import UseRoom


_Kept = tuple[Threshold | None, float | None]  # and the temperature of the model's probabilities


class KeptThreshold(QObject):
    """Reads the threshold in a thread, for another model and whenever the room is shown; it may have changed in
    Results. What a person has set with the slider since stays, unless another threshold was kept meanwhile.
    """

    def __init__(self, room: UseRoom) -> None:
        super().__init__(room)
        self._room, self._run = room, Path()
        self._taken: Threshold | None = None
        self._background = Background(self)
        room.installEventFilter(self)

    def set_run(self, run: RunSummary | None) -> None:
        """Use the threshold of this run from now on."""
        path = run.path if run else Path()
        if path != self._run and self._taken is not None:
            self._taken = None
            self._room.bar.set_threshold(SURE / 100)
        self._run = path
        self._read()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show:
            self._read()
        return super().eventFilter(watched, event)

    def _read(self) -> None:
        run = self._run
        if run == Path():
            self._background.cancel("threshold")
            return

        def read(_: object) -> _Kept:
            calibration = read_calibration(run)
            return read_threshold(run), calibration.temperature if calibration else None

        self._background.do("threshold", read, self._take, lambda _: None)

    def _take(self, found: _Kept) -> None:
        kept, temperature = found
        if self._room.given is not None:  # the model's own, unless its weights are damaged
            _, temperature = self._room.given
        threshold = kept.at(temperature) if kept is not None else None
        if threshold is not None and kept != self._taken:
            self._room.bar.set_threshold(threshold)
        self._taken = kept
