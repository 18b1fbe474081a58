"""Whether the files of a recorded dataset are still what the record says, without reading one of them."""

import os
import stat
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from resnet_studio.core.archives.again import restore_unpacked
from resnet_studio.core.archives.known import origin
from resnet_studio.core.basics import files
from resnet_studio.core.basics.errors import DatasetError, DatasetGoneError, Failure, StudioError
from resnet_studio.core.basics.message import NOTHING, Message, joined, message, plural
from resnet_studio.core.dataset.catalogue import UNLABELLED, Catalogue, Picture
from resnet_studio.core.dataset.dataset import Dataset, apply
from resnet_studio.core.dataset.findings import Finding, FindingKind
from resnet_studio.core.dataset.scan import catalogue_of

MOST_LISTED = 20
_ABOUT_CHANGES = (
    FindingKind.CHANGED_FILES,
    FindingKind.NEW_FILES,
    FindingKind.NEW_DIVIDED,
    FindingKind.SPLIT,
    FindingKind.ADDED_GONE,
    FindingKind.KEPT_CHANGES,
    FindingKind.MOVED_AWAY,
)


class ChangeKind(StrEnum):
    """How a file differs from its record."""

    MISSING = "missing"
    CHANGED = "changed"
    TOUCHED = "touched"


@dataclass(frozen=True, slots=True)
class Change:
    """One file that is not as it was recorded.

    Attributes:
        path: relative to the dataset's root, with forward slashes.
        kind: missing (or out of reach), changed (another size), or touched (written at another time, but of the
            same size: often the same picture, copied or unpacked again).
    """

    path: str
    kind: ChangeKind


def require_folder(root: Path) -> None:
    """Refuse a dataset whose folder is gone, before each of its pictures is said to be missing.

    Raises:
        DatasetGoneError: it is.
    """
    if not files.is_dir(root):
        raise gone(root)


def gone(root: Path) -> DatasetError:
    """What to say of a dataset's folder that is not there: what was unpacked into the cache can be unpacked again."""
    if origin(root) == root:
        return DatasetGoneError(root)
    error = DatasetError(
        root,
        message(
            "The pictures were unpacked from {archive}, and the cache was emptied. Read the folder again in Data to "
            "unpack them again.",
            archive=origin(root),
        ),
    )
    error.kind = Failure.DATASET_GONE
    return error


def compare(dataset: Dataset, progress: Callable[[int], None] | None = None) -> tuple[Dataset, tuple[Change, ...]]:
    """Look at every file of a dataset that was read from a run's `dataset.json`.

    Args:
        dataset: as it was recorded.
        progress: called with the number of files that are unpacked, where it was an archive and the cache was emptied.

    Returns:
        The dataset with sizes and times as they are now, and what differs from the record, in its order. A missing
        file stays in the dataset, so that training names it; edits and split stay as they were.

    Raises:
        DatasetGoneError: the dataset's folder is gone.
        DatasetError: it was unpacked from an archive, which is gone too.
    """
    restore_unpacked(dataset.root, progress=progress)
    require_folder(dataset.root)
    changes, now = differing(dataset.root, dataset.pictures)
    if not changes:
        return dataset, ()
    recorded = dataset.catalogue.pictures
    sizes_and_times = (now.get(picture.path, (picture.size, picture.mtime_ns)) for picture in recorded)
    pictures = tuple(
        replace(picture, size=size, mtime_ns=time)
        for picture, (size, time) in zip(recorded, sizes_and_times, strict=True)
    )
    return apply(replace(dataset.catalogue, pictures=pictures), dataset.edits), tuple(changes)


def differing(root: Path, pictures: Iterable[Picture]) -> tuple[list[Change], dict[str, tuple[int, int]]]:
    """Look at the files of pictures in a folder.

    Returns:
        What differs from their record, in their order, and by path the size and time of each that is there.
    """
    changes: list[Change] = []
    now: dict[str, tuple[int, int]] = {}
    for picture in pictures:
        status = _status(root / picture.path)
        if status is None:
            changes.append(Change(picture.path, ChangeKind.MISSING))
            continue
        if status.st_size != picture.size:
            changes.append(Change(picture.path, ChangeKind.CHANGED))
        elif status.st_mtime_ns != picture.mtime_ns:
            changes.append(Change(picture.path, ChangeKind.TOUCHED))
        now[picture.path] = status.st_size, status.st_mtime_ns
    return changes, now


def _status(file: Path) -> os.stat_result | None:
    """Size and time of a file; None where there is none that can be reached."""
    try:
        status = file.stat()
    except (OSError, ValueError):  # ValueError: a name that this system cannot even spell
        return None
    return status if stat.S_ISREG(status.st_mode) else None


def listed(changes: Sequence[Change]) -> list[Message]:
    """A line for each of the first 20 changes, and one that counts the others."""
    lines = [_line(change) for change in changes[:MOST_LISTED]]
    if len(changes) > MOST_LISTED:
        lines.append(message("and {number} more", number=len(changes) - MOST_LISTED))
    return lines


