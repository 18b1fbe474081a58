"""A dataset whose folder was moved for good: whether another folder is the same dataset, and what follows it there.

The new place is written into `dataset.json` of each run on the folder, so that whatever reads a run finds its pictures.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from resnet_studio.core.basics import files
from resnet_studio.core.basics.errors import DatasetError, RunError, StudioError
from resnet_studio.core.basics.message import Message, joined, message, plural
from resnet_studio.core.basics.safe_text import printable
from resnet_studio.core.dataset import changes
from resnet_studio.core.dataset.changes import ChangeKind
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.scan import ScanStopped, checked_folder
from resnet_studio.core.runs.edited_dataset import list_edited, move_edited
from resnet_studio.core.runs.record import read_record
from resnet_studio.core.runs.run import CONFIG, DATASET, LARGEST_DATASET, MOST_PICTURES, is_unfinished, read_dataset
from resnet_studio.core.runs.summary import dataset_key

_FOUND = 0.5
"""Least share of a dataset's pictures that a folder must have, and least share of these that must be of their size."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A dataset that was found in another folder.

    Attributes:
        before, root: where it was, and where it is.
        pictures, missing, new: how many it has by its record, how many of them are not there, and how many are there
            that the record lacks.
        runs: the folders of the runs that follow.
        fixed: those of runs that do not, because nothing can be written there, and `reason` why not.
    """

    before: Path
    root: Path
    pictures: int
    missing: int
    new: int
    runs: tuple[Path, ...]
    fixed: tuple[Path, ...] = ()
    reason: str = ""

    @property
    def text(self) -> Message:
        """What was found, in sentences."""
        where = message("The pictures are in {folder} now.", folder=str(self.root))
        found = self.pictures - self.missing
        if not self.pictures:
            return where
        if self.missing:
            counts = message("{found} of {pictures} are there.", found=found, pictures=self.pictures)
        else:
            counts = plural("The one picture is there.", "All {count} pictures are there.", self.pictures)
        new = plural("{count} is new.", "{count} are new.", self.new) if self.new else None
        follow = plural("{count} run follows.", "{count} runs follow.", len(self.runs)) if self.runs else None
        return joined(where, counts, *(one for one in (new, follow, self._stay()) if one is not None))

    def _stay(self) -> Message | None:
        if not self.fixed:
            return None
        return plural(
            "{count} run cannot be changed and does not follow, {folder:place}: {reason}.",
            "{count} runs cannot be changed and do not follow, for example {folder:place}: {reason}.",
            len(self.fixed), folder=str(self.fixed[0]), reason=self.reason,
        )  # fmt: skip


class UnwritableError(RunError):
    """A run's record cannot be written, as on a drive that is read-only."""

    def __init__(self, run: Path, reason: str) -> None:
        super().__init__(
            message("{file} in {folder} cannot be written: {reason}.", file=DATASET, folder=str(run), reason=reason)
        )
        self.reason = reason


def move_run_dataset(run: Path, folder: Path, runs: Path) -> Moved:
    """Have a run, and all runs on the same folder, find their pictures in another folder.

    Args:
        run: its pictures must be there.
        folder: where they are now, or the folder above.
        runs: the folder of other runs; those beside `run` follow too.

    Raises:
        DatasetError: the folder is another dataset, or is not there.
        RunError: the run's record cannot be read or written.
    """
    asked = read_dataset(run)
    root = _same(asked, folder)
    others = (one for one in (*runs_in(runs), *runs_in(run.parent)) if one.resolve() != run.resolve())
    if root != asked.root:
        _write_root(run, root)
    return _follow(asked, root, others, (run,))


def move_dataset(
    before: Path,
    folder: Path,
    runs: Iterable[Path],
    *,
    known: Sequence[Dataset] = (),
    examples: Sequence[str] = (),
    should_stop: Callable[[], bool] = lambda: False,
) -> Moved:
    """Have all that names a dataset's folder find the pictures in another folder.

    Args:
        before: the folder that is gone.
        folder: where the pictures are now, or the folder above.
        runs: the folders of runs that may be on it.
        known: datasets in it that may have no run, such as the open one.
        examples: paths of some pictures in it, for a folder of which nothing else is known.
        should_stop: called before each run.

    Raises:
        DatasetError: the folder is another dataset, or is not there.
        ScanStopped: `should_stop` asked for it.
    """
    candidates = [run for run in runs if dataset_key(run)[0] == before]
    datasets = [dataset for dataset in (*known, *list_edited()) if dataset.root == before]
    for run in candidates:
        with suppress(StudioError):
            datasets.append(read_dataset(run))
    if not datasets:
        return Moved(before, _with_examples(before, folder, examples), 0, 0, 0, ())
    refused: DatasetError | None = None
    for dataset in datasets:
        if should_stop():
            raise ScanStopped(message("Reading the folder was stopped."))
        try:
            root = _same(dataset, folder)
        except DatasetError as error:
            refused = refused or error
        else:
            return _follow(dataset, root, candidates, ())
    assert refused is not None
    raise refused


