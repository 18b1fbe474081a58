"""Names of files in an archive: where they go below a folder, if anywhere."""

import os
import re
import unicodedata
from pathlib import PurePosixPath
from typing import Final

_FORBIDDEN: Final = re.compile(r'[<>:"|?*\x00-\x1f]')
_RESERVED: Final = {"con", "prn", "aux", "nul", *(f"com{n}" for n in range(10)), *(f"lpt{n}" for n in range(10))}
_DEEPEST: Final = 32  # steps
_LONGEST: Final = 240  # bytes of a step: what file systems allow, less a number that may be added
_LONGEST_PATH: Final = 1000  # bytes


def safe_path(name: str) -> str | None:
    """The path below the folder with forward slashes; None for a name that leads elsewhere or that no file can have."""
    text = name.replace("\\", "/")
    steps = [step for step in text.split("/") if step not in ("", ".")]
    if not steps or text.startswith("/") or ".." in steps or "\0" in text or (len(text) > 1 and text[1] == ":"):
        return None
    if len(steps) > _DEEPEST or any(len(step.encode("utf-8", "replace")) > _LONGEST for step in steps):
        return None
    if os.name == "nt":
        steps = [_for_windows(step) for step in steps]
    path = "/".join(steps)
    try:
        return path if len(path.encode("utf-8")) <= _LONGEST_PATH else None
    except UnicodeEncodeError:
        return None


def _for_windows(step: str) -> str:
    """A name as Windows allows it, and otherwise as it is: one that begins with a dot stays hidden."""
    name = _FORBIDDEN.sub("-", step).rstrip(" .") or "-"
    return f"_{name}" if name.split(".")[0].rstrip().lower() in _RESERVED else name


class Places:
    """Gives each file of an archive a path of its own, also where the file system does not tell capitals apart."""

    def __init__(self) -> None:
        self._files: dict[str, str] = {}
        self._folders: set[str] = set()
        self._next: dict[str, int] = {}

    def take(self, path: str) -> str | None:
        """The path to write to, perhaps with a number; None where that file is there, or is a folder."""
        folders = [_folded(str(one)) for one in PurePosixPath(path).parents][:-1]
        if any(one in self._files for one in folders):
            return None
        free, number = path, self._next.get(_folded(path), 2)
        while _folded(free) in self._files or _folded(free) in self._folders:
            if self._files.get(_folded(free)) == path:
                return None
            stem, dot, ending = path.rpartition(".") if "." in path.rpartition("/")[2] else (path, "", "")
            free = f"{stem} ({number}){dot}{ending}"
            number += 1
            self._next[_folded(path)] = number
        self._files[_folded(free)] = path
        self._folders.update(folders)
        return free


def _folded(path: str) -> str:
    return unicodedata.normalize("NFC", path).casefold()
