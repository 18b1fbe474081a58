"""A model for Core ML: a classifier of squares of the network's size. It runs on a Mac only."""

from pathlib import Path

import torch
from torch import Tensor, nn

from resnet_studio.core.exports.formats import FLOAT16
from resnet_studio.engine.answers.model import Model
from resnet_studio.engine.exports.preprocess import Preprocess
from resnet_studio.engine.exports.quiet import quiet
from resnet_studio.engine.exports.recipe import Recipe, described
from resnet_studio.engine.exports.sealed import network_of


class _Square(nn.Module):
    """float32 `[1, 3, side, side]` of 0..255, as Core ML gives a picture, to probabilities `[1, K]`."""

    shift: Tensor
    scale: Tensor

    def __init__(self, preprocess: Preprocess, network: nn.Module, temperature: float | None) -> None:
        super().__init__()
        self.network, self.temperature = network, temperature or 1.0
        self.register_buffer("shift", preprocess.shift.clone())
        self.register_buffer("scale", preprocess.scale.clone())

    def forward(self, pixels: Tensor) -> Tensor:
        """See the class."""
        return torch.softmax(self.network((pixels - self.shift) / self.scale) / self.temperature, 1)


def write_coreml(model: Model, recipe: Recipe, precision: str, file: Path) -> None:
    """A package for macOS 13 and iOS 16 or newer."""
    side = model.info.image_size
    square = _Square(Preprocess.of(model.info), network_of(model), recipe["temperature"]).eval()
    with quiet():
        import coremltools

        example = torch.zeros(1, 3, side, side)
        traced = torch.jit.trace(square, example)  # type: ignore[no-untyped-call]
        written = coremltools.convert(
            traced,
            inputs=[coremltools.ImageType("image", (1, 3, side, side))],
            classifier_config=coremltools.ClassifierConfig(list(recipe["classes"])),
            convert_to="mlprogram",
            minimum_deployment_target=coremltools.target.iOS16,
            compute_precision=getattr(coremltools.precision, "FLOAT16" if precision == FLOAT16 else "FLOAT32"),
            skip_model_load=True,
        )
        written.user_defined_metadata.update(described(recipe))
        written.save(str(file))
