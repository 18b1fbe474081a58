"""What goes with a run's model beside its weights: the temperature of its probabilities, and the threshold of answers.

They are of certain weights: `calibration.json` names them, and is passed over where the run's best weights are others.
"""

import math
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Final

from resnet_studio.core.basics import files
from resnet_studio.core.basics.errors import RunError
from resnet_studio.core.basics.message import NOTHING, Message
from resnet_studio.core.runs.checkpoints import best_identity

CALIBRATION: Final = "calibration.json"
_TEMPERATURES = (0.01, 100.0)


@dataclass(frozen=True, slots=True)
class Calibration:
    """How the answers of a model are given.

    Attributes:
        temperature: by which logits are divided, None where there is none: then probabilities are as the network gives
            them.
        pictures: of the validation part, that it was fitted on.
        reason: why there is none.
        threshold: the probability, after the temperature, below which an answer is "not sure"; None without one.
        asked: the share of right answers that the threshold was chosen for; None where it was chosen by itself.
    """

    temperature: float | None = None
    pictures: int = 0
    reason: Message = NOTHING
    threshold: float | None = None
    asked: float | None = None

    def is_sure(self, probability: float) -> bool:
        """Whether an answer of this probability is given as one."""
        return self.threshold is None or probability >= self.threshold


def read_calibration(run: Path) -> Calibration | None:
    """What goes with the best weights that a run has now; None where there is nothing, or nothing that can be used."""
    if not files.is_file(run / CALIBRATION):
        return None
    try:
        record = files.read_json(run / CALIBRATION, RunError)
        if not record["weights"] or record["weights"] != best_identity(run):
            return None
        temperature, threshold, asked = (record[name] for name in ("temperature", "threshold", "asked"))
        found = Calibration(
            temperature=temperature,
            pictures=record["pictures"],
            reason=Message.from_record(record["reason"]),
            threshold=threshold,
            asked=asked,
        )
    except (RunError, KeyError, ValueError):
        return None
    low, high = _TEMPERATURES
    fits = _is_number(temperature, low, high) and _is_number(threshold, 0, 1) and _is_number(asked, 0, 1)
    return found if fits and isinstance(found.pictures, int) else None


def write_calibration(run: Path, calibration: Calibration) -> None:
    """Keep it with the best weights that the run has now.

    Raises:
        OSError: it cannot be written.
    """
    record: dict[str, Any] = {field.name: getattr(calibration, field.name) for field in fields(calibration)}
    record |= {"weights": best_identity(run), "reason": calibration.reason.to_record()}
    files.write_json(run / CALIBRATION, record)


def set_threshold(run: Path, threshold: float | None, asked: float | None = None) -> Calibration:
    """Keep a threshold with a run's model, or none; its temperature stays. `asked` as in `Calibration`.

    Raises:
        OSError: it cannot be written.
    """
    changed = replace(read_calibration(run) or Calibration(), threshold=threshold, asked=asked)
    write_calibration(run, changed)
    return changed


def _is_number(value: Any, low: float, high: float) -> bool:
    number = isinstance(value, float | int) and not isinstance(value, bool)
    return value is None or (number and math.isfinite(value) and low <= value <= high)
