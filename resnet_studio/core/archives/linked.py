"""Links to folders, in a folder of the program's own; and archives among them, which are unpacked when it is read."""

import os
import stat
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from resnet_studio.core.archives.in_use import hold
from resnet_studio.core.basics import files, places
from resnet_studio.core.basics.errors import DatasetError, Failure, RunError, StudioError
from resnet_studio.core.basics.message import message

RECORD: Final = "archives.json"
"""Beside a folder of links: which of them lead to what an archive holds, as its path by that of the link."""


def note_archives(place: Path, archives: Mapping[str, Path]) -> None:
    """Write which links lead to archives; relative to the folder of links, with forward slashes.

    Raises:
        OSError: it cannot be written.
    """
    if archives:
        files.write_json(place / RECORD, {link: str(archive) for link, archive in archives.items()})


def archives_in(root: Path) -> dict[Path, Path]:
    """The archives of a folder of links, by the links to what they hold; none for any other folder."""
    if not places.is_together(root):
        return {}
    with suppress(StudioError):
        found = files.read_json(root.parent / RECORD, RunError)
        steps = {link: link.split("/") for link in found}
        return {
            root.joinpath(*steps[link]): Path(archive)
            for link, archive in found.items()
            if isinstance(archive, str) and not any(step in {"", ".", ".."} for step in steps[link])
        }
    return {}


def unpack_linked(root: Path, check: Callable[[], object], progress: Callable[[int], None] | None) -> None:
    """Unpack the archives of a folder of links if need be, and link what they hold; any other folder stays.

    Raises:
        DatasetError: one cannot be unpacked, or linked.
    """
    for link, archive in archives_in(root).items():
        if not files.is_file(archive):
            if files.is_dir(link):  # it was unpacked before, and is still in the cache
                continue
            gone = message("{archive} is not there any more. Put it back, or open the others without it.",
                           archive=str(archive))  # fmt: skip
            error = DatasetError(archive, gone)
            error.kind = Failure.DATASET_GONE
            raise error
        from resnet_studio.core.archives.cache import unpacked  # here, because most datasets are folders

        folder = unpacked(archive, check, progress)
        hold(folder)
        try:
            if not (files.is_dir(link) and link.samefile(folder)):
                link.parent.mkdir(parents=True, exist_ok=True)
                remove_link(link)
                link_folder(folder, link)
        except OSError as problem:
            reason = problem.strerror or str(problem)
            text = message("{file} cannot be linked: {reason}.", file=str(archive), reason=reason)
            raise DatasetError(archive, text) from problem


def link_folder(folder: Path, link: Path) -> None:
    """Make a link to a folder; on Windows, where that needs a right, a junction."""
    try:
        link.symlink_to(folder, target_is_directory=True)
    except OSError:
        if sys.platform != "win32":
            raise
        import _winapi

        _winapi.CreateJunction(str(folder), str(link))


def remove_link(path: Path) -> bool:
    """Delete a link, and nothing behind it; False for anything else, which stays."""
    if path.is_symlink():
        path.unlink()
    elif is_link(path):
        path.rmdir()
    else:
        return False
    return True


def is_link(path: Path) -> bool:
    """Whether there is a link, of either kind."""
    if not os.path.lexists(path):
        return False
    found = path.lstat()
    return path.is_symlink() or getattr(found, "st_reparse_tag", 0) == getattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", -1)
