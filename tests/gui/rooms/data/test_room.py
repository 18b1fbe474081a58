"""The Data room: welcome, scanning and errors."""

import dataclasses
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from resnet_studio.core.dataset import sample
from resnet_studio.core.dataset.dataset import Dataset, apply
from resnet_studio.core.dataset.picture_edits import ClearLabels
from resnet_studio.core.dataset.scan import scan
from resnet_studio.gui.rooms.data.dataset import DatasetPage
from resnet_studio.gui.rooms.data.room import DataRoom
from resnet_studio.gui.theme.manager import install
from resnet_studio.gui.work.recents import Recent
from tests.gui.held_key import hold

WAIT = 20_000
LEFT = Qt.MouseButton.LeftButton
MakeDataset = Callable[..., Dataset]


def recent(path: Path, *, available: bool = True, best: float | None = None, days: int = 0) -> Recent:
    return Recent(path, 1797, 10, best, time.time() - 86_400 * days, available)


def _action(menu: QMenu, text: str) -> object:
    return next(action for action in menu.actions() if action.text() == text)


def test_welcome_offers_a_folder_and_the_sample(qtbot: QtBot, room: DataRoom) -> None:
    room.show_welcome([])
    assert room.welcome.isVisible()
    assert not room.welcome.recents.isVisible()
    with qtbot.waitSignal(room.sample_wanted):
        qtbot.mouseClick(room.welcome.sample_button, LEFT)
    with qtbot.waitSignal(room.choose_wanted):
        qtbot.mouseClick(room.welcome.choose_button, LEFT)
    with qtbot.waitSignal(room.welcome.file_wanted):
        qtbot.mouseClick(room.welcome.file_button, LEFT)


def test_sample_card_shows_its_digits(qtbot: QtBot, room: DataRoom, studio_home: Path) -> None:
    qtbot.waitUntil(room.welcome.digits.has_scans, timeout=WAIT)
    assert list(studio_home.iterdir()) == []  # looking writes nothing


def test_recents_are_opened_and_removed(qtbot: QtBot, room: DataRoom) -> None:
    paths = [Path("/data/ants-bees"), Path("/media/gone/lab <b>slides</b>")]
    room.show_welcome([recent(paths[0], best=0.954), recent(paths[1], available=False, days=1)])
    first, second = room.welcome.recents.rows
    assert "1,797 pictures, 10 classes" in first.accessibleName()
    assert "Best run 95.4 %" in first.accessibleName()
    assert "today" in first.accessibleName()
    assert "Is its drive connected" in second.accessibleName()
    assert "yesterday" in second.accessibleName()
    with qtbot.waitSignal(room.recent_chosen) as chosen:
        qtbot.mouseClick(first, LEFT)
    assert chosen.args == [first.recent]
    second.setFocus()
    with qtbot.waitSignal(room.recent_removed) as removed:
        qtbot.keyClick(second, Qt.Key.Key_Delete)
    assert removed.args == [second.recent]
    room.show_welcome([recent(paths[0])])
    assert room.welcome.recents.rows[0].hasFocus()
    menu = room.welcome.recents.rows[0].menu()
    with qtbot.waitSignal(room.recent_removed):
        _action(menu, "Remove from this list").trigger()


def test_keyboard_that_opened_a_dataset_is_at_the_next_step(room: DataRoom, colours: Path) -> None:
    room.welcome.sample_button.setFocus()
    room.show_dataset(scan(colours), 0.1)
    assert room.window().focusWidget() is room.dataset_page.model_button


def test_example_is_hidden_in_a_small_window(qtbot: QtBot, room: DataRoom) -> None:
    assert room.welcome.example.isVisible()
    room.resize(1024, 640)
    qtbot.waitUntil(lambda: not room.welcome.example.isVisible())


def test_drag_highlights_the_page_below(room: DataRoom, colours: Path) -> None:
    room.set_drop_hover(True)
    assert room.welcome.drop_zone.is_active()
    assert not room._veil.isVisible()
    room.set_drop_hover(False)
    assert not room.welcome.drop_zone.is_active()
    room.show_dataset(scan(colours), 0.1)
    room.set_drop_hover(True)
    assert room._veil.isVisible()
    room.set_drop_hover(False)
    assert not room._veil.isVisible()


def test_held_delete_removes_one_recent_dataset(room: DataRoom, tmp_path: Path) -> None:
    removed: list[Recent] = []
    room.recent_removed.connect(removed.append)
    room.show_welcome([recent(tmp_path)])
    hold(room.welcome.recents.rows[0], Qt.Key.Key_Delete)
    assert removed == [room.welcome.recents.rows[0].recent]


def test_scanning_counts_and_is_cancelled(qtbot: QtBot, room: DataRoom) -> None:
    room.show_scanning(Path("/data/large"), 0)
    qtbot.waitUntil(room.scanning.isVisible)
    room.show_scanning(Path("/data/large"), 12_400)
    assert room.scanning.count() == "12,400 files seen"
    with qtbot.waitSignal(room.scan_cancelled):
        qtbot.mouseClick(room.scanning.cancel_button, LEFT)
    assert room.welcome.isVisible()


def test_second_enter_does_not_cancel_the_opening_after_one_was_cancelled_by_keyboard(
    qtbot: QtBot, room: DataRoom
) -> None:
    for number in range(2):
        room.show_scanning(Path("/data/large"), 0)
        qtbot.waitUntil(room.scanning.isVisible)
        if not number:
            room.scanning.cancel_button.setFocus()
            qtbot.keyClick(room.scanning.cancel_button, Qt.Key.Key_Return)
    holder = room.window().focusWidget()
    assert holder is not None
    with qtbot.assertNotEmitted(room.scan_cancelled):
        qtbot.keyClick(holder, Qt.Key.Key_Return)
    assert room.scanning.isAncestorOf(holder)


