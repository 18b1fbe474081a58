"""What a check has said of a dataset's pictures, for a training in the terminal: the split that follows, and words."""

from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from resnet_studio.core.archives.known import origin
from resnet_studio.core.basics.errors import StudioError
from resnet_studio.core.basics.message import Message, joined, message
from resnet_studio.core.checks.find import alike_in, check, known_facts, unchecked
from resnet_studio.core.checks.mending import may_be_mended
from resnet_studio.core.checks.not_checked import in_parts
from resnet_studio.core.checks.readable import readable, skipped_text
from resnet_studio.core.checks.store import Measured, StoreError, read_measured, read_unreadable
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.runs.mended_split import mended_split
from resnet_studio.core.runs.run import read_dataset


def as_checked(dataset: Dataset, runs: Path, *, mend: bool) -> tuple[Dataset, list[Message]]:
    """The dataset as a training takes it after what a check has measured of its pictures, and what to say of that.

    Args:
        dataset: as it was opened.
        runs: the folder of runs.
        mend: whether to divide it as the window would by itself then.
    """
    said = list[Message]()
    with suppress(StoreError, OSError):
        measured = read_measured(dataset.root)
        if mend and may_be_mended(dataset):
            done = mended_split(dataset, alike_in(dataset, measured).groups, runs)
            if done is not None:
                dataset = done.after
                said.append(done.said)
        said += _said(dataset, measured)
    return dataset, said


def _said(dataset: Dataset, measured: Measured) -> Iterable[Message]:
    """Which pictures were not checked, or take no part, and what would mislead the results."""
    if count := unchecked(dataset, known_facts(dataset.pictures, measured), measured):
        yield joined(in_parts(count), advice(dataset))
    if not measured.facts:
        return
    checked = check(dataset, measured)
    if skipped := len(dataset.pictures) - len(readable(dataset, checked.unreadable).pictures):
        yield skipped_text(skipped)
    for finding in checked.misleading:
        yield message("The check found: {finding}", finding=finding.message)


def unreadable_in(run: Path) -> Counter[str]:
    """How many pictures of each part of a run a check could not read."""
    with suppress(StudioError, OSError):  # a count is not worth an error
        dataset = read_dataset(run)
        unreadable = unreadable_of(dataset)
        return Counter(one.part for one in dataset.pictures if one.path in unreadable)
    return Counter()


def unreadable_of(dataset: Dataset) -> frozenset[str]:
    """The paths of its pictures that a check could not read."""
    with suppress(StudioError, OSError):  # a count is not worth an error
        return read_unreadable(dataset.root).known(dataset.pictures).unreadable()
    return frozenset()


def advice(dataset: Dataset) -> Message:
    """How near-duplicates are found."""
    return message("resnet-studio check {folder} finds near-duplicates first.", folder=str(origin(dataset.root)))
