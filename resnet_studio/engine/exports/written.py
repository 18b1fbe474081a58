"""A model written in a format, by the format's name."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from resnet_studio.core.basics.errors import DecodeError, ExportError
from resnet_studio.core.basics.message import message
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.exports.formats import FLOAT16, INT8, Format
from resnet_studio.engine.answers.model import Model
from resnet_studio.engine.exports.recipe import Recipe
from resnet_studio.engine.exports.sealed import sealed
from resnet_studio.engine.inputs.reading import read_picture

Check = Callable[[], None]


def write_model(
    form: Format, precision: str, model: Model, recipe: Recipe, dataset: Dataset, folder: Path, check: Check
) -> None:
    """Write the model's file, and what belongs to it, into a folder.

    Args:
        form, precision: in which it is written.
        model: in float32.
        recipe: goes into the file.
        dataset: whose training pictures give the ranges of eight-bit numbers.
        folder: an empty one.
        check: called between steps; it raises to end.
    """
    file = folder / form.file
    if form.key in ("onnx", "openvino"):
        _write_onnx(form, precision, model, recipe, dataset, file, check)
    elif form.key in ("pt2", "torchscript"):
        from resnet_studio.engine.exports import torch_files

        write = torch_files.write_pt2 if form.key == "pt2" else torch_files.write_torchscript
        write(sealed(model, recipe["temperature"]), recipe, file)
    elif form.key == "safetensors":
        from resnet_studio.engine.exports.torch_files import write_safetensors

        write_safetensors(model, recipe, precision, file)
    elif form.key == "keras":
        from resnet_studio.engine.exports.keras_file import write_keras

        write_keras(model, recipe, file)
    elif form.key == "litert":
        from resnet_studio.engine.exports.litert_file import write_litert

        write_litert(model, recipe, form.environment, file, check)
    else:
        from resnet_studio.engine.exports.coreml_file import write_coreml

        write_coreml(model, recipe, precision, file)


def _write_onnx(
    form: Format, precision: str, model: Model, recipe: Recipe, dataset: Dataset, file: Path, check: Check
) -> None:
    """ONNX, and what is converted from it."""
    from resnet_studio.engine.exports import onnx_file

    onnx = file if form.key == "onnx" else file.with_name("model.onnx")
    onnx_file.write_onnx(sealed(model, recipe["temperature"]), recipe, onnx)
    check()
    if precision == INT8:
        pictures = training_pictures(model, dataset, onnx_file.CALIBRATION, check)
        onnx_file.to_int8(onnx, onnx, pictures, check, seven_bits=form.key == "openvino")
    elif precision == FLOAT16 and form.key == "onnx":
        onnx_file.to_float16(onnx, onnx)
    check()
    if form.key == "openvino":
        from resnet_studio.engine.exports.openvino_file import write_openvino

        write_openvino(onnx, recipe, file, half=precision == FLOAT16)
        onnx.unlink()


def training_pictures(model: Model, dataset: Dataset, most: int, check: Check) -> list[NDArray[np.uint8]]:
    """Pixels of training pictures, evenly chosen, uint8 `[H, W, 3]`; those that cannot be read are left out.

    Raises:
        ExportError: none can be read.
    """
    pictures = dataset.part("train")
    smallest = model.source([]).view.smallest_side
    found: list[NDArray[np.uint8]] = []
    for place in np.linspace(0, len(pictures) - 1, min(most, len(pictures))).round().astype(int):
        check()
        try:
            found.append(read_picture(Path(dataset.root, pictures[place].path), smallest, model.info.scale))
        except DecodeError:
            continue
    if not found:
        raise ExportError(
            message(
                "None of the training pictures can be read in {folder:place}, and eight-bit numbers need some for "
                "their ranges. Nothing was exported. Choose float32, or bring the pictures back.",
                folder=dataset.root,
            )
        )
    return found
