"""What goes with a run's model beside its weights: the temperature that calibrates its probabilities.

It is of certain weights: `calibration.json` names them, and is passed over where the run's best weights are others.
"""

from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from resnet_studio.core.basics import files
from resnet_studio.core.basics.errors import RunError
from resnet_studio.core.basics.json_text import is_number, is_whole
from resnet_studio.core.basics.message import NOTHING, Message, message
from resnet_studio.core.runs.checkpoints import best_identity
from resnet_studio.core.runs.evaluation import Evaluation

CALIBRATION: Final = "calibration.json"
SMALLEST: Final = float(np.finfo(np.float32).tiny)
"""Of a probability: its logarithm is finite."""
_LOWEST, _HIGHEST = 0.01, 100.0
_CHUNK = 1_000_000  # probabilities at a time, for the memory


@dataclass(frozen=True, slots=True)
class Calibration:
    """How the probabilities of a model are given.

    Attributes:
        temperature: by which logits are divided, None where there is none: then probabilities are as the network gives
            them.
        pictures: of the validation part, that it was fitted on.
        reason: why there is none.
    """

    temperature: float | None = None
    pictures: int = 0
    reason: Message = NOTHING


def read_calibration(run: Path) -> Calibration | None:
    """What goes with the best weights that a run has now; None where there is nothing, or nothing that can be used."""
    if not files.is_file(run / CALIBRATION):
        return None
    try:
        record = files.read_json(run / CALIBRATION, RunError)
        if not record["weights"] or record["weights"] != best_identity(run):
            return None
        found = Calibration(record["temperature"], record["pictures"], Message.from_record(record["reason"]))
    except (RunError, KeyError, ValueError):
        return None
    return found if _fits(found.temperature) and is_whole(found.pictures) else None


def write_calibration(run: Path, calibration: Calibration) -> None:
    """Keep it with the best weights that the run has now.

    Raises:
        OSError: it cannot be written.
    """
    record: dict[str, Any] = {field.name: getattr(calibration, field.name) for field in fields(calibration)}
    record |= {"weights": best_identity(run), "reason": calibration.reason.to_record()}
    files.write_json(run / CALIBRATION, record)


def tempered(probabilities: NDArray[np.floating], temperature: float) -> NDArray[np.float64]:
    """What the probabilities `[N, K]` are when the logits are divided by a temperature."""
    logits = np.log(np.maximum(probabilities, SMALLEST)).astype(np.float64) / temperature
    powers = np.exp(logits - logits.max(1, keepdims=True))
    return np.asarray(powers / powers.sum(1, keepdims=True))


def effect_of(temperature: float) -> Message:
    """What a temperature does, in a person's words."""
    if temperature >= 1:
        return message("It makes probabilities less certain, as the network is too sure of itself. No answer changes.")
    return message("It makes probabilities more certain, as the network is too careful. No answer changes.")


def as_given(answers: Evaluation, run: Path) -> Evaluation:
    """Answers of a run's best model with the probabilities that it gives people: divided by its temperature, if any.

    An evaluation is stored as the network answered, so that a temperature can be fitted on it.
    """
    kept = read_calibration(run)
    if kept is None or kept.temperature is None or not len(answers.labels):
        return answers
    given = np.empty_like(answers.probabilities)
    step = max(1, _CHUNK // given.shape[1])
    for start in range(0, len(given), step):
        given[start : start + step] = tempered(answers.probabilities[start : start + step], kept.temperature)
    return replace(answers, probabilities=given)


def _fits(value: Any) -> bool:
    return value is None or (is_number(value) and _LOWEST <= value <= _HIGHEST)
