"""The menu entry that puts the program into the desktop's menu."""

import pytest
from PySide6.QtWidgets import QMenu, QMessageBox
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.message import message
from resnet_studio.core.installation import desktop
from resnet_studio.gui.shell.desktop_action import DesktopAction
from resnet_studio.gui.shell.window import StudioWindow


@pytest.fixture
def entry(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Holds one item while the program is in the menu."""
    there: list[str] = []
    monkeypatch.setattr(desktop, "why_not", lambda: None)
    monkeypatch.setattr(desktop, "is_added", lambda: bool(there))
    monkeypatch.setattr(desktop, "add", lambda _: there.append("entry"))
    monkeypatch.setattr(desktop, "remove", there.clear)
    return there


def test_program_is_added_and_removed_from_the_settings_menu(
    entry: list[str], window: StudioWindow, qtbot: QtBot
) -> None:
    menu = next(menu for menu in window.findChildren(QMenu) if menu.title() == "Settings")
    action = next(action for action in menu.actions() if isinstance(action, DesktopAction))
    for text, said, there in (
        ("Add to the menu of applications", "ResNet Studio is in the menu of applications.", ["entry"]),
        ("Remove from the menu of applications", "ResNet Studio is no longer in the menu of applications.", []),
    ):
        menu.aboutToShow.emit()
        assert action.text() == text
        action.trigger()
        qtbot.waitUntil(lambda said=said: said in [box.text() for box in window.findChildren(QMessageBox)])
        assert entry == there
        for box in window.findChildren(QMessageBox):
            box.close()


def test_failure_is_said(entry: list[str], window: StudioWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> None:
        raise PermissionError(13, "Permission denied", "/home/share")

    monkeypatch.setattr(desktop, "add", fail)
    action = next(iter(window.findChildren(DesktopAction)))
    action.refresh()
    action.trigger()
    qtbot.waitUntil(lambda: bool(window.findChildren(QMessageBox)))
    (box,) = window.findChildren(QMessageBox)
    assert "Permission denied" in box.informativeText()
    box.close()


def test_package_offers_nothing(window: StudioWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desktop, "why_not", lambda: message("It is a package."))
    assert not DesktopAction(window).isVisible()
