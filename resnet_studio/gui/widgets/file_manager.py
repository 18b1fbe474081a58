"""Showing files and folders in the system's file manager."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QDir, QProcess, QUrl
from PySide6.QtGui import QDesktopServices

from resnet_studio.core.basics import files


def open_folder(folder: Path) -> bool:
    """Open a folder; False if the system has no program for it, or the folder is gone."""
    return files.is_dir(folder) and QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def show_in_folder(path: Path) -> bool:
    """Open the folder of a file, with the file selected where the system can; False if nothing could be opened."""
    if sys.platform == "win32":
        return _start("explorer", ["/select,", QDir.toNativeSeparators(str(path))])
    if sys.platform == "darwin":
        return _start("open", ["-R", str(path)])
    return open_folder(path.parent)


def _start(program: str, arguments: list[str]) -> bool:
    started = QProcess.startDetached(program, arguments)
    return bool(started[0] if isinstance(started, tuple) else started)
