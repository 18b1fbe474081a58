"""What a Linux desktop is given: an entry in its menu, an icon, and the files that "Open with" offers this program for.

These are folders, which are datasets or runs, and files of weights, such as the models in a run's folder. The
specifications are those of freedesktop.org.
"""

import os
import re
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path

from resnet_studio.core.basics import files
from resnet_studio.core.installation.application_icon import APPLICATION_SVG

NAME = "resnet-studio"
DATA = Path(__file__).parent / "data"
"""The entry and the MIME types, which packages install too; in the entry a command is put in."""
_ENTRY, _MIME_TYPES = DATA / f"{NAME}.desktop", DATA / f"{NAME}.xml"
_TOOL_SECONDS = 20
_UNSAFE = re.compile(r'(["`$\\])')


def entry(command: list[str]) -> str:
    """The desktop entry of a program that `command` starts."""
    values = {"@PROGRAM@": command[0].replace("\\", "\\\\"), "@COMMAND@": " ".join(_quoted(word) for word in command)}
    text = _ENTRY.read_text(encoding="utf-8")
    for name, value in values.items():
        text = text.replace(name, value)
    return text


def folders_type() -> str:
    """The MIME type of folders, which is the first of the entry."""
    return _ENTRY.read_text(encoding="utf-8").partition("MimeType=")[2].partition(";")[0]


def _quoted(word: str) -> str:
    """A word of `Exec`: quoted as the specification says, and then escaped as every value is."""
    inner = _UNSAFE.sub(r"\\\1", word.replace("%", "%%"))
    return f'"{inner}"'.replace("\\", "\\\\")


def data_home() -> Path:
    """Where a user's own programs leave such files."""
    chosen = os.environ.get("XDG_DATA_HOME", "")
    return Path(chosen) if Path(chosen).is_absolute() else Path.home() / ".local" / "share"


def files_in(share: Path) -> tuple[Path, Path, Path]:
    """The entry, the icon and the MIME types below a `share` folder."""
    return (
        share / "applications" / f"{NAME}.desktop",
        share / "icons" / "hicolor" / "scalable" / "apps" / f"{NAME}.svg",
        share / "mime" / "packages" / f"{NAME}.xml",
    )


def is_added(command: list[str]) -> bool:
    """Whether the user's menu starts this program, and not another installation of it."""
    try:
        text = files_in(data_home())[0].read_text(encoding="utf-8")
    except (OSError, ValueError):
        return False
    return next(line for line in entry(command).splitlines() if line.startswith("Exec=")) in text.splitlines()


def add(command: list[str]) -> tuple[Path, ...]:
    """Write the files for this user, and return them; what is there is replaced.

    The program for folders stays what it was: some desktops would else take the one that came last.

    Raises:
        OSError: one cannot be written.
    """
    share = data_home()
    made = files_in(share)
    manager = _default_for_folders()
    texts = (entry(command), APPLICATION_SVG + "\n", _MIME_TYPES.read_text(encoding="utf-8"))
    for file, text in zip(made, texts, strict=True):
        file.parent.mkdir(parents=True, exist_ok=True)
        files.write_text(file, text)
    _update(share)
    if manager and _default_for_folders() == made[0].name:
        _run("xdg-mime", "default", manager, folders_type())
    return made


def remove() -> tuple[Path, ...]:
    """Delete the files of this user, and return those that were there.

    Raises:
        OSError: one cannot be deleted.
    """
    share = data_home()
    there = tuple(file for file in files_in(share) if file.exists())
    for file in there:
        file.unlink(missing_ok=True)
    if there:
        _update(share)
    return there


def _update(share: Path) -> None:
    """Let the desktop notice at once; without these tools it does so later by itself."""
    _run("update-desktop-database", str(share / "applications"))
    _run("update-mime-database", str(share / "mime"))
    with suppress(OSError):
        os.utime(share / "icons" / "hicolor")  # a cache of icons that is older is read again


def _default_for_folders() -> str:
    """The desktop entry that opens folders, such as "org.gnome.Nautilus.desktop"; empty where it is not known."""
    return _run("xdg-mime", "query", "default", folders_type())


def _run(tool: str, *arguments: str) -> str:
    if (found := shutil.which(tool)) is None:
        return ""
    with suppress(OSError, subprocess.SubprocessError):
        done = subprocess.run([found, *arguments], capture_output=True, text=True, timeout=_TOOL_SECONDS, check=False)
        return done.stdout.strip()
    return ""
