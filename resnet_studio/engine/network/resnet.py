"""The residual network, built from its description, with torchvision's names.

A residual block adds a learned function of its input to the input,

    h_{l+1} = relu(F(h_l) + shortcut(h_l)),

so a block with nothing to add only needs F = 0, and the gradient reaches early layers through the shortcuts: He,
Zhang, Ren and Sun, "Deep Residual Learning for Image Recognition" (2015, arXiv:1512.03385).
"""

from typing import Self

import torch
from torch import Tensor, nn
from torch.nn.functional import pad, relu

from resnet_studio.core.basics.errors import ConfigError
from resnet_studio.core.basics.message import message
from resnet_studio.core.network.architecture import (
    HEAD,
    STEM,
    Architecture,
    Block,
    Convolution,
    Stage,
    architecture,
)


class ResidualBlock(nn.Module):
    """relu(F(h) + shortcut(h)), or relu(F(h)) without a shortcut; subclasses define F.

    The shortcut has torchvision's name, ``downsample``. It is None in a plain network.
    """

    downsample: nn.Module | None

    def forward(self, h: Tensor) -> Tensor:
        """From [B, C_in, H, W] to [B, C_out, H / stride, W / stride]."""
        if self.downsample is None:
            return relu(self.residual(h), inplace=True)
        return relu(self.residual(h) + self.downsample(h), inplace=True)

    def residual(self, h: Tensor) -> Tensor:
        """F(h), which the block adds to its input."""
        raise NotImplementedError


class BasicBlock(ResidualBlock):
    """F is two 3×3 convolutions, each with BatchNorm: ResNet-18, 34 and all depths for small pictures."""

    def __init__(self, block: Block) -> None:
        super().__init__()
        first, second = block.convolutions
        self.conv1, self.bn1 = _convolution(first), nn.BatchNorm2d(first.out_channels)
        self.conv2, self.bn2 = _convolution(second), nn.BatchNorm2d(second.out_channels)
        self.downsample = _shortcut(block)

    def residual(self, h: Tensor) -> Tensor:
        """F(h), same shape as the shortcut of h."""
        h = relu(self.bn1(self.conv1(h)), inplace=True)
        added: Tensor = self.bn2(self.conv2(h))
        return added


class Bottleneck(ResidualBlock):
    """F is a 1×1 convolution to fewer channels, a 3×3 and a 1×1 to four times as many: ResNet-50, 101 and 152."""

    def __init__(self, block: Block) -> None:
        super().__init__()
        narrow, middle, widen = block.convolutions
        self.conv1, self.bn1 = _convolution(narrow), nn.BatchNorm2d(narrow.out_channels)
        self.conv2, self.bn2 = _convolution(middle), nn.BatchNorm2d(middle.out_channels)
        self.conv3, self.bn3 = _convolution(widen), nn.BatchNorm2d(widen.out_channels)
        self.downsample = _shortcut(block)

    def residual(self, h: Tensor) -> Tensor:
        """F(h), same shape as the shortcut of h."""
        h = relu(self.bn1(self.conv1(h)), inplace=True)
        h = relu(self.bn2(self.conv2(h)), inplace=True)
        added: Tensor = self.bn3(self.conv3(h))
        return added


class PaddedShortcut(nn.Module):
    """Option A of the paper: a shortcut without parameters that subsamples pixels and adds channels of zeros.

    Half of the new channels come before and half after the old ones, as in the widespread CIFAR checkpoints
    (github.com/akamaster/pytorch_resnet_cifar10).
    """

    def __init__(self, block: Block) -> None:
        super().__init__()
        self.stride = block.stride
        added = block.out_channels - block.in_channels
        self.before, self.after = added // 2, added - added // 2

    def forward(self, h: Tensor) -> Tensor:
        """From [B, C_in, H, W] to [B, C_out, ceil(H / stride), ceil(W / stride)]."""
        return pad(h[:, :, :: self.stride, :: self.stride], (0, 0, 0, 0, self.before, self.after))


