"""One finding of the check: its sentence, its pictures or pairs of them, and what can be done about it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from resnet_studio.core.basics.message import show, tr
from resnet_studio.core.basics.safe_text import printable
from resnet_studio.core.checks.find import Checked
from resnet_studio.core.checks.kinds import CheckFinding
from resnet_studio.core.checks.pairs import pairs_of
from resnet_studio.core.checks.remedies import Remedy, only, remedies
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.gui.rooms.data.pairs import PairsView
from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.tokens import CAPTION, LEAD, REGULAR, SECONDARY, SEMIBOLD
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.card import Card
from resnet_studio.gui.widgets.choice import Segmented
from resnet_studio.gui.widgets.paint import colour
from resnet_studio.gui.widgets.pictures import TileGrid, paint_picture
from resnet_studio.gui.widgets.text import Label, heading

_TILE: Final = 132
_CAPTION: Final = 34


class FindingView(Card):
    """Signal: ``edit_wanted(object)``, a remedy as an `Edit`."""

    edit_wanted = Signal(object)

    def __init__(self, thumbnails: ThumbnailLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._thumbnails = thumbnails
        self._dataset: Dataset | None = None
        self._checked: Checked | None = None
        self._finding: CheckFinding | None = None
        self._shown: tuple[str, ...] = ()
        self.remedy_buttons: list[Button] = []
        self.title = Label("", LEAD, SEMIBOLD, wrap=True)
        self.grid = TileGrid(self._paint_tile, tile=_TILE, caption=_CAPTION, tip=self._tip)
        self.pairs = PairsView(thumbnails)
        self._remedy_title = heading(tr("Remedy"))
        self.scope = Segmented(
            [("all", tr("For all groups")), ("one", tr("Only this group"))], tr("What it is done to")
        )
        self._remedies = QVBoxLayout()
        self._remedies.setSpacing(8)
        top = QHBoxLayout()
        top.addWidget(self._remedy_title)
        top.addStretch(1)
        top.addWidget(self.scope)
        self.layout_.addWidget(self.title)
        self.layout_.addWidget(self.grid, 1)
        self.layout_.addWidget(self.pairs, 1)
        self._empty = QWidget()
        self.layout_.addWidget(self._empty, 1)
        self.layout_.addLayout(top)
        self.layout_.addLayout(self._remedies)
        self.scope.changed.connect(self._show_remedies)
        self.pairs.chosen.connect(self._follow_pair)
        thumbnails.loaded.connect(lambda _: self.grid.viewport().update())

    def show_nothing(self, why: str) -> None:
        """Say why there is no finding to show."""
        self._finding, self._shown = None, ()
        self.title.setText(why)
        self.grid.set_count(0)
        self._show_parts(grid=False, pairs=False)
        self._show_remedies()

    def show_finding(self, finding: CheckFinding, dataset: Dataset, checked: Checked) -> None:
        """Show a finding; after an edit of the dataset, the pair that showed stays."""
        if self._finding is None or self._finding.key != finding.key:
            self.scope.set_current("all")
        self._finding, self._dataset, self._checked = finding, dataset, checked
        self.title.setText(show(finding.message))
        pairs = pairs_of(finding, dataset, checked.pairs) if finding.groups else []
        self._shown = () if pairs else finding.pictures
        self.grid.set_count(len(self._shown))
        self.pairs.show_pairs(dataset, pairs)
        self._show_parts(grid=bool(self._shown), pairs=bool(pairs))
        self._show_remedies()

    def step(self, by: int) -> None:
        """Show another pair."""
        self.pairs.step(by)

    def take_suggested(self) -> None:
        """Do what is suggested, where anything is."""
        for button in self.remedy_buttons:
            if button.property("suggested"):
                button.click()
                return

    def _show_parts(self, *, grid: bool, pairs: bool) -> None:
        self.grid.setVisible(grid)
        self.pairs.setVisible(pairs)
        self._empty.setVisible(not grid and not pairs)

    def _follow_pair(self, _place: int) -> None:
        if self._finding is not None and self.scope.current() == "one":
            self._show_remedies()

    def _show_remedies(self, _scope: str = "") -> None:
        clear(self._remedies)
        self.remedy_buttons = []
        finding = self._finding
        self._remedy_title.setVisible(finding is not None)
        several = finding is not None and len(finding.groups) > 1
        self.scope.setVisible(several)
        if finding is None or self._dataset is None or self._checked is None:
            return
        pair = self.pairs.current()
        if several and pair is not None and self.scope.current() == "one":
            finding = only(finding, pair.group)
        for remedy in remedies(finding, self._dataset, self._checked):
            self._remedies.addWidget(self._remedy_row(remedy))

    def _remedy_row(self, remedy: Remedy) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        button = Button(show(remedy.title), "secondary", "star" if remedy.suggested else "")
        button.setProperty("suggested", remedy.suggested)
        button.clicked.connect(lambda _=False: self.edit_wanted.emit(remedy.edit))
        self.remedy_buttons.append(button)
        row.addWidget(button)
        row.addWidget(Label(show(remedy.note), SECONDARY, REGULAR, "text2", wrap=True), 1)
        return line

    # Pictures --------------------------------------------------------------------------------------------------

    def _tip(self, index: int) -> str:
        path = self._shown[index]
        problem = self._thumbnails.failed(self._dataset.root / path) if self._dataset is not None else None
        return "\n".join(filter(None, (printable(path), printable(problem or ""))))

    def _paint_tile(self, painter: QPainter, rect: QRect, index: int) -> None:
        assert self._dataset is not None  # there are no pictures without
        path = self._shown[index]
        picture = self._dataset.root / path
        pixmap = self._thumbnails.pixmap(picture, rect.width(), self.devicePixelRatioF(), self._dataset.scale)
        unreadable = self._thumbnails.failed(picture) is not None
        paint_picture(painter, rect, pixmap, selected=index == self.grid.current(), unreadable=unreadable)
        painter.setFont(font(CAPTION))
        painter.setPen(colour("text2"))
        metrics = painter.fontMetrics()
        folder, _, name = path.rpartition("/")
        for number, words in enumerate((folder, name)):
            room = QRect(rect.left(), rect.bottom() + 2 + 15 * number, rect.width(), 15)
            text = metrics.elidedText(printable(words), Qt.TextElideMode.ElideMiddle, room.width())
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)


def clear(layout: QVBoxLayout) -> None:
    """Remove what is in a layout."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
