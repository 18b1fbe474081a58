"""All pictures of a run as points, like ones near each other, and those in a lasso as pictures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from resnet_studio.core.basics.message import show, tr, trn
from resnet_studio.core.basics.safe_text import printable
from resnet_studio.core.dataset.catalogue import PARTS
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.runs.picture_map import PictureMap
from resnet_studio.gui.rooms.results import map_looks, words
from resnet_studio.gui.rooms.results.alike import PathTiles
from resnet_studio.gui.rooms.results.map_families import families
from resnet_studio.gui.rooms.results.map_legend import MapLegend
from resnet_studio.gui.rooms.results.map_looks import ClassLook
from resnet_studio.gui.rooms.results.map_paint import Group
from resnet_studio.gui.rooms.results.map_state import MapState
from resnet_studio.gui.rooms.results.map_view import Look, MapView
from resnet_studio.gui.theme.manager import theme
from resnet_studio.gui.theme.palette import palette
from resnet_studio.gui.theme.tokens import BODY, REGULAR, SECONDARY
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.card import Card
from resnet_studio.gui.widgets.choice import Segmented
from resnet_studio.gui.widgets.feedback import CHOOSE_ITS_FOLDER
from resnet_studio.gui.widgets.text import Label, heading

_THUMB: Final = 96


class MapCard(QWidget):
    """Title, choices, the map, and the pictures of a lasso below it.

    Signals: ``draw_wanted()``, make the maps; ``cancel_wanted()``; ``folder_wanted()``, say where the folder is now;
    ``opened(str)``, a path to show larger.
    """

    draw_wanted = Signal()
    cancel_wanted = Signal()
    folder_wanted = Signal()
    opened = Signal(str)

    def __init__(self, thumbnails: ThumbnailLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self._state = MapState()
        self._points: PictureMap | None = None
        self._labels: NDArray[np.int64] = np.zeros(0, np.int64)
        self._parts: NDArray[np.int64] = np.zeros(0, np.int64)
        self._looks: Sequence[ClassLook] = ()
        self._many = False  # classes, so that not each has a look of its own
        self.method = Segmented([("pca", tr("PCA")), ("tsne", tr("t-SNE"))], tr("Method"))
        self.method.button("pca").setToolTip(tr("The two directions in which pictures differ most; ready at once"))
        self.method.button("tsne").setToolTip(tr("Pictures that are alike beside each other; distances mean little"))
        self.colouring = Segmented(
            [("class", tr("Class")), ("right", tr("Right or wrong")), ("part", tr("Part"))], tr("Colour of the points")
        )
        self.tool = Segmented([("move", tr("Move")), ("lasso", tr("Lasso"))], tr("What dragging does"))
        self.tool.button("move").setToolTip(tr("Drag moves the map; Ctrl and wheel enlarge it"))
        self.tool.button("lasso").setToolTip(tr("Draw around points to see their pictures; Shift and drag do the same"))
        self.legend = MapLegend()
        self._explained = Label("", SECONDARY, REGULAR, "text2", wrap=True)
        self.note = Label("", BODY, REGULAR, "text2", wrap=True)
        self.action = Button(tr("Map the pictures"))
        self.view = MapView(self._look)
        self.tiles = PathTiles(thumbnails, tile=_THUMB, rows=2)
        self.tiles.setAccessibleName(tr("Pictures in the lasso"))
        self._chosen = Label("", SECONDARY, REGULAR, "text2")
        self.card = Card(padding=12, spacing=8)
        self._lay_out()
        self._wire()
        self.show_state(MapState())

    def _lay_out(self) -> None:
        top, choices = QHBoxLayout(), QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(heading(tr("Map of all pictures")))
        top.addWidget(self._chosen)
        top.addStretch(1)
        for widget in (self.colouring, self.method, self.tool):
            choices.addWidget(widget)
        choices.setSpacing(8)
        choices.addStretch(1)
        self._choices = QWidget()
        choices.setContentsMargins(0, 0, 0, 0)
        self._choices.setLayout(choices)
        self._above = QWidget()
        said = QHBoxLayout(self._above)
        said.setContentsMargins(0, 0, 0, 0)
        said.setSpacing(12)
        said.addWidget(self.note, 1)
        said.addWidget(self.action, 0, Qt.AlignmentFlag.AlignTop)
        self.card.layout_.addWidget(self._above)
        self.card.layout_.addWidget(self._choices)
        beside = QHBoxLayout()
        beside.setSpacing(12)
        beside.addWidget(self.view, 1)
        beside.addWidget(self.legend)
        self.card.layout_.addLayout(beside)
        self.card.layout_.addWidget(self._explained)
        self.card.layout_.addWidget(self.tiles)
        self.card.layout_.addWidget(self.tiles.more, 0, Qt.AlignmentFlag.AlignLeft)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(top)
        column.addWidget(self.card)

    def _wire(self) -> None:
        self.method.changed.connect(self._take_method)
        self.colouring.changed.connect(lambda _: self._show_groups())
        self.legend.chosen.connect(lambda _: self._show_groups())
        self.legend.pointed.connect(self._ring)
        self.view.pointed.connect(lambda point: self._ring(int(self._labels[point]) if point >= 0 else -1))
        self.tool.changed.connect(self._take_tool)
        self.view.chosen.connect(self._show_chosen)
        self.view.opened.connect(lambda point: self.opened.emit(self.path(point)))
        self.tiles.opened.connect(self.opened)
        self.action.clicked.connect(self._act)
        self._thumbnails.loaded.connect(self._show_loaded)
        theme().changed.connect(self._name_classes)

    # What is shown ---------------------------------------------------------------------------------------------

    def show_state(self, state: MapState) -> None:
        """Show this; the place and the chosen points stay while the map does."""
        before, self._state = self._state, state
        known = bool(state.maps)
        for name in ("pca", "tsne"):
            self.method.button(name).setEnabled(name in state.maps or (known and not state.busy))
        if "tsne" in state.maps and "tsne" not in before.maps:
            self.method.set_current("tsne")
        elif known and self.method.current() not in state.maps:
            self.method.set_current(next(iter(state.maps)))
        again = show(CHOOSE_ITS_FOLDER) if state.gone else tr("Try again")
        self.action.set_words(tr("Cancel") if state.busy else again if state.problem else tr("Map the pictures"))
        self.action.setVisible(bool(state.busy or state.problem or not known))
        self._say()
        for widget in (self.view, self._choices, self._explained):
            widget.setVisible(known)
        if state.maps != before.maps or state.dataset is not before.dataset:
            self._show_points()
        elif state.answered is not before.answered:
            self._show_groups()

    def _take_method(self, method: str) -> None:
        """Show the map of a method, or have it made: a search for similar pictures, or one cancelled, made only PCA."""
        if method in self._state.maps:
            self._show_points()
            return
        self.method.set_current(next(iter(self._state.maps)))
        self.draw_wanted.emit()

    def _act(self) -> None:
        state = self._state
        wanted = self.cancel_wanted if state.busy else self.folder_wanted if state.gone else self.draw_wanted
        wanted.emit()

    def _say(self) -> None:
        self.note.setText(self._state.sentence(len(self._points.paths) if self._points else 0))
        self._above.setVisible(bool(self.note.text()) or not self.action.isHidden())

    def _name_classes(self) -> None:
        """Give the classes their looks, and list them where there are more than colours; the chosen one stays."""
        names = self._state.dataset.classes if self._state.dataset else ()
        most, chosen, points = len(palette().classes), self.legend.current(), self._points
        family = np.zeros(len(names), np.int64)
        if points is not None and len(names) > most:
            family = families(points.places.astype(np.float64), self._labels, len(names), most)
        self._looks = map_looks.class_looks(len(names), family)
        self._many = points is not None and len(names) > most
        counts = np.bincount(self._labels[self._labels >= 0], minlength=len(names))
        order = sorted(range(len(names)), key=lambda label: (family[label] < 0, family[label]))  # names are in order
        with QSignalBlocker(self.legend):
            self.legend.show_classes(names, counts.tolist(), self._looks, order if self._many else ())
            self.legend.choose(chosen)
        self.legend.setVisible(self._many)
        self._show_groups()

    def _show_points(self) -> None:
        self._points = self._state.maps.get(self.method.current())
        self.tiles.show_tiles(())
        self.tiles.hide()
        self._chosen.setText("")
        if self._points is not None:
            self._label_points(self._points)
            self.view.show_points(self._points.places.astype(np.float64) * np.array([1.0, -1.0]))
        self._name_classes()
        self._say()

    def _label_points(self, points: PictureMap) -> None:
        state = self._state
        part, none = {name: number for number, name in enumerate(PARTS)}, (-1, -1)
        known = {one.path: (one.label, part[one.part]) for one in state.dataset.pictures} if state.dataset else {}
        found = np.array([known.get(path, none) for path in points.paths], np.int64).reshape(-1, 2)
        self._labels, self._parts = found.T
        if state.dataset:
            self.tiles.set_folder(state.dataset.root, state.dataset.scale)

    def _show_groups(self) -> None:
        if self._points is None or self._state.dataset is None:
            self.view.show_groups(())
            return
        groups, words_ = self._groups(self._points, self._state.dataset)
        self.view.show_groups(groups)
        self._explained.setText(words_)

    def _groups(self, points: PictureMap, dataset: Dataset) -> tuple[list[Group], str]:
        """How the points look, and in words."""
        chosen = self.legend.current()
        match self.colouring.current():
            case "class":
                return map_looks.by_class(self._labels, dataset.classes, self._looks, chosen)
            case "right":
                known = self._state.answered
                wrong = dict(zip(known.paths, known.wrong.tolist(), strict=True)) if known else {}
                return map_looks.by_answer([wrong.get(path) for path in points.paths], self._labels, chosen)
            case _:
                return map_looks.by_part(self._parts, self._labels, chosen)

    # One point, some points ------------------------------------------------------------------------------------

    def path(self, point: int) -> str:
        """The path of the picture of a point."""
        assert self._points is not None  # there are no points without
        return self._points.paths[point]

    def class_of(self, point: int) -> str:
        """The class of a point, as the run was trained with it."""
        dataset, label = self._state.dataset, int(self._labels[point])
        return dataset.classes[label] if dataset is not None and label >= 0 else ""

    def _ring(self, label: int) -> None:
        """Ring the points of the class under the pointer, where classes share looks."""
        self.view.ring(np.flatnonzero(self._labels == label) if self._many and label >= 0 else np.zeros(0, np.int64))

    def _look(self, point: int) -> Look:
        dataset = self._state.dataset
        if dataset is None:
            return None, "", False
        file = dataset.root / self.path(point)
        pixmap = self._thumbnails.pixmap(file, _THUMB, self.devicePixelRatioF(), dataset.scale)
        return pixmap, printable(self.class_of(point)), self._thumbnails.failed(file) is not None

    def _show_loaded(self, _path: str) -> None:
        self.view.update()

    def _take_tool(self, tool: str) -> None:
        self.view.tool = "lasso" if tool == "lasso" else "move"
        self.view.setCursor(Qt.CursorShape.CrossCursor if tool == "lasso" else Qt.CursorShape.ArrowCursor)

    def _show_chosen(self, points: NDArray[np.int64]) -> None:
        """Show the pictures in the lasso below the map."""
        self._chosen.setText(
            trn("{count} picture in the lasso", "{count} pictures in the lasso", len(points)) if len(points) else ""
        )
        rows = points.tolist()
        self.tiles.show_tiles([(self.path(row), self.class_of(row), self._part(row)) for row in rows])
        self.tiles.setVisible(bool(rows))

    def _part(self, point: int) -> str:
        index = int(self._parts[point])
        return "" if index <= 0 else show(words.PARTS[PARTS[index]])

    def minimumSizeHint(self) -> QSize:
        return QSize(320, super().minimumSizeHint().height())
