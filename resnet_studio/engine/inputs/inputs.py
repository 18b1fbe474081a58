"""What the learning part of a network is given: items of a source, or what the frozen part below it made of them.

The output of a frozen part is the same at every epoch. So it is computed once for each item and each view of it, and
the epochs after that run only the layers that learn.
"""

import hashlib
import json
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor

from resnet_studio.core.protocol.events import Phase, Progress
from resnet_studio.engine.inputs.ahead import in_thread
from resnet_studio.engine.inputs.batches import Batch, in_batches, labels_of
from resnet_studio.engine.inputs.features import FeatureStore, FeatureStores
from resnet_studio.engine.inputs.frozen import FrozenPart, frozen_prefix
from resnet_studio.engine.inputs.loader import Loader
from resnet_studio.engine.inputs.source import Source
from resnet_studio.engine.inputs.unreadable import Unreadable
from resnet_studio.engine.machine.budget import budget
from resnet_studio.engine.machine.devices import Compute
from resnet_studio.engine.machine.memory import in_pieces
from resnet_studio.engine.network.resnet import ResNet

FORMAT = 2
"""Counted up when decoding, views or features change, so that an older file is not taken for a new one."""

STORES = FeatureStores()
PREPARED_AT_ONCE = 16
_CHECKED_AT_ONCE = 256


class Inputs(Protocol):
    """Batches for the units after the first `done`."""

    done: int

    def prepare(self, epoch: int) -> Iterator[Progress]:
        """Compute what this epoch (from 1) needs beforehand."""
        ...

    def training(self, epoch: int, order: Sequence[int]) -> Iterator[Batch]:
        """Batches of the training items in this order."""
        ...

    def validation(self, order: Sequence[int]) -> Iterator[Batch]:
        """Batches of the validation items in this order."""
        ...

    def on_device(self, values: Tensor) -> Tensor:
        """A batch's `inputs`, or a part of them, on the device as the next unit takes them."""
        ...


@dataclass(frozen=True, slots=True)
class Feed:
    """Where inputs come from: two sources, and how they are loaded.

    Attributes:
        at_once: gives the most items that the network may compute at once, or None for a whole batch.
    """

    train: Source
    validation: Source
    loader: Loader
    unreadable: Unreadable
    compute: Compute
    batch_size: int
    seed: int
    at_once: Callable[[], int | None]


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
    rows = len(feed.train) * views + len(feed.validation)
    key = _key(feed, network, frozen, views)
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
        return feed.loader.batches(feed.train, order, feed.batch_size, seed=feed.seed, epoch=epoch, failed=failed)

    def validation(self, order: Sequence[int]) -> Iterator[Batch]:
        """See `Inputs`."""
        feed = self._feed
        failed = feed.unreadable.noting(feed.validation)
        return feed.loader.batches(feed.validation, order, feed.batch_size, failed=failed)

    def on_device(self, values: Tensor) -> Tensor:
        """See `Inputs`."""
        return self._feed.train.to_input(values, self._feed.compute.device)


@dataclass(frozen=True, slots=True)
class _Rows:
    """One view of the items of a source in the store: item `i` is in row `first + i`.

    Attributes:
        view: number of the view, from 1; 0 for validation, which has one.
        seed: of the view's random changes.
    """

    source: Source
    view: int
    first: int
    seed: int

    def of(self, indices: Sequence[int]) -> list[int]:
        """The rows of these items."""
        return [self.first + index for index in indices]


