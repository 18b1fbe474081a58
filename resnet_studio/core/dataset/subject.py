"""What the pictures of a dataset show, as far as random changes depend on it: from names, devices or pixels.

A mirrored digit is another sign or none; a cell or a field has no up and down. Names often say which it is. Scans of
text are recognised by their light, plain ground. Nothing in pixels tells tissue from a flower, so a person is asked,
unless files say that a microscope, a drone or a scanner took them.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar

import numpy as np

from resnet_studio.core.basics.errors import DecodeError
from resnet_studio.core.basics.message import Message, message, plural
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.pictures import decoder
from resnet_studio.core.pictures.about import About
from resnet_studio.core.pictures.decode import Pixels
from resnet_studio.core.pictures.decoder_pool import DecodeStoppedError
from resnet_studio.core.pictures.taken_by import Device

T = TypeVar("T")

LOOKED_AT: Final = 16
"""Pictures that are decoded."""
_SIDE: Final = 64
_MOST: Final = 0.75  # of classes or pictures that must agree
_COLOURFUL: Final = 10  # mean difference of the largest and smallest of red, green and blue
_ANY_PICTURES: Final = "ImageJ"  # which biologists use, and others for other pictures
_PLAIN: Final = 0.5  # share of pixels with about the same grey value
_ABOUT: Final = 8  # grey values
_LIGHT: Final = 200  # grey value; what is grey on black may be an X-ray, a star or a shoe

_NUMBERS: Final = frozenset(
    {
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
    }
)  # fmt: skip
_TEXT: Final = frozenset(
    {
        "alphabet", "digit", "digits", "document", "documents", "handwriting", "handwritten",
        "invoices", "mnist", "ocr", "receipts", "signatures", "text",
    }
)  # fmt: skip
_NO_UP: Final = frozenset(
    {
        "aerial", "bacteria", "blood", "cells", "cytology", "eurosat", "histology", "histopathology",
        "landsat", "microscope", "microscopic", "microscopy", "orthophoto", "overhead", "pathology", "pollen",
        "satellite", "sentinel", "tissue", "uav",
    }
)  # fmt: skip


class Subject(StrEnum):
    """What pictures show; each is also the name of a preset of random changes."""

    PHOTOGRAPHS = "photographs"
    DOCUMENTS = "documents"
    MICROSCOPY = "microscopy"


@dataclass(frozen=True, slots=True)
class Shown:
    """What pictures show, why that is thought, and whether a person need not be asked."""

    subject: Subject
    reason: Message
    certain: bool

    @property
    def is_proposed(self) -> bool:
        """Whether something says it, so that its preset is proposed; a person is asked, too, unless it is certain."""
        return self.certain or self.subject is not Subject.PHOTOGRAPHS


_UNKNOWN: Final = Shown(Subject.PHOTOGRAPHS, message("nothing says what they show"), certain=False)


def subject_of_names(dataset: Dataset) -> Shown | None:
    """What the names of the classes and of the folder say, or None."""
    names = [name.lower() for name in dataset.classes]
    signs = [name for name in names if (len(name) == 1 and name.isalnum()) or name in _NUMBERS]
    if names and len(signs) >= _MOST * len(names):
        reason = message("the classes are named like digits or letters")
        return Shown(Subject.DOCUMENTS, reason, certain=True)
    for subject, known in ((Subject.DOCUMENTS, _TEXT), (Subject.MICROSCOPY, _NO_UP)):
        of_classes = [known.intersection(_words(name)) for name in names]
        if names and sum(map(bool, of_classes)) >= _MOST * len(names):
            return Shown(subject, _says(set().union(*of_classes)), certain=True)
    for subject, known in ((Subject.DOCUMENTS, _TEXT), (Subject.MICROSCOPY, _NO_UP)):
        if in_folder := known.intersection(_words(dataset.root.name)):
            return Shown(
                subject, _says(in_folder), certain=False
            )  # it may name a maker, or what is not in the pictures
    return None


def _says(words: Iterable[str]) -> Message:
    return message("a name says “{word}”", word=min(words))


def what_is_shown(dataset: Dataset, should_stop: Callable[[], bool] = lambda: False) -> Shown:
    """What the names say, else by what a few training pictures were taken, else what they look like.

    These are read in the decoder's process. A folder's name alone counts less than what its files say.
    """
    named = subject_of_names(dataset)
    if named is not None and named.certain:
        return named
    taken = subject_of_devices(_some(dataset, decoder.shared().about, should_stop))
    if taken is not None or named is not None:
        return taken or named or _UNKNOWN
    read = partial(decoder.shared().thumbnail, side=_SIDE, scale=dataset.scale)
    return subject_of_pixels(_some(dataset, lambda path, stop: read(path, should_stop=stop), should_stop))


def subject_of_devices(pictures: Sequence[About]) -> Shown | None:
    """What the devices say by which some pictures were taken; None where most say nothing, or not the same.

    Under a microscope there is no up and down. From a drone there may be one, where it looks ahead; and a scanner may
    have scanned anything: of these a person is asked.
    """
    kinds = Counter(one.device for one in pictures if one.device)
    if not kinds:
        return None
    kind, found = kinds.most_common(1)[0]
    if found < _MOST * len(pictures):
        return None
    names = Counter(one.device_by for one in pictures if one.device == kind)
    name = names.most_common(1)[0][0]
    values = {"found": found, "name": name}
    match Device(kind):
        case Device.MICROSCOPE:
            return Shown(Subject.MICROSCOPY, _by_microscope(len(pictures), values), not name.startswith(_ANY_PICTURES))
        case Device.DRONE:
            return Shown(Subject.MICROSCOPY, _by_drone(len(pictures), values), certain=False)
        case _:
            return Shown(Subject.DOCUMENTS, _by_scanner(len(pictures), values), certain=False)


def _by_microscope(count: int, values: Mapping[str, Any]) -> Message:
    return plural(
        "{found} of {count} picture was taken with a microscope, as it says: {name:name}",
        "{found} of {count} pictures were taken with a microscope, as they say: {name:name}",
        count,
        **values,
    )


def _by_drone(count: int, values: Mapping[str, Any]) -> Message:
    return plural(
        "{found} of {count} picture was taken by a drone, as it says: {name:name}",
        "{found} of {count} pictures were taken by a drone, as they say: {name:name}",
        count,
        **values,
    )


def _by_scanner(count: int, values: Mapping[str, Any]) -> Message:
    return plural(
        "{found} of {count} picture is from a scanner, as it says: {name:name}",
        "{found} of {count} pictures are from a scanner, as they say: {name:name}",
        count,
        **values,
    )


def subject_of_pixels(pictures: Iterable[Pixels]) -> Shown:
    """What some small pictures look like, uint8 `[H, W, 3]` each."""
    plain = [_is_grey_on_light_ground(pixels) for pixels in pictures]
    if plain and sum(plain) >= _MOST * len(plain):
        return Shown(
            Subject.DOCUMENTS, message("they are grey on a light, plain ground, as scans of text are"), certain=False
        )
    return _UNKNOWN


def _is_grey_on_light_ground(pixels: Pixels) -> bool:
    values = pixels.astype(np.int16)
    grey = values.mean(axis=2).round().astype(np.int16)
    counts = np.bincount(grey.ravel(), minlength=256)
    near = np.convolve(counts, np.ones(2 * _ABOUT + 1, np.int64), "same") / grey.size
    plain = near.max() >= _PLAIN and near.argmax() >= _LIGHT
    return bool((values.max(axis=2) - values.min(axis=2)).mean() < _COLOURFUL and plain)


def _some(dataset: Dataset, read: Callable[[Path, Callable[[], bool]], T], should_stop: Callable[[], bool]) -> list[T]:
    """What is read of training pictures from all over the dataset, without those that cannot be read."""
    pictures = dataset.part("train")
    found: list[T] = []
    for number in range(min(LOOKED_AT, len(pictures))):
        picture = pictures[number * len(pictures) // min(LOOKED_AT, len(pictures))]
        if should_stop():
            break
        try:
            found.append(read(dataset.root / picture.path, should_stop))
        except (DecodeError, DecodeStoppedError, decoder.DecoderStartError):
            continue
    return found


def _words(name: str) -> list[str]:
    return re.split(r"[^a-z]+", name.lower())
