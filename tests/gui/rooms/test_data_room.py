"""The Data room: what a person sees and can do before, while and after a folder is read."""

import datetime
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.message import Message
from resnet_studio.core.dataset import sample
from resnet_studio.core.dataset.catalogue import Catalogue, Part, Picture
from resnet_studio.core.dataset.dataset import Dataset, apply
from resnet_studio.core.dataset.edits import FolderSplit, SplitBySeed
from resnet_studio.core.dataset.findings import Finding, FindingKind
from resnet_studio.core.dataset.scan import scan
from resnet_studio.gui.rooms.data import words as data_words
from resnet_studio.gui.rooms.data.classes import ALL
from resnet_studio.gui.rooms.data.dataset import DatasetPage
from resnet_studio.gui.rooms.data.filter import Filter
from resnet_studio.gui.rooms.data.room import DataRoom
from resnet_studio.gui.theme.manager import install
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from resnet_studio.gui.work.recents import Recent

WAIT = 20_000
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def room(qtbot: QtBot, qapp: QApplication) -> DataRoom:
    install(qapp).choose("light")
    room = DataRoom(ThumbnailLoader(qapp))
    qtbot.addWidget(room)
    room.resize(1280, 732)
    with qtbot.waitActive(room):
        room.show()
        room.activateWindow()
    return room


@pytest.fixture
def page(room: DataRoom, copied_colours: Path) -> DatasetPage:
    room.show_dataset(scan(copied_colours), 0.2)
    return room.dataset_page


def recent(path: Path, *, available: bool = True, best: float | None = None, days: int = 0) -> Recent:
    return Recent(path, 1797, 10, best, time.time() - 86_400 * days, available)


def made(counts: dict[str, tuple[int, int, int]], findings: tuple[Finding, ...] = ()) -> Dataset:
    """A dataset without files: for each class how many pictures are in train, validation and test."""
    parts: tuple[tuple[Part, str], ...] = (("train", "train"), ("validation", "val"), ("test", "test"))
    pictures = tuple(
        Picture(f"{folder}/{name}/{number}.png", label, part, 10, 0)
        for position, (part, folder) in enumerate(parts)
        for label, (name, numbers) in enumerate(counts.items())
        for number in range(numbers[position])
    )
    return apply(Catalogue(Path("/data/made"), tuple(counts), pictures, findings))


def names_shown(page: DatasetPage) -> list[str]:
    pictures = page._dataset.pictures if page._dataset else ()
    return [pictures[page.grid.picture_at(position)].path for position in range(page.grid.count())]


# Welcome -------------------------------------------------------------------------------------------------------


def test_welcome_offers_a_folder_and_the_sample(qtbot: QtBot, room: DataRoom) -> None:
    room.show_welcome([])
    assert room.welcome.isVisible()
    assert not room.welcome.recents.isVisible()
    with qtbot.waitSignal(room.sample_wanted):
        qtbot.mouseClick(room.welcome.sample_button, LEFT)
    with qtbot.waitSignal(room.choose_wanted):
        qtbot.mouseClick(room.welcome.choose_button, LEFT)


def test_the_sample_shows_its_digits(qtbot: QtBot, room: DataRoom, studio_home: Path) -> None:
    qtbot.waitUntil(room.welcome.digits.has_images, timeout=WAIT)
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
    with qtbot.waitSignal(room.folder_chosen) as chosen:
        qtbot.mouseClick(first, LEFT)
    assert chosen.args == [paths[0]]
    second.setFocus()
    with qtbot.waitSignal(room.recent_removed) as removed:
        qtbot.keyClick(second, Qt.Key.Key_Delete)
    assert removed.args == [paths[1]]
    room.show_welcome([recent(paths[0])])
    assert room.welcome.recents.rows[0].hasFocus()
    menu = room.welcome.recents.rows[0].menu()
    with qtbot.waitSignal(room.recent_removed):
        _action(menu, "Remove from this list").trigger()


def _action(menu: QMenu, text: str) -> object:
    return next(action for action in menu.actions() if action.text() == text)


