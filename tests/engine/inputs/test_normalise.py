"""The numbers that a network is given for 8-bit pixels."""

import torch

from resnet_studio.engine.inputs.normalise import MEAN, STD, normalise


def test_normalised_pixels_have_imagenet_statistics() -> None:
    pixels = torch.tensor([[0, 0, 0], [255, 255, 255]], dtype=torch.uint8).view(2, 3, 1, 1)
    out = normalise(pixels, torch.device("cpu")).squeeze()
    mean, std = torch.tensor(MEAN), torch.tensor(STD)
    assert torch.allclose(out[0], -mean / std)
    assert torch.allclose(out[1], (1 - mean) / std, atol=1e-6)
