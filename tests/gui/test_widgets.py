"""The widgets of the house do by mouse and keyboard what they promise, and show text letter by letter."""

from __future__ import annotations

from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter
from PySide6.QtWidgets import QApplication, QButtonGroup, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from resnet_studio.gui.shell.rail import Rail
from resnet_studio.gui.shell.status_bar import StatusBar
from resnet_studio.gui.theme.manager import install
from resnet_studio.gui.theme.tokens import LIGHT
from resnet_studio.gui.widgets.button import Button, IconButton
from resnet_studio.gui.widgets.card import SelectableCard
from resnet_studio.gui.widgets.choice import RadioList, Segmented, one_tab_stop
from resnet_studio.gui.widgets.feedback import DropZone, EmptyState, ErrorPanel, NoticeBar
from resnet_studio.gui.widgets.fields import FieldRow, Foldout, SearchField, whole_number
from resnet_studio.gui.widgets.figures import Bar, ProgressSegments, Share, SplitBar, StatBlock
from resnet_studio.gui.widgets.pictures import TileGrid, flow, paint_picture
from resnet_studio.gui.widgets.room import RoomPage
from resnet_studio.gui.widgets.text import ElidedLabel, Label, plain_tip

Widget = TypeVar("Widget", bound=QWidget)
MARKUP = "<b>ants</b> & <img src=x>"


@pytest.fixture(autouse=True)
def look(qapp: QApplication) -> None:
    install(qapp).choose("light")


def shown(qtbot: QtBot, widget: Widget) -> Widget:
    qtbot.addWidget(widget)
    with qtbot.waitActive(widget):
        widget.show()
        widget.activateWindow()
    return widget


def pixel(widget: QWidget, x: int, y: int) -> str:
    return widget.grab().toImage().pixelColor(x, y).name()


# Text


def test_markup_in_text_is_shown_letter_by_letter(qtbot: QtBot) -> None:
    label = Label(MARKUP)
    qtbot.addWidget(label)
    assert label.textFormat() == Qt.TextFormat.PlainText
    assert label.sizeHint().width() >= label.fontMetrics().horizontalAdvance(MARKUP)


def test_a_tooltip_shows_markup_letter_by_letter() -> None:
    assert "&lt;b&gt;ants" in plain_tip(MARKUP)
    assert plain_tip("ants & bees.jpg") == "ants & bees.jpg"


def test_a_long_name_elides_in_the_middle_and_tells_all_in_its_tooltip(qtbot: QtBot) -> None:
    label = ElidedLabel("252537927_some_long_name_a516d.jpg")
    label.resize(120, 20)
    shown(qtbot, label)
    assert label.shown().startswith("2525")
    assert label.shown().endswith(".jpg")
    assert "…" in label.shown()
    assert label.toolTip() == label.text()
    label.resize(900, 20)
    assert label.shown() == label.text()
    assert label.toolTip() == ""


def test_a_tone_changes_the_colour(qtbot: QtBot) -> None:
    label = Label("mmmm", 28, 600)
    qtbot.addWidget(label)
    label.set_tone("wrong")
    image = label.grab().toImage()
    colours = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
    assert LIGHT.wrong in colours


# Buttons


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_a_button_is_pressed_by_the_keyboard(qtbot: QtBot, key: Qt.Key) -> None:
    for button in (Button("Start", "main"), IconButton("trash", "Delete")):
        qtbot.addWidget(button)
        with qtbot.waitSignal(button.clicked):
            qtbot.keyClick(button, key)


def test_a_button_shows_an_ampersand_and_says_why_it_is_off(qtbot: QtBot) -> None:
    button = Button("Cats & dogs", tip="Opens them")
    qtbot.addWidget(button)
    assert button.words() == "Cats & dogs"
    assert button.shortcut().isEmpty()
    button.set_available(False, "No dataset yet")
    assert not button.isEnabled()
    assert button.toolTip() == "No dataset yet"
    button.set_available(True)
    assert button.toolTip() == "Opens them"


def test_the_main_action_is_filled_and_others_are_not(qtbot: QtBot) -> None:
    main, other = Button("Go", "main"), Button("Go", "action")
    for button in (main, other):
        qtbot.addWidget(button)
        button.resize(button.sizeHint())
    assert (main.height(), other.height()) == (40, 40)
    assert pixel(main, 8, 20) == LIGHT.accent
    assert pixel(other, 8, 20) == LIGHT.surface


