"""The live grid: some validation pictures with their predictions after the last epoch."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSpacerItem, QVBoxLayout, QWidget

from resnet_studio.core.basics.message import tr
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.protocol.events import PredictedPicture, Predictions
from resnet_studio.core.runs.defaults import FOLLOWED_PICTURES
from resnet_studio.gui.rooms.train.tiles import PictureTiles
from resnet_studio.gui.theme.tokens import REGULAR, SECONDARY, SEGMENTED_HEIGHT
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from resnet_studio.gui.widgets.choice import Segmented
from resnet_studio.gui.widgets.text import ElidedLabel, heading

HEAD = 38
"""Height of the heading above the tiles with the space below it, px."""
_BESIDE = 10


def one_of_each(pictures: Iterable[PredictedPicture]) -> tuple[PredictedPicture, ...]:
    """One picture of each class, then the next of each: the first few show every class, however few fit."""
    seen: dict[int, int] = {}
    ranked = []
    for picture in pictures:
        turn = seen[picture.true] = seen.get(picture.true, -1) + 1
        ranked.append((turn, picture.true, picture))
    return tuple(picture for _, _, picture in sorted(ranked, key=lambda entry: entry[:2]))


def lead(picture: PredictedPicture) -> float:
    """How much more probable the true class is than the most probable other one: negative where it is wrong."""
    others = [share for label, share in picture.ranked() if label != picture.true]
    return dict(picture.ranked())[picture.true] - max(others, default=0.0)


class LivePictures(QWidget):
    """Heading, order and tiles. ``arrange(width, most)`` lays them out and returns the height that they need."""

    def __init__(self, thumbnails: ThumbnailLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._predictions: Predictions | None = None
        self._running = True
        self._awaited = 0
        self._heading = heading(tr("Validation pictures"))
        self._facts = ElidedLabel("", SECONDARY, REGULAR, "text2", elide="right")
        self._facts.yield_room()
        self.order = Segmented([("pinned", tr("Pinned")), ("wrong", tr("Most wrong"))], tr("Order of the pictures"))
        self.order.button("pinned").setToolTip(tr("The same pictures in the same order after each epoch"))
        self.order.button("wrong").setToolTip(tr("The worst predictions of all validation pictures"))
        self.tiles = PictureTiles(thumbnails)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_BESIDE)
        self._place = QSpacerItem(0, 0)
        row.addItem(self._place)
        row.addStrut(SEGMENTED_HEIGHT)  # as high without the switch as with it
        row.addWidget(self._heading)
        row.addWidget(self._facts, 1)
        row.addWidget(self.order)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(HEAD - SEGMENTED_HEIGHT)
        self._row = row
        column.addLayout(row)
        column.addWidget(self.tiles, 1)
        self.order.changed.connect(lambda _: self._show())

    def set_dataset(self, dataset: Dataset) -> None:
        """Show pictures of this dataset, none of them predicted yet."""
        self._predictions = None
        self._awaited = min(FOLLOWED_PICTURES, dataset.size("validation"))
        self.tiles.set_dataset(dataset.root, dataset.classes, dataset.scale)
        self._show()

    def show_predictions(self, predictions: Predictions | None, *, running: bool) -> None:
        """Show the predictions after an epoch."""
        if predictions is self._predictions and running == self._running:
            return
        self._predictions, self._running = predictions, running
        self._show()

    def facts(self) -> str:
        """The text beside the heading."""
        return self._facts.text()

    def leave_room(self, width: int) -> None:
        """Leave so many px free at the left of the heading's row, for what stands there instead of the heading."""
        self._heading.setVisible(width == 0)
        self._place.changeSize(width, 0)
        self._row.invalidate()

    def arrange(self, width: int, most: int) -> int:
        """Lay out everything in at most `most` px of height; returns the height that it takes."""
        return HEAD + self.tiles.arrange(width, most - HEAD)

    def _show(self) -> None:
        known = self._predictions
        self.order.setVisible(known is not None)
        if known is None:
            self._facts.setText(tr("will be predicted after epoch 1") if self._running else tr("none were predicted"))
            self.tiles.show_pictures((), self._awaited if self._running else 0)
            return
        self._facts.setText(
            tr(
                "as predicted after epoch {epoch}: {right} of {total} right",
                epoch=known.epoch,
                right=known.right,
                total=known.total,
            )
        )
        if self.order.current() == "wrong":
            # A run of an older version has recorded the pinned ones only.
            self.tiles.show_pictures(known.worst or tuple(sorted(known.pictures, key=lead)))
        else:
            self.tiles.show_pictures(one_of_each(known.pictures))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.tiles.arrange(self.width(), self.height() - HEAD)
