"""What a person can do about a finding with one click: edits, which can be undone. No file is changed."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from resnet_studio.core.basics.message import Message, joined, message, plural
from resnet_studio.core.checks.find import Checked
from resnet_studio.core.checks.kinds import COPIES, HANDLED, OF_CLASSES, CheckFinding, CheckKind
from resnet_studio.core.checks.pairs import kept_of, members_of
from resnet_studio.core.dataset.balance import imbalance
from resnet_studio.core.dataset.catalogue import UNLABELLED
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.edits import Edit
from resnet_studio.core.dataset.grouped_edit import GroupedSplit
from resnet_studio.core.dataset.keep_finding import KeepFinding
from resnet_studio.core.dataset.picture_edits import LeaveOut, MovePictures, PinPictures, SortPictures
from resnet_studio.core.dataset.planned_split import learned_from
from resnet_studio.core.tables.columns import columns_of

_LEAVE_ALONE = frozenset({*HANDLED, *OF_CLASSES})
_MOST_CLASSES: Final = 3  # that are offered for several groups: those in most of them


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


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting of the next run that answers a finding.

    Attributes:
        title, note, suggested: as of a `Remedy`.
        name, value: of the setting, in `TrainConfig`; a larger number answers it, too.
        answered: what is said of the finding while it is set.
    """

    title: Message
    note: Message
    name: str
    value: str | float
    answered: Message
    suggested: bool = False


_WEIGHTS: Final = "class_weights"
_WEIGHED: Final = message("A setting of the next run makes up for it.")


def settings_for(finding: CheckFinding, dataset: Dataset) -> list[Setting]:
    """Settings that help: where the sizes of classes differ so much that Train offers them, and of brightness."""
    if finding.kind is CheckKind.SHORTCUT and finding.detail == "brightness":
        return [
            Setting(
                message("Vary brightness in training"),
                message("the model relies on it less; not where brightness is what the classes are about"),
                "brightness",
                0.5,
                message("The next run varies the brightness of training pictures."),
            )
        ]
    if finding.kind not in (CheckKind.IMBALANCE, CheckKind.SMALL_CLASS) or imbalance(dataset) is None:
        return []
    return [
        Setting(
            message("Set class weights to balanced"),
            message("mistakes with rare classes weigh more in training; Train shows it"),
            _WEIGHTS,
            "balanced",
            _WEIGHED,
            suggested=True,
        ),
        Setting(
            message("Set class weights to sampling"),
            message("pictures of rare classes are seen several times an epoch"),
            _WEIGHTS,
            "sampling",
            _WEIGHED,
        ),
    ]


def with_settings(checked: Checked, dataset: Dataset, settings: Mapping[str, Any]) -> Checked:
    """What a check says with these settings of the next run, by name: what they answer is not open."""

    def is_set(one: Setting) -> bool:
        value = settings[one.name]
        return bool(value >= one.value) if isinstance(one.value, float) else value == one.value

    answered = tuple(one for one in checked.findings if any(map(is_set, settings_for(one, dataset))))
    if not answered:
        return checked
    return replace(
        checked, findings=tuple(one for one in checked.findings if one not in answered), answered=answered
    )  # fmt: skip


def only(finding: CheckFinding, group: int) -> CheckFinding:
    """A finding about one of its groups alone, for its remedies."""
    return replace(finding, pictures=finding.groups[group], groups=(finding.groups[group],))


def remedies(finding: CheckFinding, dataset: Dataset, checked: Checked) -> list[Remedy]:
    """What can be done about a finding, or `only` one group of it."""
    keep = KeepFinding(finding.pictures or finding.classes, finding.key)
    title, note = message("Keep as it is"), message("it is not listed again")
    if finding.kind in HANDLED:
        title = message("Understood")
        note = message("nothing is to be done: the program sees to it; it is not listed again")
    alone = finding.kind in _LEAVE_ALONE and finding.kind is not CheckKind.SHORTCUT  # which misleads where it is kept
    kept = Remedy(title, note, keep, alone and not settings_for(finding, dataset))
    changes = _changes(finding, dataset, checked)
    return [*(replace(one, edit=about(one.edit, finding.key)) for one in changes), kept]


def about(edit: Edit, finding: str) -> Edit:
    """An edit that deals with the finding of that key, which it says, where it can."""
    if isinstance(edit, LeaveOut | MovePictures | SortPictures | PinPictures | GroupedSplit):
        return replace(edit, finding=finding)
    return edit


def _changes(finding: CheckFinding, dataset: Dataset, checked: Checked) -> Iterator[Remedy]:
    match finding.kind:
        case CheckKind.LEAK:
            yield from _against_leaks(finding, dataset, checked)
        case CheckKind.TWO_CLASSES:
            yield from _by_majority(finding, dataset)
            yield from _one_class(finding, dataset)
            yield _leave_out(finding.pictures, dataset, suggested=True)
        case kind if kind in COPIES:
            known = members_of(finding.groups, dataset)
            kept = {kept_of(group, known) for group in finding.groups}
            copies = tuple(path for group in finding.groups for path in group if path not in kept)
            remedy = _leave_out(copies, dataset, suggested=finding.kind is CheckKind.DUPLICATE)
            yield replace(remedy, note=message("one of each group stays"))
        case kind if kind not in _LEAVE_ALONE:
            yield _leave_out(finding.pictures, dataset, suggested=True)


