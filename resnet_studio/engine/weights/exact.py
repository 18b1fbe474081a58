"""Tensors that have to be exactly those of a network or its optimiser, before anything uses them."""

from collections.abc import Mapping

import torch
from torch import Tensor

from resnet_studio.core.basics.errors import WeightsError
from resnet_studio.core.basics.message import message

_NEVER_NEGATIVE = ("running_var", "num_batches_tracked", "exp_avg_sq", "step")


def require_exact(found: Mapping[str, Tensor], expected: Mapping[str, Tensor], *, finite: bool = True) -> None:
    """Compare names, shapes, dtypes and values with what they will replace.

    torch's fused optimisers read and write as many values as a parameter has, whatever the size of its moments; so
    another shape is memory out of bounds, not only a wrong result. A moment may be infinite where weights may not: a
    gradient's square can exceed what float32 holds, and its parameter then stays as it is.

    Raises:
        WeightsError: a tensor is missing, unknown, of another shape or dtype, or has a value that cannot be.
    """
    for name in expected:
        if name not in found:
            raise WeightsError(message("{tensor} is missing.", tensor=name))
    for name, tensor in found.items():
        if name not in expected:
            raise WeightsError(message("{tensor} is not a tensor of this network.", tensor=name))
        _require_kind(name, tensor, expected[name])
        wrong = ~tensor.isfinite() if finite else tensor.isnan()
        if tensor.is_floating_point() and wrong.any():
            raise WeightsError(message("{tensor} has values that are not numbers.", tensor=name))
        if name.rpartition(".")[2] in _NEVER_NEGATIVE and (tensor < 0).any():
            raise WeightsError(message("{tensor} has negative values.", tensor=name))


def _require_kind(name: str, tensor: Tensor, expected: Tensor) -> None:
    plain = type(tensor) is Tensor and tensor.layout == torch.strided and not tensor.is_quantized
    if not plain or tensor.dtype != expected.dtype or tensor.shape != expected.shape:
        raise WeightsError(
            message(
                "{tensor} is {found:plain} instead of {expected:plain}.",
                tensor=name,
                found=_kind(tensor),
                expected=_kind(expected),
            )
        )


def _kind(tensor: Tensor) -> str:
    return f"{str(tensor.dtype).removeprefix('torch.')} {list(tensor.shape)}"
