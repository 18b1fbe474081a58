"""Walking a dataset's folders: finds pictures by name, counts what it leaves out, and reads no folder twice."""

import os
import stat
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from resnet_studio.core.basics.errors import DatasetError, StudioError
from resnet_studio.core.basics.message import message, plural
from resnet_studio.core.basics.natural_order import natural_key
from resnet_studio.core.dataset.findings import Finding, FindingKind, few
from resnet_studio.core.pictures.formats import HEADER_BYTES, identify, picture_suffixes

REPORT_EVERY = 500
"""Files between two calls of `progress`."""

_HIDDEN = frozenset(
    {
        "__macosx", "__pycache__", "@eadir", "$recycle.bin", "system volume information", "lost+found",  # not a text
        "thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r",
    }
)  # fmt: skip
Identity = tuple[int, int] | str


class ScanStopped(StudioError):  # noqa: N818 (the person asked for it)
    """The scan was asked to stop."""


@dataclass(frozen=True, slots=True)
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
    """Lists folders below a root and remembers what was left out, for `findings`."""

    def __init__(self, root: Path, should_stop: Callable[[], bool], progress: Callable[[int], None] | None) -> None:
        self._root = root
        self._should_stop = should_stop
        self._progress = progress
        self._seen = 0
        # By path, so that what is listed twice counts once; the value is a file's ending.
        self._not_pictures: dict[str, str] = {}
        self._broken_links: dict[str, None] = {}
        self._repeated: dict[str, None] = {}
        self._unreadable: dict[str, None] = {}
        self._invalid_names: dict[str, None] = {}

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
        found = Listing()
        try:
            self.stop_if_asked()
            identity = _identity(folder.real)
            with os.scandir(folder.real) as entries:
                for entry in entries:
                    self._take(entry, folder, (*folder.above, identity), found)
        except OSError as error:
            if needed:
                reason = error.strerror or str(error)
                sentence = message("The folder {folder} cannot be read: {reason}.", folder=folder.real, reason=reason)
                raise DatasetError(folder.real, sentence) from error
            self._unreadable[folder.path] = None
        found.folders.sort(key=lambda inner: natural_key(inner.name))
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
                self._unreadable[current.path] = None
                continue
            # Two links may lead to the same folder, and links to one another would never end.
            if identity in read:
                self._repeated[current.path] = None
                continue
            read.add(identity)
            listing = self.listing(current, needed=needed and current is folder)
            found.extend(listing.files)
            waiting.extend(reversed(listing.folders))
        found.sort(key=lambda file: natural_key(file.path))
        return found

    def cannot_read(self, folder: Folder) -> bool:
        """Whether `folder` turned out to be unreadable, so that being empty says nothing about it."""
        return folder.path in self._unreadable

    def findings(self) -> Iterator[Finding]:
        """What was left out."""
        yield from self._links()
        yield from self._unusable()
        if self._not_pictures:
            yield self._other_files()

    def _links(self) -> Iterator[Finding]:
        """Links that were not followed."""
        if paths := _sorted(self._broken_links):
            yield Finding(
                FindingKind.BROKEN_LINK,
                plural(
                    "{count} link that leads nowhere was left out: {names}.",
                    "{count} links that lead nowhere were left out: {names}.",
                    len(paths),
                    names=few(paths),
                ),
                paths,
            )
        if paths := _sorted(self._repeated):
            yield Finding(
                FindingKind.REPEATED_FOLDER,
                plural(
                    "{count} link to a folder that was already read was left out: {names}.",
                    "{count} links to folders that were already read were left out: {names}.",
                    len(paths),
                    names=few(paths),
                ),
                paths,
            )

    def _unusable(self) -> Iterator[Finding]:
        """Files and folders that cannot be read or named."""
        if paths := _sorted(self._unreadable):
            yield Finding(
                FindingKind.UNREADABLE,
                plural(
                    "{count} file or folder that cannot be read was left out: {names}.",
                    "{count} files or folders that cannot be read were left out: {names}.",
                    len(paths),
                    names=few(paths),
                ),
                paths,
            )
        if paths := _sorted(self._invalid_names):
            yield Finding(
                FindingKind.INVALID_NAME,
                plural(
                    "{count} file or folder whose name is not valid text was left out: {names}.",
                    "{count} files or folders whose names are not valid text were left out: {names}.",
                    len(paths),
                    names=few(paths),
                ),
                paths,
            )

    def _other_files(self) -> Finding:
        """The files that are not pictures, counted by their endings."""
        counts = sorted(Counter(self._not_pictures.values()).items(), key=lambda item: (-item[1], not item[0], item[0]))
        endings = [
            message("{ending} ({number})", ending=ending, number=count)
            if ending
            else message("no ending ({number})", number=count)
            for ending, count in counts
        ]
        return Finding(
            FindingKind.NOT_A_PICTURE,
            plural(
                "{count} file whose name does not end like a picture's was left out: {endings}.",
                "{count} files whose names do not end like a picture's were left out: {endings}.",
                len(self._not_pictures),
                endings=few(endings),
            ),
            _sorted(self._not_pictures),
        )

    def _take(self, entry: os.DirEntry[str], folder: Folder, above: tuple[Identity, ...], found: Listing) -> None:
        self._seen += 1
        if self._seen % REPORT_EVERY == 0:
            self.stop_if_asked()
            if self._progress:
                self._progress(self._seen)
        name = entry.name
        if name.startswith(".") or name.lower() in _HIDDEN:
            return
        path = f"{folder.path}/{name}" if folder.path else name
        if not _is_text(name):
            self._invalid_names[path.encode("utf-8", "replace").decode("utf-8")] = None
            return
        try:
            status = entry.stat()
            identity = _identity(Path(entry.path), status) if stat.S_ISDIR(status.st_mode) else None
        except OSError:  # gone meanwhile, a link to nothing, or links that point at each other
            (self._broken_links if entry.is_symlink() else self._unreadable)[path] = None
            return
        if identity in above:
            self._repeated[path] = None
        elif identity:
            found.folders.append(Folder(path, name, Path(entry.path), above))
        elif stat.S_ISREG(status.st_mode):
            if _is_picture(entry):
                found.files.append(FoundFile(path, status.st_size, status.st_mtime_ns))
            else:
                self._not_pictures[path] = _ending(name)

    def stop_if_asked(self) -> None:
        """Raise `ScanStopped` if the scan is no longer wanted."""
        if self._should_stop():
            raise ScanStopped(message("Reading the folder was stopped."))


def _is_picture(entry: os.DirEntry[str]) -> bool:
    """By the name's ending; of a file without one, the first bytes are read."""
    ending = _ending(entry.name)
    if ending:
        return ending in picture_suffixes()
    try:
        with Path(entry.path).open("rb") as file:
            found = identify(file.read(HEADER_BYTES))
    except OSError:
        return False
    return found is not None and found[1]


def _ending(name: str) -> str:
    _, dot, end = name.rpartition(".")
    return dot and dot + end.lower()


def _identity(path: Path, status: os.stat_result | None = None) -> Identity:
    """A value that is the same for every path that leads to a folder."""
    if status is None or not status.st_ino:  # Windows leaves it out when it lists a folder
        status = path.stat()
    return (status.st_dev, status.st_ino) if status.st_ino else os.path.realpath(path)


def _is_text(name: str) -> bool:
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _sorted(paths: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(paths, key=natural_key))
