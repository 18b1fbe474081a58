"""How many items the network computes at once: a whole batch, or less where memory does not hold it."""

from resnet_studio.core.basics.errors import MemoryFullError
from resnet_studio.core.basics.message import Message, joined, message, plural
from resnet_studio.core.protocol.events import Notice, NoticeKind
from resnet_studio.engine.network.resnet import ResNet


class MicroBatch:
    """The part of a batch that goes through the network at once; gradients of the parts are added up.

    Attributes:
        pieces: into how many parts a batch, or the share of each lane, is cut.
    """

    def __init__(self, batch_size: int, lanes: int = 1) -> None:
        """Each of the `lanes` computes a piece at once."""
        self.pieces = 1
        self._batch_size, self._lanes = batch_size, lanes
        self._least, self._norms_learn = 1, True

    def fit(self, network: ResNet, item_shape: tuple[int, ...]) -> None:
        """Take the limits of a network with its frozen layers and the shape of one item."""
        last = network.architecture.unit_names[-1]
        height, width, _ = network.output_shape(last, item_shape)
        # BatchNorm needs two values per channel to learn from.
        self._least = 1 if height * width > 1 or last in network.frozen_units else 2
        self._norms_learn = len(network.frozen_units) < len(network.architecture.unit_names)

    @property
    def size(self) -> int:
        """Most items that the network computes at once."""
        return -(-self._batch_size // self.pieces)

    @property
    def limit(self) -> int | None:
        """As `size`, or None while batches are not cut."""
        return self.size if self.pieces > 1 else None

    @property
    def limit_of_lane(self) -> int | None:
        """As `limit`, of each lane."""
        return None if self.limit is None else -(-self.limit // self._lanes)

    @property
    def can_halve(self) -> bool:
        """Whether fewer items at once are possible."""
        return -(-self.size // self._lanes) > self._least

    def pieces_of(self, items: int) -> int:
        """The number of parts into which a batch of that many items is cut."""
        return min(self.pieces, max(1, items // self._least))

    def restore(self, pieces: int) -> None:
        """Take the number of parts that a checkpoint records."""
        self.pieces = min(max(1, pieces), self._batch_size)

    def halve_after_error(self, error: Exception) -> Notice:
        """Go on with half as many items at once, because memory ran out.

        Raises:
            MemoryFullError: fewer are not possible.
        """
        if not self.can_halve:
            raise MemoryFullError(
                joined(
                    plural(
                        "The memory is full, even with {count} picture at a time.",
                        "The memory is full, even with {count} pictures at a time.",
                        self.size,
                    ),
                    message(
                        "Close other programs, or try a smaller image size, a network of less depth, or more frozen "
                        "layers."
                    ),
                )
            ) from error
        self.pieces *= 2
        why = plural(
            "The memory was full, so the network is given {count} picture at a time from now on.",
            "The memory was full, so the network is given {count} pictures at a time from now on.",
            self.size,
        )
        return Notice(joined(why, self._consequence()), kind=NoticeKind.MEMORY)

    def halve_after_crash(self) -> Notice | None:
        """Go on with half as many items at once if possible, because the engine died, perhaps for lack of memory."""
        if not self.can_halve:
            return None
        self.pieces *= 2
        why = plural(
            "The memory may have been full, so the network is given {count} picture at a time from now on.",
            "The memory may have been full, so the network is given {count} pictures at a time from now on.",
            self.size,
        )
        return Notice(joined(why, self._consequence()), kind=NoticeKind.MEMORY)

    def _consequence(self) -> Message:
        if self._norms_learn:
            return message(
                "A step still learns from {batch}, but BatchNorm takes its statistics from {at_once} at a time.",
                batch=self._batch_size,
                at_once=self.size,
            )
        return message("A step still learns from {batch}.", batch=self._batch_size)
