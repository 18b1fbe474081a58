"""The application's icon as a file for Windows, whose menus take no SVG."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from PIL import Image
from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QImage, QPainter

from resnet_studio.core.basics import places
from resnet_studio.core.installation.application_icon import APPLICATION_SVG

_SIDES: Final = (256, 128, 64, 48, 32, 24, 16)


def windows_icon() -> Path | None:
    """Write the icon among the program's data, and return its file; None on other systems.

    Raises:
        OSError: it cannot be written.
    """
    if sys.platform != "win32":
        return None
    return write_icon(places.data_folder() / "ResNet Studio.ico")  # not a text


def write_icon(file: Path) -> Path:
    """Write the icon in all sizes that Windows shows. Raises OSError."""
    from PySide6.QtSvg import QSvgRenderer

    renderer = QSvgRenderer(QByteArray(APPLICATION_SVG.encode()))
    drawn = []
    for side in _SIDES:
        image = QImage(side, side, QImage.Format.Format_RGBA8888)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        renderer.render(painter)
        painter.end()
        drawn.append(Image.frombytes("RGBA", (side, side), bytes(image.constBits())))
    file.parent.mkdir(parents=True, exist_ok=True)
    drawn[0].save(file, "ICO", sizes=[(side, side) for side in _SIDES], append_images=drawn[1:])
    return file