def test_the_example_goes_where_there_is_no_room(qtbot: QtBot, room: DataRoom) -> None:
    assert room.welcome.example.isVisible()
    room.resize(1024, 640)
    qtbot.waitUntil(lambda: not room.welcome.example.isVisible())


def test_a_drag_lights_up_what_it_is_over(room: DataRoom, colours: Path) -> None:
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


# Scanning and errors -------------------------------------------------------------------------------------------


def test_scanning_counts_and_is_cancelled(qtbot: QtBot, room: DataRoom) -> None:
    room.show_scanning(Path("/data/large"), 0)
    qtbot.waitUntil(room.scanning.isVisible)
    room.show_scanning(Path("/data/large"), 12_400)
    assert room.scanning.count() == "12,400 files seen"
    with qtbot.waitSignal(room.scan_cancelled):
        qtbot.mouseClick(room.scanning.cancel_button, LEFT)
    assert room.welcome.isVisible()


def test_cancelling_returns_to_the_open_dataset(qtbot: QtBot, room: DataRoom, page: DatasetPage) -> None:
    room.show_scanning(Path("/data/large"), 0)
    qtbot.waitUntil(room.scanning.isVisible)
    qtbot.keyClick(room, Qt.Key.Key_Escape)
    qtbot.waitUntil(page.isVisible)


def test_a_folder_read_at_once_does_not_flicker(qtbot: QtBot, room: DataRoom, colours: Path) -> None:
    room.show_scanning(colours, 0)
    assert not room.scanning.isVisible()
    room.show_dataset(scan(colours), 0.01)
    assert not room._calm.isActive()
    assert room.dataset_page.isVisible()


def test_an_error_says_why_and_leads_on(qtbot: QtBot, room: DataRoom) -> None:
    sentence = "<b>x</b> holds no pictures."
    room.show_error(Path("/data/x"), sentence, "Traceback: here")
    assert room.error.isVisible()
    assert room.error.panel.sentence() == sentence
    qtbot.mouseClick(room.error.panel.details_button, LEFT)
    qtbot.mouseClick(room.error.panel.copy_button, LEFT)
    assert QGuiApplication.clipboard().text() == f"{sentence}\n\nTraceback: here"
    with qtbot.waitSignal(room.choose_wanted):
        qtbot.mouseClick(room.error.choose_button, LEFT)
    with qtbot.waitSignal(room.folder_chosen) as again:
        qtbot.mouseClick(room.error.panel.retry_button, LEFT)
    assert again.args == [Path("/data/x")]
    qtbot.mouseClick(room.error.back_button, LEFT)
    assert room.welcome.isVisible()


def test_after_an_error_the_open_dataset_is_still_there(qtbot: QtBot, room: DataRoom, page: DatasetPage) -> None:
    room.show_error(Path("/data/x"), "It holds no pictures.")
    assert room.error.back_button.words() == "Back to copied colours"
    qtbot.mouseClick(room.error.back_button, LEFT)
    assert page.isVisible()
    assert page.grid.count() == 36


def test_a_failed_sample_is_tried_again_as_the_sample(qtbot: QtBot, room: DataRoom) -> None:
    room.show_error(Path(), "The sample cannot be written.")
    assert room.error.header.title() == "Handwritten digits"
    with qtbot.waitSignal(room.sample_wanted):
        qtbot.mouseClick(room.error.panel.retry_button, LEFT)


# The dataset ---------------------------------------------------------------------------------------------------


def test_the_header_says_what_was_read(qtbot: QtBot, room: DataRoom, page: DatasetPage) -> None:
    assert page.header.title() == "copied colours"
    assert "36 pictures in 3 classes" in page.header.facts()
    assert page.header.facts().endswith("read in 0.2 s")
    with qtbot.waitSignal(room.model_wanted):
        qtbot.mouseClick(page.model_button, LEFT)


def test_a_class_a_part_and_a_name_filter(qtbot: QtBot, page: DatasetPage) -> None:
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


