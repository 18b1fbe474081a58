"""From the pixels of a picture to the input of a network, as a torch module that travels inside an exported file.

Resizing and cropping are two matrix products whose weights are computed from height and width. So one graph with a
dynamic size serves every runtime: their own Resize operators differ in antialiasing, and some ignore it.

It gives what `inputs/view.py` and `inputs/normalise.py` give prediction, pixel for pixel, for pictures that are decoded
as prediction decodes them; a test holds them together. Larger ones are averaged over blocks here.
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from resnet_studio.core.network.architecture import SMALL_DEPTHS
from resnet_studio.core.runs.run import ModelInfo
from resnet_studio.engine.inputs.view import PHOTO_CROP, View


class Preprocess(nn.Module):
    """uint8 `[H, W, 3]`, upright RGB of any size, to float32 `[1, 3, side, side]`: reduced, cropped, resized and
    normalised.

    Args:
        side: of the square that the network takes.
        crop: the share of the shorter side that is kept.
        smallest: the shorter side that decoding keeps at least: a picture that is twice as large or more is averaged
            over blocks of whole pixels first, as a JPEG is when it is decoded at 1/2, 1/4 or 1/8.
        mean, std: per channel, of RGB scaled to 0..1.
    """

    shift: Tensor
    scale: Tensor
    centres: Tensor

    def __init__(self, side: int, crop: float, smallest: int, mean: Sequence[float], std: Sequence[float]) -> None:
        super().__init__()
        self.side, self.crop, self.smallest = float(side), float(crop), float(smallest)
        self.register_buffer("shift", torch.tensor(mean).mul(255).view(3, 1, 1))
        self.register_buffer("scale", torch.tensor(std).mul(255).view(3, 1, 1))
        self.register_buffer("centres", torch.arange(side).float().mul(2).add(1).view(-1, 1))

    @classmethod
    def of(cls, info: ModelInfo) -> "Preprocess":
        """What a run's model was trained to see."""
        small = info.depth in SMALL_DEPTHS
        smallest = View(info.image_size, small).smallest_side
        return cls(info.image_size, 1.0 if small else PHOTO_CROP, smallest, info.mean, info.std)

    def forward(self, image: Tensor) -> Tensor:
        """See the class."""
        rows = torch.arange(image.shape[0], device=image.device).float()
        columns = torch.arange(image.shape[1], device=image.device).float()
        pixels = image.permute(2, 0, 1).float()
        # Rounded after each pass, as torch and Pillow do on 8-bit pixels.
        weights, one = self._weights(columns, rows)
        pixels = _rounded(torch.matmul(pixels, weights.transpose(0, 1)) / one)
        weights, one = self._weights(rows, columns)
        pixels = _rounded(torch.matmul(weights, pixels) / one)
        return ((pixels - self.shift) / self.scale).unsqueeze(0)

    def _weights(self, along: Tensor, across: Tensor) -> tuple[Tensor, Tensor]:
        """How much each pixel of a line gives to each pixel of the square.

        Args:
            along: the positions 0, 1 … of the line's pixels.
            across: the same of the other direction.

        Returns:
            float32 `[side, len(along)]`, and what a sum of weights stands for one. They are whole numbers, as torch
            has them for 8-bit pixels, unless blocks are averaged; then sums of float32 are exact, and every runtime
            computes the same pixels.
        """
        block, share, blocks, other = self._blocks(along, across)
        box = torch.round(torch.minimum(blocks, other) * self.crop)  # half to even, as Python does
        start = torch.floor((blocks - box) / 2)
        # A triangle around the centre, in units of 1 / (2 side) of a block: whole numbers below 2^24.
        distance = torch.abs((2 * (block - start) + 1).unsqueeze(0) * self.side - self.centres * box)
        reach = 2 * torch.clamp(box, min=self.side)
        inside = torch.logical_and(block >= start, block < start + box).float()
        triangle = torch.relu(reach - distance) * inside.unsqueeze(0)
        weights = triangle / (triangle * share.unsqueeze(0)).sum(1, keepdim=True)
        one = _one(weights.max())
        return torch.floor(weights * one + 0.5) * share.unsqueeze(0), one

    def _blocks(self, along: Tensor, across: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """The block of each pixel and its share of that block, and how many blocks there are in both directions."""
        length, other = along[-1:] + 1, across[-1:] + 1
        times = torch.floor(torch.minimum(length, other) / self.smallest)
        # A JPEG is decoded at 1/2, 1/4 or 1/8, and averaged over whole pixels beyond that.
        first = 1 + (times >= 2).float() + 2 * (times >= 4).float() + 4 * (times >= 8).float()
        once, other = torch.ceil(length / first), torch.ceil(other / first)
        second = torch.clamp(torch.floor(torch.minimum(once, other) / self.smallest), min=1.0)
        # Half a pixel keeps a quotient that is not exact away from the whole number.
        inner = torch.floor((along + 0.5) / first)
        block = torch.floor((inner + 0.5) / second)
        size = torch.minimum(first, length - inner * first) * torch.minimum(second, once - block * second)
        return block, 1 / size, torch.ceil(once / second), torch.ceil(other / second)


def _one(largest: Tensor) -> Tensor:
    """The power of two by which torch multiplies weights, so that the largest has 15 bits."""
    full = (2.0**15 - 0.5) / 2.0**15
    more = (largest < full).float() + 2 * (largest < full / 2).float() + 4 * (largest < full / 4).float()
    return 2.0**14 * (1 + more)


def _rounded(pixels: Tensor) -> Tensor:
    return torch.clamp(torch.floor(pixels + 0.5), min=0.0, max=255.0)
