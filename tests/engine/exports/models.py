"""Models of random weights, for tests of what is written of them."""

import torch

from resnet_studio.core.network.architecture import SMALL_DEPTHS
from resnet_studio.core.runs.run import ModelInfo
from resnet_studio.engine.answers.model import Model
from resnet_studio.engine.inputs.normalise import MEAN, STD
from resnet_studio.engine.machine.devices import choose
from resnet_studio.engine.network.resnet import build

NETWORKS = [(18, True), (50, True), (18, False), (20, True), (20, False)]
"""Depths with and without shortcuts: each kind of block and of shortcut."""
EACH_KIND = [NETWORKS[1], NETWORKS[2], NETWORKS[3]]
"""As few of them as have each kind once."""


def random_model(depth: int, shortcuts: bool, side: int = 0) -> Model:
    """A model of three classes whose BatchNorms have statistics as after a training."""
    torch.manual_seed(depth)
    network = build(depth, 3, shortcuts=shortcuts)
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            torch.nn.init.normal_(module.running_mean, 0, 0.1)
            torch.nn.init.uniform_(module.running_var, 0.8, 1.2)
    side = side or (32 if depth in SMALL_DEPTHS else 64)
    info = ModelInfo(depth, shortcuts, ("a", "b", "c"), side, MEAN, STD)
    return Model(info, network.eval(), choose("cpu", "float32"))