class FrozenInputs:
    """The frozen part's output: from the store, or computed at each epoch where no store could hold it.

    The first epochs each prepare one view; later epochs take the prepared views in turn.
    """

    def __init__(
        self, feed: Feed, frozen: FrozenPart, store: FeatureStore | None, first_epoch: int, views: int
    ) -> None:
        self.done = frozen.count
        self._feed, self._frozen, self._store = feed, frozen, store
        self._first_epoch, self._views = first_epoch, views
        self._prepared: set[int] = set()
        self._one_at_a_time = threading.Lock()

    def prepare(self, epoch: int) -> Iterator[Progress]:
        """Compute what the store lacks for this epoch."""
        training = self._training_rows(epoch)
        if self._store is None or training.view in self._prepared:
            return
        parts = [training]
        view, views = training.view, self._views
        if not self._prepared:
            parts.append(self._validation_rows())
            view = views = 0
        total, done = sum(len(rows.source) for rows in parts), 0
        yield Progress(Phase.PREPARING, done, total, view, views)
        for rows in parts:
            for more in self._fill(self._store, rows):
                done += more
                yield Progress(Phase.PREPARING, done, total, view, views)
        self._prepared.add(training.view)

    def _fill(self, store: FeatureStore, rows: _Rows) -> Iterator[int]:
        """Write the rows that are missing; yields how many more are done."""
        items = self._feed.unreadable.without(rows.source, range(len(rows.source)))
        missing: set[int] = set()
        for start in range(0, len(items), _CHECKED_AT_ONCE):
            some = items[start : start + _CHECKED_AT_ONCE]
            lacking = store.missing(rows.of(some))
            missing.update(row - rows.first for row in lacking)
            if len(lacking) < len(some):
                yield len(some) - len(lacking)

        def keep(batch: Batch) -> None:
            store.write(rows.of(batch.indices), self._compute(batch))

        done = self._feed.loader.mapped(
            rows.source,
            [group for group in _fixed_groups(items) if not missing.isdisjoint(group)],
            keep,
            seed=rows.seed,
            epoch=rows.view,
            again=0 < rows.view < self._views,
            failed=self._feed.unreadable.noting(rows.source),
        )
        yield from (len(missing.intersection(group)) for group in done)

    def training(self, epoch: int, order: Sequence[int]) -> Iterator[Batch]:
        """See `Inputs`."""
        return self._batches(self._training_rows(epoch), order)

    def validation(self, order: Sequence[int]) -> Iterator[Batch]:
        """See `Inputs`."""
        return self._batches(self._validation_rows(), order)

    def on_device(self, values: Tensor) -> Tensor:
        """See `Inputs`."""
        return values.to(self._feed.compute.device, non_blocking=True)

    def _training_rows(self, epoch: int) -> _Rows:
        source, view = self._feed.train, (epoch - self._first_epoch) % self._views
        return _Rows(source, view + 1, view * len(source), self._feed.seed)

    def _validation_rows(self) -> _Rows:
        return _Rows(self._feed.validation, 0, self._views * len(self._feed.train), 0)

    def _batches(self, rows: _Rows, order: Sequence[int]) -> Iterator[Batch]:
        if self._store is None:
            return self._computed(rows, order)
        return self._stored(self._store, rows, order)

    def _stored(self, store: FeatureStore, rows: _Rows, order: Sequence[int]) -> Iterator[Batch]:
        """Batches from the store; the next one is read while this one is used."""

        def read() -> Generator[Batch]:
            for indices in in_batches(order, self._feed.batch_size):
                values = self._feed.loader.pinned(store.read(rows.of(indices)))
                yield Batch(values, labels_of(rows.source, indices), tuple(indices))

        return in_thread(read, 1)

    def _computed(self, rows: _Rows, order: Sequence[int]) -> Iterator[Batch]:
        """Batches that are loaded and go through the frozen part now."""
        feed = self._feed
        failed = feed.unreadable.noting(rows.source)
        for batch in feed.loader.batches(
            rows.source, order, feed.batch_size, seed=rows.seed, epoch=rows.view, failed=failed
        ):
            yield Batch(self._compute(batch), batch.labels, batch.indices)

    def _compute(self, batch: Batch) -> Tensor:
        source, device, most = self._feed.train, self._feed.compute.device, self._feed.at_once()

        def output(some: Tensor) -> Tensor:
            return self._frozen(source.to_input(some, device))

        if most is None:
            return output(batch.inputs)
        with self._one_at_a_time:  # memory is scarce: several threads at once would need as much as before
            return in_pieces(output, batch.inputs, most)


def _fixed_groups(items: Sequence[int]) -> list[list[int]]:
    """Items in the groups that they are computed in.

    Compute each item in a fixed group: its last bits can depend on the batch, and a resumed run must match an
    uninterrupted one.
    """
    groups: dict[int, list[int]] = {}
    for index in items:
        groups.setdefault(index // PREPARED_AT_ONCE, []).append(index)
    return list(groups.values())


def _key(feed: Feed, network: ResNet, frozen: FrozenPart, views: int) -> str:
    """A digest of everything that the rows of a store depend on."""
    facts = {
        "format": FORMAT,
        "torch": torch.__version__,
        "device": feed.compute.device.type,
        "precision": feed.compute.precision,
        "depth": network.architecture.depth,
        "shortcuts": network.architecture.shortcuts,
        "units": frozen.count,
        "weights": frozen.digest,
        "views": views,
        "seed": feed.seed if feed.train.is_random else None,
        "sources": [feed.train.facts, feed.validation.facts],
    }
    hashed = hashlib.sha256(json.dumps(facts).encode())
    for source in (feed.train, feed.validation):
        hashed.update(f"\n{len(source)}".encode())
        for index in range(len(source)):
            hashed.update(b"\n" + source.identity(index))
    return hashed.hexdigest()
