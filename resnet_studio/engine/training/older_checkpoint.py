"""What `last.pt` of earlier versions holds, in the parts of today's checkpoint. It is read, and never written."""

from typing import Any

from torch import Tensor

from resnet_studio.core.basics.errors import WeightsError
from resnet_studio.core.basics.message import message
from resnet_studio.core.runs.checkpoints import OLDER_LAST

_PARTS = ("model", "optimizer", "scaler", "progress")
_NEWER = {"latest": None, "waiting_since": 0}
"""Fields of the position that earlier versions did not have."""


def older_parts(content: object) -> tuple[dict[str, Tensor], dict[str, Tensor], dict[str, Any], dict[str, Any]]:
    """Model, moments (named by the number of their parameter), scaler and progress; their values are not checked.

    Raises:
        WeightsError: a part is missing, or is not what its name says.
    """
    parts = content if isinstance(content, dict) else {}
    for name in _PARTS:
        if not isinstance(parts.get(name), dict):
            raise WeightsError(message("{file} is damaged: it lacks {part:plain}.", file=OLDER_LAST, part=name))
    scaler = parts["scaler"]
    if scaler:
        scaler = {"scale": scaler.get("scale"), "growth": scaler.get("_growth_tracker")}
    return _tensors(parts["model"]), _moments(parts["optimizer"]), scaler, {**parts["progress"], **_NEWER}


def _moments(optimizer: dict[Any, Any]) -> dict[str, Tensor]:
    found: dict[str, Any] = {}
    state = optimizer.get("state")
    for number, values in state.items() if isinstance(state, dict) else ():
        for name, value in values.items() if isinstance(values, dict) else ():
            found[f"{number}.{name}"] = value
    return _tensors(found)


def _tensors(values: dict[Any, Any]) -> dict[str, Tensor]:
    for name, value in values.items():
        if not isinstance(name, str) or not isinstance(value, Tensor):
            raise WeightsError(message("{file} is damaged: {part} is not a tensor.", file=OLDER_LAST, part=str(name)))
    return dict(values)
