"""What a person can do about a finding with one click: edits, which can be undone. No file is changed."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from resnet_studio.core.basics.message import Message, message, plural
from resnet_studio.core.checks.find import Checked
from resnet_studio.core.checks.kinds import HANDLED, CheckFinding, CheckKind
from resnet_studio.core.checks.pairs import kept_of, members_of
from resnet_studio.core.dataset.catalogue import UNLABELLED
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.edits import Edit
from resnet_studio.core.dataset.keep_finding import KeepFinding
from resnet_studio.core.dataset.picture_edits import LeaveOut, MovePictures, PinPictures

_LEAVE_ALONE = frozenset({*HANDLED, CheckKind.SMALL_CLASS, CheckKind.IMBALANCE, CheckKind.SHORTCUT})


@dataclass(frozen=True, slots=True)
class Remedy:
    """One thing to do.

    Attributes:
        title: what it does, in a few words.
        note: what follows.
        edit: that does it.
        suggested: whether it is what is usually right; at most one of a finding's remedies is.
    """

    title: Message
    note: Message
    edit: Edit
    suggested: bool = False


def only(finding: CheckFinding, group: int) -> CheckFinding:
    """A finding about one of its groups alone, for its remedies."""
    return replace(finding, pictures=finding.groups[group], groups=(finding.groups[group],))


def remedies(finding: CheckFinding, dataset: Dataset, checked: Checked) -> list[Remedy]:
    """What can be done about a finding, or `only` one group of it."""
    kept = Remedy(
        message("Keep as it is"),
        message("it is not listed again"),
        KeepFinding(finding.pictures or finding.classes, finding.key),
        finding.kind in _LEAVE_ALONE,
    )
    return [*_changes(finding, dataset, checked), kept]


def _changes(finding: CheckFinding, dataset: Dataset, checked: Checked) -> Iterator[Remedy]:
    match finding.kind:
        case CheckKind.LEAK:
            yield from _against_leaks(finding, dataset, checked)
        case CheckKind.TWO_CLASSES:
            yield from _one_class(finding, dataset)
            yield _leave_out(finding.pictures, dataset, suggested=True)
        case CheckKind.DUPLICATE | CheckKind.NEAR_DUPLICATE:
            known = members_of(finding.groups, dataset)
            kept = {kept_of(group, known) for group in finding.groups}
            copies = tuple(path for group in finding.groups for path in group if path not in kept)
            yield _leave_out(copies, dataset, suggested=finding.kind is CheckKind.DUPLICATE)
        case kind if kind not in _LEAVE_ALONE:
            yield _leave_out(finding.pictures, dataset, suggested=True)


def _against_leaks(finding: CheckFinding, dataset: Dataset, checked: Checked) -> Iterator[Remedy]:
    part_of = {one.path: one.part for one in dataset.pictures}  # what has no class yet is in none
    counts = {part: dataset.size(part) for part in ("validation", "test")}
    if checked.apart is not None and finding in checked.findings:  # it mends all of them, not one
        title, note = message("Split again, copies together"), message("no group is on two sides")
        yield Remedy(title, note, checked.apart, suggested=True)
    aside = tuple(path for path in finding.pictures if part_of.get(path, "train") != "train")
    left = counts["validation"] - sum(part_of[path] == "validation" for path in aside)
    yield Remedy(
        plural("Move {count} to training", "Move {count} to training", len(aside)),
        message("validation keeps {count}", count=left),
        PinPictures(finding.pictures, "train"),
    )
    yield _leave_out(aside, dataset, suggested=False)


def _one_class(finding: CheckFinding, dataset: Dataset) -> Iterator[Remedy]:
    """The classes that all pictures of one group may be of."""
    if len(finding.groups) > 1:
        return
    known = members_of(finding.groups, dataset)
    for label in sorted({one.label for one in known.values()} - {UNLABELLED}):
        others = tuple(path for path, one in known.items() if one.label != label)
        note = plural("{count} picture changes its class", "{count} pictures change their class", len(others))
        name = dataset.classes[label]
        yield Remedy(message("Label all as {name:name}", name=name), note, MovePictures(others, name))


def _leave_out(paths: tuple[str, ...], dataset: Dataset, *, suggested: bool) -> Remedy:
    left = len(dataset.pictures) + len(dataset.unlabelled) - len(paths)
    return Remedy(
        plural("Leave {count} picture out", "Leave {count} pictures out", len(paths)),
        plural("{count} picture stays", "{count} pictures stay", left),
        LeaveOut(paths),
        suggested,
    )
