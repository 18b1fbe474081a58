"""A model in PyTorch's own formats: a program (.pt2), TorchScript, and safetensors with its description."""

import json
from pathlib import Path
from typing import Any

import safetensors.torch
import torch
from torch import Tensor

from resnet_studio.core.basics.files import write_json
from resnet_studio.core.exports.formats import FLOAT16
from resnet_studio.core.network.architecture import SMALL_DEPTHS
from resnet_studio.engine.answers.model import Model
from resnet_studio.engine.exports.quiet import quiet
from resnet_studio.engine.exports.recipe import FILE, KEY, Recipe, recipe_text
from resnet_studio.engine.exports.sealed import Sealed

LARGEST_SIDE = 65_500
"""Of a picture, in pixels: a program states its bounds. JPEG has this one."""
_EXAMPLE = (300, 400, 3)  # unlike the network's own size, so that nothing is taken for a constant


def program(model: Sealed) -> "torch.export.ExportedProgram":
    """The graph of a model, for pictures of any height and width."""
    height, width = (
        torch.export.Dim("height", min=1, max=LARGEST_SIDE),
        torch.export.Dim("width", min=1, max=LARGEST_SIDE),
    )
    with quiet():
        return torch.export.export(model, (example(),), dynamic_shapes=({0: height, 1: width},))


def write_pt2(model: Sealed, recipe: Recipe, file: Path) -> None:
    """A program for `torch.export.load`, with the recipe among its extra files."""
    with quiet():
        torch.export.save(program(model), file, extra_files={FILE: recipe_text(recipe)})


def write_torchscript(model: Sealed, recipe: Recipe, file: Path) -> None:
    """A file for `torch.jit.load`, with the recipe among its extra files."""
    with quiet(), torch.no_grad():
        traced = torch.jit.trace(model, (example(),), check_trace=False)  # type: ignore[no-untyped-call]
        torch.jit.save(traced, str(file), _extra_files={FILE: recipe_text(recipe)})


def write_safetensors(model: Model, recipe: Recipe, precision: str, file: Path) -> None:
    """The weights, and beside them `config.json` as timm and Hugging Face read it."""
    kept: dict[str, Tensor] = {}
    for name, tensor in model.network.state_dict().items():
        half = precision == FLOAT16 and tensor.is_floating_point()
        kept[name] = (tensor.half() if half else tensor).cpu().contiguous()
    safetensors.torch.save_file(kept, file, metadata={"format": "pt", KEY: recipe_text(recipe)})
    write_json(file.with_name("config.json"), _config(model, recipe))


def timm_name(model: Model) -> str:
    """What timm calls this network; empty where it has none of the kind."""
    info = model.info
    return "" if info.depth in SMALL_DEPTHS or not info.shortcuts else f"resnet{info.depth}"


def _config(model: Model, recipe: Recipe) -> dict[str, Any]:
    classes, how = recipe["classes"], recipe["preprocessing"]
    pretrained = {
        "input_size": [3, how["side"], how["side"]],
        "interpolation": "bilinear",
        "crop_pct": how["crop"],
        "crop_mode": "center",
        "mean": how["mean"],
        "std": how["std"],
        "num_classes": len(classes),
        "pool_size": [7, 7],
        "first_conv": "conv1",
        "classifier": "fc",
        "label_names": classes,
    }
    own = {"label_names": classes, "num_classes": len(classes), "num_features": model.network.architecture.features}
    named = {"architecture": timm_name(model), "pretrained_cfg": pretrained} if timm_name(model) else {}
    return named | own | {KEY: json.loads(recipe_text(recipe))}


def example() -> Tensor:
    """A picture to trace a model with, uint8 `[H, W, 3]`."""
    return torch.zeros(_EXAMPLE, dtype=torch.uint8)
