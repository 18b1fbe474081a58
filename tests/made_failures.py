"""Suspect labels, a map and most alike pictures in a window, as the engine would find them for the run on show."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from resnet_studio.core.protocol.jobs.suspects import Suspect, SuspectsFound
from resnet_studio.core.runs.alike import Alike
from resnet_studio.core.runs.picture_map import PictureMap

if TYPE_CHECKING:
    from resnet_studio.gui.shell.window import StudioWindow


def show_suspects(window: StudioWindow, count: int = 6) -> None:
    """List the labels of some pictures as suspect."""
    parts = window.failures
    known = parts.answers.known
    assert known is not None  # the answers have been read
    dataset, run = known.dataset, known.run
    others = [dataset.classes[(one.label + 1) % len(dataset.classes)] for one in dataset.pictures[:count]]
    listed = tuple(
        Suspect(one.path, dataset.classes[one.label], other, 0.893 - 0.01 * rank, 2.2, rank)
        for rank, (one, other) in enumerate(zip(dataset.pictures[:count], others, strict=True), 1)
    )
    parts.labels._kept[run.path] = (listed, SuspectsFound(str(run.path), len(dataset.pictures), len(listed)))
    parts.labels.changed.emit()


def show_map(window: StudioWindow, *, lasso: bool = True) -> None:
    """Show a map in which classes are beside each other, with some pictures in a lasso."""
    parts = window.failures
    known = parts.answers.known
    assert known is not None  # the answers have been read
    pictures, random = known.dataset.pictures, np.random.default_rng(1)
    middles = random.uniform(-0.7, 0.7, (len(known.dataset.classes), 2))
    places = middles[[one.label for one in pictures]] + random.normal(0, 0.13, (len(pictures), 2))
    found = PictureMap(tuple(one.path for one in pictures), np.clip(places, -1, 1).astype(np.float32))
    parts.maps.maps, parts.maps.of = {"pca": found}, len(pictures)
    parts.maps.maps_changed.emit()
    if lasso:
        parts.map.view._choose(found.places[:, 0] > 0.3)


def show_alike(window: StudioWindow) -> None:
    """Show training pictures that are like the first one."""
    parts = window.failures
    known = parts.answers.known
    assert known is not None  # the answers have been read
    parts.fails.grid.set_current(0)
    parts.fails.ask_alike(parts.fails.grid.current_picture())
    train = known.dataset.part("train")[:6]
    found = [Alike(one.path, 0.93 - 0.02 * place) for place, one in enumerate(train)]
    parts.maps.alike_found.emit(parts.fails.alike.path, found)


def show_when_read(window: StudioWindow) -> None:
    """Show all of them as soon as the answers have been read."""
    answers = window.failures.answers

    def show() -> None:
        if answers.known is not None:
            answers.changed.disconnect(show)
            show_suspects(window)
            show_map(window)
            show_alike(window)

    answers.changed.connect(show)
