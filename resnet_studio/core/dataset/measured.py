"""Which pictures of a folder a model is measured on: those that are held back from training, of classes it knows."""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from resnet_studio.core.basics.errors import DatasetError
from resnet_studio.core.basics.message import Message, joined, message, plural
from resnet_studio.core.dataset.catalogue import Part, Picture
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.findings import Finding, FindingKind, few

HELD_BACK: tuple[Part, ...] = ("test", "validation", "train")
"""The parts, those first that say most about new pictures. A folder without parts has all its pictures in training."""

_SEPARATORS = re.compile(r"[\s_-]+")


@dataclass(frozen=True, slots=True)
class Measured:
    """The pictures to measure on, and what is left out.

    Attributes:
        part: the part that they are from.
        whole: whether the folder has no other part.
        pictures: in order.
        labels: of the pictures, as indices into the model's classes.
        left_out: how many pictures the other parts have, by part.
        unknown: how many pictures of this part are of classes that the model does not know.
        findings: about the classes.
    """

    part: Part
    whole: bool
    pictures: tuple[Picture, ...]
    labels: tuple[int, ...]
    left_out: Mapping[Part, int]
    unknown: int
    findings: tuple[Finding, ...]


def choose(dataset: Dataset, known: Sequence[str]) -> Measured:
    """The test part of a folder, else its validation part, else all of it; of classes that the model knows.

    Classes are matched by name. `Ants` is taken for `ants`, and `fire_truck` for `fire truck`, where that is clear.

    Args:
        dataset: scanned to be measured.
        known: the model's classes.

    Raises:
        DatasetError: no picture is of a class that the model knows.
    """
    labels = _labels(dataset.classes, known)
    sizes = Counter(picture.part for picture in dataset.pictures)
    for part in HELD_BACK:
        pictures = tuple(one for one in dataset.part(part) if dataset.classes[one.label] in labels)
        if pictures:
            return Measured(
                part=part,
                whole=len(sizes) == 1,
                pictures=pictures,
                labels=tuple(labels[dataset.classes[one.label]] for one in pictures),
                left_out={other: count for other, count in sizes.items() if other != part},
                unknown=sizes[part] - len(pictures),
                findings=_findings(dataset, part, known, labels),
            )
    raise DatasetError(dataset.root, _none_known(dataset, known))


def _labels(found: Sequence[str], known: Sequence[str]) -> dict[str, int]:
    """The model's label of each class of a folder, by the folder's name for it; others are not in it."""
    exact = {name: label for label, name in enumerate(known)}
    similar: dict[str, list[int]] = {}
    for label, name in enumerate(known):
        similar.setdefault(_key(name), []).append(label)
    labels = {}
    for name in found:
        candidates = [exact[name]] if name in exact else similar.get(_key(name), [])
        if len(candidates) == 1:
            labels[name] = candidates[0]
    return labels


def _key(name: str) -> str:
    """A name without what people write in different ways: capitals, spaces, underscores and hyphens."""
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", name).casefold()) or name


def _findings(dataset: Dataset, part: Part, known: Sequence[str], labels: Mapping[str, int]) -> tuple[Finding, ...]:
    here = {dataset.classes[picture.label] for picture in dataset.part(part)}
    found = []
    if similar := [name for name in dataset.classes if name in here & labels.keys() and name != known[labels[name]]]:
        sentence = plural(
            "{count} class is matched by a similar name: {names}.",
            "{count} classes are matched by similar names: {names}.",
            len(similar),
            names=few([message("{name} as {known}", name=name, known=known[labels[name]]) for name in similar], 5),
        )
        found.append(Finding(FindingKind.SIMILAR_NAME, sentence))
    if unknown := [name for name in dataset.classes if name in here - labels.keys()]:
        sentence = plural(
            "{count} class that the run does not know is left out: {names}.",
            "{count} classes that the run does not know are left out: {names}.",
            len(unknown),
            names=few(unknown, 5),
        )
        found.append(Finding(FindingKind.UNKNOWN_CLASS, sentence))
    measured = {labels[name] for name in here & labels.keys()}
    if absent := [name for label, name in enumerate(known) if label not in measured]:
        sentence = plural(
            "{count} class of the run has no picture here, so that the figures say nothing about it: {names}.",
            "{count} classes of the run have no picture here, so that the figures say nothing about them: {names}.",
            len(absent),
            names=few(absent, 5),
        )
        found.append(Finding(FindingKind.ABSENT_CLASS, sentence))
    return tuple(found)


def _none_known(dataset: Dataset, known: Sequence[str]) -> Message:
    return joined(
        message(
            "{folder} has none of the classes that this run knows: {classes}.",
            folder=str(dataset.root),
            classes=few(known, 5),
        ),
        message("It has {classes}.", classes=few(dataset.classes, 5)),
    )
