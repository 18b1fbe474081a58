"""The entry in the Start menu of Windows, for this user. Not tried yet on a real Windows."""

import os
import subprocess
from pathlib import Path

_SECONDS = 60
_SCRIPT = Path(__file__).parent / "data" / "start-menu.ps1"


def link() -> Path:
    """The file of the entry."""
    roaming = Path(os.environ.get("APPDATA", Path.home() / "AppData" / "Roaming"))
    return roaming / "Microsoft" / "Windows" / "Start Menu" / "Programs" / "ResNet Studio.lnk"  # not a text


def is_added() -> bool:
    """Whether there is an entry."""
    return link().is_file()


def add(command: list[str], icon: Path | None) -> tuple[Path, ...]:
    """Make the entry, and return its file; what is there is replaced.

    Raises:
        OSError: it cannot be made.
    """
    target, *arguments = command
    values = {
        "STUDIO_LINK": str(link()),
        "STUDIO_TARGET": target,
        "STUDIO_ARGUMENTS": subprocess.list2cmdline(arguments),
        "STUDIO_ICON": str(icon or ""),
    }
    link().parent.mkdir(parents=True, exist_ok=True)
    shell = ["powershell", "-NoProfile", "-NonInteractive", "-Command", _SCRIPT.read_text(encoding="utf-8")]
    try:
        done = subprocess.run(
            shell, env=os.environ | values, capture_output=True, text=True, timeout=_SECONDS, check=False
        )
    except subprocess.SubprocessError as error:
        raise OSError(0, str(error), str(link())) from error
    if done.returncode or not link().is_file():
        raise OSError(0, done.stderr.strip()[:500] or f"PowerShell ended with {done.returncode}", str(link()))
    return (link(),)


def remove() -> tuple[Path, ...]:
    """Delete the entry, and return its file if it was there.

    Raises:
        OSError: it cannot be deleted.
    """
    if not is_added():
        return ()
    link().unlink(missing_ok=True)
    return (link(),)
