"""The window from its first paint until all is there: what rail and status bar show, and what a person already does.

`Readouts` says the same until something is opened, so that nothing changes when it takes over.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from PySide6.QtCore import SignalInstance

from resnet_studio.core.basics.message import message, show, tr
from resnet_studio.gui.shell.rail import Rail
from resnet_studio.gui.shell.status_bar import StatusBar

_STATES: Final = {
    "data": message("no dataset yet"),
    "train": message("not started"),
    "results": message("no run yet"),
    "use": message("no model yet"),
}
_USUAL_DEPTH: Final = 18


def show_in(rail: Rail, status: StatusBar) -> None:
    """Show where a window stands that has just opened."""
    for room, state in _STATES.items():
        rail.set_state(room, show(state))
    rail.set_state("model", f"ResNet-{_USUAL_DEPTH}")
    status.set_engine(tr("Engine starting"), "busy")
    for key, name, icon in (
        ("open", tr("Open"), "folder"),
        ("settings", tr("Settings"), "settings"),
        ("help", tr("Help"), "help"),
    ):
        rail.add_bottom(key, name, icon)


class Early:
    """Keeps what a person does before anything can act on it: signals, which `replay` emits again in their order."""

    def __init__(self, *signals: SignalInstance) -> None:
        self._done: list[Callable[[], object]] = []
        self._signals = [(signal, partial(self._keep, signal)) for signal in signals]
        for signal, keep in self._signals:
            signal.connect(keep)

    def _keep(self, signal: SignalInstance, *values: Any) -> None:
        self._done.append(partial(signal.emit, *values))

    def replay(self) -> None:
        """Emit them all again, now that other objects are connected, and keep no more."""
        for signal, keep in self._signals:
            signal.disconnect(keep)
        for emit in self._done:
            emit()
        self._done.clear()
