"""The switch: turned by mouse and keys, and painted as it stands."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from resnet_studio.gui.theme.palette import palette
from resnet_studio.gui.widgets.switch import Switch


def test_switch_is_turned_by_click_space_and_enter(qtbot: QtBot) -> None:
    switch = Switch("Show where it looked")
    qtbot.addWidget(switch)
    switch.show()
    turned: list[bool] = []
    switch.toggled.connect(turned.append)
    qtbot.mouseClick(switch, Qt.MouseButton.LeftButton)
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Return):
        qtbot.keyClick(switch, key)
    assert turned == [True, False, True]
    assert switch.accessibleName() == switch.words() == "Show where it looked"


def test_switch_shows_whether_it_is_on(qtbot: QtBot) -> None:
    switch = Switch("On")
    qtbot.addWidget(switch)
    switch.resize(switch.sizeHint())
    track = switch.focus_rect()
    left, right = track.left() + 8, track.right() - 8
    off = switch.grab().toImage()
    assert [off.pixelColor(x, track.center().y()).name() for x in (left, right)] == [palette().surface, palette().text3]
    switch.setChecked(True)
    on = switch.grab().toImage()
    found = [on.pixelColor(x, track.center().y()).name() for x in (left, right)]
    assert found == [palette().accent, palette().on_accent]
