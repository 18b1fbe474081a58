"""The program in the desktop's menu, for one user: for installations with pip, uv or from source, and for AppImages.

Other packages bring their own entry.
"""

import os
import shutil
import sys
from pathlib import Path

from resnet_studio.core.basics.message import Message, message
from resnet_studio.core.installation import desktop_entry, start_menu
from resnet_studio.core.installation.bundled import is_packaged

_WINDOWS = sys.platform == "win32"


def why_not() -> Message | None:
    """Why there is nothing to add here, or None where an entry can be added."""
    if is_packaged() and _portable() is None:
        return message("This ResNet Studio came as a package, which has its own entry in the menu of applications.")
    if sys.platform == "darwin":
        return message(
            "macOS has no menu of applications for programs that pip installed. Start ResNet Studio from a terminal, "
            "or keep it in the Dock while it is open."
        )
    return None


def offers() -> Message:
    """What an entry offers besides starting the program."""
    if _WINDOWS:
        return message("Drop folders of pictures and runs on its window.")
    return message("In the file manager, Open with offers it for folders of pictures and for runs.")


def _portable() -> Path | None:
    """What starts the AppImage or AppDir that this program is in, which no system has installed; None elsewhere."""
    program = Path(sys.executable).resolve()
    image, mounted = os.environ.get("APPIMAGE"), os.environ.get("APPDIR")
    if image and mounted and program.is_relative_to(Path(mounted).resolve()):  # not those of a terminal's own AppImage
        return Path(image)
    return next((run for run in [folder / "AppRun" for folder in program.parents[3:4]] if run.is_file()), None)


def command() -> list[str]:
    """What starts the window of this installation."""
    if is_packaged() and (portable := _portable()):
        return [str(portable)]
    beside = Path(sys.executable).parent  # not resolved: that would leave the virtual environment
    if _WINDOWS:
        quiet = beside / "pythonw.exe"  # opens no terminal
        return [str(quiet if quiet.is_file() else sys.executable), "-m", "resnet_studio"]
    script = shutil.which("resnet-studio", path=str(beside))
    return [script] if script else [sys.executable, "-m", "resnet_studio"]


def is_added() -> bool:
    """Whether the menu has an entry that starts this installation."""
    return start_menu.is_added() if _WINDOWS else desktop_entry.is_added(command())


def add(icon: Path | None = None) -> tuple[Path, ...]:
    """Add the entry, and return the files that were written. `icon` is an ICO, which only Windows needs.

    Raises:
        OSError: a file cannot be written.
    """
    return start_menu.add(command(), icon) if _WINDOWS else desktop_entry.add(command())


def remove() -> tuple[Path, ...]:
    """Remove the entry, and return the files that were deleted.

    Raises:
        OSError: a file cannot be deleted.
    """
    return start_menu.remove() if _WINDOWS else desktop_entry.remove()
