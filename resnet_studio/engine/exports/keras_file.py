"""A model for Keras 3: a graph of our own with the weights ported, from a square of the network's size."""

import os
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from torch import nn

from resnet_studio.core.network.architecture import Block
from resnet_studio.engine.answers.model import Model
from resnet_studio.engine.exports.quiet import quiet
from resnet_studio.engine.exports.recipe import FILE, Recipe, recipe_text

Array = NDArray[np.float32]


def write_keras(model: Model, recipe: Recipe, file: Path) -> None:
    """A `.keras` file that loads in safe mode: uint8 `[B, side, side, 3]` to probabilities `[B, K]`."""
    os.environ.setdefault("KERAS_BACKEND", "torch")
    import keras

    writer = _Writer(keras.layers)
    side, mean, std = model.info.image_size, np.array(model.info.mean), np.array(model.info.std)
    image = keras.Input((side, side, 3), dtype="uint8", name="image")
    h = keras.layers.Rescaling((1 / (255 * std)).tolist(), (-mean / std).tolist(), name="normalise")(image)
    h = writer.network(model, h)
    h = keras.layers.Rescaling(1 / (recipe["temperature"] or 1.0), name="calibrate")(h)
    h = keras.layers.Softmax(name="probabilities")(h)
    made = keras.Model(image, h, name=f"resnet{model.info.depth}")
    for name, arrays in writer.weights.items():
        made.get_layer(name).set_weights(arrays)
    with quiet():
        made.save(file)
    with zipfile.ZipFile(file, "a") as packed:
        packed.writestr(FILE, recipe_text(recipe))


class _Writer:
    """Makes the layers, and collects the weights of each by its name."""

    def __init__(self, layers: Any) -> None:
        self.layers = layers
        self.weights: dict[str, list[Array]] = {}

    def network(self, model: Model, h: Any) -> Any:
        """The network with its head, up to logits."""
        network = model.network
        h = self._relu(self._normed(network.conv1, network.bn1, h, "stem"), "stem")
        if network.architecture.stem.max_pool:
            h = self._padded(h, 1, "stem_pool_pad")  # zeros are as good as nothing behind a ReLU
            h = self.layers.MaxPooling2D(3, 2, name="stem_pool")(h)
        for block in network.architecture.blocks:
            h = self._block(block, network.get_submodule(block.name), h)
        h = self.layers.GlobalAveragePooling2D(name="pool")(h)
        self.weights["fc"] = [_array(network.fc.weight).T, _array(network.fc.bias)]
        return self.layers.Dense(len(model.info.classes), name="fc")(h)

    def _block(self, block: Block, module: Any, h: Any) -> Any:
        name, before = block.name.replace(".", "_"), h
        count = len(block.convolutions)
        for number in range(1, count + 1):
            convolution, norm = getattr(module, f"conv{number}"), getattr(module, f"bn{number}")
            h = self._normed(convolution, norm, h, f"{name}_{number}")
            if number < count:
                h = self._relu(h, f"{name}_{number}")
        if block.shortcut != "none":
            h = self.layers.Add(name=f"{name}_add")([h, self._shortcut(block, module, before, name)])
        return self._relu(h, name)

    def _shortcut(self, block: Block, module: Any, h: Any, name: str) -> Any:
        if block.shortcut == "projection":
            return self._normed(module.downsample[0], module.downsample[1], h, f"{name}_shortcut")
        if block.shortcut == "pad":  # channels of zeros on both sides: a convolution of ones and zeros, which is exact
            kernel = np.zeros((1, 1, block.in_channels, block.out_channels), np.float32)
            first = (block.out_channels - block.in_channels) // 2
            kernel[0, 0, :, first : first + block.in_channels] = np.eye(block.in_channels)
            self.weights[f"{name}_shortcut"] = [kernel]
            padding = self.layers.Conv2D(
                block.out_channels, 1, block.stride, use_bias=False, name=f"{name}_shortcut"
            )  # fmt: skip
            return padding(h)
        return h

    def _normed(self, convolution: nn.Conv2d, norm: nn.BatchNorm2d, h: Any, name: str) -> Any:
        """A convolution and its BatchNorm."""
        padding, kernel, stride = convolution.padding[0], convolution.kernel_size[0], convolution.stride[0]
        if padding:  # Keras would pad unevenly where the stride is two
            h = self._padded(h, int(padding), f"{name}_pad")
        self.weights[f"{name}_conv"] = [_array(convolution.weight).transpose(2, 3, 1, 0)]
        h = self.layers.Conv2D(
            convolution.out_channels, kernel, stride, use_bias=False, name=f"{name}_conv"
        )(h)  # fmt: skip
        self.weights[f"{name}_norm"] = [
            _array(part) for part in (norm.weight, norm.bias, norm.running_mean, norm.running_var)
        ]
        return self.layers.BatchNormalization(epsilon=norm.eps, name=f"{name}_norm")(h)

    def _padded(self, h: Any, by: int, name: str) -> Any:
        return self.layers.ZeroPadding2D(by, name=name)(h)

    def _relu(self, h: Any, name: str) -> Any:
        return self.layers.ReLU(name=f"{name}_relu")(h)


def _array(tensor: Any) -> Array:
    return np.asarray(tensor.detach().cpu().numpy(), np.float32)
