"""What the learning part of a network is given: pictures, or what the frozen part below it makes of them.

A frozen part answers the same at every epoch. So it is asked once for each picture and each view of it, and epochs
after that run only what learns.
"""

import hashlib
import json
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import PIL
import torch
from torch import Tensor

from resnet_studio.core.basics.files import file_identity
from resnet_studio.core.protocol.events import Phase, Progress
from resnet_studio.engine.inputs.augment import View
from resnet_studio.engine.inputs.batches import Batch, Pictures, in_batches
from resnet_studio.engine.inputs.features import FeatureStore, FeatureStores
from resnet_studio.engine.inputs.frozen import FrozenPart, frozen_prefix
from resnet_studio.engine.inputs.loader import Loader, in_thread
from resnet_studio.engine.machine.budget import budget
from resnet_studio.engine.machine.memory import in_pieces
from resnet_studio.engine.training.setup import Setup

FORMAT = 1
"""Counted up when decoding, views or features change, so that no older file is taken for a new one."""

STORES = FeatureStores()
PREPARED_AT_ONCE = 16
_CHECKED_AT_ONCE = 256


class Inputs(Protocol):
    """Batches for the units after the first `done`."""

    done: int

    def prepare(self, epoch: int) -> Iterator[Progress]:
        """What has to be computed before this epoch (from 1)."""
        ...

    def training(self, epoch: int, order: Sequence[int]) -> Iterator[Batch]:
        """The training pictures in this order."""
        ...

    def validation(self, order: Sequence[int]) -> Iterator[Batch]:
        """The validation pictures in this order."""
        ...


def inputs_for(setup: Setup, loader: Loader) -> Inputs:
    """What suits a set-up whose weights are loaded and whose layers are frozen."""
    count = frozen_prefix(setup.network)
    if not count:
        return PictureInputs(setup, loader)
    frozen = FrozenPart(setup.network, count, setup.config.image_size, setup.compute)
    rows = len(setup.train) * view_count(setup) + len(setup.validation)
    store = STORES.open(_key(setup, frozen), rows, frozen.shape, frozen.dtype, budget())
    return FrozenInputs(setup, loader, frozen, store)


def view_count(setup: Setup) -> int:
    """How many views of a training picture there are; without augmentation all are the same."""
    return 1 if setup.config.augment == "none" else min(setup.config.views, setup.config.epochs)


class PictureInputs:
    """Pictures, with a new view of each at every epoch."""

    done = 0

    def __init__(self, setup: Setup, loader: Loader) -> None:
        self._setup, self._loader = setup, loader

    def prepare(self, _epoch: int) -> Iterator[Progress]:
        """Nothing."""
        return iter(())

    def training(self, epoch: int, order: Sequence[int]) -> Iterator[Batch]:
        """See `Inputs`."""
        setup, config = self._setup, self._setup.config
        return self._loader.batches(
            setup.train,
            order,
            config.batch_size,
            setup.training_view,
            seed=config.seed,
            epoch=epoch,
            failed=setup.note_failure,
        )

    def validation(self, order: Sequence[int]) -> Iterator[Batch]:
        """See `Inputs`."""
        setup = self._setup
        size = setup.config.batch_size
        return self._loader.batches(setup.validation, order, size, setup.validation_view, failed=setup.note_failure)


@dataclass(frozen=True, slots=True)
class _Part:
    """Pictures as one view shows them, and where the store has them: row `first` + the picture's index."""

    pictures: Pictures
    view: View
    seed: int
    number: int
    first: int


