"""What is on the clipboard: files, their paths as text, or a picture without a file."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QImage

from resnet_studio.core.basics import files
from resnet_studio.gui.widgets.drop_zone import local_paths

_LONGEST_TEXT = 100_000
_QUICK = 90  # QImage's PNG "quality": 100 is uncompressed and largest, 0 is the slowest and smallest


def clipboard_paths(mime: QMimeData) -> list[Path]:
    """Return the files and folders on a clipboard, in order; empty where it holds none."""
    paths = local_paths(mime)
    if paths or not mime.hasText() or len(mime.text()) > _LONGEST_TEXT:
        return paths
    return [path for line in mime.text().splitlines() if (path := _as_path(line.strip())) is not None]


def _as_path(line: str) -> Path | None:
    """The file that a line of text names: a path, quoted as by Windows' "Copy as path", or a file: address."""
    line = line.strip('"')
    path = Path(QUrl(line).toLocalFile()) if line.startswith("file:") else Path(line)
    try:
        return path if path.is_absolute() and path.exists() else None
    except (OSError, ValueError):
        return None


def clipboard_picture(mime: QMimeData) -> QImage | None:
    """Return the picture on a clipboard, as a screenshot is, or None."""
    image = mime.imageData() if mime.hasImage() else None
    return image if isinstance(image, QImage) and not image.isNull() else None


def keep_picture(image: QImage, folder: Path, name: str = "Pasted") -> Path:
    """Write a picture without a file into a folder, and return its file, whose name begins with `name`.

    Raises:
        OSError: it cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = files.free_name(folder, f"{name} {datetime.now():%Y-%m-%d %H-%M-%S-%f}", ".png")
    if not image.save(str(path), quality=_QUICK):
        raise OSError(f"{path} cannot be written")
    return path
