"""What is said below a finding in brief: which classes it is about, or why it matters."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from resnet_studio.core.basics.message import NOTHING, Message, message, plural
from resnet_studio.core.checks.find import Checked
from resnet_studio.core.checks.kinds import CheckFinding, CheckKind
from resnet_studio.core.checks.sentences import TITLES
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.findings import few
from resnet_studio.core.dataset.keep_finding import KeepFindings

_LEAKS: Final = {
    "": message("One is learned from, another tests it."),
    "names": message("The names of the files say so."),
    "column": message("The table says so."),
}


def details_of(findings: Sequence[CheckFinding], dataset: Dataset) -> list[Message]:
    """Of each of these findings of a dataset, a few words more than its short sentence has."""
    among = {path for one in findings for path in one.pictures}
    label = {one.path: one.label for one in dataset.pictures if one.path in among}
    return [_detail(one, dataset, label) for one in findings]


def _detail(finding: CheckFinding, dataset: Dataset, label: Mapping[str, int]) -> Message:
    match finding.kind:
        case CheckKind.LEAK:
            return _LEAKS.get(finding.detail, NOTHING)
        case CheckKind.SHORTCUT:
            right = finding.message.values.get("right")
            said = message("By that alone, {right:percent} of the pictures are guessed right.", right=right)
            return said if right is not None else NOTHING
        case CheckKind.SMALL_CLASS:
            return message("{names}.", names=few(finding.classes))
        case CheckKind.IMBALANCE:
            return _sizes(finding.classes, dataset)
        case _:
            counts = Counter(dataset.classes[label[path]] for path in finding.pictures if path in label)
            return _where(finding.kind, counts) if counts else NOTHING


def _sizes(classes: Iterable[str], dataset: Dataset) -> Message:
    counts = dict(zip(dataset.classes, dataset.counts("train"), strict=True))
    large, small = ((name, counts.get(name, 0)) for name in classes)
    return message(
        "{large:name} has {most}, {small:name} only {fewest}.",
        large=large[0], most=plural("{count} training picture", "{count} training pictures", large[1]),
        small=small[0], fewest=small[1],
    )  # fmt: skip


def _where(kind: CheckKind, counts: Counter[str]) -> Message:
    """The classes of the pictures of a finding."""
    if kind is CheckKind.TWO_CLASSES:
        return message("Alike pictures in {names}.", names=few(sorted(counts)))
    (name, most), *others = counts.most_common()
    if not others:
        return message("In {name:name}.", name=name)
    if most > others[0][1]:
        return plural("{count} picture is in {name:name}.", "{count} pictures are in {name:name}.", most, name=name)
    return message("In {number} classes.", number=len(counts))


def found_nothing(checked: Checked, dataset: Dataset) -> list[Message]:
    """The checks that have found nothing in a dataset, each by its name; not those that a person has dealt with."""
    dealt = {getattr(edit, "finding", "") for edit in dataset.edits}
    dealt |= {key for edit in dataset.edits if isinstance(edit, KeepFindings) for key in edit.findings}
    found = {one.kind for one in (*checked.findings, *checked.answered)} | {key.partition(":")[0] for key in dealt}
    return [TITLES[kind] for kind in CheckKind if kind not in found]


def nothing_found(checks: int) -> Message:
    """How many checks have found nothing, which may be all."""
    if checks == len(CheckKind):
        return message("All {count} checks found nothing", count=checks)
    return plural("{count} other check found nothing", "{count} other checks found nothing", checks)
