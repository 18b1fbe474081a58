"""`resnet-studio check`: what is wrong with the pictures of a folder."""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import fields
from itertools import chain, zip_longest
from pathlib import Path
from typing import Any

from resnet_studio.cli.interrupts import Interrupts
from resnet_studio.cli.jobs import events_of
from resnet_studio.cli.opened import as_left, asking_which, files_shown, one_folder
from resnet_studio.core.archives.known import known_of
from resnet_studio.core.basics import places
from resnet_studio.core.basics.errors import ConfigError
from resnet_studio.core.basics.message import message, show, tr, trn
from resnet_studio.core.basics.safe_text import printable
from resnet_studio.core.checks.crossing import Group, names_of_groups
from resnet_studio.core.checks.find import Checked, alike_in
from resnet_studio.core.checks.find import check as find
from resnet_studio.core.checks.kinds import CheckFinding, CheckKind
from resnet_studio.core.checks.mending import to_be_mended
from resnet_studio.core.checks.sentences import WHY_SHORTCUT, of_groups
from resnet_studio.core.checks.shortcut_values import NAMES, OfClass, values_of
from resnet_studio.core.checks.store import read_measured
from resnet_studio.core.checks.thresholds import Thresholds
from resnet_studio.core.dataset.by_hand import added_paths
from resnet_studio.core.dataset.catalogue import PART_NAMES, PARTS, Catalogue, Reading
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.findings import HOW_READ, Finding, FindingKind, few
from resnet_studio.core.dataset.kept_layout import keep_answer
from resnet_studio.core.dataset.scan import ScanStopped, catalogue_of
from resnet_studio.core.dataset.unclear_layout import UnclearLayoutError
from resnet_studio.core.protocol.commands import stopping
from resnet_studio.core.protocol.event_json import json_line
from resnet_studio.core.protocol.jobs.check import CheckPictures
from resnet_studio.core.runs.mended_split import mended_split

MENDED = "mended_split"
"""The kind of a group of near-duplicates that the split of `train` keeps on one side by itself, for `--json`."""
_SAID = {FindingKind.SPLIT, FindingKind.NEW_DIVIDED, FindingKind.DIVIDED_GROUP}
"""Findings of reading that are not listed: the check says them with their pictures, or they are past."""
_LISTED = 5
"""Pictures of a finding that are printed; `--json` has all."""


def check(
    folders: Sequence[Path], *, reading: Reading, limits: Sequence[str], json: bool, runs: Path | None = None
) -> int:
    """Check the pictures of a folder, as a person left it in the window, and print the findings; 0 whatever was found.

    Several folders are one dataset. What was left out when the folder was read is among the findings.

    Raises:
        StudioError: the folder cannot be used, or a limit is none.
    """
    thresholds, runs = thresholds_of(limits), runs or places.runs_folder()
    interrupts = Interrupts()
    try:
        catalogue = _read(folders, reading, interrupts, quiet=json)
    except ScanStopped:
        return interrupts.code
    dataset, root = as_left(catalogue, runs), str(catalogue.root)
    command = CheckPictures(root, catalogue.reading, catalogue.chosen, added=added_paths(dataset))
    deque(events_of(command, interrupts, quiet=json), maxlen=0)
    if interrupts.code:
        return interrupts.code
    dataset, checked, mended = _checked(dataset, thresholds, runs)
    read = [one for one in dataset.catalogue.findings if one.kind not in _SAID]
    if json:
        _print_json(checked, read, dataset, mended)
    else:
        _print(checked, read, dataset, mended)
    return 0


def _read(folders: Sequence[Path], reading: Reading, interrupts: Interrupts, *, quiet: bool) -> Catalogue:
    """The files of a folder, or of several that are one dataset.

    Raises:
        StudioError: it cannot be used.
        ScanStopped: it was interrupted.
    """
    folder, chosen = one_folder(folders)
    try:
        with files_shown(quiet=quiet) as progress:
            catalogue = catalogue_of(
                folder,
                measure=True,
                unsorted=True,
                reading=reading,
                chosen=chosen,
                should_stop=stopping(interrupts.should_stop),
                progress=progress,
            )
    except UnclearLayoutError as error:
        raise asking_which(folder, error) from error
    keep_answer(catalogue)
    return catalogue


def _checked(dataset: Dataset, thresholds: Thresholds, runs: Path) -> tuple[Dataset, Checked, tuple[Group, ...]]:
    """The dataset as a training would divide it, what is found in it, and the groups that it puts on one side."""
    measured = read_measured(dataset.root)
    done = mended_split(dataset, alike_in(dataset, measured).groups, runs)
    if done is None:
        return dataset, find(dataset, measured, thresholds), ()
    return done.after, find(done.after, measured, thresholds), done.groups


def _print_json(checked: Checked, read: Sequence[Finding], dataset: Dataset, mended: Sequence[Group]) -> None:
    """Print a line for each finding: what was left out when the folder was `read`, then what the check has found.

    Kinds of both have names in common, so the former say where they are from. Groups that a training puts on one side
    are no leaks then, and have a kind of their own.
    """
    catalogue = dataset.catalogue
    for group in mended:
        paths = [str(catalogue.root / path) for path in group]
        print(json_line({"finding": MENDED, "pictures": paths, "message": str(to_be_mended(1))}), flush=True)
    for one in read:
        if one.kind not in HOW_READ:
            kind, paths = str(one.kind).replace(" ", "_"), [str(catalogue.root / path) for path in one.paths]
            record = {"finding": kind, "from": "reading", "pictures": paths, "message": str(one.message)}
            print(json_line(record), flush=True)
    for finding in checked.findings:
        values = _value_records(_values(finding, dataset, checked), catalogue.root)
        for record in _records(finding, catalogue):
            print(json_line(record | values), flush=True)