class FrozenInputs:
    """What the frozen part makes of pictures: from the store, or computed each time where nothing could hold it.

    The first epochs each prepare one view; those after them go round the views that are there.
    """

    def __init__(self, setup: Setup, loader: Loader, frozen: FrozenPart, store: FeatureStore | None) -> None:
        self._setup, self._loader, self._frozen, self._store = setup, loader, frozen, store
        self._views = view_count(setup)
        self._prepared: set[int] = set()
        self._alone = threading.Lock()
        self.done = frozen.count

    def prepare(self, epoch: int) -> Iterator[Progress]:
        """Compute what the store lacks for this epoch."""
        training = self._training_part(epoch)
        if self._store is None or training.number in self._prepared:
            return
        parts = [training]
        view, views = training.number, self._views
        if not self._prepared:
            parts.append(self._validation_part())
            view = views = 0
        total, done = sum(len(part.pictures) for part in parts), 0
        yield Progress(Phase.PREPARING, done, total, view, views)
        for part in parts:
            for ready in self._filled(self._store, part):
                done += ready
                yield Progress(Phase.PREPARING, done, total, view, views)
        self._prepared.add(training.number)

    def _filled(self, store: FeatureStore, part: _Part) -> Iterator[int]:
        """Write the rows of a part that are missing; yields how many more are there."""
        missing: set[int] = set()
        everything = self._setup.readable(part.pictures, range(len(part.pictures)))
        for start in range(0, len(everything), _CHECKED_AT_ONCE):
            some = everything[start : start + _CHECKED_AT_ONCE]
            lacking = store.missing([part.first + index for index in some])
            missing.update(row - part.first for row in lacking)
            if len(lacking) < len(some):
                yield len(some) - len(lacking)

        def keep(batch: Batch) -> None:
            store.write([part.first + index for index in batch.indices], self._computed(batch))

        # Always in the same company: a picture's values may depend in their last bits on the batch it is computed in,
        # and a run that goes on after an interruption is to be what it would have been without.
        pieces: dict[int, list[int]] = {}
        for index in everything:
            pieces.setdefault(index // PREPARED_AT_ONCE, []).append(index)
        wanted = [piece for piece in pieces.values() if not missing.isdisjoint(piece)]
        done = self._loader.mapped(
            part.pictures,
            wanted,
            part.view,
            keep,
            seed=part.seed,
            epoch=part.number,
            again=0 < part.number < self._views,
            failed=self._setup.note_failure,
        )
        yield from (len(missing.intersection(piece)) for piece in done)

    def training(self, epoch: int, order: Sequence[int]) -> Iterator[Batch]:
        """See `Inputs`."""
        return self._batches(self._training_part(epoch), order)

    def validation(self, order: Sequence[int]) -> Iterator[Batch]:
        """See `Inputs`."""
        return self._batches(self._validation_part(), order)

    def _training_part(self, epoch: int) -> _Part:
        setup = self._setup
        view = (epoch - 1) % self._views
        return _Part(setup.train, setup.training_view, setup.config.seed, view + 1, view * len(setup.train))

    def _validation_part(self) -> _Part:
        setup = self._setup
        return _Part(setup.validation, setup.validation_view, 0, 0, self._views * len(setup.train))

    def _shown(self, part: _Part, order: Iterable[int], batch_size: int) -> Iterator[Batch]:
        failed = self._setup.note_failure
        return self._loader.batches(
            part.pictures, order, batch_size, part.view, seed=part.seed, epoch=part.number, failed=failed
        )

    def _batches(self, part: _Part, order: Sequence[int]) -> Iterator[Batch]:
        size = self._setup.config.batch_size
        if self._store is not None:
            yield from self._stored(self._store, part, order, size)
            return
        for batch in self._shown(part, order, size):
            yield Batch(self._computed(batch), batch.labels, batch.indices)

    def _computed(self, batch: Batch) -> Tensor:
        most = self._setup.most_at_once
        if most is None:
            return self._frozen(batch.inputs)
        with self._alone:  # memory is scarce: threads that each take a piece would need as much as before
            return in_pieces(self._frozen, batch.inputs, most)

    def _stored(self, store: FeatureStore, part: _Part, order: Sequence[int], size: int) -> Iterator[Batch]:
        """Batches from the store; the next one is read while the last one is used."""

        def read() -> Iterator[Batch]:
            for indices in in_batches(order, size):
                rows = [part.first + index for index in indices]
                values = self._loader.pinned(store.read(rows))
                yield Batch(values, part.pictures.labels_of(indices), tuple(indices))

        return in_thread(read, 1)


def _key(setup: Setup, frozen: FrozenPart) -> str:
    """A digest of all that the rows of a store follow from."""
    config = setup.config
    facts = {
        "format": FORMAT,
        "torch": torch.__version__,
        "pillow": PIL.__version__,
        "device": setup.compute.device.type,
        "precision": setup.compute.precision,
        "depth": config.depth,
        "units": frozen.count,
        "weights": frozen.digest,
        "image_size": config.image_size,
        "augment": config.augment,
        "views": view_count(setup),
        "seed": config.seed if config.augment != "none" else None,
    }
    hashed = hashlib.sha256(json.dumps(facts).encode())
    for pictures in (setup.train, setup.validation):
        hashed.update(f"\n{len(pictures)}".encode())
        for index in range(len(pictures)):
            hashed.update(f"\n{file_identity(pictures.path(index))}".encode(errors="surrogateescape"))
    return hashed.hexdigest()
