"""Pictures sorted into a folder for each answer, as copies or moved there; `put_back` undoes it.

No file is ever replaced: one whose name is taken becomes "name (2)". A file that is there already, a copy of
the same picture, is left, so that sorting again after an interruption copies nothing twice.
"""

import filecmp
import os
import shutil
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Literal

from resnet_studio.core.basics.errors import DatasetError, Failure, StudioError
from resnet_studio.core.basics.files import file_name
from resnet_studio.core.basics.message import message
from resnet_studio.core.protocol.jobs.predict import Prediction, PredictionFailed

NOT_SURE = "not sure"  # not a text: the name of a folder
_BLOCK = 1 << 20

Way = Literal["copy", "link", "move"]
"""How a picture gets into its folder: as a copy, as a second name of the same file, or for good."""


class SortError(StudioError):
    """A picture cannot be put where it belongs; the message names it and says why."""

    kind = Failure.FILE


@dataclass(frozen=True, slots=True)
class Placed:
    """A picture that was sorted.

    Attributes:
        source, target: where it was, and where it is now.
        size, mtime_ns: of what is there now; a drive may keep times less exactly than the one it came from.
        link: where the source led, if it was a link; empty for a file.
        copied: although a hard link was asked for.
    """

    source: str
    target: str
    moved: bool
    size: int
    mtime_ns: int
    link: str = ""
    copied: bool = False


class SortedFolders:
    """A folder with a folder for each class of a model, and one for answers that are not sure.

    Attributes:
        root: the folder.
    """

    def __init__(self, root: Path, classes: Sequence[str], *, move: bool) -> None:
        self.root, self._move = root, move
        folders = folder_names((*classes, NOT_SURE))
        self._folders = dict(zip(classes, folders, strict=False))
        self._not_sure = folders[-1]

    def place(self, answer: Prediction | PredictionFailed, said: str | None = None) -> Placed | None:
        """Put the picture of an answer into its folder; None for one that could not be read, or is there already.

        Args:
            answer: of the model.
            said: the class that a person has given the picture, instead of the answer.

        Raises:
            SortError: it cannot be written, or is not there any more.
        """
        if isinstance(answer, PredictionFailed):
            return None
        if said is not None:
            folder = self._folders[said]
        else:
            folder = self._not_sure if not answer.sure else self._folders[answer.ranked()[0][0]]
        source = Path(answer.path)
        try:
            return put(source, self.root / folder, move=self._move)
        except (OSError, shutil.Error) as error:
            reason = getattr(error, "strerror", None) or str(error)
            text = message(
                "{file} cannot be sorted into {folder}: {reason}.", file=str(source), folder=folder, reason=reason
            )
            raise SortError(text) from error


def folder_names(names: Sequence[str]) -> list[str]:
    """A name that every system takes for a folder of each class, each another one."""
    made: list[str] = []
    taken = set[str]()
    for name in names:
        wanted, number = file_name(name), 2
        folder = wanted
        while folder.casefold() in taken:
            folder, number = f"{wanted} ({number})", number + 1
        taken.add(folder.casefold())
        made.append(folder)
    return made


def require_apart(root: Path, asked: Iterable[Path]) -> None:
    """Refuse to sort into a folder whose pictures are asked about: its own files would be found again.

    Raises:
        DatasetError: `root` is one of these folders or in one.
    """
    require_all_apart([root], asked)


def require_all_apart(roots: Iterable[Path], asked: Iterable[Path]) -> None:
    """The same for many folders at once, as a dataset may have ten thousand.

    Raises:
        DatasetError: one of `roots` is one of the folders `asked`, or in one.
    """
    if found := first_within(roots, asked):
        root, folder = found
        problem = message("{root} is in {folder}, whose pictures are sorted. Choose another folder.",
                          root=str(root), folder=str(folder))  # fmt: skip
        raise DatasetError(root, problem)


def first_within(roots: Iterable[Path], folders: Iterable[Path]) -> tuple[Path, Path] | None:
    """The first of `roots` that is one of these folders or in one, and that folder; links are followed."""
    real = {folder.resolve(): folder for folder in folders}
    for root in roots:
        inside = root.resolve()
        for place in (inside, *inside.parents):
            if place in real:
                return root, real[place]
    return None


def put(source: Path, folder: Path, *, move: bool, link: bool = False) -> Placed | None:
    """Copy or move a file into a folder, which is made if need be; None if it is there already.

    With `link`, a copy is a second name of the same file where the drive allows that, and takes no room.

    Raises:
        OSError, shutil.Error: it cannot be written; nothing of it is left there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    found = source.stat()
    if source.parent.samefile(folder):
        return None
    for target in names_in(source, folder):
        if not os.path.lexists(target):
            break
        if move and _two_names(source, target):  # it was cut off between the two steps of a move
            source.unlink()
            return None
        if not move and _same(source, found, target):
            return None
    leads = os.readlink(source) if move and source.is_symlink() else ""  # noqa: PTH115 - as the link says it
    linked = not move and link and _linked(source, target)
    if move:
        move_file(source, target)
    elif not linked:
        _copy(source, target)
    now, copied = target.lstat(), link and not linked and not move
    return Placed(str(source), str(target), move, now.st_size, now.st_mtime_ns, leads, copied)


def names_in(source: Path, folder: Path) -> Iterator[Path]:
    """Where the file may go: under its name, or with a number."""
    yield folder / source.name
    for number in count(2):
        yield folder / f"{source.stem} ({number}){source.suffix}"


def _two_names(source: Path, target: Path) -> bool:
    """Whether these are two names of one file, so that one of them can go: neither is a link to the other."""
    one, other = source.lstat(), target.lstat()
    return os.path.samestat(one, other) and stat.S_ISREG(one.st_mode) and one.st_nlink > 1


def _same(source: Path, found: os.stat_result, target: Path) -> bool:
    """Whether a file is a copy of another."""
    return target.lstat().st_size == found.st_size and filecmp.cmp(source, target, shallow=False)


def move_file(source: Path, target: Path) -> None:
    """Move a file; of a link, what it leads to is copied. What cannot be removed from its place is not moved."""
    if not _linked(source, target):
        _copy(source, target)
    try:
        source.unlink()
    except OSError:
        target.unlink()
        raise


def _linked(source: Path, target: Path) -> bool:
    """Whether a file could be given a second name, which not all drives allow. Nothing is replaced."""
    if source.is_symlink():  # one that is relative would lead nowhere
        return False
    try:
        os.link(source, target)  # a rename would replace a file that has just appeared
    except OSError:
        return False
    return True


def _copy(source: Path, target: Path) -> None:
    """Copy a file with its time; a name that appears meanwhile is not replaced, and half a file is not left."""
    try:
        with source.open("rb") as data, target.open("xb") as file:
            shutil.copyfileobj(data, file, _BLOCK)
        shutil.copystat(source, target)
    except FileExistsError:
        raise
    except BaseException:
        target.unlink(missing_ok=True)
        raise
