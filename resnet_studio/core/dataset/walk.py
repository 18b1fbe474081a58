"""Walking a dataset's folders: finds pictures by name, counts what it leaves out, and reads no folder twice."""

import os
import stat
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import chain
from operator import attrgetter
from pathlib import Path

from resnet_studio.core.basics.errors import DatasetError, StudioError
from resnet_studio.core.basics.message import message
from resnet_studio.core.basics.natural_order import natural_key, sort_naturally
from resnet_studio.core.dataset.cloud import is_online_only, name_in_icloud
from resnet_studio.core.dataset.left_out import LeftOut
from resnet_studio.core.pictures.formats import HEADER_BYTES, POINTER_BYTES, POINTERS, identify, picture_suffixes

REPORT_EVERY = 500
"""Files between two calls of `progress`."""

_HIDDEN = frozenset(
    {
        "__macosx", "__pycache__", "@eadir", "$recycle.bin", "system volume information", "lost+found",  # not a text
        "thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r",
    }
)  # fmt: skip
# What programs keep their own files in, pictures among them.
_OF_PROGRAMS = (
    ".appledouble", ".cache", ".comments", ".documentrevisions", ".dropbox", ".dvc", ".fseventsd", ".git", ".hg",
    ".idea", ".ipynb_checkpoints", ".picasa", ".spotlight", ".stfolder", ".stversions", ".svn", ".sync",
    ".temporaryitems", ".thumb", ".tmp", ".trash", ".venv", ".vscode", "._",
)  # fmt: skip
Identity = tuple[int, int] | str


class ScanStopped(StudioError):  # noqa: N818 (the person asked for it)
    """The scan was asked to stop."""


@dataclass(slots=True)  # not frozen: of a million, that takes half a second more
class FoundFile:
    """A picture's name: path relative to the dataset's root, with forward slashes; size in bytes."""

    path: str
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder to walk: path relative to the root ("" for the root itself), and what leads to it."""

    path: str
    name: str
    real: Path
    above: tuple[Identity, ...]


@dataclass
class Listing:
    """What is directly in one folder; folders in natural order."""

    folders: list[Folder] = field(default_factory=list)
    files: list[FoundFile] = field(default_factory=list)


def class_name(name: str) -> str:
    """A folder's name as the name of a class: macOS writes é as two characters, others as one."""
    return unicodedata.normalize("NFC", name)


