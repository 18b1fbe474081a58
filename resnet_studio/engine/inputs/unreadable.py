"""Items of a source that cannot be read: reported once, then left out."""

from collections.abc import Collection, Iterable, Iterator
from functools import partial
from pathlib import Path

from resnet_studio.core.basics.errors import DatasetGoneError, DatasetUnreachableError, DecodeError, RunError
from resnet_studio.core.basics.files import is_dir
from resnet_studio.core.basics.message import joined, message, plural
from resnet_studio.core.protocol.events import Notice, NoticeKind
from resnet_studio.engine.inputs.loader import Failed
from resnet_studio.engine.inputs.source import Source


def missing_folder(file: Path) -> Path:
    """The folder that a person misses: the outermost on the way to a file that is not there, else the file's own."""
    return next((folder for folder in reversed(file.parents) if not is_dir(folder)), file.parent)


def require_reachable(source: Source, errors: Iterable[DecodeError]) -> None:
    """Say once that the folder is gone, instead of each of its items being unreadable.

    Raises:
        DatasetGoneError: the folder of an item does not answer.
    """
    for error in errors:
        if not source.is_reachable(error):
            raise DatasetGoneError(missing_folder(error.path))


def left_out(error: DecodeError) -> Notice:
    """That a picture is not among the answers, and why."""
    return Notice(joined(error.message, message("It is left out.")), str(error.path), NoticeKind.PICTURE)


def none_readable(count: int, folder: str) -> RunError:
    """That not one of so many pictures could be read."""
    return RunError(
        plural(
            "The {count} picture in {folder} could not be read.",
            "None of the {count} pictures in {folder} could be read.",
            count,
            folder=folder,
        )
    )


class Unreadable:
    """The unreadable items of one run.

    Attributes:
        names: of those that were reported, by `Source.name`.
    """

    def __init__(self, names: Iterable[str] = ()) -> None:
        self.names = set(names)
        self._noted: list[tuple[Source, int, DecodeError]] = []

    def noting(self, source: Source) -> Failed:
        """What a loader calls when an item of this source cannot be read."""
        return partial(self._note, source)

    def _note(self, source: Source, index: int, error: DecodeError) -> None:
        self._noted.append((source, index, error))

    def report(self) -> Iterator[Notice]:
        """A notice for each item that could not be read since the last call.

        Raises:
            DatasetUnreachableError: the folder of such an item is gone, so the item is not at fault.
        """
        noted, self._noted = self._noted, []
        for source, _, error in noted:
            if not source.is_reachable(error):
                raise DatasetUnreachableError(missing_folder(error.path))
        for source, index, error in noted:
            name = source.name(index)
            if name not in self.names:
                self.names.add(name)
                text = joined(error.message, message("It is left out of this run."))
                yield Notice(text, str(error.path), NoticeKind.PICTURE)

    def without(self, source: Source, order: Iterable[int], names: Collection[str] | None = None) -> list[int]:
        """`order` without the items that were reported, or without those of the given names."""
        names = self.names if names is None else names
        if not names:
            return list(order)
        return [index for index in order if source.name(index) not in names]
