"""Batches of what the frozen part made of the items: from a store that each epoch fills as far as it needs."""

import threading
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from resnet_studio.core.basics.heap import trim_heap
from resnet_studio.core.basics.message import message
from resnet_studio.core.protocol.events import Phase, Progress
from resnet_studio.engine.inputs.ahead import in_thread
from resnet_studio.engine.inputs.batches import Batch, in_batches, labels_of
from resnet_studio.engine.inputs.features import FeatureStore, MissingRowsError
from resnet_studio.engine.inputs.feed import Feed
from resnet_studio.engine.inputs.frozen import FrozenPart
from resnet_studio.engine.inputs.source import Source
from resnet_studio.engine.machine.memory import in_pieces

PREPARED_AT_ONCE = 16
_CHECKED_AT_ONCE = 256


@dataclass(frozen=True, slots=True)
class _Rows:
    """One view of the items of a source in the store: item `i` is in row `first + i`.

    Attributes:
        source: what is computed.
        part: what batches are made of: the source, or of a fold, some of its items.
        places: where the items of such a part are in the source; None where they are the source.
        view: number of the view, from 1; 0 for validation, which has one.
        seed: of the view's random changes.
    """

    source: Source
    part: Source
    places: NDArray[np.int64] | None
    view: int
    first: int
    seed: int

    def of(self, indices: Sequence[int]) -> list[int]:
        """The rows of these items of the source."""
        return [self.first + index for index in indices]

    def of_part(self, indices: Sequence[int]) -> list[int]:
        """The rows of these items of the part."""
        return self.of(self.in_source(indices))

    def in_source(self, indices: Sequence[int]) -> Sequence[int]:
        """These items of the part as items of the source."""
        if self.places is None:
            return indices
        found: list[int] = self.places[list(indices)].tolist()
        return found


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
            view = views = 0
            if (validation := self._validation_rows()).source is not training.source:
                parts.append(validation)
        total, done = sum(len(rows.source) for rows in parts), 0
        yield Progress(Phase.PREPARING, done, total, view, views)
        for rows in parts:
            for more in self._fill(self._store, rows):
                done += more
                yield Progress(Phase.PREPARING, done, total, view, views)
        self._prepared.add(training.view)
        trim_heap()  # threads computed with hundreds of megabytes, which training does not need

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
        self._note_damage(store)
        groups = [group for group in _fixed_groups(items) if not missing.isdisjoint(group)]
        done = self._written_again(store, rows, groups, again=0 < rows.view < self._views)
        yield from (len(missing.intersection(group)) for group in done)

    def _written_again(
        self, store: FeatureStore, rows: _Rows, groups: Sequence[Sequence[int]], *, again: bool
    ) -> Iterator[Sequence[int]]:
        """Compute the rows of these groups of items and write them; yields the groups that are done."""

        def keep(batch: Batch) -> None:
            store.write(rows.of(batch.indices), self._compute(batch.inputs))

        return self._feed.loader.mapped(
            rows.source,
            groups,
            keep,
            seed=rows.seed,
            epoch=rows.view,
            again=again,
            failed=self._feed.unreadable.noting(rows.source),
        )

    def _note_damage(self, store: FeatureStore) -> None:
        if store.damaged:
            self._feed.damage.note(
                message("Results of frozen layers that were kept on the disk are damaged, and are computed again.")
            )

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
        feed, whole, view = self._feed, self._feed.whole, (epoch - self._first_epoch) % self._views
        source = whole.train if whole else feed.train
        return _Rows(source, feed.train, whole.train_places if whole else None, view + 1, view * len(source), feed.seed)

    def _validation_rows(self) -> _Rows:
        feed, whole = self._feed, self._feed.whole
        if whole is None:
            return _Rows(feed.validation, feed.validation, None, 0, self._views * len(feed.train), 0)
        first = 0 if whole.validation is whole.train else self._views * len(whole.train)
        return _Rows(whole.validation, feed.validation, whole.validation_places, 0, first, 0)

    def _batches(self, rows: _Rows, order: Sequence[int]) -> Iterator[Batch]:
        if self._store is None:
            return self._computed(rows, order)
        return self._stored(self._store, rows, order)

    def _stored(self, store: FeatureStore, rows: _Rows, order: Sequence[int]) -> Iterator[Batch]:
        """Batches from the store; the next one is read while this one is used.

        Rows that are found damaged are computed again here, while training stands still: not in the thread that reads,
        because the number of threads that compute decides the last bits of what training computes meanwhile.
        """

        def read() -> Generator[tuple[Sequence[int], Tensor | None]]:
            for indices in in_batches(self._written(store, rows, order), self._feed.batch_size):
                try:
                    yield indices, self._feed.loader.pinned(store.read(rows.of_part(indices)))
                except MissingRowsError:
                    yield indices, None

        with closing(in_thread(read, 1)) as batches:
            for indices, values in batches:
                if values is not None:
                    yield Batch(values, labels_of(rows.part, indices), tuple(indices))
                elif left := self._repaired(store, rows, indices):
                    values = self._feed.loader.pinned(store.read(rows.of_part(left)))
                    yield Batch(values, labels_of(rows.part, left), tuple(left))

    def _repaired(self, store: FeatureStore, rows: _Rows, indices: Sequence[int]) -> list[int]:
        """Compute again what is missing for a batch; returns the items that have a row now."""
        self._note_damage(store)
        missing = {row - rows.first for row in store.missing(rows.of_part(indices))}
        items = self._feed.unreadable.without(rows.source, range(len(rows.source)))
        groups = [group for group in _fixed_groups(items) if not missing.isdisjoint(group)]
        deque(self._written_again(store, rows, groups, again=False), maxlen=0)
        lacking = set(store.missing(rows.of_part(indices)))
        return [index for index, row in zip(indices, rows.of_part(indices), strict=True) if row not in lacking]

    def _written(self, store: FeatureStore, rows: _Rows, order: Sequence[int]) -> list[int]:
        """`order` without the items that have no row because they can no longer be read.

        The order of an epoch under way is that of its beginning. Items that became unreadable while the run was paused
        are left out here, as a loader leaves them out. Any other missing row is computed again.
        """
        there = rows.of_part(order)
        missing = set(store.missing(there))
        lacking = {index for index, row in zip(order, there, strict=True) if row in missing}
        unreadable = lacking.difference(self._feed.unreadable.without(rows.part, sorted(lacking)))
        return [index for index in order if index not in unreadable]

    def _computed(self, rows: _Rows, order: Sequence[int]) -> Iterator[Batch]:
        """Batches that are loaded and go through the frozen part now."""
        feed = self._feed
        failed = feed.unreadable.noting(rows.source)
        items = rows.in_source(order)
        index_of = dict(zip(items, order, strict=True))
        for batch in feed.loader.batches(
            rows.source, items, feed.batch_size, seed=rows.seed, epoch=rows.view, failed=failed
        ):
            values = feed.apply(self._compute, batch.inputs)
            yield Batch(values, batch.labels, tuple(index_of[item] for item in batch.indices))

    def _compute(self, inputs: Tensor) -> Tensor:
        source, device, most = self._feed.train, self._feed.compute.device, self._feed.at_once()

        def output(some: Tensor) -> Tensor:
            return self._frozen(source.to_input(some, device))

        if most is None:
            return output(inputs)
        with self._one_at_a_time:  # memory is scarce: several threads at once would need as much as before
            return in_pieces(output, inputs, most)


def _fixed_groups(items: Sequence[int]) -> list[list[int]]:
    """Items in the groups that they are computed in.

    Compute each item in a fixed group: its last bits can depend on the batch, and a resumed run must match an
    uninterrupted one.
    """
    groups: dict[int, list[int]] = {}
    for index in items:
        groups.setdefault(index // PREPARED_AT_ONCE, []).append(index)
    return list(groups.values())
