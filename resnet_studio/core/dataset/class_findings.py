"""Findings about classes that are not the same in all parts of a dataset, or have no pictures."""

from collections.abc import Iterator, Mapping, Sequence

from resnet_studio.core.basics.message import message, plural
from resnet_studio.core.basics.natural_order import natural_key
from resnet_studio.core.dataset.catalogue import Part
from resnet_studio.core.dataset.findings import Finding, FindingKind, few
from resnet_studio.core.dataset.walk import FoundFile

Found = dict[str, list[FoundFile]]
"""The pictures of each class, by its name."""


def empty_classes(found: Mapping[Part, Found]) -> Iterator[Finding]:
    """Classes whose folders hold no picture in any part."""
    filled = {name for one in found.values() for name, files in one.items() if files}
    if empty := sorted(set().union(*found.values()) - filled, key=natural_key):
        sentence = plural(
            "{count} class folder without pictures was left out: {names}.",
            "{count} class folders without pictures were left out: {names}.",
            len(empty),
            names=few(empty),
        )
        yield Finding(FindingKind.EMPTY_CLASS, sentence)


def class_findings(found: Mapping[Part, Found], classes: Sequence[str]) -> Iterator[Finding]:
    """Classes that are not the same in all parts. Labels never depend on it."""
    known = set(classes)
    elsewhere = {name for part in found if part != "train" for name, files in found[part].items() if files}
    if only_there := sorted(elsewhere - known, key=natural_key):
        sentence = plural(
            "{count} class without training pictures was left out: {names}.",
            "{count} classes without training pictures were left out: {names}.",
            len(only_there),
            names=few(only_there),
        )
        yield Finding(FindingKind.NO_TRAINING_PICTURES, sentence)
    if "validation" in found and not any(found["validation"].get(name) for name in classes):
        sentence = message(
            "The validation folder holds no pictures of these classes. Some training pictures are used instead."
        )
        yield Finding(FindingKind.UNUSED_PART, sentence)
    if "test" in found:
        yield from _test_findings([name for name in classes if not found["test"].get(name)], len(classes))


def _test_findings(missing: Sequence[str], classes: int) -> Iterator[Finding]:
    """Classes that the test part lacks."""
    if len(missing) == classes:
        yield Finding(FindingKind.UNUSED_PART, message("The test folder holds no pictures of these classes."))
    elif missing:
        sentence = plural(
            "{count} class has no test pictures: {names}.",
            "{count} classes have no test pictures: {names}.",
            len(missing),
            names=few(missing),
        )
        yield Finding(FindingKind.CLASS_WITHOUT_TEST, sentence)
