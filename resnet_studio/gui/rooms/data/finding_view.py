"""One finding of the check: its sentence, its pictures or pairs of them, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Final

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from resnet_studio.core.basics.message import show, tr
from resnet_studio.core.basics.safe_text import elide_middle, printable
from resnet_studio.core.checks.find import Checked
from resnet_studio.core.checks.kinds import COPIES, CheckFinding, CheckKind
from resnet_studio.core.checks.pairs import pairs_of
from resnet_studio.core.checks.remedies import Remedy, Setting, about, only, remedies, settings_for
from resnet_studio.core.checks.shortcut_values import values_of
from resnet_studio.core.dataset.catalogue import Picture
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.keep_finding import KeepFinding
from resnet_studio.core.dataset.picture_edits import LeaveOut
from resnet_studio.gui.rooms.data.class_values import ClassValues
from resnet_studio.gui.rooms.data.filter import index_of
from resnet_studio.gui.rooms.data.larger import Among, among
from resnet_studio.gui.rooms.data.pairs import PairsView
from resnet_studio.gui.rooms.data.part_line import LINE, grouped, paint_of_group, words_of
from resnet_studio.gui.rooms.data.picture_menu import add_edits
from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.held_keys import is_delete
from resnet_studio.gui.theme.qt_icons import icon
from resnet_studio.gui.theme.tokens import CAPTION, LEAD, REGULAR, SECONDARY, SEMIBOLD
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from resnet_studio.gui.widgets.button import Button, Kind
from resnet_studio.gui.widgets.card import Card
from resnet_studio.gui.widgets.choice import Segmented
from resnet_studio.gui.widgets.empty_state import EmptyState
from resnet_studio.gui.widgets.framed_picture import paint_framed
from resnet_studio.gui.widgets.paint import colour
from resnet_studio.gui.widgets.passing_menu import passing_menu
from resnet_studio.gui.widgets.pictures import TileGrid
from resnet_studio.gui.widgets.text import Label, heading

_TILE: Final = 132
_CAPTION: Final = 34
_LONGEST: Final = 48
_MANY: Final = 4  # remedies; more than these are lower, so that pictures keep some room


class FindingView(Card):
    """Signals: ``edit_wanted(object)``, a remedy as an `Edit`, or what is to be done with one picture;
    ``larger_wanted(str)``, the path of a picture to show large; ``place_wanted(str)``, whose folder is to be shown;
    ``setting_wanted(str, object)``, a setting of the next run and its value, None for its default;
    ``remedies_offered()``, the buttons of remedies are others; ``check_wanted()``."""

    edit_wanted = Signal(object)
    setting_wanted = Signal(str, object)
    larger_wanted = Signal(str)
    place_wanted = Signal(str)
    remedies_offered = Signal()
    check_wanted = Signal()

    def __init__(self, thumbnails: ThumbnailLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._thumbnails = thumbnails
        self._dataset: Dataset | None = None
        self._checked: Checked | None = None
        self._finding: CheckFinding | None = None
        self._shown: tuple[str, ...] = ()
        self._grouped: dict[str, tuple[Picture, str]] = {}  # pictures that are shown by their groups, with its name
        self.remedy_buttons: list[Button] = []
        self.title = Label("", LEAD, SEMIBOLD, wrap=True)
        self.grid = TileGrid(self._paint_tile, tile=_TILE, caption=_CAPTION, tip=self._tip)
        self.pairs = PairsView(thumbnails)
        self.values = ClassValues()
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
        self.layout_.addWidget(self.values)
        self.empty = EmptyState("")
        self.empty.button.set_kind("secondary")  # the main action of the room is in its header
        for widget in (self.grid, self.pairs, self.empty):
            self.layout_.addWidget(widget, 1)  # so that a hand finds the last remedies at the same place each time
        self.layout_.addLayout(top)
        self.layout_.addLayout(self._remedies)
        self.empty.acted.connect(self.check_wanted)
        self.scope.changed.connect(self._show_remedies)
        self.pairs.chosen.connect(self._follow_pair)
        self.pairs.opened.connect(self.larger_wanted)
        self.pairs.menu_asked.connect(lambda path, where: self.menu(path).popup(where))
        self.grid.activated.connect(lambda place: self.larger_wanted.emit(self._shown[place]))
        self.grid.menu_asked.connect(lambda place, where: self.menu(self._shown[place]).popup(where))
        self.grid.setAccessibleName(tr("Pictures"))
        thumbnails.loaded.connect(self.grid.viewport().update)

    def show_nothing(self, why: str, icon: str, action: str = "") -> None:
        """Say why there is no finding to show, and offer what `check_wanted` asks for."""
        self._finding, self._shown = None, ()
        self.empty.set_words(why, action)
        self.empty.set_icon(icon)
        self.grid.set_count(0)
        self.pairs.clear()
        self.values.show_values("", ())
        self._show_parts(grid=False, pairs=False)
        self._show_remedies()

    def show_finding(self, finding: CheckFinding, dataset: Dataset, checked: Checked) -> None:
        """Show a finding; after an edit of the dataset, the pair that showed stays."""
        same = self._finding is not None and self._finding.key == finding.key
        here, before = self.grid.current(), self.current_path()
        if not same:
            self.scope.set_current("all")
        self._finding, self._dataset, self._checked = finding, dataset, checked
        self.empty.set_words("")
        self.empty.set_icon("")
        self.title.setText(show(finding.message))
        pairs = pairs_of(finding, dataset, checked.pairs) if finding.groups and not finding.detail else []
        known = checked.measured_of if finding.kind is CheckKind.SHORTCUT else None
        self.values.show_values(finding.detail, values_of(finding.detail, dataset, known) if known else ())
        self._shown = () if pairs else finding.pictures or self.values.examples()
        self._grouped = grouped(finding, dataset) if self._shown else {}
        self.grid.set_count(len(self._shown))
        if same and here >= 0 and self._shown:  # what comes next is in the place of a picture that was left out
            self.grid.set_current(
                self._shown.index(before) if before in self._shown else min(here, len(self._shown) - 1)
            )
        self.pairs.show_pairs(dataset, pairs, checked.measured_of, copies=finding.kind in COPIES)
        self._show_parts(grid=bool(self._shown), pairs=bool(pairs))
        self._show_remedies()

    def step(self, by: int) -> None:
        """Show another pair, or go to another picture."""
        if not self.pairs.isHidden():
            self.pairs.step(by)
        elif self._shown:
            self.grid.set_current(min(max(0, self.grid.current() + by), len(self._shown) - 1))

    # One picture -----------------------------------------------------------------------------------------------

    def current_path(self) -> str:
        """The path of the picture that is in focus, or of the first one; "" where there is none."""
        if (pair := self.pairs.current()) is not None:
            return pair.one.path
        return self._shown[max(0, self.grid.current())] if self._shown else ""

    def show_larger(self) -> None:
        """Show the picture in focus large, where there is one."""
        if path := self.current_path():
            self.larger_wanted.emit(path)

    def pictures(self, left: Callable[[], object]) -> Among:
        """The pictures of the finding, as they follow each other while one is large; `left`, when that is closed."""
        finding, paths = self._finding, self._shown or self.pairs.paths()
        assert finding is not None  # there are no pictures without
        keep = partial(_keep, finding) if finding.pictures else None
        return replace(among(paths, self._go_to, left), keep=keep, about=partial(about, finding=finding.key))

    def menu(self, path: str) -> QMenu:
        """Return the menu of one picture, which is deleted when it closes."""
        menu = passing_menu(self)
        menu.addSection(elide_middle(printable(path), _LONGEST).replace("&", "&&"))
        menu.addAction(icon("picture", "text2"), tr("Show larger"), lambda: self.larger_wanted.emit(path))
        menu.addAction(icon("folder", "text2"), tr("Show in folder"), lambda: self.place_wanted.emit(path))
        finding, do = self._finding, self.edit_wanted.emit
        assert finding is not None  # there are no pictures without
        if self._dataset is not None and (picture := index_of(self._dataset, path)) >= 0:
            add_edits(menu, self._dataset, picture, lambda edit: do(about(edit, finding.key)))
        if path in finding.pictures:  # else it is an example of what a finding says of its class
            menu.addAction(icon("check", "text2"), tr("Keep as it is"), lambda: do(_keep(finding, path)))
        return menu

    def _go_to(self, path: str) -> None:
        if self.pairs.current() is not None:
            self.pairs.show_pair_of(path)
        elif path in self._shown:
            self.grid.set_current(self._shown.index(path))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        finding = self._finding
        if is_delete(event) and finding and self.grid.hasFocus() and self.grid.current() >= 0:
            self.edit_wanted.emit(LeaveOut((self.current_path(),), finding.key))
        else:
            super().keyPressEvent(event)

    # Remedies --------------------------------------------------------------------------------------------------

    def take_suggested(self) -> None:
        """Do what is suggested, where anything is."""
        for button in self.remedy_buttons:
            if button.property("suggested"):
                button.click()
                return

    def _show_parts(self, *, grid: bool, pairs: bool) -> None:
        self.grid.setVisible(grid)
        self.pairs.setVisible(pairs)
        self.title.setVisible(self._finding is not None)
        self.empty.setVisible(not grid and not pairs)

    def _follow_pair(self, _place: int) -> None:
        if self._finding is not None and self.scope.current() == "one":
            self._show_remedies()

    def _show_remedies(self, _scope: str = "") -> None:
        clear(self._remedies)
        self.remedy_buttons = []
        finding = self._finding
        self._remedy_title.setVisible(finding is not None)
        several = finding is not None and len(finding.groups) > 1
        pair = self.pairs.current()
        self.scope.setVisible(several and pair is not None)
        if finding is None or self._dataset is None or self._checked is None:
            return
        if several and pair is not None and self.scope.current() == "one":
            finding = only(finding, pair.group)
        offered: list[tuple[Remedy | Setting, Callable[[], object]]] = [
            (one, partial(self.setting_wanted.emit, one.name, one.value))
            for one in settings_for(finding, self._dataset)
        ]
        offered += [
            (one, partial(self.edit_wanted.emit, one.edit)) for one in remedies(finding, self._dataset, self._checked)
        ]
        many = len(offered) > _MANY
        for remedy, wanted in offered:
            self._remedies.addWidget(self._remedy_row(remedy, wanted, "small" if many else "secondary"))
        self.remedies_offered.emit()

    def _remedy_row(self, remedy: Remedy | Setting, wanted: Callable[[], object], kind: Kind) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        button = Button(show(remedy.title), kind, "star" if remedy.suggested else "")
        button.setProperty("suggested", remedy.suggested)
        button.clicked.connect(lambda _=False: wanted())
        self.remedy_buttons.append(button)
        row.addWidget(button)
        row.addWidget(Label(show(remedy.note), SECONDARY, REGULAR, "text2", wrap=True), 1)
        return line

    # Pictures --------------------------------------------------------------------------------------------------

    def _tip(self, index: int) -> str:
        path = self._shown[index]
        problem = self._thumbnails.failed(self._dataset.root / path) if self._dataset is not None else None
        where = words_of(self._dataset, *self._grouped[path]) if self._dataset and path in self._grouped else ""
        return "\n".join(filter(None, (printable(path), where, printable(problem or ""))))

    def _paint_tile(self, painter: QPainter, rect: QRect, index: int) -> None:
        assert self._dataset is not None  # there are no pictures without
        path = self._shown[index]
        picture = self._dataset.root / path
        whole = self._finding is not None and self._finding.kind == CheckKind.ODD_ASPECT  # which its middle hides
        ratio, scale = self.devicePixelRatioF(), self._dataset.scale
        pixmap = self._thumbnails.pixmap(picture, rect.width(), ratio, scale, whole=whole)
        unreadable, selected = self._thumbnails.failed(picture) is not None, index == self.grid.current()
        paint_framed(painter, rect, pixmap, whole=whole, selected=selected, unreadable=unreadable)
        below = QRect(rect.left(), rect.bottom() + 2, rect.width(), 2 * LINE)
        if path in self._grouped:
            paint_of_group(painter, below, self._dataset, *self._grouped[path])
            return
        painter.setFont(font(CAPTION))
        painter.setPen(colour("text2"))
        metrics = painter.fontMetrics()
        folder, _, name = path.rpartition("/")
        for number, words in enumerate(self.values.caption(path) or (folder, name)):
            room = QRect(below.left(), below.top() + LINE * number, below.width(), LINE)
            text = metrics.elidedText(printable(words), Qt.TextElideMode.ElideMiddle, room.width())
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)


def _keep(finding: CheckFinding, path: str) -> KeepFinding:
    """The edit that keeps a picture, or the group that it is in, as it is."""
    return KeepFinding(next((group for group in finding.groups if path in group), (path,)), finding.key)


def clear(layout: QVBoxLayout) -> None:
    """Remove what is in a layout."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
