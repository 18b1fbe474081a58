"""A model for OpenVINO, converted from ONNX."""

from pathlib import Path

from resnet_studio.engine.exports.recipe import KEY, Recipe, recipe_text


def write_openvino(onnx_file: Path, recipe: Recipe, file: Path, *, half: bool) -> None:
    """`file` is the .xml; the weights are beside it in a .bin, in half precision where asked for."""
    import openvino

    model = openvino.convert_model(str(onnx_file))
    model.set_rt_info(recipe_text(recipe), [KEY])
    openvino.save_model(model, str(file), compress_to_fp16=half)
