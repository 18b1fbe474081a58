"""What a model's file says of itself: classes, temperature, threshold, and how a picture becomes its input."""

import json
from pathlib import Path
from typing import Any, Final

import resnet_studio
from resnet_studio.core.basics.safe_text import encodable
from resnet_studio.core.exports.formats import SEALED, Format
from resnet_studio.core.network.architecture import SMALL_DEPTHS, architecture
from resnet_studio.core.runs.threshold import read_threshold
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
    "bilinear weights (Pillow's BILINEAR), "  # not a text
)
_INPUTS: Final = {
    "keras": "as uint8 [batch, {side}, {side}, 3], RGB of 0 to 255: the file normalises it",  # not a text
    "litert": "as uint8 [1, {side}, {side}, 3], RGB of 0 to 255: the file normalises it",  # not a text
    "coreml": "as an RGB image: the file normalises it",  # not a text
    "safetensors": "as float32 [batch, 3, {side}, {side}], RGB of 0 to 1, minus mean, divided by std",  # not a text
}
_PROBABILITIES = "float32, a probability for each class, in their order"  # not a text
_OUTPUTS: Final = {
    "coreml": "classLabel, the most probable class, and classLabel_probs, probabilities by class",  # not a text
    "safetensors": "float32, a logit for each class, in their order; softmax(logits / temperature)",  # not a text
}


def recipe_of(run: Path, model: Model, temperature: float | None, form: Format) -> Recipe:
    """The recipe of a run's model, JSON-ready."""
    info, small = model.info, model.info.depth in SMALL_DEPTHS
    network = architecture(info.depth, shortcuts=info.shortcuts)
    preprocess = Preprocess.of(info)
    side = info.image_size
    how = _SEALED if form.inside == SEALED else (_SQUARE + _INPUTS[form.key]).format(side=side)
    kept = read_threshold(run)
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
        "threshold": kept.at(temperature) if kept else None,
        "input": how,
        "output": _OUTPUTS.get(form.key, _PROBABILITIES),
        "preprocessing": {
            "side": side,
            "crop": preprocess.crop,
            "smallest_side": int(preprocess.smallest),
            "mean": list(info.mean),
            "std": list(info.std),
            "inside": list(form.inside),
        },
        "deep": info.scale.to_record(),
    }


def recipe_text(recipe: Recipe) -> str:
    """The recipe as one line of JSON in ASCII, which every format's metadata can hold."""
    return json.dumps(recipe)


def described(recipe: Recipe) -> dict[str, str]:
    """Metadata of a file as plain texts: the recipe, and what other programs look for."""
    return {KEY: recipe_text(recipe), "names": encodable(json.dumps(recipe["classes"], ensure_ascii=False))}
