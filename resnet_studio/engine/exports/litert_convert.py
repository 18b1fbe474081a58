"""Run in the environment of LiteRT, by its path: a network with its weights becomes a `.tflite` file.

    python litert_convert.py FOLDER NETWORK FILE

FOLDER has `recipe.json` and `model.safetensors`, NETWORK is the program with the class of the network. Nothing of this
program is imported here.
"""

import json
import runpy
import sys
import warnings
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn


class Square(nn.Module):
    """uint8 `[1, side, side, 3]` to probabilities `[1, K]`: normalisation, network, and softmax with a temperature."""

    shift: Tensor
    scale: Tensor

    def __init__(self, network: nn.Module, mean: list[float], std: list[float], temperature: float) -> None:
        super().__init__()
        self.network, self.temperature = network, temperature
        self.register_buffer("shift", torch.tensor(mean).mul(255))
        self.register_buffer("scale", torch.tensor(std).mul(255))

    def forward(self, image: Tensor) -> Tensor:
        """See the class."""
        pixels = ((image.float() - self.shift) / self.scale).permute(0, 3, 1, 2)
        return torch.softmax(self.network(pixels) / self.temperature, 1)


def main(folder: Path, network: Path, file: Path) -> None:
    """See the module."""
    import litert_torch

    recipe = json.loads((folder / "recipe.json").read_text("utf-8"))
    made = runpy.run_path(str(network))["ResNet"](**recipe["network"], classes=len(recipe["classes"]))
    made.load_state_dict(load_file(folder / "model.safetensors"))
    how, side = recipe["preprocessing"], recipe["preprocessing"]["side"]
    square = Square(made.eval(), how["mean"], how["std"], recipe["temperature"] or 1.0).eval()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        litert_torch.convert(square, (torch.zeros(1, side, side, 3, dtype=torch.uint8),)).export(str(file))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
