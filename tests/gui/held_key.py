"""A key that a person holds."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

_NONE = Qt.KeyboardModifier.NoModifier


def hold(widget: QWidget, key: Qt.Key, text: str = "", *, repeats: int = 6) -> None:
    """Hold a key: press it once, let it repeat so often, and release it."""
    for number in range(repeats + 1):
        QTest.simulateEvent(widget, True, key.value, _NONE, text, bool(number), -1)
    QTest.simulateEvent(widget, False, key.value, _NONE, text, False, -1)
