"""From what was measured of a dataset's files to findings. Quick enough to be done again after each edit."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from resnet_studio.core.basics.errors import ConfigError
from resnet_studio.core.checks import sentences
from resnet_studio.core.checks.crossing import crossing, leaks
from resnet_studio.core.checks.facts import Facts
from resnet_studio.core.checks.facts_table import FactsTable
from resnet_studio.core.checks.groups import groups_of
from resnet_studio.core.checks.kinds import MISLEADING, CheckFinding, CheckKind
from resnet_studio.core.checks.readable import readable
from resnet_studio.core.checks.shortcuts import shortcuts
from resnet_studio.core.checks.single import faults
from resnet_studio.core.checks.store import Measured, Pair
from resnet_studio.core.checks.thresholds import USUAL, Thresholds
from resnet_studio.core.dataset.catalogue import Picture
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.findings import few
from resnet_studio.core.dataset.group_split import joined
from resnet_studio.core.dataset.grouped import grouped_split, shares_of, split_by_groups
from resnet_studio.core.dataset.grouped_edit import GroupedBy, GroupedSplit
from resnet_studio.core.dataset.planned_split import known_by, leaving

Group = tuple[str, ...]


@dataclass(frozen=True)
class Checked:
    """What a check says of a dataset.

    Attributes:
        findings: in the order of their kinds.
        groups: of pictures that are the same, or nearly; copies first, then near-duplicates.
        measured: how many of the dataset's pictures were looked at.
        changed: how many others the folder had when it was read, which are another file now, or gone.
        apart: the split after which no group is in two parts, where one is now and there is such a split.
        pairs: of pictures that were found alike.
        learned: as `known_by` gives it, of the pictures that would leave training with `apart`.
        unreadable: paths of pictures that cannot be read, also where a person keeps them as they are.
        answered: findings that a setting of the next run answers; they are not among `findings`.
        measured_of: what all of this follows from.
    """

    findings: tuple[CheckFinding, ...]
    groups: tuple[Group, ...]
    measured: int
    apart: GroupedSplit | None = None
    changed: int = 0
    pairs: tuple[Pair, ...] = ()
    answered: tuple[CheckFinding, ...] = ()
    learned: tuple[int, str] | None = None
    unreadable: frozenset[str] = frozenset()
    measured_of: Measured | None = field(default=None, compare=False, repr=False)

    @property
    def misleading(self) -> list[CheckFinding]:
        """The findings that would mislead the results, the worst first."""
        found = (one for one in self.findings if one.kind in MISLEADING)
        return sorted(found, key=lambda one: MISLEADING.index(one.kind))


@dataclass(frozen=True, slots=True)
class Alike:
    """What is known of alike pictures in a dataset: all that dividing them needs of a check.

    Attributes:
        groups: as of `Checked`.
        unchecked: as `unchecked` counts them.
    """

    groups: tuple[Group, ...]
    unchecked: int


def alike_in(dataset: Dataset, measured: Measured, thresholds: Thresholds = USUAL) -> Alike:
    """The groups of `check`, without its findings."""
    facts = known_facts((*dataset.pictures, *dataset.unlabelled), measured)
    _, _, groups = _alike(facts, measured, thresholds)
    return Alike(tuple(groups), unchecked(dataset, facts, measured))


def unchecked(dataset: Dataset, facts: Mapping[str, Facts], measured: Measured) -> int:
    """How many pictures that have a class nothing is known of, or were not compared with the others yet."""
    return sum(one.path not in facts or one.path in measured.unpaired for one in dataset.pictures)


def check(
    dataset: Dataset,
    measured: Measured,
    thresholds: Thresholds = USUAL,
) -> Checked:
    """The findings about the pictures that a dataset has after its edits, also those that have no class yet.

    Facts of a file that has changed since do not count.
    """
    facts = known_facts((*dataset.pictures, *dataset.unlabelled), measured)
    copies, pairs, alike = _alike(facts, measured, thresholds)
    same = {path: number for number, group in enumerate(copies) for path in group}
    near = [group for group in alike if len({same.get(path, path) for path in group}) > 1]
    found = [
        *(
            CheckFinding(kind, sentences.of_pictures(kind, len(paths), thresholds), tuple(paths))
            for kind, paths in faults(facts, thresholds).items()
        ),
        *_of_groups(dataset, copies, near, alike),
        *crossing(dataset),
        *_of_classes(dataset, facts, thresholds),
    ]
    order = list(CheckKind)
    open_ = [left for one in found if (left := _without(one, dataset.accepted, thresholds))]
    across = [one.detail for one in open_ if one.kind is CheckKind.LEAK]
    apart = _apart(dataset, alike, across) if across else None
    sorted_ = tuple(sorted(open_, key=lambda one: order.index(one.kind)))
    changed = _changed(dataset, facts)
    return Checked(
        sorted_, tuple(alike), len(facts), apart, changed, tuple(pairs), unreadable=facts.unreadable(),
        measured_of=measured,
    )  # fmt: skip


def with_learned(found: Checked, dataset: Dataset, learned: Mapping[str, Collection[str]]) -> Checked:
    """What was found, with what runs have learned from of the pictures that would leave training; as of `known_by`."""
    if (apart := found.apart) is None:
        return found
    return replace(found, learned=known_by(leaving(dataset, {*apart.validation, *apart.test}), learned))


def known_facts(pictures: Iterable[Picture], measured: Measured) -> FactsTable:
    """What is known of these pictures, by their path; not of a file that has changed since."""
    return FactsTable.of(measured.facts).known(pictures)


def _alike(
    facts: Mapping[str, Facts], measured: Measured, thresholds: Thresholds
) -> tuple[list[Group], list[Pair], list[Group]]:
    """Copies, pairs of pictures that were found alike, and groups of these."""
    copies = _copies(facts, measured.digests)
    pairs = _pairs_among(facts, measured.pairs)
    first = {pair.other: pair.one for pair in pairs if pair.alike >= 1}  # so most copies are there already
    pairs += [Pair(group[0], path, 1.0) for group in copies for path in group[1:] if first.get(path) != group[0]]
    return copies, pairs, groups_of(pairs, thresholds.alike, len(facts))


def _changed(dataset: Dataset, facts: Mapping[str, Facts]) -> int:
    """How many pictures of the folder nothing is known of. Those that a person has added may come later."""
    there = [one.path for one in (*dataset.pictures, *dataset.unlabelled) if one.path not in facts]
    return len({one.path for one in dataset.catalogue.pictures}.intersection(there)) if there else 0


def _pairs_among(facts: Mapping[str, Facts], pairs: Sequence[Pair]) -> list[Pair]:
    """The pairs of these pictures.

    Of pictures that are the same only the first one is compared with others. Where it is not among these, for it was
    left out, the next one stands for it.
    """
    same = [(pair.one, pair.other) for pair in pairs if pair.alike >= 1]
    instead: dict[str, str] = {}
    exact: list[Pair] = []
    for unit in joined(same, sorted({path for ends in same for path in ends})):
        there = [path for path in unit if path in facts]
        if there and len(there) < len(unit):
            instead |= {path: there[0] for path in unit if path not in facts}
            exact += [Pair(there[0], other, 1.0) for other in there[1:]]
    found = (
        Pair(instead.get(pair.one, pair.one), instead.get(pair.other, pair.other), pair.alike)
        if pair.one in instead or pair.other in instead
        else pair
        for pair in pairs
    )
    return exact + [pair for pair in found if pair.one in facts and pair.other in facts and pair.one != pair.other]


def _apart(dataset: Dataset, alike: Iterable[Group], across: Collection[str]) -> GroupedSplit | None:
    """A split with the shares of the present one, and what that keeps together; None where a part would be empty.

    Groups of a column stay together where they are `across` the present split; else what a person chose; else groups
    of a column, or of names where these are across it.
    """
    last = split_by_groups(dataset)
    usual: GroupedBy = "column" if dataset.catalogue.groups else "names" if "names" in across else "near_duplicates"
    chosen = last.by if last and last.by != "near_duplicates" else usual
    by: GroupedBy = "column" if "column" in across else chosen
    return split_apart(dataset, by, alike, last.pattern if last and last.by == by else "")


def split_apart(dataset: Dataset, by: GroupedBy, alike: Iterable[Group], pattern: str = "") -> GroupedSplit | None:
    """A split by groups with the shares of the present one; None where a part would be empty."""
    try:
        edit = grouped_split(dataset, by, alike, shares_of(dataset), dataset.split.seed or 0, pattern)
    except ConfigError:  # there is no validation part
        return None
    divided = len(edit.validation) + len(edit.test)
    return edit if edit.validation and divided < len(dataset.pictures) else None


def _without(finding: CheckFinding, accepted: frozenset[str], thresholds: Thresholds) -> CheckFinding | None:
    """A finding without what a person keeps as it is; None where nothing is left of it."""
    kept = {path for path in (*finding.pictures, *finding.classes) if f"{finding.key} {path}" in accepted}
    if not kept:
        return finding
    if finding.classes:
        return None if kept >= set(finding.classes) else finding
    if not finding.groups:
        left = tuple(path for path in finding.pictures if path not in kept)
        return (
            CheckFinding(finding.kind, sentences.of_pictures(finding.kind, len(left), thresholds), left)
            if left
            else None
        )
    groups = [group for group in finding.groups if not kept >= set(group)]
    return _grouped(finding.kind, groups, finding.detail) if groups else None


def _copies(facts: Mapping[str, Facts], digests: Mapping[str, str]) -> list[Group]:
    """Files with the same bytes."""
    by_digest: dict[tuple[int, str], list[str]] = {}
    for path in facts:
        if (digest := digests.get(path)) and (size := facts[path].size):
            by_digest.setdefault((size, digest), []).append(path)
    return [tuple(paths) for paths in by_digest.values() if len(paths) > 1]


def _of_groups(dataset: Dataset, copies: list[Group], near: list[Group], alike: list[Group]) -> Iterator[CheckFinding]:
    """Copies, near-duplicates, and those among both that are in two classes or in two parts."""
    picture = {one.path: one for one in dataset.pictures}  # what has no class yet is in no two classes, and in no part
    if copies:
        yield _grouped(CheckKind.DUPLICATE, copies)
    if near:
        yield _grouped(CheckKind.NEAR_DUPLICATE, near)
    if both := [group for group in alike if len({picture[path].label for path in group if path in picture}) > 1]:
        yield _grouped(CheckKind.TWO_CLASSES, both)
    if dataset.split.source != "none" and (across := leaks(picture, alike)):
        yield _grouped(CheckKind.LEAK, across)


def _grouped(kind: CheckKind, groups: list[Group], detail: str = "") -> CheckFinding:
    paths = tuple(dict.fromkeys(path for group in groups for path in group))
    return CheckFinding(kind, sentences.of_groups(kind, groups, detail), paths, tuple(groups), detail=detail)


def _of_classes(dataset: Dataset, facts: FactsTable, thresholds: Thresholds) -> Iterator[CheckFinding]:
    used = {dataset.classes[one.label] for one in dataset.pictures}
    taken = readable(dataset, facts.unreadable()).counts("train")
    counts = {name: count for name, count in zip(dataset.classes, taken, strict=True) if name in used}
    if not counts:
        return
    if small := [name for name, count in counts.items() if count < thresholds.small_class]:
        sentence = sentences.of_small_classes(few(small), len(small), thresholds.small_class)
        yield CheckFinding(CheckKind.SMALL_CLASS, sentence, (), classes=tuple(small))
    large, least = max(counts, key=counts.__getitem__), min(counts, key=counts.__getitem__)
    if counts[large] >= thresholds.imbalance * max(1, counts[least]):
        sentence = sentences.of_imbalance(large, counts[large], least, counts[least])
        yield CheckFinding(CheckKind.IMBALANCE, sentence, (), classes=(large, least))
    label = {one.path: one.label for one in dataset.pictures}
    paths, columns = facts.columns(label)
    for found in shortcuts(columns, [label[path] for path in paths], thresholds.shortcut):
        yield CheckFinding(
            CheckKind.SHORTCUT, sentences.of_shortcut(found), (), classes=dataset.classes, detail=found.by
        )