def _against_leaks(finding: CheckFinding, dataset: Dataset, checked: Checked) -> Iterator[Remedy]:
    part_of = {one.path: one.part for one in dataset.pictures}  # what has no class yet is in none
    counts = {part: dataset.size(part) for part in ("validation", "test")}
    if checked.apart is not None and finding in checked.findings:  # it mends all of them, not one
        note = _after(checked.apart, dataset, checked.learned)
        yield Remedy(_split_again(checked.apart, dataset), note, checked.apart, True)
    aside = tuple(path for path in finding.pictures if part_of.get(path, "train") != "train")
    left = counts["validation"] - sum(part_of[path] == "validation" for path in aside)
    if finding.detail and left <= 0:
        return
    yield Remedy(
        plural("Move {count} to training", "Move {count} to training", len(aside)),
        message("validation keeps {count}", count=left),
        PinPictures(finding.pictures, "train"),
    )
    yield _leave_out(aside, dataset, suggested=False)


def _split_again(apart: GroupedSplit, dataset: Dataset) -> Message:
    """What a split by groups is called, by what it keeps together."""
    columns = columns_of(dataset.catalogue.reading)
    if apart.by == "column" and columns is not None:
        return message("Split again by {column:name}", column=columns.group)
    if apart.by == "names":
        return message("Split again by file names")
    if apart.by == "near_duplicates":
        return message("Split again, copies together")
    return message("Split again, groups together")


def _after(apart: GroupedSplit, dataset: Dataset, learned: tuple[int, str] | None) -> Message:
    """What a split by groups gives; its shares are those in force, not others that may be typed elsewhere."""
    validation, test = len(apart.validation), len(apart.test)
    given = message(
        "No group is on two sides, and the shares stay: {train} for training, {validation} for validation, {test} for "
        "testing.",
        train=len(dataset.pictures) - validation - test,
        validation=validation,
        test=test,
    )
    return joined(given, learned_from(learned))


def _by_majority(finding: CheckFinding, dataset: Dataset) -> Iterator[Remedy]:
    """Each of several groups into the class of most of its pictures; those without such a class stay."""
    if len(finding.groups) < 2:
        return
    known, moved, settled = members_of(finding.groups, dataset), dict[str, str](), 0
    for group in finding.groups:
        labels = Counter(known[path].label for path in group if path in known and known[path].label != UNLABELLED)
        (first, most), *others = labels.most_common(2)
        if others and most > others[0][1]:
            settled += 1
            moved |= {path: dataset.classes[first] for path in group if path in known and known[path].label != first}
    if moved:
        tied = len(finding.groups) - settled
        note = plural("{count} picture changes its class", "{count} pictures change their class", len(moved))
        if tied:
            note = plural(
                "{changes}; {count} group has no such class",
                "{changes}; {count} groups have no such class",
                tied,
                changes=note,
            )
        edit = SortPictures(tuple(moved), tuple(moved.values()))
        yield Remedy(message("Label each group as most of it is"), note, edit)


def _one_class(finding: CheckFinding, dataset: Dataset) -> Iterator[Remedy]:
    """The classes that all pictures of groups may be of: of several groups, those that have pictures of it."""
    known = members_of(finding.groups, dataset)
    groups = Counter(
        label for group in finding.groups for label in {known[path].label for path in group if path in known}
    )
    groups.pop(UNLABELLED, None)
    several = len(finding.groups) > 1
    offered = sorted(groups.most_common(_MOST_CLASSES)) if several else sorted(groups.items())
    for label, number in offered:
        inside = [
            group for group in finding.groups if any(path in known and known[path].label == label for path in group)
        ]
        others = tuple(path for group in inside for path in group if path in known and known[path].label != label)
        name = dataset.classes[label]
        note = plural("{count} picture changes its class", "{count} pictures change their class", len(others))
        title = message("Label all as {name:name}", name=name)
        if number < len(finding.groups):
            title = plural(
                "Label {count} group as {name:name}", "Label {count} groups as {name:name}", number, name=name
            )
        yield Remedy(title, note, MovePictures(others, name))


def _leave_out(paths: tuple[str, ...], dataset: Dataset, *, suggested: bool) -> Remedy:
    left = len(dataset.pictures) + len(dataset.unlabelled) - len(paths)
    return Remedy(
        plural("Leave {count} picture out", "Leave {count} pictures out", len(paths)),
        plural("{count} picture stays", "{count} pictures stay", left),
        LeaveOut(paths),
        suggested,
    )
