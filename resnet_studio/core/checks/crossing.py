"""Groups that names of files or a table show, with pictures in more than one part: a patient's, or a video's."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from statistics import median
from typing import Final

from resnet_studio.core.checks import sentences
from resnet_studio.core.checks.kinds import CheckFinding, CheckKind
from resnet_studio.core.dataset.catalogue import Catalogue, Picture
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.grouped import groups_for, split_by_groups
from resnet_studio.core.dataset.grouped_edit import GroupedBy
from resnet_studio.core.dataset.name_groups import beginning

Group = tuple[str, ...]

_MOST_OF_CLASS: Final = 1 / 3  # of a class's pictures in one group: "n01440764_18.jpg" names the class
_DAY: Final = re.compile(r"(?:.*\D)?(?:19|20)\d\d[01]\d[0-3]\d")  # a camera's name: the number after it is the time


def leaks(picture: Mapping[str, Picture], groups: Iterable[Group]) -> list[Group]:
    """Groups with pictures in more than one part."""
    return [group for group in groups if len({picture[path].part for path in group if path in picture}) > 1]


def crossing(dataset: Dataset) -> Iterator[CheckFinding]:
    """The finding about groups in more than one part: those of a table's column, or else those that names show.

    Where a person has divided the pictures by something else, names say nothing.
    """
    if dataset.split.source == "none":
        return
    split = split_by_groups(dataset)
    by: GroupedBy = "column" if dataset.catalogue.groups else "names"
    if by == "names" and split is not None and split.by not in ("names", "near_duplicates"):
        return
    groups = groups_for(by, (*dataset.pictures, *dataset.unlabelled), dataset.catalogue)
    if by == "names" and not _sure(groups, dataset.pictures):
        return
    if across := leaks({one.path: one for one in dataset.pictures}, groups):
        paths = tuple(dict.fromkeys(path for group in across for path in group))
        sentence = sentences.of_groups(CheckKind.LEAK, across, by)
        yield CheckFinding(CheckKind.LEAK, sentence, paths, tuple(across), detail=by)


def names_of_groups(finding: CheckFinding, catalogue: Catalogue) -> list[str]:
    """What the table, or the beginning of file names, calls each of a finding's groups; "" for those that are alike."""
    match finding.detail:
        case "column":
            known = zip(catalogue.groups, catalogue.group_names, strict=True)
            name_of = {path: name for group, name in known for path in group}
            return [name_of.get(group[0], "") for group in finding.groups]
        case "names":
            return [beginning(group[0]) or "" for group in finding.groups]
        case _:
            return ["" for _ in finding.groups]


def _sure(groups: Sequence[Group], pictures: Sequence[Picture]) -> bool:
    """Whether names show what belongs together, and not the class of a picture or the day that it was taken on."""
    if not groups or all(_DAY.fullmatch(beginning(group[0]) or "") for group in groups):
        return False
    label = {one.path: one.label for one in pictures}
    sizes, largest = Counter(label.values()), Counter[int]()
    for group in groups:
        for one, count in Counter(label[path] for path in group if path in label).items():
            largest[one] = max(largest[one], count)
    return median(largest[one] / size for one, size in sizes.items()) <= _MOST_OF_CLASS
