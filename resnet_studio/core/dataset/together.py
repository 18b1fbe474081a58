"""Several folders that are not beside each other as one dataset: a folder of the program's own with links to them.

Each folder is a class, named after it; where folders have the same name, their pictures are of one class. What has
class folders itself is asked about, as in any other dataset. Nothing is copied.
"""

import hashlib
import os
import stat
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from resnet_studio.core.basics import files, places
from resnet_studio.core.basics.errors import DatasetError
from resnet_studio.core.basics.message import joined, message

_LONGEST = 60  # characters of the names in the name of the folder


def together(folders: Sequence[Path]) -> Path:
    """The folder with links to these; the same for the same folders, in whatever order.

    Raises:
        DatasetError: one is in another, or no link can be made.
    """
    given = sorted(set(map(_plain, folders)))
    for one in given:
        if inner := next((other for other in given if other != one and other.is_relative_to(one)), None):
            raise DatasetError(one, message("{inner} is in {outer}. Drop one of them.", inner=inner, outer=one))
    names = sorted({folder.name or str(folder) for folder in given})
    digest = hashlib.sha256("\0".join(map(str, given)).encode("utf-8", "surrogateescape")).hexdigest()[:16]
    place = places.links_folder() / digest
    target = place / files.file_name(", ".join(names), _LONGEST)
    try:
        if files.is_dir(target) and all(files.is_dir(link) for link in _links(target, given)):
            return target
        place.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=".together-", dir=place.parent))
        try:
            made = temporary / target.name
            for folder, link in zip(given, _links(made, given), strict=True):
                link.parent.mkdir(parents=True, exist_ok=True)
                _link(folder, link)
            with suppress(OSError):
                _remove(place)
            temporary.rename(place)
        finally:
            with suppress(OSError):
                _remove(temporary)
    except OSError as error:
        reason = error.strerror or str(error)
        problem = message("These folders are not beside each other, and cannot be linked: {reason}.", reason=reason)
        advice = message("Put them into one folder, then drop that.")
        raise DatasetError(given[0], joined(problem, advice)) from error
    return target


def folders_of(root: Path) -> list[Path]:
    """The folders that a folder of links leads to; the folder itself where it is none, or cannot be read."""
    if not places.is_together(root):
        return [root]
    found = list[Path]()
    with suppress(OSError):
        for one in sorted(root.iterdir()):
            links = [one] if _is_link(one) else sorted(one.iterdir())
            found += [link.readlink() for link in links if _is_link(link)]
    return found or [root]


def beside(folders: Sequence[Path]) -> bool:
    """Whether these are beside each other, and need no links."""
    return len({_plain(folder).parent for folder in folders}) < 2


def one_dataset(paths: Sequence[Path]) -> tuple[Path, tuple[str, ...]]:
    """The folder that several paths are read as, and the names chosen in it: folders beside each other, or not.

    Files beside them are among the names, so that a finding says that they are in no class.

    Raises:
        DatasetError: as `together`.
    """
    folders = list(dict.fromkeys(_plain(path) for path in paths if files.is_dir(path)))
    if len(folders) < 2:
        return (folders[0] if folders else paths[0]), ()
    if not beside(folders):
        return together(folders), ()
    parent = folders[0].parent
    return parent, tuple(dict.fromkeys(path.name for path in map(_plain, paths) if path.parent == parent))


def _plain(folder: Path) -> Path:
    """The same folder, absolute and without `..`, so that it has its own name."""
    return Path(os.path.normpath(folder.absolute()))


def _links(target: Path, folders: Sequence[Path]) -> list[Path]:
    """Where the link to each folder is: directly in the target, or in a folder of the name that several have."""
    names = [files.file_name(folder.name or str(folder)) for folder in folders]
    links = []
    for number, name in enumerate(names):
        same = [other for other in range(len(names)) if names[other].casefold() == name.casefold()]
        first = names[same[0]]
        links.append(target / name if len(same) == 1 else target / first / str(same.index(number) + 1))
    return links


def _link(folder: Path, link: Path) -> None:
    """Make a link to a folder; on Windows, where that needs a right, a junction."""
    try:
        link.symlink_to(folder, target_is_directory=True)
    except OSError:
        if sys.platform != "win32":
            raise
        import _winapi

        _winapi.CreateJunction(str(folder), str(link))


def _remove(place: Path) -> None:
    """Delete a folder of links, and nothing behind one: a folder with anything else in it stays."""
    if not place.is_dir():
        return
    for one in place.iterdir():
        if one.is_symlink():
            one.unlink()
        elif _is_junction(one):
            one.rmdir()
        elif one.is_dir():
            _remove(one)
    place.rmdir()


def _is_link(path: Path) -> bool:
    return path.is_symlink() or _is_junction(path)


def _is_junction(path: Path) -> bool:
    found = path.lstat()
    return getattr(found, "st_reparse_tag", 0) == getattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", -1)
