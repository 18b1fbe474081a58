"""A picture whose answer a person corrects in Use is shown in Data, and the next training learns from it."""

import shutil
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu

from resnet_studio.core.protocol.events import RunFinished
from resnet_studio.core.runs.run import read_dataset
from resnet_studio.gui.rooms.data.filter_bar import CHANGED
from resnet_studio.gui.work.session import ActiveRun
from tests.end_to_end.person import LONG, Person, choose_small


def test_corrected_picture_is_shown_in_data_and_trained(person: Person, copied_colours: Path, tmp_path: Path) -> None:
    new = Path(shutil.copy(copied_colours / "blue" / "blue 1.png", tmp_path / "elsewhere ü.png"))
    person.open_dropped(copied_colours)
    choose_small(person, epochs=1)
    first = person.start()
    assert isinstance(person.wait_for_end(first), RunFinished)
    person.click("Use the model")
    with person.qtbot.waitSignal(person.window.prediction.ended, timeout=LONG):
        person.drop(new)
    say_class(person, "green")

    person.go_to("data")
    page = person.window.data_room.dataset_page
    person.qtbot.mouseClick(page.filters.parts.button(CHANGED), Qt.MouseButton.LeftButton)
    assert page.grid.count() == 1
    person.qtbot.waitUntil(lambda: person.window.thumbnails.pixmap(new, 64) is not None, timeout=LONG)
    assert page.grid.unreadable() == 0

    second = person.start()
    assert isinstance(person.wait_for_end(second), RunFinished)
    assert train_pictures(second) == train_pictures(first) + 1
    assert second.history.notices == []
    trained = read_dataset(second.path)
    (added,) = [one for one in trained.part("train") if trained.absolute(one) == new]
    assert trained.classes[added.label] == "green"


def train_pictures(run: ActiveRun) -> int:
    assert run.history.started is not None
    return run.history.started.train


def say_class(person: Person, name: str) -> None:
    """In the menu of the first answer, say of which class its picture is."""
    room = person.window.use_room
    person.qtbot.waitUntil(lambda: room.grid.count() == 1, timeout=LONG)
    where = room.grid.tile_rect(0).center()
    view = room.grid.viewport()
    asked = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, where, view.mapToGlobal(where))
    QApplication.sendEvent(view, asked)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    classes = next(action.menu() for action in menu.actions() if action.text() == "This is")
    next(action for action in classes.actions() if action.text() == name).trigger()
    menu.close()
