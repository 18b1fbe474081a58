"""The way to the window: where Qt would end the process with advice for programmers, a sentence says what to do.

Qt is not imported until its libraries were looked at. On macOS and Windows its wheels contain all that it needs.
"""

import ctypes
import os
import re
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from resnet_studio.core.basics import places
from resnet_studio.core.basics.message import Message, literal, message, show
from resnet_studio.gui import display, quick_qt

CANNOT_OPEN = 2
DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")

_NOT_FOUND = r"^(\S+\.so[\d.]*): cannot open shared object file"  # not a text
_OWN_PLUGINS = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_PLUGIN_PATH")


def run_window(folder: Path | None, smoke: Path | None = None) -> int:
    """Show the window until it is closed, which ends the process; 2 is returned where Qt cannot show one.

    With `smoke`, the window does the test of `gui/smoke.py` and writes its screenshot there.
    """
    if sys.platform.startswith("linux") and (problem := _problem()):
        print(show(problem), file=sys.stderr)
        return CANNOT_OPEN
    if folder is not None and not folder.is_absolute():
        if gone := places.working_folder_problem():
            print(show(gone), file=sys.stderr)
            return CANNOT_OPEN
        folder = folder.absolute()
    quick_qt.load()
    smoke = smoke.absolute() if smoke is not None else None
    places.leave_working_folder()
    if smoke is not None:
        from resnet_studio.gui.smoke import run_smoke

        return run_smoke(smoke)
    from resnet_studio.gui.app import run_window as run

    return run(folder)


def _problem() -> Message | None:
    """Why no window can be shown on Linux, or None."""
    if not any(os.environ.get(name) for name in DISPLAYS):
        return message("There is no display here for a window. In a terminal: resnet-studio train FOLDER")
    chosen = any(os.environ.get(name) for name in _OWN_PLUGINS)  # a package names its own when it loads Qt
    try:
        quick_qt.load()
        import_module("resnet_studio.gui.app")
        plugins = _plugins()
    except ImportError as error:
        if not re.match(_NOT_FOUND, str(error)):
            raise
        return _cannot_load(str(error))
    return None if chosen else platform_problem(plugins)


def _plugins() -> Path:
    """Where Qt has its plugins for kinds of display."""
    from PySide6.QtCore import QLibraryInfo

    return Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath), "platforms")


def platform_problem(plugins: Path) -> Message | None:
    """Why Qt would find no display on Linux, or None if it finds one.

    Its plugin is loaded here first, which costs nothing: Qt uses the same one.
    """
    problem: Message | None = None
    for name in _platforms():
        found = _problem_of(name, plugins)
        if found is None:
            return None
        problem = problem or found
    return problem


def _platforms() -> Iterator[str]:
    """The names of the plugins that Qt tries, in its order (`init_platform` in Qt 6, qguiapplication.cpp)."""
    if chosen := os.environ.get("QT_QPA_PLATFORM"):
        yield from (name.partition(":")[0] for name in chosen.split(";") if name)
        return
    names = ["xcb"]
    if os.environ.get("WAYLAND_DISPLAY") or os.environ.get("XDG_SESSION_TYPE") == "wayland":
        gnome = (
            "gnome" in (os.environ.get("XDG_CURRENT_DESKTOP", "") + os.environ.get("XDG_SESSION_DESKTOP", "")).lower()
        )
        names.insert(1 if gnome else 0, "wayland")
    yield from names


def _problem_of(name: str, plugins: Path) -> Message | None:
    """Why one plugin cannot show a window, or None if it can."""
    files = sorted(plugins.glob(f"libq{name.partition('-')[0]}*.so"))
    if not files:
        known = tuple(sorted(file.stem.removeprefix("libq") for file in plugins.glob("libq*.so")))
        return message(
            "QT_QPA_PLATFORM is {name:value}, which this Qt does not have. It has {known:commas}.",
            name=name,
            known=known,
        )
    try:
        ctypes.CDLL(str(files[0]))
        answers = display.answers(name)
    except OSError as error:
        return _cannot_load(str(error))
    if answers:
        return None
    return message(
        "The display {display:value} does not answer, so no window can be opened. In a terminal: resnet-studio train "
        "FOLDER",
        display=os.environ.get("DISPLAY" if name == "xcb" else "WAYLAND_DISPLAY", ""),
    )


def _cannot_load(reason: str) -> Message:
    """What to say of an error of the loader; all libraries that are missing are named at once."""
    from resnet_studio.gui import system_libraries as known

    first = re.match(_NOT_FOUND, reason)
    if not first:
        return message("Qt cannot show a window here: {reason}", reason=literal(reason))
    wanted = known.QT_LIBRARIES | known.X11_LIBRARIES
    if os.environ.get("WAYLAND_DISPLAY") or first[1] in known.WAYLAND_LIBRARIES:
        wanted = wanted | known.WAYLAND_LIBRARIES
    lacking = known.missing(wanted)
    names = tuple(sorted({first[1], *lacking}))
    if not known.has_apt() or not lacking:
        return message(
            "Qt cannot show a window here, because the system lacks {names:commas}. Install what is missing with "
            "its package manager.",
            names=names,
        )
    return message(
        "Qt cannot show a window here, because the system lacks {names:commas}. This command installs what is missing: "
        "{command:plain}",
        names=names,
        command=known.install_command(lacking),
    )
