"""pytest-qt's robot, as patient as a busy computer needs, and with windows as the program has them."""

from typing import Any

import pytest
from pytestqt.qtbot import QtBot

_PATIENCE_MS = 60_000
for _wait in (QtBot.waitUntil, QtBot.waitSignal, QtBot.waitSignals, QtBot.waitExposed, QtBot.waitActive):
    _wait.__kwdefaults__["timeout"] = _PATIENCE_MS  # 5 s otherwise, which two processes on one slow core can exceed


class Bot(QtBot):
    """Gives each window that it is to close the style sheet, which the application has none of, as in the program.

    Under one of the application, Qt would style a widget each time that it, or what it is in, gets another parent.
    """

    def addWidget(self, widget: Any, **more: Any) -> None:
        super().addWidget(widget, **more)
        from resnet_studio.gui.theme.manager import theme

        if widget.isWindow() and not widget.styleSheet():
            theme().dress(widget)


@pytest.fixture
def qtbot(qapp: object, request: pytest.FixtureRequest) -> QtBot:
    return Bot(request)