def _line(change: Change) -> Message:
    match change.kind:
        case ChangeKind.MISSING:
            return message("{path}: missing", path=change.path)
        case ChangeKind.CHANGED:
            return message("{path}: changed, it has another size", path=change.path)
        case ChangeKind.TOUCHED:
            return message("{path}: touched, it has the same size but was written at another time", path=change.path)


def summary(dataset: Dataset, changes: Sequence[Change], run: str) -> Message:
    """The changes since a run of that name in one sentence: how many of how many, and of what kind."""
    counts = Counter(change.kind for change in changes)
    kinds = (
        message("{number} missing", number=counts[ChangeKind.MISSING]),
        message("{number} changed", number=counts[ChangeKind.CHANGED]),
        message("{number} touched", number=counts[ChangeKind.TOUCHED]),
    )
    return plural(
        "Of {pictures}, {count} differs from what the run {run:name} had: {kinds}.",
        "Of {pictures}, {count} differ from what the run {run:name} had: {kinds}.",
        len(changes),
        pictures=plural("{count} picture", "{count} pictures", len(dataset.pictures)),
        run=run,
        kinds=tuple(kind for kind in kinds if kind.values["number"]),
    )


def findings(dataset: Dataset, changes: Sequence[Change], run: str) -> tuple[Finding, ...]:
    """A finding about the changes since that run, if there are any. Training reports it when it begins."""
    if not changes:
        return ()
    missing = sum(change.kind == ChangeKind.MISSING for change in changes)
    follows = (
        message("Training goes on without what is missing.") if missing else NOTHING,
        message("Training takes what has changed as it is now.") if missing < len(changes) else NOTHING,
    )
    sentence = joined(summary(dataset, changes, run), *follows)
    return (Finding(FindingKind.CHANGED_FILES, sentence, tuple(change.path for change in changes)),)


def with_findings(dataset: Dataset, changes: Sequence[Change], run: str, added: Sequence[Finding] = ()) -> Dataset:
    """The dataset with findings about what has changed since that run, instead of those that it had then."""
    before = dataset.catalogue.findings
    lasting = tuple(finding for finding in before if finding.kind not in _ABOUT_CHANGES)
    found = (*lasting, *findings(dataset, changes, run), *added)
    return apply(replace(dataset.catalogue, findings=found), dataset.edits) if found != before else dataset


def new_paths(catalogue: Catalogue) -> tuple[str, ...]:
    """The pictures in a dataset's folder that its catalogue lacks, in natural order within each class."""
    now = _now(catalogue)
    return _new(catalogue, now) if now else ()


def _now(catalogue: Catalogue) -> Catalogue | None:
    """What the folder, or the table, says now; None where it is read otherwise: its pictures may still be there."""
    try:
        return catalogue_of(catalogue.root, unsorted=True, reading=catalogue.reading, chosen=catalogue.chosen)
    except StudioError:
        return None


def _new(catalogue: Catalogue, now: Catalogue) -> tuple[str, ...]:
    known = {picture.path for picture in catalogue.pictures}
    return tuple(picture.path for picture in now.pictures if picture.path not in known)


def _corrected(catalogue: Catalogue, now: Catalogue) -> tuple[str, ...]:
    """The pictures for which a table, or a folder, says another class or part than it did."""
    before, after = (
        {one.path: (None if one.label == UNLABELLED else read.classes[one.label], one.part) for one in read.pictures}
        for read in (catalogue, now)
    )
    return tuple(path for path, said in before.items() if after.get(path, said) != said)


def added(dataset: Dataset, weights: Path) -> tuple[Finding, ...]:
    """Findings about what a recorded dataset lacks of its folder or table now, and how to train on that.

    Args:
        dataset: as a run recorded it.
        weights: the best model of that run.
    """
    catalogue = dataset.catalogue
    now = _now(catalogue)
    if now is None:
        return ()
    found = list[Finding]()
    how = message(
        "To train on that, start a new run on the folder from this model: choose {file:place} as its weights.",
        file=str(weights),
    )
    if new := _new(catalogue, now):
        sentence = plural(
            "{count} picture was added to {folder} since that run, and is not trained on.",
            "{count} pictures were added to {folder} since that run, and are not trained on.",
            len(new),
            folder=catalogue.root.name,
        )
        found.append(Finding(FindingKind.NEW_FILES, joined(sentence, how), new))
    if other := _corrected(catalogue, now):
        sentence = plural(
            "{count} picture has another class or part now than in that run, and is trained on as it was then.",
            "{count} pictures have another class or part now than in that run, and are trained on as they were then.",
            len(other),
        )
        found.append(Finding(FindingKind.NEW_FILES, joined(sentence, how), other))
    return tuple(found)
