"""Views of training pictures, made by the code that makes them for a training."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import partial

import numpy as np
import torch
from numpy.random import Generator
from torch import Tensor
from torch.nn.functional import interpolate

from resnet_studio.core.basics.errors import DecodeError
from resnet_studio.core.pictures.decode import Pixels
from resnet_studio.core.protocol.commands import ShouldStop, check_halt
from resnet_studio.core.protocol.events import Event
from resnet_studio.core.protocol.jobs.views import LARGEST_SIDE, ShowViews, ViewShown
from resnet_studio.core.runs.augmentation import Augmentation
from resnet_studio.engine.inputs.batches import Batch
from resnet_studio.engine.inputs.changed_values import functional
from resnet_studio.engine.inputs.loader import Loader, draws_of
from resnet_studio.engine.inputs.normalise import MEAN, STD
from resnet_studio.engine.inputs.pictures import PictureSource
from resnet_studio.engine.inputs.pixels import PixelCache
from resnet_studio.engine.inputs.view import View
from resnet_studio.engine.run_job import Events
from resnet_studio.engine.training.mixing import Mix

_CPU = torch.device("cpu")
_KEPT_BYTES = 32_000_000  # of the one picture, which is decoded once


class _Named(Sequence[str]):
    """Names of the training pictures, of which only those that are needed are known."""

    def __init__(self, command: ShowViews) -> None:
        self._count, self._names = command.count, dict(zip(command.indices, command.paths, strict=True))

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, index: int) -> str:  # type: ignore[override]  # no slices
        return self._names[index]


def run(command: ShowViews, should_stop: ShouldStop) -> Events:
    """Make the views of the batch, then of the one picture; in each, those that cannot be read are said first.

    Yields:
        `ViewShown` for each.
    """
    check_halt(should_stop)
    changes = Augmentation(**dict(command.changes))  # type: ignore[arg-type]
    if changes.computes_values:
        functional()
    view = View(command.image_size, command.small, changes)
    source = PictureSource(command.root, _Named(command), view, scale=command.scale)
    with Loader(_CPU, check=partial(check_halt, should_stop)) as loader:
        yield from _batch(command, changes, source, loader)
        yield from _drawn(command, view, loader)


class _Draws(PictureSource):
    """One picture, of which each item is the view of another epoch. It is decoded about once."""

    def __init__(self, command: ShowViews, view: View, cache: PixelCache) -> None:
        names = [command.paths[command.drawn]] * command.draws
        super().__init__(command.root, names, view, cache=cache, scale=command.scale)
        self._seed, self._picture = command.seed, command.indices[command.drawn]

    def load(self, index: int, random: Generator, *, again: bool = True) -> Pixels:  # noqa: ARG002
        """The view of the epoch with that index, from 0."""
        if known := np.flatnonzero(self.kept[:, 1]).tolist():
            self.kept[index] = self.kept[known[0]]
        return super().load(index, draws_of(self._seed, index + 1, self._picture), again=again)


def _drawn(command: ShowViews, view: View, loader: Loader) -> Iterator[Event]:
    """The views of the one picture."""
    with closing(PixelCache(_KEPT_BYTES, segment=_KEPT_BYTES)) as cache:
        source = _Draws(command, view, cache)
        for batch, failed in _loaded(source, loader, range(command.draws), 0):
            yield from (_unreadable(index + 1, command.drawn, error) for index, error in failed[:1])
            if batch is not None:
                for index, values in zip(batch.indices, _pixels(_seen(source, batch)), strict=True):
                    yield ViewShown.of(values, draw=index + 1, place=command.drawn)


def _batch(command: ShowViews, changes: Augmentation, source: PictureSource, loader: Loader) -> Iterator[Event]:
    """The views of the batch, mixed as its first step would mix them. Of a large batch only what is shown is loaded."""
    places, seen = list(range(len(command.indices))), dict[int, Tensor]()  # what can be read; a view for each number
    while True:
        shape = torch.Size((len(places), 3, command.image_size, command.image_size))
        mix = Mix.draw(changes, shape, command.seed, 0)
        shown = [row for row, place in enumerate(places) if place < command.shown]
        partners = {} if mix is None else {row: int(mix.partners[row]) for row in shown}
        rows = dict.fromkeys([*shown, *partners.values()])
        lacking = dict.fromkeys(number for row in rows if (number := command.indices[places[row]]) not in seen)
        if not lacking:
            break
        for batch, failed in _loaded(source, loader, list(lacking), command.seed):
            for number, error in failed:  # the others are mixed without it
                gone = [place for place in places if command.indices[place] == number]
                yield from (_unreadable(0, place, error) for place in gone if place < command.shown)
                places = [place for place in places if place not in gone]
            if batch is not None:
                seen.update(zip(batch.indices, _seen(source, batch), strict=True))
    for row in shown:
        views, partner = seen[command.indices[places[row]]][None], None
        if mix is not None:
            partner = places[partners[row]]
            views = mix.of(views, seen[command.indices[partner]][None])
        share = 1.0 if mix is None else mix.share
        yield ViewShown.of(_pixels(views)[0], draw=0, place=places[row], partner=partner, share=share)


def _unreadable(draw: int, place: int, error: DecodeError) -> ViewShown:
    return ViewShown(draw, place, None, 1.0, 0, "", error.problem)


def _loaded(
    source: PictureSource, loader: Loader, order: Sequence[int], seed: int
) -> Iterator[tuple[Batch | None, list[tuple[int, DecodeError]]]]:
    """The views of some pictures in the first epoch as one batch, and those that cannot be read."""
    failed: list[tuple[int, DecodeError]] = []
    for batch in loader.batches(
        source, order, len(order), seed=seed, epoch=1, failed=lambda index, error: failed.append((index, error))
    ):
        yield batch, failed[:]
        failed.clear()
    if failed:
        yield None, failed


def _seen(source: PictureSource, batch: Batch) -> Tensor:
    """A batch as the network is given it."""
    return source.to_input(batch.inputs, _CPU)


def _pixels(seen: Tensor) -> list[Pixels]:
    """What the network is given, as pixels again: uint8 `[B, side, side, 3]`."""
    mean, std = (torch.tensor(values).reshape(1, 3, 1, 1) for values in (MEAN, STD))
    pixels = (seen * std + mean).clamp(0, 1)
    if pixels.shape[-1] > LARGEST_SIDE:
        pixels = interpolate(pixels, (LARGEST_SIDE, LARGEST_SIDE), mode="bilinear", antialias=True)
    return list(pixels.mul(255).round().to(torch.uint8).permute(0, 2, 3, 1).contiguous().numpy())
