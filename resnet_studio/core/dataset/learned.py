"""Which pictures a run has learned from, or was validated on: the same files, wherever they were moved or copied."""

import hashlib
import os
from collections.abc import Callable, Sequence
from pathlib import Path, PurePosixPath

from resnet_studio.core.basics.files import open_file
from resnet_studio.core.dataset.catalogue import Part, Picture
from resnet_studio.core.dataset.dataset import Dataset


def learned(
    trained: Dataset,
    root: Path,
    pictures: Sequence[Picture],
    check: Callable[[], None] = lambda: None,
    part: Part = "train",
) -> frozenset[str]:
    """The paths of those pictures that are among the training pictures of another dataset, or those of another part.

    A file at the recorded place is recognised by its size and time, without reading it. A copy has the size of a
    recorded file, and then the contents of both are compared; where the recorded file is gone, name, class folder,
    size and time must be the same.

    Args:
        trained: what a run was trained on, as it was recorded.
        root: the folder of the pictures.
        pictures: which may be among them.
        check: called before each file that is read; it may raise.
        part: of the other dataset.
    """
    return _Recorded(trained, part, check).among(root, pictures)


class _Recorded:
    """The pictures of a part of a dataset."""

    def __init__(self, trained: Dataset, part: Part, check: Callable[[], None]) -> None:
        self._root, self._check = os.path.realpath(trained.root), check
        self._by_size: dict[int, list[Picture]] = {}
        self._places: set[tuple[str, int, int]] = set()
        self._contents: dict[int, frozenset[bytes]] = {}
        self._gone: dict[int, frozenset[tuple[str, int]]] = {}
        for picture in trained.part(part):
            self._by_size.setdefault(picture.size, []).append(picture)
            self._places.add((self._place(self._root, picture), picture.size, picture.mtime_ns))

    def among(self, root: Path, pictures: Sequence[Picture]) -> frozenset[str]:
        """The paths of those of the pictures below `root` that are recorded."""
        real = os.path.realpath(root)
        found = set()
        for picture in pictures:
            if picture.size in self._by_size and self._has(self._place(real, picture), picture):
                found.add(picture.path)
        return frozenset(found)

    def _has(self, place: str, picture: Picture) -> bool:
        if (place, picture.size, picture.mtime_ns) in self._places:
            return True
        self._read_all_of(picture.size)
        if (_tail(picture), picture.mtime_ns) in self._gone[picture.size]:
            return True
        return bool(self._contents[picture.size]) and self._digest(place) in self._contents[picture.size]

    def _read_all_of(self, size: int) -> None:
        """Digest the recorded files of a size: few, except where all pictures have the same."""
        if size in self._contents:
            return
        contents, gone = set[bytes](), set[tuple[str, int]]()
        for picture in self._by_size[size]:
            digest = self._digest(self._place(self._root, picture))
            if digest is None:
                gone.add((_tail(picture), picture.mtime_ns))
            else:
                contents.add(digest)
        self._contents[size], self._gone[size] = frozenset(contents), frozenset(gone)

    def _digest(self, place: str) -> bytes | None:
        self._check()
        try:
            with open_file(Path(place), follow=True) as file:
                return hashlib.file_digest(file, "sha256").digest()
        except (OSError, ValueError):  # ValueError: a name that this system cannot even spell
            return None

    @staticmethod
    def _place(root: str, picture: Picture) -> str:
        if os.path.isabs(picture.path):  # noqa: PTH117 - as below; it was added from elsewhere
            return picture.path
        return os.path.join(root, *picture.path.split("/"))  # noqa: PTH118 - ten times as fast as a Path


def _tail(picture: Picture) -> str:
    """The file's name and its folder's."""
    return "/".join(PurePosixPath(picture.path).parts[-2:])
