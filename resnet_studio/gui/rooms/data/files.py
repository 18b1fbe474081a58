"""Showing a file where it lies, in the system's own file manager."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QDir, QProcess, QUrl
from PySide6.QtGui import QDesktopServices


def show_in_folder(path: Path) -> bool:
    """Open the folder of a file, with the file selected where the system can; False if nothing could be opened."""
    if sys.platform == "win32":
        return _started("explorer", ["/select,", QDir.toNativeSeparators(str(path))])
    if sys.platform == "darwin":
        return _started("open", ["-R", str(path)])
    return path.parent.is_dir() and QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))


def _started(program: str, arguments: list[str]) -> bool:
    started = QProcess.startDetached(program, arguments)
    return bool(started[0] if isinstance(started, tuple) else started)
