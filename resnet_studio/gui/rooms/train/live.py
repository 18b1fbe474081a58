"""The middle of the room while a run is shown: charts above, pictures below, sharing the height.

Where it is too low for both, as on a small screen with a large scale, a switch shows one of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from resnet_studio.core.basics.message import tr
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.history import RunHistory
from resnet_studio.gui.preview import Preview
from resnet_studio.gui.rooms.train.pictures import HEAD, LivePictures
from resnet_studio.gui.theme.tokens import SEGMENTED_HEIGHT
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from resnet_studio.gui.widgets.choice import Segmented

if TYPE_CHECKING:
    from resnet_studio.gui.charts.run_charts import RunCharts

_BETWEEN = 12
_BESIDE_SWITCH = 12
_USUAL_HEIGHT, _USUAL_PICTURES = 580, 274
"""At the usual size of the window the pictures take this much of this height, px."""
_LOW = 520
"""Below this height there is one row of pictures."""
_ONE_ROW = 160
_BOTH = 330
"""From this height on there is room for charts and pictures."""


class LiveRun(QWidget):
    """Charts and pictures of one run. The charts are made with the first run."""

    def __init__(self, thumbnails: ThumbnailLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.charts: RunCharts | None = None
        self.pictures = LivePictures(thumbnails, self)
        self.switch = Segmented(
            [("charts", tr("Curves")), ("pictures", tr("Validation pictures"))], tr("Curves or pictures"), self
        )
        self.switch.hide()
        self.switch.changed.connect(lambda _: self._lay_out())
        self.preview = Preview(self, margin=0)
        self._larger = ""  # the path of the picture in the preview, relative to the dataset
        tiles = self.pictures.tiles
        tiles.activated.connect(self._show_larger)
        self.preview.moved.connect(self._move_larger)
        self.preview.closed.connect(lambda: tiles.setFocus(Qt.FocusReason.OtherFocusReason))

    def set_run(self, history: RunHistory, config: TrainConfig, dataset: Dataset) -> None:
        """Show another run."""
        if self.charts is None:
            from resnet_studio.gui.charts.run_charts import RunCharts

            self.charts = RunCharts(self)
            self.charts.show()
        self.preview.dismiss()
        self.pictures.set_dataset(dataset)
        self.charts.set_run(history, config.epochs)
        self._lay_out()
        self.refresh(history)

    def refresh(self, history: RunHistory) -> None:
        """Show what is new in the run."""
        if self.charts is not None:
            self.charts.refresh()
        self.pictures.show_predictions(history.predictions, running=history.goes_on)

    def _show_larger(self, index: int) -> None:
        """Show one of the pictures over charts and pictures."""
        tiles = self.pictures.tiles
        known = tiles.pictures()
        picture = known[index]
        self._larger = picture.path
        facts = tr(
            "{truth}  ·  {likely}  ·  {path}",
            truth=tiles.truth(picture),
            likely=tiles.likely(picture),
            path=picture.path,
        )
        first, last = index == 0, index == len(known) - 1
        self.preview.show_picture(tiles.path(picture), facts, first=first, last=last, scale=tiles.scale)

    def _move_larger(self, step: int) -> None:
        """Go on in the present order, or at its start if the picture is not in it any more."""
        paths = [picture.path for picture in self.pictures.tiles.pictures()]
        there = paths.index(self._larger) + step if self._larger in paths else 0
        if 0 <= there < len(paths):
            self.pictures.tiles.set_current(there)
            self._show_larger(there)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        """Of any height beyond the usual, two thirds go to the charts and one to the pictures."""
        width, height = self.width(), self.height()
        one = height < _BOTH
        self.switch.setVisible(one)
        self.pictures.setVisible(not one or self.switch.current() == "pictures")
        if self.charts is not None:
            self.charts.setVisible(not one or self.switch.current() == "charts")
        self.pictures.leave_room(self.switch.sizeHint().width() + _BESIDE_SWITCH if one else 0)
        if one:
            self._lay_out_one(width, height)
            return
        share = _USUAL_PICTURES + (height - _USUAL_HEIGHT) // 3 if height >= _LOW else _ONE_ROW
        needed = self.pictures.arrange(width, max(HEAD + 90, share))
        charts = max(110, height - needed - _BETWEEN)
        if self.charts is not None:
            self.charts.setGeometry(0, 0, width, charts)
        self.pictures.setGeometry(0, charts + _BETWEEN, width, needed)

    def _lay_out_one(self, width: int, height: int) -> None:
        """The switch at the top left, and below it either the charts or the pictures."""
        self.switch.setGeometry(0, 0, self.switch.sizeHint().width(), SEGMENTED_HEIGHT)
        self.pictures.setGeometry(0, 0, width, height)
        self.pictures.arrange(width, height)
        if self.charts is not None:
            self.charts.setGeometry(0, HEAD, width, height - HEAD)