def test_the_keyboard_walks_the_classes(qtbot: QtBot, page: DatasetPage) -> None:
    page.classes.list.setFocus()
    qtbot.keyClick(page.classes.list, Qt.Key.Key_Down)
    assert {name.split("/")[0] for name in names_shown(page)} == {"blue"}
    qtbot.keyClick(page.classes.list, Qt.Key.Key_End)
    assert {name.split("/")[0] for name in names_shown(page)} == {"red"}


def test_all_classes_are_on_the_first_screen(page: DatasetPage) -> None:
    assert [name.split("/")[0] for name in names_shown(page)[:6]] == ["blue", "green", "red"] * 2


def test_parts_that_are_empty_are_not_offered(room: DataRoom, page: DatasetPage) -> None:
    assert not page.parts.button("test").isVisible()
    room.show_dataset(made({"a": (3, 2, 1), "b": (3, 2, 1)}), 0.1)
    assert page.parts.button("test").isVisible()


def test_pictures_load_as_they_are_seen_and_a_broken_one_says_so(
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
    assert page.grid._tip_of(1) == "green/green 0.png"
    tile = page.grid.tile_rect(1)
    shade = page.grid.grab().toImage().pixelColor(tile.center() + page.grid.viewport().pos())
    assert shade.green() > shade.red() + 60


def test_only_what_shows_is_asked_for(qtbot: QtBot, room: DataRoom, monkeypatch: pytest.MonkeyPatch) -> None:
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


def test_a_picture_is_shown_larger_and_the_next(qtbot: QtBot, page: DatasetPage) -> None:
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


def test_a_double_click_opens_and_a_broken_picture_says_why(
    qtbot: QtBot, page: DatasetPage, copied_colours: Path
) -> None:
    (copied_colours / "blue" / "blue 0.png").write_bytes(b"")
    where = page.grid.tile_rect(0).center()
    qtbot.mouseClick(page.grid.viewport(), LEFT, pos=where)
    qtbot.mouseDClick(page.grid.viewport(), LEFT, pos=where)
    qtbot.waitUntil(lambda: page.preview.problem() != "", timeout=WAIT)
    assert page.preview.problem() == "The file is empty."
    assert page.preview.image() is None


def test_the_menu_of_a_picture(
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


def test_the_size_of_the_tiles(qtbot: QtBot, room: DataRoom, page: DatasetPage) -> None:
    before = page.grid.tile_rect(0).width()
    page.tile_size.setValue(300)
    assert before < page.grid.tile_rect(0).width() <= 300
    page.tile_size.setValue(140)
    assert page.grid.tile_rect(0).width() <= 140
    room.resize(968, 532)
    columns = sum(page.grid.tile_rect(number).top() == 0 for number in range(12))
    assert columns == 4


# Classes, split, notices ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        ({"ants": (123, 70, 0), "bees": (121, 83, 0)}, "Balanced: 48.6 % and 51.4 %"),
        ({"a": (10, 0, 0), "b": (90, 0, 0)}, "Uneven: 10.0 % and 90.0 %. Class weights, in Train, make up for it."),
        ({"a": (4, 0, 0), "b": (4, 0, 0), "c": (4, 0, 0)}, "Balanced: 4 pictures in each class"),
        ({"a": (4, 0, 0), "b": (5, 0, 0), "c": (6, 0, 0)}, "Balanced: 4 to 6 pictures in a class"),
        (
            {"rare": (1, 0, 0), "b": (500, 0, 0), "common": (1200, 0, 0)},
            "Uneven: from 1 (rare) to 1,200 (common) pictures in a class. Class weights, in Train, make up for it.",
        ),
    ],
)
def test_balance_in_words(room: DataRoom, counts: dict[str, tuple[int, int, int]], sentence: str) -> None:
    room.show_dataset(made(counts), 0.1)
    assert room.dataset_page.classes.balance() == sentence


