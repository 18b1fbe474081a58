"""What the pictures of a dataset show, as far as random changes depend on it: from names, else from a few pictures.

A mirrored digit is another sign or none; a cell or a field has no up and down. Names often say which it is. Scans of
text are recognised by their light, plain ground. Nothing in pixels tells tissue from a flower, so a person is asked.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from resnet_studio.core.basics.errors import DecodeError
from resnet_studio.core.basics.message import Message, message
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.pictures import decoder
from resnet_studio.core.pictures.decode import Pixels
from resnet_studio.core.pictures.decoder_pool import DecodeStoppedError

LOOKED_AT: Final = 16
"""Pictures that are decoded."""
_SIDE: Final = 64
_MOST: Final = 0.75  # of classes or pictures that must agree
_COLOURFUL: Final = 10  # mean difference of the largest and smallest of red, green and blue
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
    """What the names say, else what a few training pictures look like; these are decoded in the decoder's process."""
    return subject_of_names(dataset) or subject_of_pixels(_some(dataset, should_stop))


def subject_of_pixels(pictures: Iterable[Pixels]) -> Shown:
    """What some small pictures look like, uint8 `[H, W, 3]` each."""
    plain = [_is_grey_on_light_ground(pixels) for pixels in pictures]
    if plain and sum(plain) >= _MOST * len(plain):
        return Shown(
            Subject.DOCUMENTS, message("they are grey on a light, plain ground, as scans of text are"), certain=False
        )
    return Shown(Subject.PHOTOGRAPHS, message("nothing says what they show"), certain=False)


def _is_grey_on_light_ground(pixels: Pixels) -> bool:
    values = pixels.astype(np.int16)
    grey = values.mean(axis=2).round().astype(np.int16)
    counts = np.bincount(grey.ravel(), minlength=256)
    near = np.convolve(counts, np.ones(2 * _ABOUT + 1, np.int64), "same") / grey.size
    plain = near.max() >= _PLAIN and near.argmax() >= _LIGHT
    return bool((values.max(axis=2) - values.min(axis=2)).mean() < _COLOURFUL and plain)


def _some(dataset: Dataset, should_stop: Callable[[], bool]) -> list[Pixels]:
    """Training pictures from all over the dataset, without those that cannot be read."""
    pictures = dataset.part("train")
    found: list[Pixels] = []
    for number in range(min(LOOKED_AT, len(pictures))):
        picture = pictures[number * len(pictures) // min(LOOKED_AT, len(pictures))]
        if should_stop():
            break
        try:
            found.append(decoder.shared().thumbnail(dataset.root / picture.path, _SIDE, dataset.scale, should_stop))
        except (DecodeError, DecodeStoppedError, decoder.DecoderStartError):
            continue
    return found


def _words(name: str) -> list[str]:
    return re.split(r"[^a-z]+", name.lower())