# Choices


def test_a_segmented_switch_is_one_tab_stop_and_arrows_choose(qtbot: QtBot) -> None:
    switch = shown(qtbot, Segmented([("all", "All"), ("train", "Train"), ("val", "Validation", "star")]))
    stops = [key for key in ("all", "train", "val") if switch.button(key).focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert stops == ["all"]
    switch.button("all").setFocus()
    with qtbot.waitSignal(switch.changed) as told:
        qtbot.keyClick(switch.button("all"), Qt.Key.Key_Right)
    assert told.args == ["train"]
    assert switch.current() == "train"
    with qtbot.waitSignal(switch.changed) as told:
        qtbot.mouseClick(switch.button("val"), Qt.MouseButton.LeftButton)
    assert told.args == ["val"]


def test_choosing_by_program_is_silent_and_an_unknown_key_is_an_error(qtbot: QtBot) -> None:
    switch = Segmented([("a", "A"), ("b", "B")])
    qtbot.addWidget(switch)
    with qtbot.assertNotEmitted(switch.changed):
        switch.set_current("b")
    assert switch.current() == "b"
    with pytest.raises(KeyError):
        switch.set_current("c")


def test_an_unavailable_option_says_why_and_cannot_be_clicked(qtbot: QtBot) -> None:
    rows = shown(qtbot, RadioList([("imagenet", "ImageNet", ""), ("file", "A file…", ".pth")]))
    rows.set_available("file", False, "Not for this depth")
    qtbot.mouseClick(rows.button("file"), Qt.MouseButton.LeftButton)
    assert rows.current() == "imagenet"
    assert rows.button("file").toolTip() == "Not for this depth"


def test_a_radio_row_reads_out_its_hint(qtbot: QtBot) -> None:
    rows = RadioList([("imagenet", "ImageNet", "")])
    qtbot.addWidget(rows)
    rows.set_hint("imagenet", "on this computer", "check")
    assert rows.button("imagenet").accessibleName() == "ImageNet, on this computer"
    rows.resize(320, 32)
    assert not rows.grab().isNull()


def test_cards_choose_like_radio_buttons(qtbot: QtBot) -> None:
    window = QWidget()
    column = QVBoxLayout(window)
    group = QButtonGroup(window)
    cards = [SelectableCard(name) for name in ("18", "34")]
    for card in cards:
        card.layout_.addWidget(Label("x"))
        column.addWidget(card)
        group.addButton(card)
    cards[0].setChecked(True)
    one_tab_stop(group)
    shown(qtbot, window)
    qtbot.mouseClick(cards[1], Qt.MouseButton.LeftButton)
    assert not cards[0].isChecked()
    assert pixel(cards[1], 0, cards[1].height() // 2) == LIGHT.accent
    assert cards[0].focusPolicy() == Qt.FocusPolicy.ClickFocus
    qtbot.keyClick(cards[1], Qt.Key.Key_Up)
    assert cards[0].isChecked()


# Fields


def test_a_fold_opens_by_keyboard_and_shows_its_value(qtbot: QtBot) -> None:
    fold = Foldout("Optimizer", "AdamW")
    inside = FieldRow("Weight decay", "0.01")
    fold.add(inside)
    shown(qtbot, fold)
    assert not inside.isVisible()
    with qtbot.waitSignal(fold.toggled):
        qtbot.keyClick(fold.children()[1], Qt.Key.Key_Space)
    assert fold.is_open()
    assert inside.isVisible()


def test_a_setting_says_what_is_wrong_with_it(qtbot: QtBot) -> None:
    box = whole_number(1, 100, 12, unit="px")
    row = shown(qtbot, FieldRow("Epochs", control=box))
    assert box.accessibleName() == "Epochs"
    before = row.sizeHint().height()
    row.set_problem("Epochs go from 1 to 100")
    assert row.sizeHint().height() > before
    assert box.property("wrong") is True
    row.set_problem("")
    assert box.property("wrong") is False


def test_number_box_shows_all_digits_and_steps_with_keys(qtbot: QtBot) -> None:
    box = shown(qtbot, whole_number(1, 4096, 1024, unit="px", step=32))
    editor = box.lineEdit()
    assert editor.text() == "1024 px"
    assert editor.width() >= editor.fontMetrics().horizontalAdvance("1024 px")
    qtbot.keyClick(box, Qt.Key.Key_Up)
    assert box.value() == 1056


def test_the_search_field_can_be_cleared(qtbot: QtBot) -> None:
    field = SearchField("Find by file name")
    qtbot.addWidget(field)
    assert not field.actions()
    field.setText("ant")
    (clear,) = field.actions()
    clear.trigger()
    assert field.text() == ""
    assert not field.actions()


# Figures


def test_figure_keeps_its_width_when_a_shorter_one_follows(qtbot: QtBot) -> None:
    block = StatBlock("for 12 epochs", "1 min 24 s")
    qtbot.addWidget(block)
    width = block.sizeHint().width()
    block.set_figure("7 s")
    assert block.figure() == "7 s"
    assert block.sizeHint().width() >= width


def test_the_running_epoch_is_filled_in_part(qtbot: QtBot) -> None:
    bar = ProgressSegments()
    qtbot.addWidget(bar)
    bar.resize(306, 8)
    bar.set_progress(3, 1.5)
    assert [pixel(bar, x, 4) for x in (50, 120, 180, 250)] == [LIGHT.accent, LIGHT.accent, LIGHT.line, LIGHT.line]


def test_progress_of_very_many_epochs_is_one_bar(qtbot: QtBot) -> None:
    bar = ProgressSegments()
    qtbot.addWidget(bar)
    bar.resize(300, 8)
    bar.set_progress(1000, 500)
    assert (pixel(bar, 140, 4), pixel(bar, 160, 4)) == (LIGHT.accent, LIGHT.line)


def test_a_split_bar_shares_its_width_and_leaves_out_nothings(qtbot: QtBot) -> None:
    bar = SplitBar()
    qtbot.addWidget(bar)
    bar.resize(102, 10)
    bar.set_shares([Share(1, "ok", "a"), Share(0, "wrong", "none"), Share(3, "accent", "b")])
    first, second = bar.boxes()
    assert (first.width(), second.left(), second.width()) == (25, 27, 75)
    assert bar.accessibleName() == "a, b"
    assert (pixel(bar, 10, 5), pixel(bar, 60, 5)) == (LIGHT.ok, LIGHT.accent)


def test_an_empty_split_bar_can_be_painted(qtbot: QtBot) -> None:
    bar = SplitBar(20)
    qtbot.addWidget(bar)
    bar.resize(100, 20)
    assert pixel(bar, 50, 10) == LIGHT.line


@pytest.mark.parametrize(("value", "filled"), [(-1.0, 0), (0.0, 0), (0.5, 50), (2.0, 100)])
def test_a_bar_is_filled_to_its_value(qtbot: QtBot, value: float, filled: int) -> None:
    bar = Bar(value, "accent", 10)
    qtbot.addWidget(bar)
    bar.resize(100, 10)
    image = bar.grab().toImage()
    painted = sum(image.pixelColor(x, 5).name() == LIGHT.accent for x in range(100))
    assert painted == pytest.approx(filled, abs=3)


# What a room says


def test_an_error_can_be_read_copied_and_tried_again(qtbot: QtBot) -> None:
    panel = ErrorPanel()
    qtbot.addWidget(panel)
    assert panel.isHidden()
    panel.show_error(f"{MARKUP} stopped.", "Traceback: line 1", retry=True)
    assert panel.sentence() == f"{MARKUP} stopped."
    panel.copy_button.click()
    assert QGuiApplication.clipboard().text() == f"{MARKUP} stopped.\n\nTraceback: line 1"
    panel.details_button.click()
    assert panel.details_button.words() == "Hide details"
    with qtbot.waitSignal(panel.retried):
        panel.retry_button.click()
    panel.clear()
    assert panel.isHidden()


def test_error_panel_action_stands_before_details_and_calls_its_slot(qtbot: QtBot) -> None:
    panel = ErrorPanel()
    qtbot.addWidget(panel)
    clicks: list[int] = []
    button = panel.add_action("Choose the file…", lambda: clicks.append(1), "folder")
    panel.show_error("The weights are missing.", "Traceback", retry=True)
    panel.show()
    panel.layout().activate()
    assert button.x() < panel.details_button.x()
    button.click()
    assert clicks == [1]


def test_an_error_without_details_or_cure_offers_neither(qtbot: QtBot) -> None:
    panel = ErrorPanel()
    qtbot.addWidget(panel)
    panel.show_error("The disk is full.")
    assert panel.details_button.isHidden()
    assert panel.retry_button.isHidden()


def test_a_notice_offers_its_action_and_goes_away(qtbot: QtBot) -> None:
    notice = NoticeBar()
    qtbot.addWidget(notice)
    notice.say("1 picture was left out.", look="warning", action="Undo", dismissible=True)
    assert not notice.isHidden()
    with qtbot.waitSignal(notice.acted):
        notice.button.click()
    with qtbot.waitSignal(notice.dismissed):
        notice.cross.click()
    assert notice.isHidden()


def test_an_empty_room_offers_the_way_out(qtbot: QtBot) -> None:
    empty = EmptyState("No runs yet. Train one first.", "Go to Train", "runs")
    qtbot.addWidget(empty)
    with qtbot.waitSignal(empty.acted):
        empty.button.click()
    empty.set_words("No runs yet.")
    assert empty.button.isHidden()


def test_the_drop_zone_lights_up_when_told(qtbot: QtBot) -> None:
    zone = DropZone()
    qtbot.addWidget(zone)
    zone.resize(80, 40)
    before = zone.grab().toImage()
    zone.set_active(True)
    assert zone.is_active()
    assert zone.grab().toImage() != before
    assert not zone.acceptDrops()  # what is dropped here is the window's


# Pictures


@given(width=st.integers(1, 4000), tile=st.integers(20, 400), gap=st.integers(0, 24))
def test_tiles_fill_the_width_and_are_never_larger_than_asked(width: int, tile: int, gap: int) -> None:
    columns, side = flow(width, tile, gap)
    assert 1 <= side <= tile
    if side > 1:
        taken = columns * side + (columns - 1) * gap
        assert width - columns < taken <= width


def painted(side: int = 60, **looks: bool) -> QImage:
    source = QImage(100, 40, QImage.Format.Format_RGB32)
    source.fill(QColor("#ff0000"))
    inner = QPainter(source)
    inner.fillRect(30, 0, 40, 40, QColor("#00ff00"))
    inner.end()
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    paint_picture(painter, QRect(0, 0, side, side), source, **looks)
    painter.end()
    return image


def test_a_picture_is_cropped_to_its_middle_with_round_corners() -> None:
    image = painted()
    assert image.pixelColor(30, 30).name() == "#00ff00"
    assert image.pixelColor(3, 30).name() == "#00ff00"
    assert image.pixelColor(0, 0).alpha() < 64


def test_a_wrong_picture_has_a_border_and_a_marked_corner() -> None:
    image = painted(wrong=True)
    assert image.pixelColor(1, 30).name() == LIGHT.wrong
    assert image.pixelColor(47, 6).name() == LIGHT.wrong
    assert painted(selected=True).pixelColor(1, 30).name() == LIGHT.accent


@pytest.fixture
def grid(qtbot: QtBot) -> tuple[TileGrid, list[int]]:
    asked: list[int] = []
    made = TileGrid(lambda _painter, _rect, index: asked.append(index), tile=100, caption=20, gap=12, tip=str)
    made.resize(600, 400)
    shown(qtbot, made)
    return made, asked


def test_only_the_tiles_that_show_are_painted(grid: tuple[TileGrid, list[int]], qtbot: QtBot) -> None:
    tiles, asked = grid
    with qtbot.waitSignal(tiles.range_changed) as told:
        tiles.set_count(60_000)
    first, last = told.args
    assert first == 0
    assert 12 < last < 60
    asked.clear()
    tiles.grab()
    assert set(asked) == set(range(first, last))
    tiles.set_current(59_999)
    assert tiles.visible_range()[1] == 60_000


def test_tiles_are_found_where_they_are_painted(grid: tuple[TileGrid, list[int]]) -> None:
    tiles, _ = grid
    tiles.set_count(40)
    for index in (0, 3, 7, 11):
        rect = tiles.tile_rect(index)
        assert tiles.index_at(rect.center()) == index
        assert tiles.index_at(rect.topRight() + QPoint(5, 5)) == -1


def test_tiles_are_reached_by_the_keyboard(grid: tuple[TileGrid, list[int]], qtbot: QtBot) -> None:
    tiles, _ = grid
    tiles.set_count(40)
    columns = next(index for index in range(1, 40) if tiles.tile_rect(index).y() > tiles.tile_rect(0).y())
    for key, expected in [
        (Qt.Key.Key_Right, 0), (Qt.Key.Key_Right, 1), (Qt.Key.Key_Down, 1 + columns), (Qt.Key.Key_End, 39),
        (Qt.Key.Key_Home, 0), (Qt.Key.Key_Left, 0),
    ]:  # fmt: skip
        qtbot.keyClick(tiles, key)
        assert tiles.current() == expected
    with qtbot.waitSignal(tiles.activated) as told:
        qtbot.keyClick(tiles, Qt.Key.Key_Return)
    assert told.args == [0]


def test_a_click_beside_the_tiles_selects_none(grid: tuple[TileGrid, list[int]], qtbot: QtBot) -> None:
    tiles, _ = grid
    tiles.set_count(3)
    qtbot.mouseClick(tiles.viewport(), Qt.MouseButton.LeftButton, pos=tiles.tile_rect(1).center())
    assert tiles.current() == 1
    qtbot.mouseClick(tiles.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(300, 390))
    assert tiles.current() == -1


# The frame of the window


@pytest.mark.parametrize(("width", "name", "margin"), [(1024, "narrow", 16), (1280, "normal", 24), (1920, "wide", 24)])
def test_a_room_knows_how_wide_its_window_is(qtbot: QtBot, width: int, name: str, margin: int) -> None:
    room = RoomPage("Model", "facts", scrolling=True)
    room.set_footer(Label("cost"))
    room.resize(width, 700)
    shown(qtbot, room)
    assert (room.width_class(), room.margin()) == (name, margin)
    assert room.content.contentsMargins().left() == margin
    assert room.header.height() == 64


def test_a_header_elides_its_facts_and_keeps_its_actions(qtbot: QtBot) -> None:
    room = RoomPage("Data")
    room.header.set_facts("/a/very/long/path" * 40)
    room.header.add_action(Button("Choose a model", "main"))
    room.resize(500, 300)
    shown(qtbot, room)
    assert room.width() == 500
    assert room.header.facts() == "/a/very/long/path" * 40


def test_rooms_are_chosen_by_click_shortcut_and_arrow(qtbot: QtBot) -> None:
    rail = shown(qtbot, Rail())
    with qtbot.waitSignal(rail.chosen) as told:
        qtbot.mouseClick(rail.item("model"), Qt.MouseButton.LeftButton)
    assert told.args == ["model"]
    with qtbot.waitSignal(rail.chosen) as told:
        qtbot.keyClick(rail, Qt.Key.Key_5, Qt.KeyboardModifier.ControlModifier)
    assert told.args == ["runs"]
    rail.item("runs").setFocus()
    with qtbot.waitSignal(rail.chosen) as told:
        qtbot.keyClick(rail.item("runs"), Qt.Key.Key_Up)
    assert told.args == ["use"]


def test_showing_a_room_by_program_is_silent(qtbot: QtBot) -> None:
    rail = Rail()
    qtbot.addWidget(rail)
    with qtbot.assertNotEmitted(rail.chosen):
        rail.set_current("train")
    assert rail.current() == "train"


@pytest.mark.parametrize(("window", "width"), [(1024, 56), (1280, 168), (1920, 200)])
def test_the_rail_fits_its_window_and_tells_in_tooltips_what_it_hides(qtbot: QtBot, window: int, width: int) -> None:
    rail = Rail()
    qtbot.addWidget(rail)
    rail.set_state("train", "epoch 9 of 12")
    rail.fit(window)
    assert rail.width() == width
    assert rail.item("train").accessibleName() == "Train, epoch 9 of 12"
    assert ("epoch 9 of 12" in rail.item("train").toolTip()) == (width == 56)


def test_an_item_at_the_bottom_is_no_room(qtbot: QtBot) -> None:
    rail = shown(qtbot, Rail())
    rail.add_bottom("help", "Help", "help")
    rail.fit(1024)
    assert rail.current() == "data"
    assert rail.is_narrow()


def test_the_status_bar_shows_the_job_only_while_there_is_one(qtbot: QtBot) -> None:
    bar = shown(qtbot, StatusBar())
    bar.set_engine("Engine ready", "ok")
    bar.set_device("CPU, 2 cores")
    bar.set_memory("Memory 0.9 of 7.8 GB", 0.12)
    bars = bar.findChildren(Bar)
    bar.set_job("71 %, 24 s left", 0.71)
    assert [one.isVisible() for one in bars] == [True, True]
    bar.set_job("")
    assert [one.isVisible() for one in bars] == [True, False]
    assert bar.engine_text() == "Engine ready"
    with pytest.raises(ValueError, match="purple"):
        bar.set_engine("Engine ready", "purple")
