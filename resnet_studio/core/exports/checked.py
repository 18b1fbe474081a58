"""What the check of an exported model found: figures, and whether they are good enough to hand the file over."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from resnet_studio.core.basics.message import NOTHING, Message, message, plural
from resnet_studio.core.exports.formats import FLOAT16, FLOAT32, INT8

FEWEST, MOST = 16, 500
"""Pictures that a check uses, where there are so many."""
LARGEST: Final = {FLOAT32: 0.005, FLOAT16: 0.03, INT8: 1.0}
"""By precision: how far a probability may be from the window's."""
_LEAST: Final = 1e-6
AGREE: Final = {FLOAT32: 1.0, FLOAT16: 1.0, INT8: 0.98}
"""By precision: the share of pictures that must get the same class."""


@dataclass(frozen=True, slots=True)
class Checked:
    """The comparison of an exported model with the window.

    Attributes:
        precision: in which the file is.
        pictures: how many were compared.
        agree: for how many of them the most probable class is the same.
        largest: the largest difference of a probability.
        worst: the picture that has it, as its path in the dataset.
        one_thread, all_threads: milliseconds for a picture of usual size, with preprocessing and without decoding;
            the median. 0 where it was not measured.
        threads: how many all are.
        runtime: name and version of what ran the file.
        read_alike: how many of the pictures the program beside the file decodes to the same pixels as the window.
        unreadable: how many pictures could not be read here, and were not compared.
        parts: how many were of the run's validation, test and training part; empty where that is not known.
    """

    precision: str
    pictures: int
    agree: int
    largest: float
    worst: str = ""
    one_thread: float = 0.0
    all_threads: float = 0.0
    threads: int = 1
    runtime: str = ""
    read_alike: int = 0
    unreadable: int = 0
    parts: tuple[int, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether the file may be handed over."""
        enough = self.pictures > 0 and self.agree >= AGREE[self.precision] * self.pictures
        return enough and self.largest <= LARGEST[self.precision]

    @property
    def sentence(self) -> Message:
        """The figures in words."""
        return message(
            "{agree:count} of {pictures:count} pictures get the same class as in ResNet Studio, and probabilities "
            "differ by {largest:figure} at most.",
            agree=self.agree,
            pictures=self.pictures,
            largest=readable(self.largest),
        )

    @property
    def limit(self) -> Message:
        """What was asked for, in words."""
        if self.precision == INT8:
            return message("At least {share:percent} must get the same class.", share=AGREE[INT8])
        return message(
            "All must get the same class, and probabilities may differ by {most:plain}.", most=LARGEST[self.precision]
        )

    def to_record(self) -> dict[str, Any]:
        """A JSON-ready record."""
        return asdict(self) | {"passed": self.passed}


def readable(largest: float) -> float:
    """By how much probabilities differ at most, as a person reads it: what rounding makes would need an exponent."""
    return max(largest, _LEAST) if largest else 0.0


def compared_of(parts: Sequence[int]) -> Message:
    """Of which parts of the run the compared pictures are, as `Checked.parts` counts them; nothing where unknown."""
    if not parts:
        return NOTHING
    validation, test, train = parts
    if not test and not train:
        return message("These are pictures of the run's validation part.")
    return message(
        "These are pictures of the run: {validation} for validation, {test} for testing, {train} for training.",
        validation=validation,
        test=test,
        train=train,
    )


def read_otherwise(pictures: int, alike: int) -> Message:
    """That the program beside the file reads some pictures otherwise than ResNet Studio; nothing where it does not."""
    if alike >= pictures:
        return NOTHING
    return plural(
        "{count} of {pictures:count} pictures is not read by python/picture.py as ResNet Studio reads it, so that the "
        "program may say something else of such a picture.",
        "{count} of {pictures:count} pictures are not read by python/picture.py as ResNet Studio reads them, so that "
        "the program may say something else of such pictures.",
        pictures - alike,
        pictures=pictures,
    )
