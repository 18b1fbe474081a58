"""What the learning part of a network is given: items of a source, or what the frozen part below it made of them.

The output of a frozen part is the same at every epoch. So it is computed once for each item and each view of it, and
the epochs after that run only the layers that learn.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from torch import Tensor

from resnet_studio.core.protocol.events import Progress
from resnet_studio.core.runs.epoch_order import with_repeats
from resnet_studio.engine.inputs.batches import Batch
from resnet_studio.engine.inputs.feature_key import feature_key
from resnet_studio.engine.inputs.features import FeatureStores
from resnet_studio.engine.inputs.feed import Feed, Inputs
from resnet_studio.engine.inputs.frozen import FrozenPart, frozen_prefix
from resnet_studio.engine.inputs.frozen_inputs import FrozenInputs
from resnet_studio.engine.inputs.repeated import Repeated
from resnet_studio.engine.machine.budget import budget
from resnet_studio.engine.network.resnet import ResNet

STORES = FeatureStores()


@dataclass(frozen=True, slots=True)
class Epochs:
    """The epochs that inputs are for, numbered from 1, both inclusive.

    Attributes:
        views: most views of a training item that are prepared and that the epochs take in turn.
    """

    first: int
    last: int
    views: int


def inputs_for(feed: Feed, network: ResNet, epochs: Epochs) -> Inputs:
    """Inputs for a network whose weights are loaded and whose layers are frozen."""
    count = frozen_prefix(network)
    if not count:
        return DirectInputs(feed)
    frozen = FrozenPart(network, count, feed.train.shape, feed.compute)
    views = min(epochs.views, epochs.last - epochs.first + 1) if feed.train.is_random else 1
    whole = feed.whole or feed
    rows = len(whole.train) * views + (0 if whole.validation is whole.train else len(whole.validation))
    key = feature_key(feed, frozen, views)
    store = STORES.open(key, rows, frozen.shape, frozen.dtype, budget())
    return FrozenInputs(feed, frozen, store, epochs.first, views)


class DirectInputs:
    """Items of the source itself, with a new view of each at every epoch."""

    done = 0

    def __init__(self, feed: Feed) -> None:
        self._feed = feed

    def prepare(self, _epoch: int) -> Iterator[Progress]:
        """Nothing has to be prepared."""
        return iter(())

    def training(self, epoch: int, order: Sequence[int]) -> Iterator[Batch]:
        """See `Inputs`."""
        feed = self._feed
        failed = feed.unreadable.noting(feed.train)
        if len(set(order)) == len(order):
            return feed.loader.batches(feed.train, order, feed.batch_size, seed=feed.seed, epoch=epoch, failed=failed)
        return self._repeated(epoch, order)

    def _repeated(self, epoch: int, order: Sequence[int]) -> Iterator[Batch]:
        """Batches of an order in which items come again: each time they look different."""
        feed = self._feed
        numbers = with_repeats(order, len(feed.train))
        source, failed = Repeated(feed.train, max(numbers) + 1), feed.unreadable.noting(feed.train)
        for batch in feed.loader.batches(
            source,
            numbers,
            feed.batch_size,
            seed=feed.seed,
            epoch=epoch,
            failed=lambda number, error: failed(source.item(number), error),
        ):
            yield Batch(batch.inputs, batch.labels, tuple(map(source.item, batch.indices)))

    def validation(self, order: Sequence[int]) -> Iterator[Batch]:
        """See `Inputs`."""
        feed = self._feed
        failed = feed.unreadable.noting(feed.validation)
        return feed.loader.batches(feed.validation, order, feed.batch_size, failed=failed)

    def on_device(self, values: Tensor) -> Tensor:
        """See `Inputs`."""
        return self._feed.train.to_input(values, self._feed.compute.device)
