"""The menu entry and the notice that lead to the GPU pack, where there is one for this program."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from resnet_studio.core.basics.errors import StudioError
from resnet_studio.core.basics.message import tr
from resnet_studio.core.installation import graphics_card
from resnet_studio.core.installation.bundled import is_packaged
from resnet_studio.core.installation.gpu_manifest import GpuPack, pack_for_this
from resnet_studio.core.installation.gpu_state import pack_folders
from resnet_studio.core.installation.graphics_card import Card
from resnet_studio.gui.threads.background import Background

if TYPE_CHECKING:
    from resnet_studio.gui.shell.gpu_pack import GpuPackDialog


class GpuPackAction(QAction):
    """Visible in a packaged program on a computer with an NVIDIA card, or where a pack is installed.

    Attributes:
        offered: whether this program is packaged and there is a pack for it.
        in_use: asked before a pack is removed.

    Signals:
        changed(): a pack was installed or removed.
    """

    changed = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(tr("GPU pack…"), window)
        self._window = window
        self.in_use: Callable[[], bool] = lambda: False
        self._dialog: GpuPackDialog | None = None
        self._background = Background(self)
        self.setVisible(False)
        self.triggered.connect(self.open)
        self.offered = is_packaged() and _pack() is not None
        if self.offered:
            self._background.do("card", lambda _: _useful(), self.setVisible, lambda _: None)

    def open(self) -> None:
        """Show the dialog."""
        if self._dialog is None:
            if (pack := _pack(graphics_card.nvidia())) is None:
                return
            from resnet_studio.gui.shell.gpu_pack import GpuPackDialog  # imported here to keep the start-up fast

            self._dialog = GpuPackDialog(pack, self._window, lambda: self.in_use())
            self._dialog.changed.connect(self.changed)
        self._dialog.refresh()
        self._dialog.show()
        self._dialog.raise_()


def _pack(card: Card | None = None) -> GpuPack | None:
    try:
        return pack_for_this(card)
    except StudioError:
        return None


def _useful() -> bool:
    return bool(pack_folders()) or graphics_card.nvidia() is not None
