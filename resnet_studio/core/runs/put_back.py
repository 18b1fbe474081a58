"""Undo of pictures that were put into folders: copies and links are deleted, what was moved goes to where it was."""

import filecmp
import os
import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from resnet_studio.core.basics.message import NOTHING, Message, joined, literal, message, plural
from resnet_studio.core.runs.sorted_folders import Placed, Way, move_file


class PuttingBack:
    """Files that are put back one by one, the last first. What it has done can be read by another thread meanwhile.

    Attributes:
        total: how many there are.
        rest: those that were not looked at yet.
        left: those that could not be put back: files that were changed since, or whose place is taken, and copies that
            are not the same as their picture any more.
        problem: what the system said of the first that could not be changed, `refused`.
    """

    def __init__(self, placed: Sequence[Placed]) -> None:
        self.total = len(placed)
        self.rest, self.left = list(placed), list[Placed]()
        self.problem: Message = NOTHING
        self.refused: Placed | None = None
        self._folders = {Path(one.target).parent for one in placed}

    @property
    def back(self) -> int:
        """How many were put back."""
        return self.total - len(self.rest) - len(self.left)

    @property
    def there(self) -> list[Placed]:
        """What is still to be put back, in the order in which it was placed but for what could not be."""
        return [*self.left, *self.rest]

    def run(self, should_stop: Callable[[], object] = lambda: False) -> None:
        """Work until all were looked at, or it is to stop. Folders that are empty then are deleted."""
        while self.rest and not should_stop():
            one = self.rest[-1]
            try:
                done = _put_back(one)
            except (OSError, shutil.Error) as error:
                done = False
                if self.refused is None:
                    self.refused, self.problem = one, literal(getattr(error, "strerror", None) or str(error))
            self.rest.pop()
            if not done:
                self.left.append(one)
        for folder in self._folders:
            with suppress(OSError):  # there is something else in it
                folder.rmdir()

    def said(self, way: Way) -> Message:
        """What was done."""
        match way:
            case "move":
                return plural("{count} picture was put back.", "{count} pictures were put back.", self.back)
            case "copy":
                return plural("{count} copy was deleted.", "{count} copies were deleted.", self.back)
            case "link":
                return plural("{count} link was deleted.", "{count} links were deleted.", self.back)

    def stays(self, way: Way) -> Message:
        """What was not done, and why: how many files are left, one of those that could not be put back by its name."""
        waiting = plural("{count} is left.", "{count} are left.", len(self.rest)) if self.rest else NOTHING
        if not self.left:
            return waiting
        name = Path((self.refused or self.left[0]).target).name
        if self.problem:
            why = plural(
                "{name} stays: {reason}.",
                "{count} stay, {name} among them: {reason}.",
                len(self.left),
                name=name,
                reason=self.problem,
            )
        elif way == "move":
            why = plural(
                "{name} was changed since, or its place is taken, and stays where it is.",
                "{count}, {name} among them, were changed since, or their places are taken, and stay where they are.",
                len(self.left),
                name=name,
            )
        else:
            why = plural(
                "{name} stays: it or its original was changed since, or the original is gone.",
                "{count} stay, {name} among them: they or their originals were changed since, or the originals are "
                "gone.",
                len(self.left),
                name=name,
            )
        return joined(why, waiting)


def going_back(way: Way, work: PuttingBack) -> Message:
    """How far it is."""
    done, total = work.total - len(work.rest), work.total
    match way:
        case "move":
            return message("Putting pictures back: {done} of {total}", done=done, total=total)
        case "copy":
            return message("Deleting copies: {done} of {total}", done=done, total=total)
        case "link":
            return message("Deleting links: {done} of {total}", done=done, total=total)


def put_back(placed: Sequence[Placed]) -> list[Placed]:
    """Put files back. Returns what could not be."""
    work = PuttingBack(placed)
    work.run()
    return work.left


def _put_back(one: Placed) -> bool:
    """Whether it is where it was before; a copy that a person has deleted is.

    Raises:
        OSError, shutil.Error: the system refuses it.
    """
    source, target = Path(one.source), Path(one.target)
    if not one.moved and not os.path.lexists(target):
        return True
    found = target.lstat()
    if (found.st_size, found.st_mtime_ns) != (one.size, one.mtime_ns):
        return False
    if not one.moved:
        if not source.exists():
            return False
        same = source.samefile(target) or filecmp.cmp(source, target, shallow=False)
        if same:  # some programs keep a file's size and time
            target.unlink()
        return same
    if os.path.lexists(source):
        return False
    source.parent.mkdir(parents=True, exist_ok=True)  # it was empty, and a person may have deleted it
    if one.link:
        source.symlink_to(one.link)
        target.unlink()
    else:
        move_file(target, source)
    return True
