"""A run's model with all that belongs to it: preprocessing, network and calibrated probabilities in one module."""

import copy

import torch
from torch import Tensor, nn

from resnet_studio.engine.answers.model import Model
from resnet_studio.engine.exports.preprocess import Preprocess


class Sealed(nn.Module):
    """uint8 `[H, W, 3]`, upright RGB, to probabilities float32 `[K]`."""

    def __init__(self, preprocess: Preprocess, network: nn.Module, temperature: float | None) -> None:
        super().__init__()
        self.preprocess, self.network = preprocess, network
        self.temperature = 1.0 if temperature is None else float(temperature)

    def forward(self, image: Tensor) -> Tensor:
        """See the class."""
        return torch.softmax(self.network(self.preprocess(image)) / self.temperature, 1)[0]


def sealed(model: Model, temperature: float | None) -> Sealed:
    """A model as any file has it: in evaluation mode, on the CPU, in float32."""
    return Sealed(Preprocess.of(model.info), network_of(model), temperature).eval()


def network_of(model: Model) -> nn.Module:
    """A copy of the network in usual memory order, without gradients."""
    network = copy.deepcopy(model.network).cpu().float().to(memory_format=torch.contiguous_format)
    return network.requires_grad_(False).eval()
