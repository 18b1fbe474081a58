"""Folders of this program on this computer: runs, cache, data, logs, settings."""

import os
from contextlib import suppress
from pathlib import Path

import platformdirs

from resnet_studio.core.basics.message import Message, message

APP = "ResNet Studio"


HOME_VARIABLE = "RESNET_STUDIO_HOME"


def _home() -> Path | None:
    """`RESNET_STUDIO_HOME`, which replaces all folders below; portable installations and tests set it."""
    home = os.environ.get(HOME_VARIABLE)
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


def links_folder() -> Path:
    """Folders with links to folders that are not beside each other and are one dataset."""
    return data_folder().absolute() / "together"


def is_together(root: Path) -> bool:
    """Whether a dataset's folder is one with such links, which no person should have to know."""
    return root.is_relative_to(links_folder())


def log_folder() -> Path:
    """Log files of the window and the engine."""
    home = _home()
    return home / "logs" if home else platformdirs.user_log_path(APP, appauthor=False)


def settings_file() -> Path:
    """The window's own settings: size, recent folders, theme."""
    home = _home()
    folder = home / "settings" if home else platformdirs.user_config_path(APP, appauthor=False)
    return folder / "window.ini"


def working_folder_problem() -> Message | None:
    """Why relative paths and libraries cannot be used where the program was started, or None."""
    try:
        os.getcwd()  # noqa: PTH109 - as libraries ask
    except OSError:
        return message(
            "The folder in which the program was started is gone: it was deleted or moved. Change to another folder "
            "(cd) and try again."
        )
    return None


def leave_working_folder() -> None:
    """Work in the person's home folder from now on.

    No process can be started in a deleted folder, and Windows deletes none in which a program works.
    """
    if home := os.environ.get(HOME_VARIABLE):
        with suppress(OSError):
            os.environ[HOME_VARIABLE] = str(Path(home).absolute())
    for folder in (Path.home(), Path(Path.home().anchor)):
        with suppress(OSError):
            os.chdir(folder)
            return
