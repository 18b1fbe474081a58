"""What goes with a run's model beside its weights: the temperature that calibrates its probabilities.

It is of certain weights: `calibration.json` names them, and is passed over where the run's best weights are others.
"""

import math
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final

from resnet_studio.core.basics import files
from resnet_studio.core.basics.errors import RunError
from resnet_studio.core.basics.message import NOTHING, Message
from resnet_studio.core.runs.checkpoints import best_identity

CALIBRATION: Final = "calibration.json"
_LOWEST, _HIGHEST = 0.01, 100.0


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
    return found if _fits(found.temperature) and type(found.pictures) is int else None


def write_calibration(run: Path, calibration: Calibration) -> None:
    """Keep it with the best weights that the run has now.

    Raises:
        OSError: it cannot be written.
    """
    record: dict[str, Any] = {field.name: getattr(calibration, field.name) for field in fields(calibration)}
    record |= {"weights": best_identity(run), "reason": calibration.reason.to_record()}
    files.write_json(run / CALIBRATION, record)


def _fits(value: Any) -> bool:
    number = isinstance(value, float | int) and not isinstance(value, bool)
    return value is None or (number and math.isfinite(value) and _LOWEST <= value <= _HIGHEST)