class Walker:
    """Lists folders below a root and remembers what was left out.

    Attributes:
        left_out: what was left out so far.
        times: when each folder that was listed had last changed, by its path.
    """

    def __init__(
        self,
        root: Path,
        should_stop: Callable[[], bool],
        progress: Callable[[int], None] | None,
        chosen: Iterable[str] = (),
    ) -> None:
        """`chosen` are the only names directly in the root that exist for this walker; without any, all do."""
        self._root = root
        self._chosen = frozenset(chosen)
        self._should_stop = should_stop
        self._progress = progress
        self._seen = 0
        self._peeked: dict[str, Listing] = {}
        self.left_out = LeftOut()
        self.times: dict[str, int] = {}

    def root_folder(self) -> Folder:
        """The root as a folder to list."""
        return Folder("", self._root.name, self._root, ())

    def listing(self, folder: Folder, *, needed: bool = False) -> Listing:
        """What is directly in `folder`, without hidden files, broken links, and links back up.

        Args:
            folder: where to look.
            needed: an unreadable folder is then an error; else it counts as empty and becomes a finding.

        Raises:
            DatasetError: the folder is needed and cannot be read.
            ScanStopped: `should_stop` asked for it.
        """
        known = self._peeked.pop(folder.path, None)
        if known is not None and not (needed and self.cannot_read(folder)):
            return known
        found = Listing()
        try:
            self.stop_if_asked()
            status = folder.real.stat()
            identity = _identity(folder.real, status)
            self.times[folder.path] = status.st_mtime_ns
            with os.scandir(folder.real) as entries:
                above = (*folder.above, identity)
                for entry in entries:
                    self._take(entry, folder, above, found)
        except OSError as error:
            if needed:
                reason = error.strerror or str(error)
                sentence = message("The folder {folder} cannot be read: {reason}.", folder=folder.real, reason=reason)
                raise DatasetError(folder.real, sentence) from error
            self.left_out.unreadable[folder.path] = None
        found.folders.sort(key=lambda inner: natural_key(inner.name))
        return found

    def peek(self, folder: Folder) -> Listing:
        """The same, for a folder that will be listed later: it is read once. Not to be changed."""
        found = self._peeked[folder.path] = self.listing(folder)
        return found

    def pictures(self, folder: Folder, *, needed: bool = False) -> list[FoundFile]:
        """All pictures in `folder` and below it, in natural order; every real folder is read once.

        Args:
            folder: where to begin.
            needed: `DatasetError` is raised if `folder` itself cannot be read; deeper ones become a finding.
        """
        found: list[FoundFile] = []
        waiting, read = [folder], set[Identity]()
        while waiting:
            current = waiting.pop()
            try:
                identity = _identity(current.real)
            except OSError:
                self.left_out.unreadable[current.path] = None
                continue
            # Two links may lead to the same folder, and links to one another would never end.
            if identity in read:
                self.left_out.repeated[current.path] = None
                continue
            read.add(identity)
            listing = self.listing(current, needed=needed and current is folder)
            found.extend(listing.files)
            waiting.extend(reversed(listing.folders))
        sort_naturally(found, attrgetter("path"))
        return found

    def cannot_read(self, folder: Folder) -> bool:
        """Whether `folder` turned out to be unreadable, so that being empty says nothing about it."""
        return folder.path in self.left_out.unreadable

    def _take(self, entry: os.DirEntry[str], folder: Folder, above: tuple[Identity, ...], found: Listing) -> None:
        self._seen += 1
        if self._seen % REPORT_EVERY == 0:
            self.stop_if_asked()
            if self._progress:
                self._progress(self._seen)
        name = entry.name
        if self._chosen and not folder.path and name not in self._chosen:
            return
        path = f"{folder.path}/{name}" if folder.path else name
        if name.lower() in _HIDDEN:
            return
        if name.startswith(".") and not (self._chosen and not folder.path):
            self._note_hidden(entry, path)
            return
        if not (name.isascii() or is_text(name)):
            self.left_out.invalid_names[path.encode("utf-8", "replace").decode("utf-8")] = None
            return
        try:
            status = entry.stat()
            if stat.S_ISREG(status.st_mode):
                self._take_file(entry, path, status, found)
                return
            identity = _identity(Path(entry.path), status) if stat.S_ISDIR(status.st_mode) else None
        except OSError:  # gone meanwhile, a link to nothing, or links that point at each other
            (self.left_out.broken_links if entry.is_symlink() else self.left_out.unreadable)[path] = None
            return
        if identity in above:
            self.left_out.repeated[path] = None
        elif identity:
            found.folders.append(Folder(path, name, Path(entry.path), above))
        elif suffix_of(name) in picture_suffixes():  # a pipe, or a socket
            self.left_out.unreadable[path] = None

    def _take_file(self, entry: os.DirEntry[str], path: str, status: os.stat_result, found: Listing) -> None:
        ending, size = suffix_of(entry.name), status.st_size
        # What `is_picture` and `pointer_kind` ask first is asked here: of a million files, to call them takes a second.
        if not (ending in picture_suffixes() if ending else is_picture(entry.path)):
            self.left_out.not_pictures[path] = ending
            return
        found.files.append(FoundFile(path, size, status.st_mtime_ns))
        if is_online_only(status):
            self.left_out.online_only[path] = None
        elif size in POINTER_BYTES and (kind := pointer_kind(entry.path, size)):
            self.left_out.pointers[path] = kind

    def _note_hidden(self, entry: os.DirEntry[str], path: str) -> None:
        """Remember a hidden entry that a person would miss: pictures in iCloud, and a folder that may be a class."""
        if not is_text(entry.name):
            return
        if original := name_in_icloud(entry.name):
            if suffix_of(original) in picture_suffixes():
                self.left_out.in_icloud[path.removesuffix(entry.name) + original] = None
        elif not entry.name.lower().startswith(_OF_PROGRAMS) and _holds_picture(entry):
            self.left_out.dot_folders[path] = None

    def stop_if_asked(self) -> None:
        """Raise `ScanStopped` if the scan is no longer wanted."""
        if self._should_stop():
            raise ScanStopped(message("Reading the folder was stopped."))


def is_picture(path: str) -> bool:
    """Whether a file is a picture, by its name's ending; of a file without one, the first bytes are read."""
    ending = suffix_of(os.path.basename(path))  # noqa: PTH119 - of 100,000 files, a Path for each takes longer
    if ending:
        return ending in picture_suffixes()
    found = _identified(path)
    return found is not None and found[1]


def pointer_kind(path: str, size: int) -> str:
    """The kind of pointer that a file of that many bytes is, or empty. Only files of a pointer's size are opened."""
    found = _identified(path) if size in POINTER_BYTES else None
    return found[0] if found and found[0] in POINTERS else ""


def _identified(path: str) -> tuple[str, bool] | None:
    try:
        with Path(path).open("rb") as file:
            return identify(file.read(HEADER_BYTES))
    except OSError:
        return None


def _holds_picture(entry: os.DirEntry[str]) -> bool:
    """Whether it is a folder with a picture in it or in one of its folders, by their names."""
    try:
        if not entry.is_dir():
            return False
        inside = list(Path(entry.path).iterdir())
        folders = (one for one in inside if one.is_dir() and not one.is_symlink())
        names = chain(inside, *(folder.iterdir() for folder in folders))
        return any(suffix_of(one.name) in picture_suffixes() for one in names)
    except OSError:
        return False


def suffix_of(name: str) -> str:
    """The ending of a name in small letters, with its dot; empty where it has none."""
    _, dot, end = name.rpartition(".")
    return dot and dot + end.lower()


def _identity(path: Path, status: os.stat_result | None = None) -> Identity:
    """A value that is the same for every path that leads to a folder."""
    if status is None or not status.st_ino:  # Windows leaves it out when it lists a folder
        status = path.stat()
    return (status.st_dev, status.st_ino) if status.st_ino else os.path.realpath(path)


def is_text(name: str) -> bool:
    """Whether a name can be written as UTF-8."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
