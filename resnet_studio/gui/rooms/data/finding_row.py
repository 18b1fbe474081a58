"""One finding of the check in the list of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from resnet_studio.core.basics.message import show, tr
from resnet_studio.core.checks.brief import brief
from resnet_studio.core.checks.kinds import CheckFinding
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.edits import Edit
from resnet_studio.core.dataset.keep_finding import KeepFindings
from resnet_studio.gui.rooms.data.found_marks import sign_of
from resnet_studio.gui.theme.tokens import REGULAR, SECONDARY, SEMIBOLD
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.card import SelectableCard
from resnet_studio.gui.widgets.feedback import Icon
from resnet_studio.gui.widgets.framed_picture import paint_framed
from resnet_studio.gui.widgets.text import Label, plain_tip

_SIDE: Final = 40
_SIGN: Final = 15


class FindingRow(SelectableCard):
    """One finding in the list, of which Tab reaches the chosen one. The keys are those of the panel; Space chooses it
    first."""

    def __init__(self, finding: CheckFinding, detail: str, dataset: Dataset, thumbnails: ThumbnailLoader) -> None:
        super().__init__(show(finding.message), marked=False)
        self.setToolTip(plain_tip(show(finding.message)))
        self.layout_.setContentsMargins(12, 8, 10, 8)
        row = QHBoxLayout()
        row.setSpacing(10)
        if finding.pictures:
            thumbs = Thumbs(thumbnails)
            thumbs.show_pictures(finding.pictures, dataset)
            row.addWidget(thumbs)
        words = QVBoxLayout()
        words.setSpacing(1)
        first = QHBoxLayout()
        first.setSpacing(6)
        name, tone = sign_of(finding.kind)
        first.addWidget(Icon(name, _SIGN, tone), 0, Qt.AlignmentFlag.AlignTop)
        first.addWidget(Label(show(brief(finding)), SECONDARY, SEMIBOLD, wrap=True), 1)
        words.addLayout(first)
        if detail:
            words.addWidget(Label(detail, SECONDARY, REGULAR, "text2", wrap=True))
        row.addLayout(words, 1)
        self.layout_.addLayout(row)
        for label in self.findChildren(Label):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.finding = finding
        self._follow(chosen=False)
        self.toggled.connect(lambda on: self._follow(chosen=on))

    def _follow(self, *, chosen: bool) -> None:
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if chosen else Qt.FocusPolicy.ClickFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not self.isChecked():
            super().keyPressEvent(event)
        else:
            event.ignore()


class Thumbs(QWidget):
    """The first one or two pictures of a finding."""

    def __init__(self, thumbnails: ThumbnailLoader) -> None:
        super().__init__()
        self._paths: tuple[str, ...] = ()
        self._dataset: Dataset | None = None
        self._thumbnails = thumbnails
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        thumbnails.loaded.connect(self.update)

    def show_pictures(self, paths: Sequence[str], dataset: Dataset) -> None:
        """Show the first of these pictures of a dataset."""
        self._paths, self._dataset = tuple(paths[:2]), dataset
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(_SIDE, _SIDE)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._dataset is None:
            return
        painter, two = QPainter(self), len(self._paths) > 1
        side = _SIDE - 12 if two else _SIDE
        for number, path in enumerate(self._paths):
            picture = self._dataset.root / path
            pixmap = self._thumbnails.pixmap(picture, side, self.devicePixelRatioF(), self._dataset.scale)
            box = QRect(number * 12, number * 12, side, side)
            paint_framed(painter, box, pixmap, radius=4, unreadable=self._thumbnails.failed(picture) is not None)


def group_head(words: str, noted: Sequence[FindingRow], do: Callable[[Edit], object]) -> QWidget:
    """The name of a group of findings; of several that need only be `noted`, one click does so with all."""
    head = QWidget()
    row = QHBoxLayout(head)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(Label(words, SECONDARY, REGULAR, "text2"), 1)
    if len(noted) > 1:
        button = Button(tr("All understood"), "link", tip=tr("They are not listed again"))
        kept = [(path, one.finding.key) for one in noted for path in one.finding.pictures]
        edit = KeepFindings(tuple(path for path, _ in kept), tuple(key for _, key in kept))
        button.clicked.connect(lambda: do(edit))
        row.addWidget(button)
    return head
