"""The charts' import, which makes classes of Qt's known."""

import importlib
import sys
import threading

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from resnet_studio.gui.rooms.train import live


def test_charts_are_imported_in_the_windows_thread(
    qtbot: QtBot, qapp: QObject, monkeypatch: pytest.MonkeyPatch
) -> None:
    imported: list[tuple[str, threading.Thread]] = []
    monkeypatch.delitem(sys.modules, live._CHARTS, raising=False)
    monkeypatch.setattr(importlib, "import_module", lambda name: imported.append((name, threading.current_thread())))
    live.import_charts_soon(qapp)
    qtbot.waitUntil(lambda: bool(imported))
    assert imported == [(live._CHARTS, threading.main_thread())]
