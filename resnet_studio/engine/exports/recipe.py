"""What a model's file says of itself: classes, temperature, threshold, and how a picture becomes its input."""

import json
import math
from pathlib import Path
from typing import Any, Final

import resnet_studio
from resnet_studio.core.network.architecture import SMALL_DEPTHS, architecture
from resnet_studio.core.runs.threshold import Threshold, read_threshold
from resnet_studio.engine.answers.model import Model
from resnet_studio.engine.exports.preprocess import Preprocess

KEY: Final = "resnet_studio"
"""Under which a file's metadata hold the recipe, as JSON."""
FILE: Final = "resnet_studio.json"
"""The same where a format has files for it."""

Recipe = dict[str, Any]

# In English: programs and people elsewhere read it.
_SEALED = "uint8 [height, width, 3], upright RGB of any size: the file crops, resizes and normalises it"  # not a text
_SQUARE = (
    "the central square of side round(crop * shorter side), resized to {side} x {side} with antialiased "  # not a text
    "bilinear weights (Pillow's BILINEAR), as uint8 RGB"  # not a text
)
_OUTPUT = "float32, a probability for each class, in their order"  # not a text


def recipe_of(run: Path, model: Model, temperature: float | None, *, sealed: bool) -> Recipe:
    """The recipe of a run's model, JSON-ready."""
    info, small = model.info, model.info.depth in SMALL_DEPTHS
    network = architecture(info.depth, shortcuts=info.shortcuts)
    preprocess = Preprocess.of(info)
    side = info.image_size
    how = _SEALED if sealed else _SQUARE.format(side=side)
    return {
        "program": f"ResNet Studio {resnet_studio.__version__}",
        "model": f"ResNet-{info.depth}",
        "network": {
            "blocks": [len(stage.blocks) for stage in network.stages],
            "width": network.stem.out_channels,
            "bottleneck": network.blocks[0].kind == "bottleneck",
            "small": small,
            "shortcuts": info.shortcuts,
        },
        "classes": list(info.classes),
        "temperature": temperature,
        "threshold": _threshold(read_threshold(run), temperature),
        "input": how,
        "output": _OUTPUT,
        "preprocessing": {
            "side": side,
            "crop": preprocess.crop,
            "smallest_side": int(preprocess.smallest),
            "mean": list(info.mean),
            "std": list(info.std),
            "inside": sealed,
        },
        "deep": info.scale.to_record(),
    }


def recipe_text(recipe: Recipe) -> str:
    """The recipe as one line of JSON in ASCII, which every format's metadata can hold."""
    return json.dumps(recipe)


def described(recipe: Recipe) -> dict[str, str]:
    """Metadata of a file as plain texts: the recipe, and what other programs look for."""
    return {KEY: recipe_text(recipe), "names": json.dumps(recipe["classes"])}


def _threshold(kept: Threshold | None, temperature: float | None) -> float | None:
    """The threshold that a person keeps with the model, if it is one of these probabilities."""
    if kept is None:
        return None
    if kept.temperature is None or temperature is None:
        return kept.threshold if kept.temperature is temperature else None
    return kept.threshold if math.isclose(kept.temperature, temperature, rel_tol=1e-6) else None
