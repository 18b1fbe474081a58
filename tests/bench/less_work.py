"""A whole run of the program with less work in a step: `less_work.py JSON` prints JSON, as peers.py does.

Both ways are only of this study, and change the program's own code while it runs.
"""

import json
import sys
from itertools import count
from typing import Any

import torch
from contenders import silent
from numpy.random import Generator, default_rng
from peers import run_of_ours
from torch import Tensor

from resnet_studio.core.network.architecture import STEM, Architecture
from resnet_studio.engine.network.resnet import ResidualBlock, ResNet


def main(folder: str, runs: str, seed: int, drop: float = 0.0, early: int = 0, **chosen: Any) -> dict[str, Any]:
    """A run with these settings; its seconds, and accuracies of the epoch kept.

    Args:
        folder: with train, val and test.
        runs: where the run is written.
        seed: of all that is drawn.
        drop: how often the last block's F(h) is left out of a step (stochastic depth, Huang et al. 2016,
            arXiv:1603.09382); of earlier blocks less often, in proportion.
        early: so many units from the input learn only in every other step.
        chosen: settings.
    """
    if drop:
        _leave_out_blocks(drop, default_rng(seed))
    if early:
        _learn_every_other_step(early)
    return run_of_ours(folder, runs, seed, **chosen)


def _leave_out_blocks(most: float, random: Generator) -> None:
    usual, made = ResidualBlock.forward, ResNet.__init__

    def make(network: ResNet, architecture: Architecture, classes: int) -> None:
        made(network, architecture, classes)
        blocks = [module for module in network.modules() if isinstance(module, ResidualBlock)]
        for number, block in enumerate(blocks, 1):
            block.left_out = most * number / len(blocks)

    def forward(block: ResidualBlock, h: Tensor) -> Tensor:
        assert block.downsample is not None
        if not block.training:  # in the mean, F was added so often
            return torch.relu(block.downsample(h) + (1 - block.left_out) * block.residual(h))
        return torch.relu(block.downsample(h)) if random.random() < block.left_out else usual(block, h)

    ResNet.__init__, ResidualBlock.forward = make, forward  # type: ignore[method-assign,assignment]


def _learn_every_other_step(early: int) -> None:
    usual, steps = ResNet.rest, count()

    def rest(network: ResNet, h: Tensor, done: int) -> Tensor:
        if network.training and torch.is_grad_enabled() and done < early and next(steps) % 2:
            with torch.no_grad():
                for name in network.architecture.unit_names[done:early]:
                    h = network.stem(h) if name == STEM else network.get_submodule(name)(h)
            done = early
        return usual(network, h, done)

    ResNet.rest = rest  # type: ignore[method-assign]


if __name__ == "__main__":
    quiet = silent()
    next(quiet)
    answer = main(**json.loads(sys.argv[1]))
    next(quiet, None)
    print(json.dumps(answer))
