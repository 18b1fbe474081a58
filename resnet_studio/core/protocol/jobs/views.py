"""Showing training pictures as the network gets them, for a person who chooses how they are changed."""

import base64
import binascii
from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from resnet_studio.core.basics.message import Message, message
from resnet_studio.core.pictures.value_scale import UNKNOWN_SCALE, ValueScale
from resnet_studio.core.protocol.commands import Job
from resnet_studio.core.protocol.events import Event, EventError

LARGEST_SIDE = 224
"""Pixels of the side of a view as it is shown."""
DRAWS = 16
"""How often one picture is shown at most."""


@dataclass(frozen=True, slots=True)
class ShowViews(Job):
    """Make the views of a batch as the first epoch would, and of one picture as the first epochs would.

    Attributes:
        root: the dataset's folder.
        paths: of all pictures of the batch, relative to `root`.
        indices: their numbers in the training part, as `with_repeats` gives them where each time that a picture comes
            has a view of its own; random changes follow from them.
        count: of pictures in the training part, and more than the largest of `indices`.
        shown: how many of the batch are shown; others may be mixed into them.
        image_size, small: as in the run's settings.
        changes: name and value of each random change, as `Augmentation` has them.
        seed: of the run.
        drawn: place in the batch of the picture that is shown several times.
        draws: how often, from the first epoch on.
        scale: of the dataset.
    """

    root: str
    paths: tuple[str, ...]
    indices: tuple[int, ...]
    count: int
    shown: int
    image_size: int
    small: bool
    changes: tuple[tuple[str, float | str], ...]
    seed: int
    drawn: int = 0
    draws: int = DRAWS
    scale: ValueScale = UNKNOWN_SCALE

    brief: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class ViewShown(Event):
    """A view of a picture, or why there is none.

    Attributes:
        draw: the epoch whose view it is, where one picture is shown several times; 0: it is in the batch.
        place: of the picture in the batch.
        partner: place of the picture that it is mixed with; None: of none.
        share: of the picture itself in the mixture.
        side: of the square in pixels.
        pixels: uint8 RGB, row by row, in base64: `values` decodes it; empty where the picture cannot be read.
        problem: why not.
    """

    draw: int
    place: int
    partner: int | None
    share: float
    side: int
    pixels: str
    problem: Message | None = None

    @classmethod
    def of(
        cls, values: NDArray[np.uint8], *, draw: int, place: int, partner: int | None = None, share: float = 1.0
    ) -> Self:
        """A view of pixels `[side, side, 3]`."""
        return cls(draw, place, partner, share, len(values), base64.b64encode(values.tobytes()).decode())

    def values(self) -> bytes:
        """The pixels, `side * side * 3` bytes.

        Raises:
            EventError: they are damaged.
        """
        try:
            decoded = base64.b64decode(self.pixels, validate=True)
        except binascii.Error as error:
            raise EventError(message("A picture that the engine sent is damaged.")) from error
        if not 0 < self.side <= LARGEST_SIDE or len(decoded) != self.side * self.side * 3:
            raise EventError(message("A picture that the engine sent is damaged."))
        return decoded
