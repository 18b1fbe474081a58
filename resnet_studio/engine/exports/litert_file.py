"""A model for LiteRT, converted in an environment of its own: its converter needs other versions of what is here."""

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from resnet_studio.core.basics.errors import ExportError
from resnet_studio.core.basics.files import write_json
from resnet_studio.core.basics.message import literal, message
from resnet_studio.core.basics.other_program import run_to_end
from resnet_studio.core.basics.scratch import scratch
from resnet_studio.core.exports.companions import SOURCES
from resnet_studio.core.exports.formats import FLOAT32
from resnet_studio.core.installation import own_environment
from resnet_studio.engine.answers.model import Model
from resnet_studio.engine.exports.recipe import FILE, Recipe, recipe_text
from resnet_studio.engine.exports.torch_files import write_safetensors

_CONVERT: Final = Path(__file__).with_name("litert_convert.py")
_LAST_LINES: Final = 3  # of the converter's, which say why it failed


def write_litert(model: Model, recipe: Recipe, environment: str, file: Path, check: Callable[[], None]) -> None:
    """A `.tflite` file: uint8 `[1, side, side, 3]` to probabilities `[1, K]`.

    The recipe and the names of the classes are in an archive at its end, where LiteRT's own metadata have such files.

    Raises:
        ExportError: the converter failed.
    """
    with scratch("resnet-studio-litert-") as work:
        write_safetensors(model, recipe, FLOAT32, work / "model.safetensors")
        write_json(work / "recipe.json", recipe)
        network = SOURCES / "python" / "network.py.txt"
        words = [own_environment.python_of(environment), _CONVERT, work, network, file]
        _run([str(one) for one in words], check)
    with zipfile.ZipFile(file, "a") as packed:
        packed.writestr(FILE, recipe_text(recipe))
        packed.writestr("labels.txt", "\n".join(recipe["classes"]) + "\n")


def _run(words: list[str], check: Callable[[], None]) -> None:
    quiet = {"PYTHONUTF8": "1", "TF_CPP_MIN_LOG_LEVEL": "3"}
    try:
        code, last = run_to_end(words, check, environment=quiet, keep=_LAST_LINES)
    except OSError as error:
        raise ExportError(
            message("LiteRT's converter cannot be started: {reason}", reason=error.strerror or str(error))
        ) from error
    if code:
        reason = literal(" ".join(last) or str(code))
        raise ExportError(message("LiteRT's converter failed: {reason}", reason=reason))
