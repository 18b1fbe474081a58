"""Findings about a dataset after its edits: those of the folder that are still true, emptied classes, and classes that
cannot be validated.
"""

from collections.abc import Collection, Iterator, Sequence

from resnet_studio.core.basics.message import plural
from resnet_studio.core.dataset.catalogue import Catalogue
from resnet_studio.core.dataset.contents import Contents
from resnet_studio.core.dataset.findings import Finding, FindingKind, few
from resnet_studio.core.dataset.split import Split
from resnet_studio.core.dataset.tally import Counts


def findings_after(
    catalogue: Catalogue, contents: Contents, classes: Sequence[str], counts: Counts, *, kept: bool
) -> Iterator[Finding]:
    """The findings; `counts`, of the pictures that are used, with labels that are indices into `classes`; `kept`, the
    split is that which new pictures were divided by."""
    still_true = _still_true(catalogue.findings, contents.left_out)
    yield from (one for one in still_true if kept or one.kind != FindingKind.NEW_DIVIDED)
    yield from _edit_findings(_emptied(contents, classes))
    yield from _split_findings(classes, counts, contents.split)


def _still_true(findings: Sequence[Finding], out: Collection[str]) -> Iterator[Finding]:
    """The findings but those of which all pictures are left out."""
    for one in findings:
        if one.kind != FindingKind.ADDED_GONE or not one.paths or any(path not in out for path in one.paths):
            yield one


def _emptied(contents: Contents, classes: Collection[str]) -> list[str]:
    """The classes that are not used, without those that a person has left out: these are listed as that."""
    used = frozenset(classes)
    unused = [(label, name) for label, name in enumerate(contents.classes) if name not in used]
    out = set[int]()
    if unused and contents.out_with_class:
        out = {one.label for one in contents.pictures if one.path in contents.out_with_class}
    return [name for label, name in unused if label not in out]


def _edit_findings(emptied: Sequence[str]) -> Iterator[Finding]:
    """Classes without pictures after edits."""
    if emptied:
        found = plural(
            "{count} class has no pictures, and is not trained: {names}.",
            "{count} classes have no pictures, and are not trained: {names}.",
            len(emptied),
            names=few(emptied, 5),
        )
        yield Finding(FindingKind.EMPTIED_CLASS, found)


def _split_findings(classes: Sequence[str], counts: Counts, split: Split) -> Iterator[Finding]:
    """Classes that cannot be validated, and why."""
    if split.source == "none":
        return
    missing = [label for label in range(len(classes)) if not counts.get(("validation", label))]
    single = [classes[label] for label in missing if split.source == "seed" and counts.get(("train", label), 0) < 2]
    if others := [classes[label] for label in missing if classes[label] not in single]:
        found = plural(
            "{count} class has no validation pictures: {names}.",
            "{count} classes have no validation pictures: {names}.",
            len(others),
            names=few(others, 5),
        )
        yield Finding(FindingKind.CLASS_WITHOUT_VALIDATION, found)
    if single:
        found = plural(
            "{count} class has a single picture, which is used for training, so none is left to check the result: "
            "{names}.",
            "{count} classes have a single picture, which is used for training, so none is left to check the result: "
            "{names}.",
            len(single),
            names=few(single, 5),
        )
        yield Finding(FindingKind.CLASS_WITHOUT_VALIDATION, found)
