"""A model as ONNX: in float32, with weights of half precision, or with eight-bit numbers."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from resnet_studio.engine.exports.quiet import quiet
from resnet_studio.engine.exports.recipe import Recipe, described
from resnet_studio.engine.exports.sealed import Sealed
from resnet_studio.engine.exports.torch_files import example, program

CALIBRATION = 64
"""Training pictures from which the ranges of eight-bit numbers are taken."""
_AT_A_TIME = 8  # whose intermediate results are kept
_QUANTIZED = ("Conv", "Gemm", "MaxPool", "GlobalAveragePool")

Check = Callable[[], None]


def write_onnx(model: Sealed, recipe: Recipe, file: Path) -> None:
    """In float32, with dynamic height and width; all weights are in the one file."""
    import onnx
    import torch

    with quiet():
        exported = torch.onnx.export(
            program(model), (example(),), dynamo=True, verbose=False, external_data=False,
            input_names=["image"], output_names=["probabilities"],
        )  # fmt: skip
        assert exported is not None
        written = exported.model_proto
    for place, name in enumerate(("height", "width")):
        written.graph.input[0].type.tensor_type.shape.dim[place].dim_param = name
    onnx.helper.set_model_props(written, described(recipe))
    onnx.save(written, file)


def to_float16(source: Path, file: Path) -> None:
    """With the network's weights and arithmetic in half precision; preprocessing and softmax stay as they are.

    The converter of onnxruntime passes also what is between the nodes that it is to leave alone through half precision.
    """
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    model = onnx.load(source)
    nodes = model.graph.node
    kinds = [node.op_type for node in nodes]
    first, last = kinds.index("Conv"), len(kinds) - 1 - kinds[::-1].index("Gemm")
    network = nodes[first : last + 1]
    used = {name for node in network for name in node.input}
    elsewhere = {name for node in (*nodes[:first], *nodes[last + 1 :]) for name in node.input}
    for tensor in model.graph.initializer:
        if tensor.name in used and tensor.data_type == TensorProto.FLOAT:
            assert tensor.name not in elsewhere, tensor.name
            halved = numpy_helper.from_array(numpy_helper.to_array(tensor).astype(np.float16), tensor.name)
            tensor.CopyFrom(halved)
    seen, logits = network[0].input[0], network[-1].output[0]
    for node in network:
        node.input[:] = [f"{name}_half" if name == seen else name for name in node.input]
    network[-1].output[0] = f"{logits}_half"
    nodes.insert(last + 1, helper.make_node("Cast", [f"{logits}_half"], [logits], to=TensorProto.FLOAT))
    nodes.insert(first, helper.make_node("Cast", [seen], [f"{seen}_half"], to=TensorProto.FLOAT16))
    del model.graph.value_info[:]  # it says float32
    onnx.checker.check_model(model)
    onnx.save(model, file)


def to_int8(
    source: Path, file: Path, pictures: Sequence[NDArray[np.uint8]], check: Check, *, seven_bits: bool = False
) -> None:
    """With eight-bit weights for each channel and activations, whose ranges are taken from some pictures.

    Processors without VNNI add two products of unsigned and signed eight-bit numbers in 16 bits, and cut off what is
    larger: a model can give other classes there than elsewhere. onnxruntime has exact sums for two unsigned numbers,
    about as fast; for OpenVINO, which computes these in float, signed weights of seven bits keep sums small.
    """
    import onnx

    with quiet():
        from onnxruntime.quantization import CalibrationMethod, QuantFormat, QuantType, quantize_static

        props = {entry.key: entry.value for entry in onnx.load(source, load_external_data=False).metadata_props}
        count = max(1, len(pictures) // _AT_A_TIME) * _AT_A_TIME
        repeated = [pictures[place % len(pictures)] for place in range(count)]
        quantize_static(
            source, file, _reader(repeated, check), quant_format=QuantFormat.QDQ, per_channel=True,
            activation_type=QuantType.QUInt8, weight_type=QuantType.QInt8 if seven_bits else QuantType.QUInt8,
            reduce_range=seven_bits, op_types_to_quantize=list(_QUANTIZED),
            calibrate_method=CalibrationMethod.Entropy, extra_options={"CalibStridedMinMax": _AT_A_TIME},
        )  # fmt: skip
    written = onnx.load(file)
    onnx.helper.set_model_props(written, props)
    onnx.save(written, file)


def _reader(pictures: Sequence[NDArray[np.uint8]], check: Check) -> Any:
    from onnxruntime.quantization import CalibrationDataReader

    class Pictures(CalibrationDataReader):  # type: ignore[misc]  # the library has no types
        """The pictures one after another, a few at a time."""

        def __init__(self) -> None:
            self.left = iter(pictures)

        def __len__(self) -> int:
            return len(pictures)

        def set_range(self, start_index: int, end_index: int) -> None:
            self.left = iter(pictures[start_index:end_index])

        def get_next(self) -> dict[str, NDArray[np.uint8]] | None:
            check()
            pixels = next(self.left, None)
            return None if pixels is None else {"image": pixels}

    return Pictures()
