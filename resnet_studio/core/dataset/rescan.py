"""Reading the folder of an open dataset again: what has changed in it, and the edits that stay."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from resnet_studio.core.basics.errors import StudioError
from resnet_studio.core.basics.files import is_dir
from resnet_studio.core.basics.message import Message, message, plural
from resnet_studio.core.dataset.added_gone import with_gone
from resnet_studio.core.dataset.catalogue import Catalogue
from resnet_studio.core.dataset.changes import gone
from resnet_studio.core.dataset.dataset import Dataset, apply
from resnet_studio.core.dataset.edits import without_splits
from resnet_studio.core.dataset.findings import Finding, FindingKind
from resnet_studio.core.dataset.keep_split import as_it_was, with_kept_split
from resnet_studio.core.dataset.picture_edits import AddPictures
from resnet_studio.core.dataset.scan import ScanStopped, catalogue_of

_GONE: Final = {"": -1}
"""Times of a folder that is gone; when it is back, they differ, and it is listed."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a look at the folder of a dataset has shown.

    Attributes:
        news: what has changed since the folder was read; None if nothing has.
        times: of its folders now, to pass to the next look.
        own: the pictures in it that were no news, as the dataset has them by its edits.
        lost: paths of the pictures that are gone, where nothing else has changed.
    """

    news: Message | None
    times: Mapping[str, int]
    own: frozenset[str] = frozenset()
    lost: frozenset[str] = frozenset()

    @property
    def gone(self) -> bool:
        """Whether the folder itself is not there."""
        return self.times == _GONE


def copied_into(dataset: Dataset) -> frozenset[str]:
    """Pictures that edits have added from the dataset's own folder, as copies of a person's pictures are."""
    added = (edit.paths for edit in dataset.edits if isinstance(edit, AddPictures))
    return frozenset(path for paths in added for path in paths if not Path(path).is_absolute())


def look(
    catalogue: Catalogue,
    last: Look | None,
    should_stop: Callable[[], bool] = lambda: False,
    own: frozenset[str] = frozenset(),
) -> Look:
    """Whether the folder still holds the pictures of a catalogue.

    Adding, removing and renaming files changes the time of their folder. Only where such a time differs from that of
    the last look is the whole folder listed again.

    Args:
        catalogue: as the folder was read.
        last: what the look before has shown.
        should_stop: asked now and then.
        own: pictures that are no news where they were added, because the dataset has them by its edits.

    Raises:
        ScanStopped: `should_stop` asked for it.
    """
    if not is_dir(catalogue.root):  # a recorded dataset has no times that would show it
        return last if last and last.times == _GONE else Look(gone(catalogue.root).message, _GONE)
    last = last or Look(None, catalogue.times, own)
    times = {path: _time(catalogue, path) for path in last.times}
    if times == last.times and own == last.own:
        return last
    try:
        now = catalogue_of(
            catalogue.root,
            unsorted=True,
            reading=catalogue.reading,
            chosen=catalogue.chosen,
            should_stop=should_stop,
        )
    except ScanStopped:
        raise
    except StudioError as error:
        return Look(error.message, times, own, frozenset(one.path for one in catalogue.pictures))
    news, lost = _difference(catalogue, now, own)
    return Look(news, now.times, own, lost)


def with_edits_of(before: Dataset, now: Dataset) -> Dataset:
    """A dataset that was read again, with the edits that it had: known pictures keep their part.

    Pictures that were added, and are gone, are among the findings.

    Where a validation folder has come or gone meanwhile, the split starts from what the folder has now, and a finding
    says so.
    """
    if before.catalogue.has_validation == now.catalogue.has_validation:
        return with_gone(as_it_was(before, now.catalogue) or with_kept_split(before, now.catalogue))
    if now.catalogue.has_validation:
        sentence = message(
            "The folder has validation pictures of its own now. They are used, and the split by seed is given up."
        )
    else:
        sentence = message(
            "The folder has no validation pictures any more. Part of the training pictures is set aside instead."
        )
    findings = (*now.catalogue.findings, Finding(FindingKind.SPLIT, sentence))
    return with_gone(apply(replace(now.catalogue, findings=findings), (*now.edits, *without_splits(before.edits))))


def _time(catalogue: Catalogue, folder: str) -> int:
    try:
        return (catalogue.root / folder).stat().st_mtime_ns
    except OSError:
        return -1


def _difference(before: Catalogue, now: Catalogue, own: frozenset[str]) -> tuple[Message | None, frozenset[str]]:
    """What has changed, in a sentence, or None; and the paths of pictures that are gone, where that is all."""
    old, new = ({one.path: (one.size, one.mtime_ns) for one in catalogue.pictures} for catalogue in (before, now))
    added, lost = len(new.keys() - old.keys() - own), frozenset(old.keys() - new.keys())
    changed = sum(new[path] != old[path] for path in new.keys() & old.keys())
    both = new.keys() & old.keys()
    numbers: dict[frozenset[str], int] = {}
    before_said, now_said = (_said(one, both, numbers) for one in (before, now))
    other = sum(before_said[path] != now_said[path] for path in both)
    if not (added or lost or changed or other):
        return None, lost
    counts = (
        plural("{count} picture was added", "{count} pictures were added", added) if added else None,
        plural("{count} is gone", "{count} are gone", len(lost)) if lost else None,
        plural("{count} has changed", "{count} have changed", changed) if changed else None,
        plural("{count} has another class, part or group", "{count} have another class, part or group", other)
        if other
        else None,
    )
    changes = tuple(one for one in counts if one is not None)
    news = message("The folder has changed since it was read: {changes}.", changes=changes)
    return news, lost if len(changes) == 1 else frozenset()


def _said(catalogue: Catalogue, both: Set[str], numbers: dict[frozenset[str], int]) -> dict[str, tuple[object, ...]]:
    """What a folder or a table says of each picture: its class, its part, and what stays together with it.

    Groups are compared by what there is before and after, so that a picture that came or went changes no other. Each
    gets a number, which is the same for the same pictures: to compare the groups themselves for each picture would
    take long.
    """
    names = (*catalogue.classes, None)  # the last one is that of `UNLABELLED`
    groups_of: defaultdict[str, set[int]] = defaultdict(set)
    for group in catalogue.groups:
        there = both & set(group)
        if len(there) > 1:
            number = numbers.setdefault(frozenset(there), len(numbers))
            for path in there:
                groups_of[path].add(number)
    return {one.path: (names[one.label], one.part, groups_of.get(one.path)) for one in catalogue.pictures}
