"""A person at the window, from its start to its end."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from tests.end_to_end.person import Person


@pytest.fixture
def person(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Person]:
    monkeypatch.setattr("resnet_studio.gui.shell.closing.ask_to_close", lambda _: True)
    one = Person(qtbot)
    yield one
    one.window.close()
    assert not one.window.worker.isRunning()
    one.window.deleteLater()
