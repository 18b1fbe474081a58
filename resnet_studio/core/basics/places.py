"""Folders of this program on this computer: runs, cache, data, logs, settings."""

import os
from pathlib import Path

import platformdirs

APP = "ResNet Studio"


def _home() -> Path | None:
    """`RESNET_STUDIO_HOME`, which replaces all folders below; portable installations and tests set it."""
    home = os.environ.get("RESNET_STUDIO_HOME")
    return Path(home) if home else None


def runs_folder() -> Path:
    """Where new runs are written: among the user's documents, because runs belong to the user."""
    home = _home()
    return home / "runs" if home else platformdirs.user_documents_path() / APP / "runs"


def cache_folder() -> Path:
    """Files that can be deleted at any time and are then created again."""
    home = _home()
    return home / "cache" if home else platformdirs.user_cache_path(APP, appauthor=False)


def data_folder() -> Path:
    """Files that the program keeps and cannot recreate."""
    home = _home()
    return home / "data" if home else platformdirs.user_data_path(APP, appauthor=False)


def sample_folder() -> Path:
    """The bundled sample dataset, written as picture files on first use."""
    return data_folder() / "Handwritten digits"  # not a text: the name of a folder


def log_folder() -> Path:
    """Log files of the window and the engine."""
    home = _home()
    return home / "logs" if home else platformdirs.user_log_path(APP, appauthor=False)


def settings_file() -> Path:
    """The window's own settings: size, recent folders, theme."""
    home = _home()
    folder = home / "settings" if home else platformdirs.user_config_path(APP, appauthor=False)
    return folder / "window.ini"
