"""A dataset as a person has sorted it, written out as a folder for each class, in those of its parts if it has some."""

import shutil
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from resnet_studio.core.archives.known import origin
from resnet_studio.core.basics import files, places
from resnet_studio.core.basics.errors import DatasetError, describe_os_error, text_of
from resnet_studio.core.basics.message import NOTHING, Message, message, plural
from resnet_studio.core.dataset.catalogue import Part
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.edits import KeptSplit
from resnet_studio.core.runs.earlier_split import EarlierRuns
from resnet_studio.core.runs.moved_pictures import Moves, MovesKept
from resnet_studio.core.runs.put_back import PuttingBack
from resnet_studio.core.runs.sorted_folders import (
    Placed,
    Way,
    first_within,
    folder_names,
    put,
    require_all_apart,
)

_PARTS: Final[dict[Part, str]] = {"train": "train", "validation": "val", "test": "test"}  # not a text: folders


class WritingOut:
    """Files that are put into folders, or back. What it has done can be read by another thread meanwhile.

    Attributes:
        dataset, folder, way: what is written, where, and how.
        total: how many pictures have a class.
        done: how many of them were looked at.
        placed: what was written.
        failed: how many could not be written, and stay where they are.
        problem: why the first of these could not.
        copied: how many are copies, although hard links were asked for.
        kept: by which moved files can be put back after a restart; None for other ways, and before any was.
        putting_back: what undoes it; None before.
        divided_again: whether what opens the folders divides the pictures again, perhaps otherwise.
    """

    def __init__(self, dataset: Dataset, folder: Path, way: Way, runs: Path | None = None) -> None:
        """`runs`, their folder: what one has learned from is written in its part; None where there are none."""
        self.dataset, self.folder, self.way, self._runs = dataset, folder, way, runs
        self.divided_again = False
        self.total = len(dataset.pictures)
        self.placed: list[Placed] = []
        self.problem: Message = NOTHING
        self.failed = self.done = self.copied = 0
        self.kept: Moves | None = None
        self.putting_back: PuttingBack | None = None

    def write(self, should_stop: Callable[[], object]) -> None:
        """Work until all is done, or it is asked to stop. No file is replaced: a name that is taken gets a number.

        Raises:
            DatasetError: pictures would be lost there, or read with those that they are copies of, or nothing can be
                written there.
            OSError: what was moved cannot be kept.
        """
        learned = self._runs is not None and EarlierRuns(self.dataset, self._runs).newest is not None
        self.divided_again = self.dataset.split.source == "seed" and not (learned or is_chosen(self.dataset))
        wanted = list(placements(self.dataset, self.folder, learned=learned))
        require_lasting(self.dataset, {folder for _, folder in wanted}, self.way)
        _require_writable(self.folder)
        kept = MovesKept(self.dataset.root, self.folder) if self.way == "move" else None
        try:
            for source, folder in wanted:
                if should_stop():
                    return
                self._put(source, folder, kept)
                self.done += 1
        finally:
            if kept is not None:
                kept.close()
                self.kept = Moves(kept.file, self.dataset.root, self.folder, tuple(self.placed))

    def _put(self, source: Path, folder: Path, kept: MovesKept | None) -> None:
        try:
            placed = put(source, folder, move=self.way == "move", link=self.way == "link")
        except (OSError, shutil.Error) as error:
            self.failed += 1
            reason = describe_os_error(error) if isinstance(error, OSError) else text_of(error)
            self.problem = self.problem or reason
            return
        if placed is not None:
            self.placed.append(placed)
            self.copied += self.way == "link" and placed.copied
            if kept is not None:
                kept.note(placed)

    def undo(self, should_stop: Callable[[], object] = lambda: False) -> PuttingBack:
        """Put everything back, or, where it is to stop, a part. The next time goes on, with what could not be, too."""
        folders = {Path(one.target).parent.parent for one in self.placed} - {self.folder}
        self.putting_back = work = PuttingBack(self.placed)
        work.run(should_stop)
        self.placed = work.there
        for part in folders:
            with suppress(OSError):  # there is something in it
                part.rmdir()
        if self.kept is not None and not self.placed:
            self.kept.forget()
        return work