def test_chosen_folders_are_named_while_they_are_read_and_where_they_cannot_be(qtbot: QtBot, room: DataRoom) -> None:
    room.show_scanning(Path("/data/pets"), 0, ("cats", "dogs"))
    with qtbot.waitSignal(room.unopened_changed) as said:
        qtbot.waitUntil(room.scanning.isVisible)
    assert said.args == ["cats and dogs in pets", True]
    room.show_scanning(Path("/data/pets"), 500)
    room.show_error(Path("/data/pets"), "It is gone.")
    assert room.error.header.title() == "cats and dogs in pets"


def test_cancelling_returns_to_the_open_dataset(qtbot: QtBot, room: DataRoom, page: DatasetPage) -> None:
    room.show_scanning(Path("/data/large"), 0)
    qtbot.waitUntil(room.scanning.isVisible)
    qtbot.keyClick(room, Qt.Key.Key_Escape)
    qtbot.waitUntil(page.isVisible)


def test_folder_that_is_read_at_once_shows_no_progress(qtbot: QtBot, room: DataRoom, colours: Path) -> None:
    room.show_scanning(colours, 0)
    assert not room.scanning.isVisible()
    room.show_dataset(scan(colours), 0.01)
    assert not room._calm.isActive()
    assert room.dataset_page.isVisible()


def test_error_says_why_and_offers_other_ways(qtbot: QtBot, room: DataRoom) -> None:
    sentence = "<b>x</b> holds no pictures."
    room.show_error(Path("/data/x"), sentence, "Traceback: here")
    assert room.error.isVisible()
    assert room.error.panel.sentence() == sentence
    qtbot.mouseClick(room.error.panel.details_button, LEFT)
    qtbot.mouseClick(room.error.panel.copy_button, LEFT)
    assert QGuiApplication.clipboard().text() == f"{sentence}\n\nTraceback: here"
    with qtbot.waitSignal(room.choose_wanted):
        qtbot.mouseClick(room.error.choose_button, LEFT)
    with qtbot.waitSignal(room.retry_wanted):
        qtbot.mouseClick(room.error.panel.retry_button, LEFT)
    qtbot.mouseClick(room.error.back_button, LEFT)
    assert room.welcome.isVisible()


def test_open_dataset_stays_after_an_error(qtbot: QtBot, room: DataRoom, page: DatasetPage) -> None:
    room.show_error(Path("/data/x"), "It holds no pictures.")
    assert room.error.back_button.words() == "Back to copied colours"
    qtbot.mouseClick(room.error.back_button, LEFT)
    assert page.isVisible()
    assert page.grid.count() == 36


def test_failed_sample_is_named_as_the_sample(room: DataRoom) -> None:
    room.show_error(None, "The sample cannot be written.")
    assert room.error.header.title() == "Handwritten digits"


def test_dataset_of_chosen_folders_is_named_after_them(room: DataRoom) -> None:
    room.show_welcome([dataclasses.replace(recent(Path("/data/Downloads")), chosen=("cats", "dogs"))])
    assert room.welcome.recents.rows[0].accessibleName().startswith("cats and dogs in Downloads")


def test_every_page_is_painted_in_both_themes(
    room: DataRoom, page: DatasetPage, qapp: QApplication, made: MakeDataset
) -> None:
    look = install(qapp)
    many = made({f"class {number}": (number % 7 + 1, 1, 0) for number in range(120)})
    show: list[Callable[[], None]] = [
        lambda: room.show_error(Path("/data/x"), "It holds no pictures."),
        lambda: room.show_dataset(made({"a": (3, 1, 1), "b": (3, 1, 1)}), 0.1),
        lambda: room.show_dataset(many, 0.1),
    ]
    for scheme in ("dark", "light"):
        look.choose("dark" if scheme == "dark" else "light")
        for one in show:
            one()
            middle = room.grab().toImage().pixelColor(2, 400)
            assert (middle.lightness() < 128) == (scheme == "dark")


def test_welcome_shows_digits_of_the_sample() -> None:
    scans, digits = sample._digits()
    assert list(digits[:10]) == list(range(10))
    shown = sample.sample_digits()
    assert shown.shape == (10, 32, 32)
    assert shown.dtype == scans.dtype
    # Bicubic enlarging keeps where it is bright: each resembles its own scan more than any other.
    small = shown.reshape(10, 8, 4, 8, 4).mean(axis=(2, 4)).reshape(10, -1)
    distance = abs(small[:, None] - scans[:10].reshape(10, -1).astype(float)[None]).sum(axis=2)
    assert list(distance.argmin(axis=1)) == list(range(10))


def test_dataset_opens_for_sorting_unless_only_few_pictures_have_no_class(room: DataRoom, made: MakeDataset) -> None:
    sorted_one = made({"ants": (10, 5, 0), "bees": (10, 5, 0)})
    paths = tuple(one.path for one in sorted_one.pictures)
    for classless, sorting in ((3, False), (4, True)):
        other = dataclasses.replace(sorted_one.catalogue, root=Path(f"/data/{classless}"))
        room.show_dataset(apply(other, (ClearLabels(paths[:classless]),)), 0.1)
        assert room.is_sorting() is sorting
        room.go_back()
        assert room.is_sorting() is sorting
