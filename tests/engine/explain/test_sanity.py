"""Sanity of Grad-CAM on networks that have learned something, after Adebayo et al. 2018 (arXiv:1810.03292).

A map that stays the same when another class is explained, or when what was learned is replaced by random numbers,
would explain the picture and not the network. Maps are compared by the rank correlation over their places.
"""

import copy
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import torch
from scipy.stats import spearmanr
from torch import Tensor
from torch.nn.functional import cross_entropy

from resnet_studio.core.pictures.decode import decode
from resnet_studio.engine.explain.grad_cam import explain
from resnet_studio.engine.inputs.normalise import MEAN, STD
from resnet_studio.engine.inputs.view import View
from resnet_studio.engine.network.resnet import ResNet, build

SIDE, THING = 24, 8
COLOURS = torch.tensor([[1.0, -1.0, -1.0], [-1.0, -1.0, 1.0]])


def scenes(count: int, seed: int) -> tuple[Tensor, Tensor, Tensor]:
    """Noise with a red thing, a blue one, or both, in random halves: pictures, which are there, and where each is."""
    random = torch.Generator().manual_seed(seed)
    pictures = 0.4 * torch.randn(count, 3, SIDE, SIDE, generator=random)
    labels = torch.randint(0, 2, (count,), generator=random)
    places = torch.empty(count, 2, 2, dtype=torch.int64)
    for number in range(count):
        left = int(torch.randint(0, 2, (1,), generator=random))
        for label in range(2):
            column = (SIDE // 2) * (left ^ label) + int(torch.randint(0, SIDE // 2 - THING + 1, (1,), generator=random))
            row = int(torch.randint(0, SIDE - THING + 1, (1,), generator=random))
            places[number, label] = torch.tensor([row, column])
    return pictures, labels, places


def with_things(pictures: Tensor, places: Tensor, present: Tensor) -> Tensor:
    """The pictures with the things that are present, bool `[B, 2]`."""
    made = pictures.clone()
    for number, label in present.nonzero().tolist():
        row, column = places[number, label].tolist()
        made[number, :, row : row + THING, column : column + THING] = COLOURS[label][:, None, None]
    return made


@pytest.fixture(scope="module")
def learned() -> ResNet:
    """A ResNet-20 that has learned to tell red things from blue ones, in forty steps."""
    torch.manual_seed(0)
    network = build(20, 2).train()
    optimizer = torch.optim.AdamW(network.parameters(), lr=3e-3)
    for step in range(40):
        pictures, labels, places = scenes(16, step)
        inputs = with_things(pictures, places, torch.eye(2, dtype=torch.bool)[labels])
        optimizer.zero_grad()
        cross_entropy(network(inputs), labels).backward()
        optimizer.step()
    network.eval()
    pictures, labels, places = scenes(64, 1000)
    with torch.inference_mode():
        answers = network(with_things(pictures, places, torch.eye(2, dtype=torch.bool)[labels])).argmax(1)
    assert (answers == labels).float().mean() > 0.95
    return network


@pytest.fixture(scope="module")
def both() -> tuple[Tensor, Tensor]:
    """Pictures with a thing of each class, and where they are."""
    pictures, _, places = scenes(24, 2000)
    return with_things(pictures, places, torch.ones(24, 2, dtype=torch.bool)), places


def likeness(left: Tensor, right: Tensor) -> float:
    """Rank correlation over the places of each pair of maps, the mean over pictures; a flat map is like no other."""
    found = []
    for one, other in zip(left.flatten(1).numpy(), right.flatten(1).numpy(), strict=True):
        flat = np.ptp(one) == 0 or np.ptp(other) == 0
        found.append(0.0 if flat else float(spearmanr(one, other).statistic))
    return float(np.mean(found))


def randomised(network: ResNet, last: str) -> ResNet:
    """A copy with random weights from the head down to that unit or stage, as in the paper's cascade."""
    other = copy.deepcopy(network)
    torch.manual_seed(1)
    fresh = build(network.architecture.depth, network.classes)
    names = [*network.architecture.stage_names, "head"]
    for name in reversed(names[names.index(last) :]):
        other.unit(name).load_state_dict(fresh.unit(name).state_dict())
    return other.eval()


def test_map_is_on_the_thing_of_the_class_that_is_explained(learned: ResNet, both: tuple[Tensor, Tensor]) -> None:
    pictures, places = both
    for label in range(2):
        maps = explain(learned, pictures, "layer3", [label] * len(pictures)).maps
        cell = SIDE / maps.shape[1]
        on_it = 0
        for number, one in enumerate(maps):
            row, column = divmod(int(one.argmax()), maps.shape[2])
            top, left = places[number, label].tolist()
            margin = cell  # a place of the map is as wide as this
            on_it += (
                top - margin <= (row + 0.5) * cell <= top + THING + margin
                and left - margin <= (column + 0.5) * cell <= left + THING + margin
            )
        assert on_it >= 0.8 * len(pictures)


def test_map_of_a_trained_network_changes_with_the_class(learned: ResNet, both: tuple[Tensor, Tensor]) -> None:
    pictures, _ = both
    maps = [explain(learned, pictures, "layer3", [label] * len(pictures)).maps for label in range(2)]
    assert likeness(*maps) < 0


@pytest.mark.parametrize("last", ["head", "layer3", "layer2", "layer1", "stem"])
def test_map_of_a_trained_network_changes_with_its_weights(
    learned: ResNet, both: tuple[Tensor, Tensor], last: str
) -> None:
    pictures, _ = both
    labels = [0] * len(pictures)
    maps = [explain(one, pictures, "layer3", labels).maps for one in (learned, randomised(learned, last))]
    assert likeness(*maps) < 0.5
    assert likeness(maps[0], explain(copy.deepcopy(learned), pictures, "layer3", labels).maps) == pytest.approx(1)


BEE, DAISY, TELEVISION = 309, 985, 851
"""Classes of ImageNet."""


@pytest.fixture(scope="module")
def published(imagenet_weights: Path) -> ResNet:
    """A ResNet-18 with ImageNet weights."""
    network = build(18, 1000)
    network.load_state_dict(torch.load(imagenet_weights, weights_only=True))
    return network.eval()


@pytest.fixture(scope="module")
def bees(shared_data: Path) -> Tensor:
    """Twelve photographs of bees, as a network takes them."""
    view, random = View(224, False), np.random.default_rng(0)
    files = sorted((shared_data / "hymenoptera" / "val" / "bees").glob("*.jpg"))[:12]
    squares = np.stack([view(decode(file, smallest_side=view.smallest_side), random) for file in files])
    pixels = torch.from_numpy(squares).permute(0, 3, 1, 2).float() / 255
    return (pixels - torch.tensor(MEAN)[:, None, None]) / torch.tensor(STD)[:, None, None]


def test_map_of_published_weights_changes_with_the_class(published: ResNet, bees: Tensor) -> None:
    maps = [explain(published, bees, "layer4", [label] * len(bees)).maps for label in (BEE, DAISY, TELEVISION)]
    assert all(likeness(*pair) < 0.5 for pair in pairwise(maps))


@pytest.mark.parametrize("last", ["head", "layer4", "layer3", "stem"])
def test_map_of_published_weights_changes_with_its_weights(published: ResNet, bees: Tensor, last: str) -> None:
    labels = [BEE] * len(bees)
    maps = [explain(one, bees, "layer4", labels).maps for one in (published, randomised(published, last))]
    assert abs(likeness(*maps)) < 0.5
