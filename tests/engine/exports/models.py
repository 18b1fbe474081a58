"""Models of random weights, for tests of what is written of them."""

from dataclasses import replace

import torch

from resnet_studio.core.network.architecture import SMALL_DEPTHS, architecture
from resnet_studio.core.runs.run import ModelInfo
from resnet_studio.engine.answers.model import Model
from resnet_studio.engine.inputs.normalise import MEAN, STD
from resnet_studio.engine.machine.devices import choose
from resnet_studio.engine.network.resnet import ResNet

NETWORKS = [(18, True), (50, True), (18, False), (20, True), (20, False)]
"""Depths with and without shortcuts: each kind of block and of shortcut."""


def random_model(depth: int, shortcuts: bool, side: int = 0, blocks: int | None = None) -> Model:
    """A model of three classes whose BatchNorms have statistics as after a training.

    Its stages have so many of their blocks, or all: two are one of each kind.
    """
    torch.manual_seed(depth)
    whole = architecture(depth, shortcuts=shortcuts)
    stages = tuple(replace(stage, blocks=stage.blocks[:blocks]) for stage in whole.stages)
    network = ResNet(replace(whole, stages=stages), 3)
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            torch.nn.init.normal_(module.running_mean, 0, 0.1)
            torch.nn.init.uniform_(module.running_var, 0.8, 1.2)
    side = side or (32 if depth in SMALL_DEPTHS else 64)
    info = ModelInfo(depth, shortcuts, ("a", "b", "c"), side, MEAN, STD)
    return Model(info, network.eval(), choose("cpu", "float32"))
