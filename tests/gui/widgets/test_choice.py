"""Segmented switches and radio rows: keyboard, silence of set_current, unavailable options."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from resnet_studio.gui.theme.manager import install
from resnet_studio.gui.widgets.choice import RadioList, Segmented
from tests.gui.widgets.shown import shown


@pytest.fixture(autouse=True)
def look(qapp: QApplication) -> None:
    install(qapp).choose("light")


def test_segmented_switch_is_one_tab_stop_with_arrow_keys(qtbot: QtBot) -> None:
    switch = shown(qtbot, Segmented([("all", "All"), ("train", "Train"), ("val", "Validation", "star")]))
    stops = [key for key in ("all", "train", "val") if switch.button(key).focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert stops == ["all"]
    switch.button("all").setFocus()
    with qtbot.waitSignal(switch.changed) as emitted:
        qtbot.keyClick(switch.button("all"), Qt.Key.Key_Right)
    assert emitted.args == ["train"]
    assert switch.current() == "train"
    with qtbot.waitSignal(switch.changed) as emitted:
        qtbot.mouseClick(switch.button("val"), Qt.MouseButton.LeftButton)
    assert emitted.args == ["val"]


def test_set_current_emits_nothing_and_rejects_unknown_key(qtbot: QtBot) -> None:
    switch = Segmented([("a", "A"), ("b", "B")])
    qtbot.addWidget(switch)
    with qtbot.assertNotEmitted(switch.changed):
        switch.set_current("b")
    assert switch.current() == "b"
    with pytest.raises(KeyError):
        switch.set_current("c")


def test_unavailable_option_shows_reason_and_ignores_clicks(qtbot: QtBot) -> None:
    rows = shown(qtbot, RadioList([("imagenet", "ImageNet", ""), ("file", "A file…", ".pth")]))
    rows.set_available("file", False, "Not for this depth")
    qtbot.mouseClick(rows.button("file"), Qt.MouseButton.LeftButton)
    assert rows.current() == "imagenet"
    assert rows.button("file").toolTip() == "Not for this depth"


def test_radio_row_includes_hint_in_accessible_name(qtbot: QtBot) -> None:
    rows = RadioList([("imagenet", "ImageNet", "")])
    qtbot.addWidget(rows)
    rows.set_hint("imagenet", "on this computer", "check")
    assert rows.button("imagenet").accessibleName() == "ImageNet, on this computer"
    rows.resize(320, 32)
    assert not rows.grab().isNull()
