"""Pictures dragged from the grid of the Data room onto a class of its list."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from resnet_studio.core.dataset.scan import scan
from resnet_studio.gui.rooms.data.dataset import DatasetPage
from resnet_studio.gui.rooms.data.room import DataRoom
from resnet_studio.gui.work.session import Session
from tests.gui.rooms.data.drags import begun_drags


@pytest.fixture
def session(room: DataRoom, copied_colours: Path, qapp: QApplication) -> Session:
    """The colours in the room, with edits and undo as in the window."""
    session = Session(room)
    session.dataset_changed.connect(lambda dataset: room.show_dataset(dataset, 0.1))
    room.edit_wanted.connect(session.edit_dataset)
    room.undo_wanted.connect(session.undo_edit)
    session.set_dataset(scan(copied_colours))
    return session


def drop(page: DatasetPage, row: int) -> None:
    """Drag what is selected over a row of the class list, which is marked if it is a class, and drop it."""
    rows, mime = page.classes.list, page.grid.drag().mimeData()
    point = rows.visualRect(rows.model().index(row, 0)).center()
    action, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    rows.dragMoveEvent(moved := QDragMoveEvent(point, action, mime, left, none))
    assert (rows.target, moved.isAccepted()) == ((row, True) if row else (-1, False))
    rows.dropEvent(QDropEvent(QPointF(point), action, mime, left, none))
    assert rows.target == -1


def test_several_pictures_dropped_onto_a_class_change_it_by_one_edit(
    room: DataRoom, session: Session, qtbot: QtBot
) -> None:
    page = room.dataset_page
    assert session.dataset is not None
    names, before = session.dataset.classes, session.dataset.counts()
    page.grid.select(0)
    page.grid.select(1, extend=True)
    moved = set(page.grid.targets())
    labels = {one.label for one in session.dataset.pictures if one.path in moved}
    to = next(label for label in range(len(names)) if label not in labels)
    drop(page, to + 1)
    dataset = session.dataset
    assert {one.path for one in dataset.pictures if one.path in moved and one.label == to} == moved
    assert dataset.counts()[to] == before[to] + 2
    qtbot.keyClick(page.grid, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert session.dataset.counts() == before


def test_pictures_dropped_onto_their_own_class_or_onto_all_change_nothing(room: DataRoom, session: Session) -> None:
    page = room.dataset_page
    assert session.dataset is not None
    edits = session.dataset.edits
    page.grid.select(0)
    drop(page, session.dataset.pictures[0].label + 1)
    drop(page, 0)
    assert session.dataset.edits == edits


def test_mouse_drags_what_is_selected_in_data(
    room: DataRoom, session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    grid = room.dataset_page.grid
    begun = begun_drags(grid, monkeypatch)
    grid.select(0)
    grid.select(1, extend=True)
    chosen = grid.targets()
    start = grid.tile_rect(0).center()
    qtbot.mousePress(grid.viewport(), Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(grid.viewport(), start + QPoint(40, 40))
    assert begun == [chosen]
