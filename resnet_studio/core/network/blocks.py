"""Descriptions of the parts of a ResNet, without torch: convolutions, stem, blocks and stages."""

from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["basic", "bottleneck"]
Shortcut = Literal["identity", "projection", "pad", "none"]

STEM: Final = "stem"


@dataclass(frozen=True, slots=True)
class Convolution:
    """A square convolution without bias, padded to keep the size at stride 1, and followed by BatchNorm."""

    in_channels: int
    out_channels: int
    kernel: int
    stride: int

    @property
    def padding(self) -> int:
        """Rows and columns of zeros around the input."""
        return (self.kernel - 1) // 2

    @property
    def parameters(self) -> int:
        """Weights of the convolution, plus scale and shift of the BatchNorm after it."""
        return self.weights + 2 * self.out_channels

    @property
    def weights(self) -> int:
        """Weights of the convolution without its BatchNorm."""
        return self.in_channels * self.out_channels * self.kernel**2

    def output_side(self, side: int) -> int:
        """Side of the output in pixels, for an input of ``side`` × ``side`` pixels."""
        return _output_side(side, self.kernel, self.stride)

    def macs(self, side: int) -> int:
        """Multiply-accumulates for one picture, for an input of ``side`` × ``side`` pixels."""
        return self.weights * self.output_side(side) ** 2


@dataclass(frozen=True, slots=True)
class Stem:
    """The layers before the first block: one convolution and, for photographs, a 3×3 max pool of stride 2."""

    convolution: Convolution
    max_pool: bool
    name: str = STEM

    @property
    def out_channels(self) -> int:
        """Channels into the first block."""
        return self.convolution.out_channels

    @property
    def parameters(self) -> int:
        """Parameters of the convolution and its BatchNorm."""
        return self.convolution.parameters

    def output_side(self, side: int) -> int:
        """Side of the output in pixels, after the max pool if there is one."""
        after = self.convolution.output_side(side)
        return _output_side(after, kernel=3, stride=2) if self.max_pool else after

    def macs(self, side: int) -> int:
        """Multiply-accumulates for one picture of ``side`` × ``side`` pixels."""
        return self.convolution.macs(side)


@dataclass(frozen=True, slots=True)
class Block:
    """One residual block, h_{l+1} = relu(F(h_l) + shortcut(h_l)), where F is ``convolutions``.

    Attributes:
        name: such as "layer3.0".
        channels: of the convolutions inside the block.
        shortcut: "identity", "projection" (1×1 convolution, option B of the paper), "pad" (subsampled and padded
            with zeros, option A) or "none" (plain network).
    """

    name: str
    kind: Kind
    in_channels: int
    channels: int
    out_channels: int
    stride: int
    shortcut: Shortcut
    convolutions: tuple[Convolution, ...]

    @property
    def projection(self) -> Convolution | None:
        """The shortcut's convolution, if it has one."""
        if self.shortcut != "projection":
            return None
        return Convolution(self.in_channels, self.out_channels, kernel=1, stride=self.stride)

    @property
    def parameters(self) -> int:
        """Parameters of all convolutions, including the shortcut's, and their BatchNorms."""
        projection = self.projection
        own = sum(convolution.parameters for convolution in self.convolutions)
        return own + (projection.parameters if projection else 0)

    def output_side(self, side: int) -> int:
        """Side of the output in pixels, for an input of ``side`` × ``side`` pixels."""
        for convolution in self.convolutions:
            side = convolution.output_side(side)
        return side

    def macs(self, side: int) -> int:
        """Multiply-accumulates for one picture, for an input of ``side`` × ``side`` pixels."""
        projection = self.projection
        total = projection.macs(side) if projection else 0
        for convolution in self.convolutions:
            total += convolution.macs(side)
            side = convolution.output_side(side)
        return total


@dataclass(frozen=True, slots=True)
class Stage:
    """Blocks that work at one resolution; the first of them may halve it."""

    name: str
    blocks: tuple[Block, ...]

    @property
    def out_channels(self) -> int:
        """Channels of the stage's output."""
        return self.blocks[-1].out_channels


def _output_side(side: int, kernel: int, stride: int) -> int:
    return (side + 2 * ((kernel - 1) // 2) - kernel) // stride + 1
