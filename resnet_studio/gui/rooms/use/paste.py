"""What the clipboard brings to the Use room: files, their paths as text, or a picture without a file."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QGuiApplication, QImage

from resnet_studio.core.basics import places
from resnet_studio.core.basics.message import tr
from resnet_studio.gui.threads.background import Background
from resnet_studio.gui.widgets.clipboard import clipboard_paths, clipboard_picture, keep_picture
from resnet_studio.gui.widgets.feedback import ErrorPanel, NoticeBar


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


def keep_in_background(
    image: QImage,
    background: Background,
    done: Callable[[Path], None],
    failed: Callable[[Exception], None],
    name: str = "Pasted",
) -> None:
    """Keep a picture without a file in the cache, where the engine can read it; written in a thread."""
    kind = f"keep {time.monotonic_ns()}"  # a kind of its own: each picture counts, not only the newest
    background.do(kind, lambda _: keep_picture(image, places.cache_folder() / "pasted", name), done, failed)
