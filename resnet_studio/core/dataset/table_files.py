"""The files that a table names: where they are below its folder. Nothing outside of the folder is ever looked at."""

import os
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple

from resnet_studio.core.basics.files import is_file
from resnet_studio.core.basics.natural_order import natural_key
from resnet_studio.core.pictures.formats import picture_suffixes

_SAMPLE: Final = 40  # names by which it is found where the files are
_ENOUGH: Final = 0.9  # share of them that must be there; else another place may have more
_MOST_FOLDERS: Final = 30
_MOST_STRIPPED: Final = 12  # steps
_LISTED: Final = 200  # files of a folder whose endings are looked at
_ABSOLUTE: Final = re.compile(r"(?:[A-Za-z]:)?/")


class Place(NamedTuple):
    """How the path of a file follows from what a table says.

    Attributes:
        stripped: steps at its beginning that are left out, as of a path on another computer.
        folder: in the table's folder, in which the path begins; empty for that folder itself.
        ending: that is added where there is none of a picture.
    """

    stripped: int = 0
    folder: str = ""
    ending: str = ""

    def path(self, name: str, root: str) -> str | None:
        """The path below the table's folder; None where it would leave that."""
        steps = _steps(name, root)[self.stripped :]
        if not steps or any(step in ("/", "..") or (os.name == "nt" and ":" in step) for step in steps):
            return None
        ending = "" if not self.ending or is_picture_name(steps[-1]) else self.ending
        return "/".join((*([self.folder] if self.folder else []), *steps)) + ending


def leaves(name: str, root: str) -> bool:
    """Whether a path, as a table says it, is of a file outside of the table's folder."""
    return any(step in ("/", "..") for step in _steps(name, root))


def find_place(names: Sequence[str], root: Path, check: Callable[[], object]) -> Place | None:
    """Where the files are: the first place that has nearly all of a sample, else the one that has most; None if none.

    A table may say paths from its folder, from one in it, without endings, or as they are on another computer.

    Args:
        names: as the table says them.
        root: the table's folder.
        check: called for each place that is tried; it raises to stop.
    """
    sample = [name for name in names[:: max(1, len(names) // _SAMPLE)] if name][: 2 * _SAMPLE]
    text, best, most = str(root), None, 0
    for place in _places(sample, root):
        check()
        paths = [place.path(name, text) for name in sample]
        there = sum(path is not None and is_file(root / path) for path in paths)
        if there > most:
            best, most = place, there
        if most >= _ENOUGH * len(sample):
            break
    return best


def _places(sample: Sequence[str], root: Path) -> Iterator[Place]:
    """Places to try, the plainest first."""
    longest = max((len(_steps(name, str(root))) for name in sample), default=0)
    bare = sum(not is_picture_name(name) for name in sample) > len(sample) / 2
    with_endings = [(folder, _endings(root / folder) if bare else ("",)) for folder in ("", *_folders(root))]
    for stripped in range(min(longest, _MOST_STRIPPED)):
        for folder, endings in with_endings:
            for ending in endings:
                yield Place(stripped, folder, ending)


def _folders(root: Path) -> list[str]:
    with suppress(OSError), os.scandir(root) as entries:
        found = [entry.name for entry in islice(entries, 10_000) if not entry.name.startswith(".") and entry.is_dir()]
        return sorted(found, key=natural_key)[:_MOST_FOLDERS]
    return []


def _endings(folder: Path) -> tuple[str, ...]:
    """No ending, and the most common ones of pictures in a folder."""
    with suppress(OSError), os.scandir(folder) as entries:
        names = [entry.name for entry in islice(entries, _LISTED)]
        found = Counter(name[name.rindex(".") :] for name in names if is_picture_name(name))
        return ("", *(ending for ending, _ in found.most_common(3)))
    return ("",)


def is_picture_name(name: str) -> bool:
    """Whether a name ends like that of a picture."""
    _, dot, ending = name.rpartition(".")
    return (dot + ending.lower()) in picture_suffixes()


def _steps(name: str, root: str) -> list[str]:
    """A path in steps; "/" is the first one of an absolute path that is not below `root`."""
    text = name.strip().replace("\\", "/")
    below = root.replace("\\", "/").rstrip("/") + "/"
    start: list[str] = []
    if text.startswith(below):
        text = text.removeprefix(below)
    elif _ABSOLUTE.match(text):
        start = ["/"]
        text = _ABSOLUTE.sub("", text, count=1)
    steps: list[str] = []
    for step in text.split("/"):
        if step == ".." and steps and steps[-1] != "..":
            steps.pop()
        elif step not in ("", "."):
            steps.append(step)
    return start + steps


def status_of(root: str, path: str) -> tuple[str, os.stat_result] | None:
    """A file below the root, and its path as it is spelled there: macOS writes é as two characters, others as one."""
    for spelled in _spellings(path):
        with suppress(OSError, ValueError):  # ValueError: a name that no system can spell
            return spelled, os.stat(f"{root}/{spelled}")  # noqa: PTH116 - of 100,000 files, a Path for each takes longer
    return None


def _spellings(path: str) -> Iterable[str]:
    if path.isascii():
        return (path,)
    return dict.fromkeys((path, unicodedata.normalize("NFC", path), unicodedata.normalize("NFD", path)))
