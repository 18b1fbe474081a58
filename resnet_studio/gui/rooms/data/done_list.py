"""The findings that a person has dealt with: what was done about each, and Undo of just that."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import islice
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from resnet_studio.core.basics.message import show, tr
from resnet_studio.core.checks.done import done
from resnet_studio.core.checks.kinds import CheckFinding
from resnet_studio.core.checks.remedies import settings_for
from resnet_studio.core.checks.sentences import title_of
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.gui.rooms.data.finding_row import Thumbs
from resnet_studio.gui.theme.tokens import REGULAR, SECONDARY, SEMIBOLD
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.card import Card
from resnet_studio.gui.widgets.text import Label

_MOST: Final = 20  # rows; Undo leads to what was done before


class DoneList(QWidget):
    """Hidden where nothing was done. Signals: ``back_wanted(int)``, take back the edit at that place of the dataset's;
    ``setting_wanted(str, object)``, a setting of the next run and its value, None for its default."""

    back_wanted = Signal(int)
    setting_wanted = Signal(str, object)

    def __init__(self, thumbnails: ThumbnailLoader) -> None:
        super().__init__()
        self._thumbnails = thumbnails
        self._dataset: Dataset | None = None
        self.rows: list[DoneRow] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._column.addWidget(Label(tr("Done"), SECONDARY, REGULAR, "text2"))
        self.hide()

    def show_done(self, dataset: Dataset, answered: Sequence[CheckFinding]) -> None:
        """List what edits of a dataset have done, the last first, and what settings of its next run answer."""
        self._dataset = dataset
        for row in self.rows:
            row.hide()
            row.deleteLater()
        self.rows = []
        for finding in answered:
            for setting in settings_for(finding, dataset)[:1]:  # none where an edit has mended it since
                title, what = show(title_of(finding.key)), show(setting.answered)
                wanted = partial(self.setting_wanted.emit, setting.name, None)
                self._add(DoneRow(title, what, (), "", dataset, self._thumbnails), wanted)
        for one in islice(done(dataset), _MOST):
            why_not = show(one.obstacle) if one.obstacle is not None else ""
            title, what = show(title_of(one.key)), show(one.what)
            wanted = partial(self._take_back, dataset, one.place)
            self._add(DoneRow(title, what, one.pictures, why_not, dataset, self._thumbnails), wanted)
        self.setVisible(bool(self.rows))

    def _add(self, row: DoneRow, wanted: Callable[[], object]) -> None:
        row.undo_button.clicked.connect(lambda _=False: wanted())
        self.rows.append(row)
        self._column.addWidget(row)

    def follow(self, dataset: Dataset) -> None:
        """While a check runs, know the edits that there are, so that no other one is taken back."""
        self._dataset = dataset

    def _take_back(self, listed: Dataset, place: int) -> None:
        if self._dataset is not None and self._dataset.edits[: place + 1] == listed.edits[: place + 1]:
            self.back_wanted.emit(place)


class DoneRow(Card):
    """A finding that was dealt with, with what was done, and a button that takes just that back."""

    def __init__(
        self,
        title: str,
        what: str,
        pictures: tuple[str, ...],
        why_not: str,
        dataset: Dataset,
        thumbnails: ThumbnailLoader,
    ) -> None:
        """`why_not`: why it cannot be taken back alone; "" where it can."""
        super().__init__(padding=0)
        self.what = " ".join(filter(None, (what, why_not)))
        self.undo_button = Button(tr("Undo"), "small", "undo")
        self.undo_button.setAccessibleName(tr("Undo: {title:plain}. {what:plain}", title=title, what=what))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Label(title, SECONDARY, SEMIBOLD, wrap=True))
        words.addWidget(Label(self.what, SECONDARY, REGULAR, "text2", wrap=True))
        row = QHBoxLayout()
        row.setContentsMargins(10, 8, 8, 8)
        row.setSpacing(10)
        if pictures:
            thumbs = Thumbs(thumbnails)
            thumbs.show_pictures(pictures, dataset)
            row.addWidget(thumbs)
        row.addLayout(words, 1)
        if not why_not:
            row.addWidget(self.undo_button)
        self.layout_.addLayout(row)
