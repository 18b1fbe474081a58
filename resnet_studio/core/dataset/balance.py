"""How evenly the training pictures are spread over the classes."""

from dataclasses import dataclass
from typing import Final

from resnet_studio.core.basics.message import Message, message
from resnet_studio.core.dataset.dataset import Dataset

MATTERS: Final = 3.0
"""So many times the pictures of the smallest class: rarely seen classes are often missed from about there on. Buda et
al. 2018 saw little harm at 2 and clear harm at 10. The check and Train begin here both: what helps costs nothing."""


@dataclass(frozen=True, slots=True)
class Imbalance:
    """The class with the most training pictures, and the one with the fewest.

    Attributes:
        times: how many times as many.
    """

    largest: str
    smallest: str
    times: float

    @property
    def sentence(self) -> Message:
        """What a person should know."""
        return message(
            "{largest} has {times:figure} times as many training pictures as {smallest}.",
            largest=self.largest,
            times=self.times,
            smallest=self.smallest,
        )


def imbalance(dataset: Dataset) -> Imbalance | None:
    """The imbalance of a dataset where it matters."""
    counts = [(count, name) for count, name in zip(dataset.counts("train"), dataset.classes, strict=True) if count]
    if len(counts) < 2:
        return None
    (fewest, smallest), (most, largest) = min(counts), max(counts)
    return Imbalance(largest, smallest, most / fewest) if most >= MATTERS * fewest else None