def _print(checked: Checked, read: Sequence[Finding], dataset: Dataset, mended: Sequence[Group]) -> None:
    root, unlabelled = dataset.catalogue.root, len(dataset.unlabelled)
    if mended:
        print(show(to_be_mended(len(mended))))
    for one in read:
        print(printable(show(one.message)))
        if one.kind is FindingKind.TABLE_BESIDE and known_of(root) is None:  # one in the cache cannot be given
            table = str(root / one.paths[0])
            print(printable(tr("To check them with these classes, give {table} in place of the folder.", table=table)))
    for finding in checked.findings:
        for line in chain(_lines(finding, dataset), _value_lines(finding, _values(finding, dataset, checked))):
            print(printable(line))
    if any(finding.kind is CheckKind.SHORTCUT for finding in checked.findings):
        print(show(WHY_SHORTCUT))
    print(_summary(checked, unlabelled, left_out=any(one.kind not in HOW_READ for one in read)))


def thresholds_of(limits: Sequence[str]) -> Thresholds:
    """The usual thresholds but for those that are given as "name=number".

    Raises:
        ConfigError: there is no such threshold, or it cannot have that value.
    """
    names = [field.name for field in fields(Thresholds)]
    chosen: dict[str, float] = {}
    for text in limits:
        name, _, value = text.partition("=")
        try:
            number = float(value)
        except ValueError:
            name = ""
        if name not in names:
            allowed = message("NAME=NUMBER, with one of the names {names:commas}", names=tuple(names))
            raise ConfigError("--limit", text, allowed)
        chosen[name] = number
    return Thresholds(**chosen)


def _records(finding: CheckFinding, catalogue: Catalogue) -> Iterator[dict[str, Any]]:
    """A finding for `--json`, of alike pictures one for each group; scripts rely on these keys."""
    groups = finding.groups or (finding.pictures,)
    for group, name in zip_longest(groups, names_of_groups(finding, catalogue)):
        text = of_groups(finding.kind, [group], finding.detail) if finding.groups else finding.message
        record: dict[str, Any] = {
            "finding": str(finding.kind),
            "pictures": [str(catalogue.root / path) for path in group],
            "message": str(text),
        }
        if name:
            record["group"] = name
        yield record | {"classes": list(finding.classes)} if finding.classes else record


def _lines(finding: CheckFinding, dataset: Dataset) -> Iterator[str]:
    yield show(finding.message)
    shown: Sequence[str] = (finding.groups and _group_lines(finding, dataset)) or finding.pictures
    for line in shown[:_LISTED]:
        yield f"    {line}"
    if len(shown) > _LISTED:
        yield "    " + tr("and {number} more", number=len(shown) - _LISTED)


def _group_lines(finding: CheckFinding, dataset: Dataset) -> list[str]:
    """The pictures of each group: with its name, and by their parts, where these are what the finding is about."""
    if finding.kind is not CheckKind.LEAK:
        return [" = ".join(group) for group in finding.groups]
    part_of = {one.path: one.part for one in dataset.pictures}
    lines = []
    for group, name in zip(finding.groups, names_of_groups(finding, dataset.catalogue), strict=True):
        paths = {part: [path for path in group if part_of.get(path) == part] for part in PARTS}
        each = "; ".join(
            tr("{part}: {paths}", part=PART_NAMES[part], paths=few(some)) for part, some in paths.items() if some
        )
        lines.append(tr("{group:name}, {pictures}", group=name, pictures=each) if name else each)
    return lines


def _values(finding: CheckFinding, dataset: Dataset, checked: Checked) -> Sequence[OfClass]:
    """What each class has of a property that tells classes apart; none of another finding."""
    known = checked.measured_of if finding.kind is CheckKind.SHORTCUT else None
    return values_of(finding.detail, dataset, known) if known else ()


def _value_records(values: Sequence[OfClass], root: Path) -> dict[str, Any]:
    each = [
        {"class": one.name, "usual": str(one.usual), "examples": [str(root / path) for path in one.examples]}
        for one in values
    ]
    return {"values": each} if each else {}


def _value_lines(finding: CheckFinding, values: Sequence[OfClass]) -> Iterator[str]:
    if values:
        yield f"    {show(NAMES[finding.detail])}"
    for one in values[:_LISTED]:
        yield "    " + tr("{name:name}: {usual}", name=one.name, usual=one.usual)
    if len(values) > _LISTED:
        yield "    " + tr("and {number} more", number=len(values) - _LISTED)


def _summary(checked: Checked, unlabelled: int, *, left_out: bool) -> str:
    said = [trn("{count} picture was checked.", "{count} pictures were checked.", checked.measured)]
    if unlabelled:
        said.append(trn("{count} has no class yet.", "{count} have no class yet.", unlabelled))
    if checked.changed:
        changed = trn(
            "{count} picture was changed or removed meanwhile: check again.",
            "{count} pictures were changed or removed meanwhile: check again.",
            checked.changed,
        )
        said.append(changed)
    elif not (checked.findings or left_out):
        said.append(tr("Nothing was found."))
    return " ".join(said)
