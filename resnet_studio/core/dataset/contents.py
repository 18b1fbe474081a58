"""What a dataset holds after some of its edits."""

from dataclasses import dataclass

from resnet_studio.core.dataset.catalogue import Picture
from resnet_studio.core.dataset.split import Split


@dataclass(frozen=True, slots=True)
class Contents:
    """What a dataset holds after some of its edits: pictures keep their paths and their order.

    Attributes:
        classes: names, also of classes that have lost all their pictures; a picture's label is an index into them.
        pictures: with the labels and parts that they have now, also those that are left out.
        split: where the validation part comes from.
        left_out: paths of pictures that are left out.
        confirmed: paths of pictures whose label a person has confirmed, or chosen.
    """

    classes: tuple[str, ...]
    pictures: tuple[Picture, ...]
    split: Split
    left_out: frozenset[str] = frozenset()
    confirmed: frozenset[str] = frozenset()
