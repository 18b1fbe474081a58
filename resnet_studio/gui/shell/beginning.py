"""What rail and status bar show at the first paint, before anything is there that knows more.

`Readouts` says the same until something is opened, so that nothing changes when it takes over.
"""

from typing import Final

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