def _follow(dataset: Dataset, root: Path, candidates: Iterable[Path], moved: tuple[Path, ...]) -> Moved:
    """Write the new place wherever the folder is named and its pictures are those that were found."""
    before, followed = dataset.root, dict.fromkeys(moved)
    fixed: list[Path] = []
    reason = ""
    if root != before:
        for run in dict.fromkeys(candidates):
            # One that cannot be read does not follow; it says itself why when it is used.
            with suppress(StudioError):
                if dataset_key(run)[0] != before or not _is_in(read_dataset(run), root):
                    continue
                try:
                    _write_root(run, root)
                except UnwritableError as error:
                    fixed.append(run)
                    reason = reason or error.reason
                else:
                    followed[run] = None
        for edited in list_edited():
            with suppress(OSError):
                if edited.root == before and _is_in(edited, root):
                    move_edited(edited, root)
    there, found = changes.compare(dataset.in_folder(root))
    missing = sum(change.kind is ChangeKind.MISSING for change in found)
    new = len(changes.new_paths(there.catalogue))
    return Moved(before, root, len(dataset.pictures), missing, new, tuple(followed), tuple(fixed), reason)


def _same(dataset: Dataset, folder: Path) -> Path:
    """The folder with a dataset's pictures: the given one, or one in it with the name of the dataset's.

    Raises:
        DatasetError: neither has them.
    """
    root = checked_folder(folder)
    problem = _why_not(dataset, root)
    inside = root / _name(dataset.root)
    if problem is None or not files.is_dir(inside) or _why_not(dataset, inside) is not None:
        if problem is not None:
            raise DatasetError(root, problem)
        return root
    return inside


def _is_in(dataset: Dataset, root: Path) -> bool:
    return _why_not(dataset, root) is None


def _why_not(dataset: Dataset, root: Path) -> Message | None:
    """Why a folder is not the one that a dataset was moved to, or None: by the names and sizes of its files."""
    found = changes.compare(dataset.in_folder(root))[1]
    pictures = len(dataset.pictures)
    missing = sum(change.kind is ChangeKind.MISSING for change in found)
    changed = sum(change.kind is ChangeKind.CHANGED for change in found)
    values = {"folder": str(root), "name": _name(dataset.root)}
    if pictures - missing < max(1, _FOUND * pictures):
        return message(
            "{folder} is another dataset: {missing} of the {pictures} pictures of {name:name} are not in it.",
            missing=missing,
            pictures=pictures,
            **values,
        )
    if pictures - missing - changed < _FOUND * (pictures - missing):
        return message(
            "{folder} is another dataset: it has files with the names of {name:name}, but {changed} of {found} have "
            "another size.",
            changed=changed,
            found=pictures - missing,
            **values,
        )
    return None


def _with_examples(before: Path, folder: Path, examples: Sequence[str]) -> Path:
    root = checked_folder(folder)
    for place in (root, root / _name(before)):
        if not examples or any(files.is_file(place / name) for name in examples):
            return place
    raise DatasetError(
        root,
        message(
            "{folder} is another dataset: the pictures of {name:name} are not in it.",
            folder=str(root),
            name=_name(before),
        ),
    )


def _name(root: Path) -> str:
    """A folder's own name, also of a folder on another system."""
    return printable(re.split(r"[/\\\\]", str(root).rstrip("/\\"))[-1] or str(root))


def runs_in(folder: Path) -> list[Path]:
    """The folders of all runs in a folder of runs."""
    try:
        return [run for run in folder.iterdir() if not is_unfinished(run) and files.is_file(run / CONFIG)]
    except OSError:
        return []


def _write_root(run: Path, root: Path) -> None:
    """Write where a run's pictures are; all else in its record stays."""
    record = read_record(run, DATASET, max_bytes=LARGEST_DATASET, max_values=MOST_PICTURES)
    try:
        files.write_json(run / DATASET, record | {"root": str(root)})
    except OSError as error:
        raise UnwritableError(run, error.strerror or str(error)) from error
