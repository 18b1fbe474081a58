"""A dataset whose folder was moved for good: whether another folder is the same dataset, and what follows it there.

The new place is written into `dataset.json` of each run on the folder, so that whatever reads a run finds its pictures.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from resnet_studio.core.basics import files
from resnet_studio.core.basics.errors import DatasetError, RunError, StudioError
from resnet_studio.core.basics.message import Message, joined, message, plural
from resnet_studio.core.dataset import changes
from resnet_studio.core.dataset.changes import ChangeKind
from resnet_studio.core.dataset.checked_folder import checked_folder
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.names import name_of_place
from resnet_studio.core.dataset.walk import ScanStopped
from resnet_studio.core.runs.edited_dataset import list_edited, move_damaged, move_edited
from resnet_studio.core.runs.record import read_record
from resnet_studio.core.runs.run import DATASET, LARGEST_DATASET, MOST_PICTURES, read_dataset
from resnet_studio.core.runs.summary import dataset_key, run_folders

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
        known: whether all datasets that were said to be in the folder are in the new one.
    """

    before: Path
    root: Path
    pictures: int
    missing: int
    new: int
    runs: tuple[Path, ...]
    fixed: tuple[Path, ...] = ()
    reason: str = ""
    known: bool = True

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
        self.run, self.reason = run, reason


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
    if root == asked.root:
        return _found(asked, root, [], [])
    others = (one for one in (*run_folders(runs), *run_folders(run.parent)) if one.resolve() != run.resolve())
    _write_root(run, root)
    followed, refused = _follow(asked, root, others)
    return _found(asked, root, [run, *followed], refused)


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
        should_stop: called before each run is looked at, until the first is written.

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
        _check(should_stop)
        try:
            root = _same(dataset, folder)
        except DatasetError as error:
            refused = refused or error
        else:
            follow = ([], []) if root == before else _follow(dataset, root, candidates, should_stop)
            return _found(dataset, root, *follow, known=all(_why_not(one, root) is None for one in known))
    assert refused is not None
    raise refused


def _follow(
    dataset: Dataset, root: Path, candidates: Iterable[Path], should_stop: Callable[[], bool] = lambda: False
) -> tuple[list[Path], list[UnwritableError]]:
    """Write the new place wherever the folder is named and its pictures are those that were found.

    Returns:
        The runs that follow, and why any other cannot be written.

    Raises:
        ScanStopped: `should_stop` asked for it; nothing was written.
    """
    before = dataset.root
    known = {dataset.catalogue.pictures: True}  # most runs on a folder have the same pictures

    def is_in(one: Dataset) -> bool:
        pictures = one.catalogue.pictures
        if pictures not in known:
            known[pictures] = _why_not(one, root) is None
        return known[pictures]

    follow = []
    for run in dict.fromkeys(candidates):
        _check(should_stop)
        with suppress(StudioError):  # one that cannot be read says itself why when it is used
            if dataset_key(run)[0] == before and is_in(read_dataset(run)):
                follow.append(run)
    edited = [one for one in list_edited() if one.root == before and is_in(one)]
    _check(should_stop)
    followed: list[Path] = []
    refused: list[UnwritableError] = []
    for run in follow:
        try:
            _write_root(run, root)
        except UnwritableError as error:
            refused.append(error)
        except StudioError:  # it was changed since
            continue
        else:
            followed.append(run)
    for one in edited:
        with suppress(OSError):
            move_edited(one, root)
    with suppress(OSError):
        move_damaged(before, root)
    return followed, refused


def _check(should_stop: Callable[[], bool]) -> None:
    if should_stop():
        raise ScanStopped(message("Reading the folder was stopped."))


def _found(
    dataset: Dataset, root: Path, runs: Sequence[Path], refused: Sequence[UnwritableError], *, known: bool = True
) -> Moved:
    """What to say of a dataset that is in this folder now."""
    there = dataset.in_folder(root)
    pictures = there.catalogue.pictures
    missing = sum(change.kind is ChangeKind.MISSING for change in changes.differing(root, pictures)[0])
    new = len(changes.new_paths(there.catalogue))
    fixed, reason = tuple(error.run for error in refused), refused[0].reason if refused else ""
    return Moved(dataset.root, root, len(pictures), missing, new, tuple(runs), fixed, reason, known)


def _same(dataset: Dataset, folder: Path) -> Path:
    """The folder with a dataset's pictures: the given one, or one in it with the name of the dataset's.

    Raises:
        DatasetError: neither has them.
    """
    root = checked_folder(folder)
    problem = _why_not(dataset, root)
    inside = root / name_of_place(str(dataset.root))
    if problem is None or not files.is_dir(inside) or _why_not(dataset, inside) is not None:
        if problem is not None:
            raise DatasetError(root, problem)
        return root
    return inside


def _why_not(dataset: Dataset, root: Path) -> Message | None:
    """Why a folder is not the one that a dataset was moved to, or None: by the names and sizes of its files."""
    recorded = dataset.catalogue.pictures  # with those without a class and those left out; added ones are elsewhere
    found, pictures = changes.differing(root, recorded)[0], len(recorded)
    missing = sum(change.kind is ChangeKind.MISSING for change in found)
    changed = sum(change.kind is ChangeKind.CHANGED for change in found)
    values = {"folder": str(root), "name": name_of_place(str(dataset.root))}
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
    for place in (root, root / name_of_place(str(before))):
        if not examples or any(files.is_file(place / name) for name in examples):
            return place
    raise DatasetError(
        root,
        message(
            "{folder} is another dataset: the pictures of {name:name} are not in it.",
            folder=str(root),
            name=name_of_place(str(before)),
        ),
    )


def _write_root(run: Path, root: Path) -> None:
    """Write where a run's pictures are; all else in its record stays."""
    record = read_record(run, DATASET, max_bytes=LARGEST_DATASET, max_values=MOST_PICTURES)
    try:
        files.write_json(run / DATASET, record | {"root": str(root)})
    except OSError as error:
        raise UnwritableError(run, error.strerror or str(error)) from error
