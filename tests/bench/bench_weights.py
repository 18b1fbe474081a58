"""A file of weights from elsewhere: what it costs that another process reads it, once, and that its copy is checked."""

import os
import tempfile
import time
from pathlib import Path

import torch
from measure import Figure, Options, Outcome, interleaved

from resnet_studio.engine.network.resnet import ResNet, build
from resnet_studio.engine.weights.load import load_weights


def main(options: Options) -> Outcome:
    """The state dict of a ResNet-18, 47 MB, from a disk that has it in memory."""
    network = build(18, 1000)
    with tempfile.TemporaryDirectory(prefix="resnet studio ") as folder:
        file = Path(folder) / "resnet18.pth"
        torch.save(network.state_dict(), file)
        taken = interleaved(
            {
                "torch": lambda _: _by_torch(network, file),
                "first": lambda number: _ours(network, file, Path(folder) / f"home {number}"),
                "again": lambda number: _ours(network, file, Path(folder) / f"home {number}"),
            },
            options.rounds,
        )
    more = tuple(first - by_torch for first, by_torch in zip(taken["first"], taken["torch"], strict=True))
    figures = [
        Figure("torch.load and load_state_dict", taken["torch"], "s"),
        Figure("ResNet Studio, the first time", taken["first"], "s"),
        Figure("ResNet Studio, again", taken["again"], "s"),
        Figure("the first time, more than torch.load", more, "s", at_most=1.5),
    ]
    return Outcome("Weights from elsewhere", "ResNet-18, 47 MB", figures)


def _by_torch(network: ResNet, file: Path) -> float:
    began = time.perf_counter()
    network.load_state_dict(torch.load(file, weights_only=True, mmap=True))
    return time.perf_counter() - began


def _ours(network: ResNet, file: Path, home: Path) -> float:
    os.environ["RESNET_STUDIO_HOME"] = str(home)
    began = time.perf_counter()
    load_weights(network, file)
    return time.perf_counter() - began