def written(way: Way, count: int, folder: str) -> Message:
    """How many pictures were written into a folder, as it is shown."""
    if way == "move":
        return plural(
            "{count} picture was moved into {folder}.", "{count} pictures were moved into {folder}.", count,
            folder=folder,
        )  # fmt: skip
    if way == "link":
        return plural(
            "{count} hard link was made in {folder}.", "{count} hard links were made in {folder}.", count,
            folder=folder,
        )  # fmt: skip
    return plural(
        "{count} picture was copied into {folder}.", "{count} pictures were copied into {folder}.", count,
        folder=folder,
    )  # fmt: skip


def about(writing: WritingOut) -> Iterator[Message]:
    """What became of a person's own files, and what could not be done, or is still to be known."""
    if writing.placed:
        yield _originals(writing.way)
    if writing.failed:
        yield plural(
            "{count} picture could not be written, and stays where it is: {reason}",
            "{count} pictures could not be written, and stay where they are: {reason}",
            writing.failed,
            reason=writing.problem,
        )
    if writing.copied:
        yield _copied(writing.copied)
    if left := writing.total - writing.done:
        yield plural("{count} is left.", "{count} are left.", left)
    elif writing.divided_again:
        yield message("Opened as a dataset, these folders are divided into training and validation again.")


def _originals(way: Way) -> Message:
    """What has become of a person's own files."""
    match way:
        case "copy":
            return message("Your own files are untouched.")
        case "link":
            return message("Your own files stay where they are. A link is the same file: who changes one changes both.")
        case "move":
            return message("Your own files are there now, and no longer where they were.")


def _copied(count: int) -> Message:
    """How many pictures were copied where hard links were asked for."""
    return plural(
        "{count} is a copy, which takes room: no hard link of it can be made there.",
        "{count} are copies, which take room: no hard links of them can be made there.",
        count,
    )


def placements(dataset: Dataset, root: Path, *, learned: bool = False) -> Iterator[tuple[Path, Path]]:
    """Each picture that has a class, and the folder in `root` that it belongs into.

    What is left out, or has no class, is not among them. A split is kept in folders, unless a seed alone made it and no
    run has `learned` from it: then it is made again, of the new folders.
    """
    folders = folder_names(dataset.classes)
    in_parts = is_chosen(dataset) or (learned and dataset.split.source != "none")
    for one in dataset.pictures:
        home = root / _PARTS[one.part] if in_parts else root
        yield dataset.absolute(one), home / folders[one.label]


def is_chosen(dataset: Dataset) -> bool:
    """Whether more than a seed has made the split."""
    if dataset.split.source in ("folder", "groups") or dataset.pinned or dataset.size("test") > 0:
        return True
    return any(isinstance(edit, KeptSplit) for edit in dataset.edits)  # with pictures that were added later


def start_folder(dataset: Dataset) -> Path:
    """Where a person begins to choose a folder: beside what was opened, not in a folder of the program's own.

    That is where the archive is, or the first of the folders that were opened together.
    """
    root = dataset.root
    first = next(iter(dataset.catalogue.pictures), None)
    if first is not None and places.is_together(root):
        for folder in reversed(Path(first.path).parents):
            real = (root / folder).resolve()
            if real != root.resolve() / folder:
                return origin(real).parent
    return origin(root).parent


def _require_writable(folder: Path) -> None:
    """Refuse a folder that cannot be made, or into which nothing can be written.

    Raises:
        DatasetError: it is so, and why.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = files.free_name(folder, ".resnet-studio")  # tempfile tries on for ever where Windows forbids it
        probe.open("xb").close()
        probe.unlink()
    except OSError as error:
        problem = message(
            "Nothing can be written into {folder}: {reason}. Choose another folder.",
            folder=str(folder),
            reason=error.strerror or str(error),
        )
        raise DatasetError(folder, problem) from error


def require_lasting(dataset: Dataset, folders: Collection[Path], way: Way) -> None:
    """Refuse folders in which pictures would be lost, or be read a second time.

    Raises:
        DatasetError: one is in a folder of the program's own, which may be emptied; or copies would be in a folder
            that the dataset is read from.
    """
    own_folders = (places.cache_folder(), places.links_folder())
    if found := first_within(folders, own_folders):
        folder, own = found
        problem = message(
            "{folder} is in {own}, which belongs to this program and may be emptied. Choose another folder.",
            folder=str(folder),
            own=str(own),
        )
        raise DatasetError(folder, problem)
    if way != "move":  # links may lead to the folders that were read
        require_all_apart(folders, [dataset.root, *(dataset.root / one for one in dataset.catalogue.times)])