class ResNet(nn.Module):
    """A residual network from pictures to logits, built from ``architecture``, with one output for each class.

    Attributes:
        architecture: the description that it was built from.
        classes: number of outputs.
        frozen_units: names of the frozen units; ``freeze`` sets them, ``train`` keeps them in evaluation mode.
    """

    def __init__(self, architecture: Architecture, classes: int) -> None:
        super().__init__()
        if isinstance(classes, bool) or classes < 1:
            raise ConfigError("classes", classes, message("a whole number from 1"))
        self.architecture = architecture
        self.classes = classes
        self.frozen_units: frozenset[str] = frozenset()

        stem = architecture.stem
        self.conv1 = _convolution(stem.convolution)
        self.bn1 = nn.BatchNorm2d(stem.out_channels)
        self.maxpool = nn.MaxPool2d(3, stride=2, padding=1) if stem.max_pool else nn.Identity()
        for stage in architecture.stages:
            self.add_module(stage.name, _stage(stage))
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(architecture.features, classes)
        self._initialise()

    def forward(self, pictures: Tensor) -> Tensor:
        """Logits [B, classes] of normalised pictures, float [B, 3, H, W]."""
        return self.rest(pictures, 0)

    def rest(self, h: Tensor, done: int) -> Tensor:
        """Logits [B, classes] from ``h``, the output of the first ``done`` units, or of `features` if all are done."""
        if done < len(self.architecture.unit_names):
            h = self.pooled(self._through(h, done))
        logits: Tensor = self.fc(h)
        return logits

    def features(self, pictures: Tensor) -> Tensor:
        """The input of the head: the last stage's channels averaged over the picture, [B, features]."""
        return self.pooled(self._through(pictures, 0))

    def pooled(self, h: Tensor) -> Tensor:
        """The mean of each channel: [B, features] from [B, features, H, W]."""
        return torch.flatten(self.avgpool(h), 1)

    def _through(self, h: Tensor, first: int) -> Tensor:
        for name in self.architecture.unit_names[first:]:
            h = self.stem(h) if name == STEM else self.get_submodule(name)(h)
        return h

    def stem(self, pictures: Tensor) -> Tensor:
        """From pictures to the first stage's input, [B, stem's channels, H, W]."""
        h: Tensor = self.maxpool(relu(self.bn1(self.conv1(pictures)), inplace=True))
        return h

    def output_shape(self, name: str, item_shape: tuple[int, ...]) -> tuple[int, ...]:
        """(H, W, C) that leaves a unit when an item of shape (3, side, side) enters the network."""
        return self.architecture.output(name, item_shape[-1])

    def unit(self, name: str) -> nn.Module:
        """The module of a unit, a stage or the head: "stem", "layer1", "layer1.0" or "head"."""
        if name == STEM:
            # With torchvision's names the stem has no module of its own; this one is not registered, it only groups.
            return nn.Sequential(self.conv1, self.bn1)
        return self.fc if name == HEAD else self.get_submodule(name)

    def units(self) -> dict[str, nn.Module]:
        """Every unit and the head with its module, in network order; each parameter is in exactly one."""
        return {name: self.unit(name) for name in (*self.architecture.unit_names, HEAD)}

    def train(self, mode: bool = True) -> Self:
        """As ``nn.Module.train``, but frozen units stay in evaluation mode (see ``freeze``)."""
        super().train(mode)
        for name in self.frozen_units:
            self.unit(name).eval()
        return self

    def _initialise(self) -> None:
        # He et al. 2015, "Delving Deep into Rectifiers" (arXiv:1502.01852): a variance that preserves the size of
        # gradients through a ReLU. BatchNorm and the head keep torch's initial values, as in torchvision.
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")


def build(depth: int, classes: int, *, shortcuts: bool = True) -> ResNet:
    """A network with random weights, which depend on torch's global seed.

    Raises:
        ConfigError: the depth is unknown, or there are no classes.
    """
    return ResNet(architecture(depth, shortcuts=shortcuts), classes)


def _stage(stage: Stage) -> nn.Sequential:
    kinds = {"basic": BasicBlock, "bottleneck": Bottleneck}
    return nn.Sequential(*(kinds[block.kind](block) for block in stage.blocks))


def _convolution(description: Convolution) -> nn.Conv2d:
    return nn.Conv2d(
        description.in_channels,
        description.out_channels,
        description.kernel,
        stride=description.stride,
        padding=description.padding,
        bias=False,  # the BatchNorm after it has a bias
    )


def _shortcut(block: Block) -> nn.Module | None:
    if block.projection is not None:
        return nn.Sequential(_convolution(block.projection), nn.BatchNorm2d(block.out_channels))
    return {"identity": nn.Identity(), "pad": PaddedShortcut(block), "none": None}[block.shortcut]
