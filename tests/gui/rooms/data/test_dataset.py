"""The page of a dataset: filters, pictures, preview."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.pictures.value_scale import ValueScale
from resnet_studio.gui.rooms.data.class_rows import ALL
from resnet_studio.gui.rooms.data.dataset import DatasetPage
from resnet_studio.gui.rooms.data.room import DataRoom
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from resnet_studio.gui.widgets.text import ElidedLabel

WAIT = 20_000
LEFT = Qt.MouseButton.LeftButton
MakeDataset = Callable[..., Dataset]


def names_shown(page: DatasetPage) -> list[str]:
    pictures = page._dataset.pictures if page._dataset else ()
    return [pictures[page.grid.picture_at(position)].path for position in range(page.grid.count())]


def _action(menu: QMenu, text: str) -> object:
    return next(action for action in menu.actions() if action.text() == text)


def test_header_says_what_was_read(qtbot: QtBot, room: DataRoom, page: DatasetPage) -> None:
    assert page.header.title() == "copied colours"
    assert page.header.facts().startswith("36 pictures in 3 classes  ·  read in 0.2 s  ·  ")
    with qtbot.waitSignal(room.model_wanted):
        qtbot.mouseClick(page.model_button, LEFT)


def test_header_leaves_out_the_time_and_then_the_folder_rather_than_a_part_of_either(
    room: DataRoom, page: DatasetPage
) -> None:
    (facts,) = (one for one in page.header.findChildren(ElidedLabel) if one.text() == page.header.facts())
    width = facts.fontMetrics().horizontalAdvance
    without_time = page.header.facts().replace("read in 0.2 s  ·  ", "")
    facts.resize(width(page.header.facts()) - 5, facts.height())
    assert page.header.facts_shown() == without_time
    facts.resize(width(without_time) - 5, facts.height())
    assert page.header.facts_shown() == "36 pictures in 3 classes"


def test_class_part_and_name_filter_the_pictures(qtbot: QtBot, page: DatasetPage) -> None:
    assert page.shown() == ""
    row = page.classes.list.visualRect(page.classes.list.model().index(2, 0))  # blue, green, red by name
    qtbot.mouseClick(page.classes.list.viewport(), LEFT, pos=row.center())
    assert page.shown() == "12 of 36"
    assert {name.split("/")[0] for name in names_shown(page)} == {"green"}
    qtbot.mouseClick(page.parts.button("validation"), LEFT)
    assert page.shown() == "2 of 36"
    page.search.setFocus()
    qtbot.keyClicks(page.search, "no such")
    assert page.shown() == "0 of 36"
    assert page.nothing.isVisible()
    qtbot.mouseClick(page.nothing.button, LEFT)
    assert (page.shown(), page.grid.count(), page.classes.list.current()) == ("", 36, ALL)
    qtbot.keyClicks(page.search, "RED 1")
    assert sorted(names_shown(page)) == ["red/red 1.png", "red/red 10.png", "red/red 11.png"]


def test_arrow_keys_choose_classes(qtbot: QtBot, page: DatasetPage) -> None:
    page.classes.list.setFocus()
    qtbot.keyClick(page.classes.list, Qt.Key.Key_Down)
    assert {name.split("/")[0] for name in names_shown(page)} == {"blue"}
    qtbot.keyClick(page.classes.list, Qt.Key.Key_End)
    assert {name.split("/")[0] for name in names_shown(page)} == {"red"}


def test_first_screen_has_pictures_of_all_classes(page: DatasetPage) -> None:
    assert [name.split("/")[0] for name in names_shown(page)[:6]] == ["blue", "green", "red"] * 2


def test_empty_parts_are_not_offered(room: DataRoom, page: DatasetPage, made: MakeDataset) -> None:
    assert not page.parts.button("test").isVisible()
    room.show_dataset(made({"a": (3, 2, 1), "b": (3, 2, 1)}), 0.1)
    assert page.parts.button("test").isVisible()


def test_visible_pictures_load_and_a_damaged_one_is_reported(
    qtbot: QtBot, room: DataRoom, copied_colours: Path
) -> None:
    broken = copied_colours / "blue" / "blue 0.png"
    broken.write_bytes(b"\x89PNG\r\n\x1a\n cut off")
    loader = room._thumbnails
    came: set[str] = set()
    loader.loaded.connect(came.add)
    room.show_dataset(scan(copied_colours), 0.1)
    page = room.dataset_page
    qtbot.waitUntil(lambda: str(broken) in came, timeout=WAIT)
    assert page.findings.isVisible()
    assert page.findings.shown()[0] == "1 picture could not be shown so far."
    tip = page.grid._tip_of(0)
    assert tip.startswith("blue/blue 0.png\n")
    assert tip.endswith(".")
    first, last = page.grid.visible_range()
    seen = {str(copied_colours / name) for name in names_shown(page)[first:last]}
    qtbot.waitUntil(lambda: came >= seen, timeout=WAIT)
    assert page.grid._tip_of(1) == "green/green 0.png\ngreen\ntrain"
    tile = page.grid.tile_rect(1)
    shade = page.grid.grab().toImage().pixelColor(tile.center() + page.grid.viewport().pos())
    assert shade.green() > shade.red() + 60


def test_only_visible_pictures_are_loaded(
    qtbot: QtBot, room: DataRoom, monkeypatch: pytest.MonkeyPatch, made: MakeDataset
) -> None:
    asked: set[str] = set()
    monkeypatch.setattr(room._thumbnails, "pixmap", lambda path, *_: asked.add(path.name))
    room.show_dataset(made({"a": (30_000, 0, 0), "b": (20_000, 10_000, 0)}), 1.0)
    page = room.dataset_page
    page.grid.grab()
    assert 0 < len(asked) < 200
    qtbot.keyClicks(page.search, "29999")
    assert page.shown() == "1 of 60,000"
    page.search.clear()
    page.grid.setFocus()
    qtbot.keyClick(page.grid, Qt.Key.Key_Right)
    qtbot.keyClick(page.grid, Qt.Key.Key_End)
    assert page.grid.current() == 59_999
    page.grid.grab()
    assert len(asked) < 400


def test_preview_shows_a_picture_and_the_next(qtbot: QtBot, page: DatasetPage) -> None:
    page.grid.setFocus()
    qtbot.keyClick(page.grid, Qt.Key.Key_Right)
    qtbot.keyClick(page.grid, Qt.Key.Key_Return)
    preview = page.preview
    assert preview.isVisible()
    assert preview.accessibleName().startswith("blue 0.png, blue")
    assert not preview.before.isEnabled()
    qtbot.waitUntil(lambda: preview.image() is not None, timeout=WAIT)
    image = preview.image()
    assert image is not None
    assert (image.width(), image.height()) == (40, 32)
    qtbot.keyClick(preview, Qt.Key.Key_Right)
    assert preview.accessibleName().startswith("green 0.png, green")
    assert page.grid.current() == 1
    qtbot.keyClick(preview, Qt.Key.Key_Escape)
    assert not preview.isVisible()
    assert QApplication.focusWidget() is page.grid


def test_deep_pictures_are_shown_on_the_scale_of_their_dataset(
    qtbot: QtBot, room: DataRoom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        for number in range(3):
            values = np.linspace(0, 4000, 48 * 48).reshape(48, 48).astype(np.uint16)
            Image.fromarray(values).save(tmp_path / name / f"{number}.png")
    asked: list[object] = []
    monkeypatch.setattr(ThumbnailLoader, "pixmap", lambda _self, _path, _side, _dpr, scale: asked.append(scale))
    room.show_dataset(scan(tmp_path), 0.2)
    page = room.dataset_page
    page.grid.grab()
    assert set(asked) == {ValueScale(integers=(0, 4095))}
    page.open_larger(0)
    qtbot.waitUntil(lambda: page.preview.image() is not None, timeout=WAIT)
    image = page.preview.image()
    assert image is not None
    assert image.pixelColor(47, 47).red() == round(4000 * 255 / 4095)


def test_preview_of_a_damaged_picture_says_why(qtbot: QtBot, page: DatasetPage, copied_colours: Path) -> None:
    (copied_colours / "blue" / "blue 0.png").write_bytes(b"")
    where = page.grid.tile_rect(0).center()
    qtbot.mouseClick(page.grid.viewport(), LEFT, pos=where)
    qtbot.mouseDClick(page.grid.viewport(), LEFT, pos=where)
    qtbot.waitUntil(lambda: page.preview.problem() != "", timeout=WAIT)
    assert page.preview.problem() == "The file is empty."
    assert page.preview.image() is None


def test_menu_of_a_picture_opens_its_folder_and_copies_its_path(
    qtbot: QtBot, page: DatasetPage, copied_colours: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    popped: list[QMenu] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()) or True)
    monkeypatch.setattr(QMenu, "popup", lambda menu, *_: popped.append(menu))
    monkeypatch.setattr("sys.platform", "linux")
    page.grid.menu_asked.emit(0, QPoint(0, 0))
    menu = popped[0]
    _action(menu, "Copy path").trigger()
    assert QGuiApplication.clipboard().text() == str(copied_colours / "blue" / "blue 0.png")
    _action(menu, "Show in folder").trigger()
    assert opened == [str(copied_colours / "blue")]
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: False)
    _action(menu, "Show in folder").trigger()
    assert "could not be opened" in page.trouble.sentence()


def test_slider_changes_size_of_the_tiles(qtbot: QtBot, room: DataRoom, page: DatasetPage) -> None:
    before = page.grid.tile_rect(0).width()
    page.tile_size.setValue(300)
    assert before < page.grid.tile_rect(0).width() <= 300
    page.tile_size.setValue(140)
    assert page.grid.tile_rect(0).width() <= 140
    room.resize(968, 532)
    columns = sum(page.grid.tile_rect(number).top() == 0 for number in range(12))
    assert columns == 4


def test_another_dataset_begins_without_filters(qtbot: QtBot, room: DataRoom, page: DatasetPage, colours: Path) -> None:
    qtbot.keyClicks(page.search, "red")
    qtbot.mouseClick(page.parts.button("train"), LEFT)
    room.show_dataset(scan(colours), 0.2)
    assert (page.search.text(), page.parts.current(), page.shown(), page.grid.count()) == ("", "all", "", 36)


def test_control_characters_in_names_are_visible(room: DataRoom, made: MakeDataset) -> None:
    name = "a\u202egnp.exe"
    room.show_dataset(made({name: (3, 1, 0), "<i>b</i>": (3, 1, 0)}), 0.1)
    model = room.dataset_page.classes.list.model()
    shown = [model.data(model.index(row, 0)) for row in range(3)]
    assert shown == ["All pictures", "a�gnp.exe", "<i>b</i>"]
    assert "\u202e" not in room.dataset_page.grid._tip_of(0)


def test_pictures_that_are_back_are_no_longer_counted_as_unreadable(
    qtbot: QtBot, room: DataRoom, copied_colours: Path, tmp_path: Path
) -> None:
    dataset = scan(copied_colours)
    copied_colours.rename(tmp_path / "elsewhere")
    room.show_dataset(dataset, 0.1)
    page = room.dataset_page
    qtbot.waitUntil(lambda: page.grid.unreadable() > 0 and not room._thumbnails.busy, timeout=WAIT)
    (tmp_path / "elsewhere").rename(copied_colours)
    room.forget_failures()
    room.show_dataset(scan(copied_colours), 0.1)
    with qtbot.waitSignal(room._thumbnails.loaded, timeout=WAIT):
        page.grid.viewport().update()
    assert page.grid.unreadable() == 0
    assert not page.findings.isVisible()
