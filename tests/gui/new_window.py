"""A whole window, made quickly."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from unittest.mock import patch

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from resnet_studio.gui.engine.worker import EngineWorker
from resnet_studio.gui.shell import loading
from resnet_studio.gui.shell.window import StudioWindow
from resnet_studio.gui.theme.manager import install

_imported: set[str] = set()


def make_ready(app: QApplication) -> None:
    """Install the theme, and delete windows of earlier tests: to style one more time takes longer than to make it."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    install(app)


def new_window(qtbot: QtBot) -> StudioWindow:
    """The window with all its rooms, shown, as in the program."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    make_ready(app)
    window = StudioWindow()
    window.show()
    qtbot.waitExposed(window)
    with importing_once():
        window.finish_start(None)
    return window


@contextmanager
def window_without_engine(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[StudioWindow]:
    """A new window whose engine is never started, as long as it is wanted."""
    monkeypatch.setattr(EngineWorker, "start", lambda _: None)
    window = new_window(qtbot)
    yield window
    window.leave()
    window.deleteLater()


def importing_once() -> AbstractContextManager[object]:
    """Within this, windows look for what is to be imported once in a process: that takes longer than to make a room."""
    return patch.object(loading, "modules", partial(_modules, loading.modules))


def _modules(usual: Callable[..., Iterator[None]], *packages: str) -> Iterator[None]:
    if not _imported.issuperset(packages):
        yield from usual(*packages)
        _imported.update(packages)
