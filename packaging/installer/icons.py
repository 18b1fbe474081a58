"""The program's icon in the sizes and formats of each system, drawn from `assets/icon.svg`.

Run with the Python of the shell's environment, which has Qt and Pillow: `icons.py SVG FOLDER`.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

SIDES = (16, 22, 24, 32, 48, 64, 128, 256, 512)


def main(drawing: Path, folder: Path) -> None:
    """Write the pictures into a folder: `16.png` to `512.png`, an `.ico` for Windows and an `.icns` for macOS."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PIL import Image
    from PySide6.QtCore import QRectF, Qt
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    folder.mkdir(parents=True, exist_ok=True)
    renderer = QSvgRenderer(str(drawing))
    if not renderer.isValid():
        sys.exit(f"{drawing} is not a drawing that Qt can read")
    for side in (*SIDES, 1024):
        picture = QImage(side, side, QImage.Format.Format_ARGB32)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        renderer.render(painter, QRectF(0, 0, side, side))
        painter.end()
        picture.save(str(folder / f"{side}.png"))
    with Image.open(folder / "1024.png") as large:
        large.save(folder / "resnet-studio.ico", sizes=[(side, side) for side in SIDES if side <= 256])
        large.save(folder / "resnet-studio.icns")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
