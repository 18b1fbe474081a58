"""Waiting for what a control says of an act."""

from collections.abc import Callable

from pytestqt.qtbot import QtBot

from resnet_studio.gui.work.copying import Copying, Said
from resnet_studio.gui.work.receiving import Receiving


def until_said(control: Copying | Receiving, qtbot: QtBot, act: Callable[[], object]) -> Said:
    """What the control says after the act."""
    with qtbot.waitSignal(control.said, timeout=20_000) as waited:
        act()
    assert waited.args is not None
    found: Said = waited.args[0]
    return found
