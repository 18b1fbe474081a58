"""What the clipboard brings to the Use room: files, their paths as text, or a picture without a file."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QGuiApplication, QImage

from resnet_studio.core.basics import files, places
from resnet_studio.core.basics.message import tr
from resnet_studio.gui.threads.background import Background
from resnet_studio.gui.widgets.drop_zone import local_paths
from resnet_studio.gui.widgets.feedback import ErrorPanel, NoticeBar

_LONGEST_TEXT = 100_000
_QUICK = 90  # QImage's PNG "quality": 100 is uncompressed and largest, 0 is the slowest and smallest


def paste(background: Background, ask: Callable[[list[Path]], None], notice: NoticeBar, problem: ErrorPanel) -> None:
    """Ask about what is on the clipboard: files, paths as text, or a picture; or say that there is none."""

    def not_kept(error: Exception) -> None:
        problem.show_error(tr("The pasted picture cannot be kept."), str(error))

    mime = QGuiApplication.clipboard().mimeData()
    paths, image = clipboard_paths(mime), clipboard_picture(mime)
    if paths:
        ask(paths)
    elif image is not None:
        keep_in_background(image, background, lambda path: ask([path]), not_kept)
    else:
        notice.say(tr("There is no picture on the clipboard."), dismissible=True)


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


def keep_in_background(
    image: QImage, background: Background, done: Callable[[Path], None], failed: Callable[[Exception], None]
) -> None:
    """Keep a pasted picture as `keep_picture` does, in a thread."""
    name = f"paste {time.monotonic_ns()}"  # a kind of its own: each pasted picture counts, not only the newest
    background.do(name, lambda _: keep_picture(image), done, failed)


def keep_picture(image: QImage) -> Path:
    """Write a pasted picture into the cache, where the engine can read it, and return its file.

    Raises:
        OSError: it cannot be written.
    """
    folder = places.cache_folder() / "pasted"
    folder.mkdir(parents=True, exist_ok=True)
    path = files.free_name(folder, f"Pasted {datetime.now():%Y-%m-%d %H-%M-%S-%f}.png")
    if not image.save(str(path), quality=_QUICK):
        raise OSError(f"{path} cannot be written")
    return path