def test_folder_split_is_shown_and_can_be_changed_and_changed_back(qtbot: QtBot, room: DataRoom) -> None:
    dataset = made({"ants": (123, 70, 0), "bees": (121, 83, 0)})
    room.show_dataset(dataset, 0.1)
    split = room.dataset_page.split
    assert split.sentence() == "As the folder brings it: train and val."
    assert split.figures("train") == ("244", "61.5 %")
    assert split.figures("validation") == ("153", "38.5 %")
    assert split.figures("test") == ("", "none")
    qtbot.mouseClick(split.change_button, LEFT)
    assert not split.percent.isVisible()
    with qtbot.waitSignal(room.edit_wanted) as wanted:
        qtbot.mouseClick(split.seed_button, LEFT)
    assert wanted.args == [SplitBySeed(0.2, 0)]
    room.show_dataset(dataset.with_edit(SplitBySeed(0.2, 0)), 0.1)
    assert split.sentence() == "Split off by the program: 20 % for validation, seed 0."
    assert split.percent.isVisible()
    assert not split.seed_button.isVisible()
    with qtbot.waitSignal(room.edit_wanted) as wanted:
        qtbot.mouseClick(split.folder_button, LEFT)
    assert wanted.args == [FolderSplit()]
    room.show_dataset(dataset.with_edit(SplitBySeed(0.2, 0)).with_edit(FolderSplit()), 0.1)
    assert split.sentence() == "As the folder brings it: train and val."
    assert not split.folder_button.isVisible()


def test_split_by_seed_can_be_changed(qtbot: QtBot, room: DataRoom, page: DatasetPage) -> None:
    split = page.split
    assert split.sentence() == "Split off by the program: 20 % for validation, seed 0."
    assert not split.percent.isVisible()
    qtbot.mouseClick(split.change_button, LEFT)
    assert split.percent.isVisible()
    assert not split.folder_button.isVisible()
    qtbot.mouseClick(page.parts.button("validation"), LEFT)
    split.seed.setFocus()
    split.seed.selectAll()
    with qtbot.waitSignal(room.edit_wanted) as wanted:
        qtbot.keyClicks(split.seed, "7")
        qtbot.keyClick(split.seed, Qt.Key.Key_Return)
    assert wanted.args == [SplitBySeed(0.2, 7)]
    assert page._dataset is not None
    room.show_dataset(page._dataset.with_edit(SplitBySeed(0.5, 7)), 0.2)
    assert split.sentence() == "Split off by the program: 50 % for validation, seed 7."
    assert split.figures("validation") == ("18", "50.0 %")
    assert page.parts.current() == "validation"  # the filter stays
    assert page.shown() == "18 of 36"
    with qtbot.assertNotEmitted(room.edit_wanted):
        qtbot.keyClick(split.seed, Qt.Key.Key_Return)


def test_undo_is_offered_for_edits_of_a_person_only(qtbot: QtBot, room: DataRoom, page: DatasetPage) -> None:
    undo = page.split.undo_button
    assert not undo.isVisible()
    with qtbot.assertNotEmitted(room.undo_wanted):
        qtbot.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert page._dataset is not None
    room.show_dataset(page._dataset.with_edit(SplitBySeed(0.5, 7)), 0.2)
    assert undo.isVisible()
    assert undo.toolTip() == "Undo: Split 50 % off for validation, seed 7"
    with qtbot.waitSignal(room.undo_wanted):
        qtbot.mouseClick(undo, LEFT)
    with qtbot.waitSignal(room.undo_wanted):
        qtbot.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    room.show_dataset(page._dataset.without_last_edit(), 0.2)
    assert not undo.isVisible()


def test_another_split_keeps_the_current_picture(room: DataRoom, page: DatasetPage) -> None:
    page.grid.set_current(20)
    picture = page.grid.current_picture()
    assert page._dataset is not None
    room.show_dataset(page._dataset.with_edit(SplitBySeed(0.4, 3)), 0.2)
    assert page.grid.current_picture() == picture


