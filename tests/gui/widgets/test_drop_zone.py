"""Where files are dropped."""

from pytestqt.qtbot import QtBot

from resnet_studio.gui.widgets.drop_zone import DropZone


def test_drop_zone_is_highlighted_while_active(qtbot: QtBot) -> None:
    zone = DropZone()
    qtbot.addWidget(zone)
    zone.resize(80, 40)
    before = zone.grab().toImage()
    zone.set_active(True)
    assert zone.is_active()
    assert zone.grab().toImage() != before
    assert not zone.acceptDrops()  # what is dropped here is the window's
