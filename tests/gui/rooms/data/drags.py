"""Drags that begin, without a system to drop them in."""

import pytest
from PySide6.QtCore import Qt

from resnet_studio.gui.rooms.data.select_grid import SelectGrid


def begun_drags(grid: SelectGrid, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What is dragged from a grid from now on: the paths of each drag that begins."""
    begun: list[list[str]] = []

    class Drag:
        def exec(self, _action: Qt.DropAction) -> None:
            begun.append(grid.targets())

    monkeypatch.setattr(grid, "drag", Drag)
    return begun
