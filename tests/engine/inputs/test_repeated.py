"""A source whose items come several times in an epoch."""

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.engine.inputs.cache_damage import CacheDamage
from resnet_studio.engine.inputs.feed import Feed
from resnet_studio.engine.inputs.inputs import DirectInputs
from resnet_studio.engine.inputs.loader import Loader
from resnet_studio.engine.inputs.pictures import training_and_validation
from resnet_studio.engine.inputs.unreadable import Unreadable
from resnet_studio.engine.machine.devices import choose

Load = Callable[..., tuple[list[torch.Tensor], list[int], list[int], Unreadable]]


@pytest.fixture
def load() -> Load:
    """Loads training items of a folder in an order: pixels, labels and indices of each, and what could not be read."""

    def make(folder: Path, order: list[int], **chosen: Any) -> Any:
        config = TrainConfig.build(depth=20, batch_size=4, augment="strong", **chosen)
        train, validation = training_and_validation(config, scan(folder))
        compute, unreadable = choose("cpu", "float32"), Unreadable()
        with Loader(compute.device, 1) as loader:
            feed = Feed(
                train, validation, loader, unreadable, CacheDamage(), compute, 4, 0, lambda: None, lambda f, x: f(x)
            )
            batches = list(DirectInputs(feed).training(1, order))
        pixels = list(itertools.chain.from_iterable(batch.inputs for batch in batches))
        labels = [label for batch in batches for label in batch.labels.tolist()]
        indices = [index for batch in batches for index in batch.indices]
        assert labels == train.labels[indices].tolist()
        return pixels, labels, indices, unreadable

    return make


def test_item_that_comes_again_looks_different_and_the_last_time_as_it_would_alone(load: Load, colours: Path) -> None:
    order = [3, 0, 3, 3, 1]
    pixels, _, indices, _ = load(colours, order)
    assert indices == order
    seen = [pixels[place].numpy() for place in (0, 2, 3)]
    assert not any(np.array_equal(one, other) for one, other in itertools.combinations(seen, 2))
    alone, _, _, _ = load(colours, [3, 1])
    assert np.array_equal(alone[0], pixels[3])
    assert np.array_equal(alone[1], pixels[4])


def test_rest_of_an_order_is_seen_as_in_the_whole_one(load: Load, colours: Path) -> None:
    order = [3, 0, 3, 5, 3, 0]
    whole, _, _, _ = load(colours, order)
    rest, _, _, _ = load(colours, order[2:])
    assert all(np.array_equal(one, other) for one, other in zip(whole[2:], rest, strict=True))


def test_item_that_cannot_be_read_is_left_out_each_time_and_named_once(load: Load, copied_colours: Path) -> None:
    dataset = scan(copied_colours)
    broken = dataset.part("train")[3].path
    (copied_colours / broken).write_bytes(b"no picture")
    _, _, indices, unreadable = load(copied_colours, [3, 0, 3, 1])
    assert indices == [0, 1]
    assert len(list(unreadable.report())) == 1
    assert unreadable.names == {broken}