def test_another_dataset_begins_without_filters(qtbot: QtBot, room: DataRoom, page: DatasetPage, colours: Path) -> None:
    qtbot.keyClicks(page.search, "red")
    qtbot.mouseClick(page.parts.button("train"), LEFT)
    room.show_dataset(scan(colours), 0.2)
    assert (page.search.text(), page.parts.current(), page.shown(), page.grid.count()) == ("", "all", "", 36)


def test_findings_fold_and_unfold(qtbot: QtBot, room: DataRoom) -> None:
    counts = {"a": (3, 2, 0), "b": (3, 2, 0)}
    room.show_dataset(made(counts), 0.1)
    findings = room.dataset_page.findings
    assert not findings.isVisible()
    said = [f"{number} files were left out: <b>x</b>." for number in range(4)]
    found = tuple(Finding(FindingKind.OTHER, Message.from_record(text)) for text in said)
    room.show_dataset(made(counts, found), 0.1)
    assert findings.shown() == said[:2]
    assert findings.fold_button.words() == "Show all 4"
    qtbot.mouseClick(findings.fold_button, LEFT)
    assert findings.shown() == said
    qtbot.mouseClick(findings.fold_button, LEFT)
    room.resize(1024, 640)
    qtbot.waitUntil(lambda: findings.shown() == ["4 findings about this folder"])


def test_names_cannot_disguise_themselves(room: DataRoom) -> None:
    name = "a\u202egnp.exe"
    room.show_dataset(made({name: (3, 1, 0), "<i>b</i>": (3, 1, 0)}), 0.1)
    model = room.dataset_page.classes.list.model()
    shown = [model.data(model.index(row, 0)) for row in range(3)]
    assert shown == ["All pictures", "a�gnp.exe", "<i>b</i>"]
    assert "\u202e" not in room.dataset_page.grid._tip_of(0)


def test_both_themes_paint_every_page(room: DataRoom, page: DatasetPage, qapp: QApplication) -> None:
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


# Words and filter ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("then", "words"),
    [
        (datetime.datetime(2026, 3, 2, 0, 5), "today"),
        (datetime.datetime(2026, 3, 1, 23, 59), "yesterday"),
        (datetime.datetime(2026, 2, 28, 23, 59), "28 February"),
        (datetime.datetime(2025, 12, 31), "31 December 2025"),
        (datetime.datetime(2026, 3, 3), "3 March"),
    ],
)
def test_when(then: datetime.datetime, words: str) -> None:
    assert data_words.when(then.timestamp(), datetime.datetime(2026, 3, 2, 12, 0)) == words


def test_a_damaged_time_is_left_out() -> None:
    assert data_words.when(float("nan"), datetime.datetime(2026, 3, 2)) == ""
    assert data_words.when(1e300, datetime.datetime(2026, 3, 2)) == ""


def test_positions_and_pictures_agree() -> None:
    chosen = Filter(made({"a": (5, 2, 0), "b": (1, 3, 0), "c": (2, 2, 2)}))
    assert sorted(chosen.picture(position) for position in range(len(chosen))) == list(range(17))
    assert all(chosen.position(chosen.picture(position)) == position for position in range(len(chosen)))
    chosen.choose(label=1, part="validation", words=" 2.PNG ")
    assert len(chosen) == 1
    assert chosen.position(chosen.picture(0)) == 0
    assert sum(chosen.position(picture) >= 0 for picture in range(17)) == 1


def test_the_digits_on_the_welcome_are_those_of_the_sample() -> None:
    images, digits = sample._digits()
    assert list(digits[:10]) == list(range(10))
    shown = sample.sample_digits()
    assert shown.shape == (10, 32, 32)
    assert shown.dtype == images.dtype
    # Bicubic enlarging keeps where it is bright: each resembles its own scan more than any other.
    small = shown.reshape(10, 8, 4, 8, 4).mean(axis=(2, 4)).reshape(10, -1)
    distance = abs(small[:, None] - images[:10].reshape(10, -1).astype(float)[None]).sum(axis=2)
    assert list(distance.argmin(axis=1)) == list(range(10))
