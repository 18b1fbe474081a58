"""The probability below which a model's answer is "not sure", as a person chose it; a file in the run's folder."""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from resnet_studio.core.basics import files
from resnet_studio.core.basics.errors import RunError
from resnet_studio.core.basics.message import Message, message
from resnet_studio.core.runs.evaluation import Evaluation

THRESHOLD: Final = "threshold.json"


@dataclass(frozen=True, slots=True)
class Threshold:
    """What was asked for, and what follows from it.

    Attributes:
        accuracy: the share of the answers that is to be right, 0..1.
        threshold: the probability that gives it on the pictures of `part`, 0..1.
        part: of which the pictures were, "validation" or "test".
        temperature: by which logits are divided before; None for probabilities as the model gives them.
        plain: the threshold that does the same for probabilities as the model gives them; None if unknown.
    """

    accuracy: float
    threshold: float
    part: str
    temperature: float | None = None
    plain: float | None = None

    def fits(self, temperature: float | None) -> bool:
        """Whether it is one of probabilities that are given with this temperature, or without one."""
        if self.temperature is None or temperature is None:
            return self.temperature is temperature
        return math.isclose(self.temperature, temperature, rel_tol=1e-6)

    def at(self, temperature: float | None) -> float | None:
        """The threshold for probabilities that are given with this temperature, or without one; None if unknown."""
        if self.fits(temperature):
            return self.threshold
        return self.plain if temperature is None else None


def read_threshold(run: Path) -> Threshold | None:
    """The threshold of a run; None where none is kept, or the file is damaged."""
    if not files.is_file(run / THRESHOLD):
        return None
    try:
        record = files.read_json(run / THRESHOLD, RunError)
    except RunError:
        return None
    accuracy, threshold, temperature, plain = (
        _number(record.get(name)) for name in ("accuracy", "threshold", "temperature", "plain")
    )
    part = record.get("part")
    if accuracy is None or threshold is None or not isinstance(part, str):
        return None
    if not (0 <= accuracy <= 1 and 0 <= threshold <= 1) or (record.get("temperature") is not None and not temperature):
        return None
    return Threshold(accuracy, threshold, part, temperature, plain if plain is None or plain <= 1 else None)


def unfit_text(threshold: Threshold, temperature: float | None) -> Message:
    """Why a threshold is not used for probabilities that are given with this temperature, and what to do."""
    if threshold.temperature is None:
        return message(
            "The threshold that is kept with this run was chosen for probabilities without temperature, and they are "
            "given with the temperature {now:figure} now. It is not used. Keep it again in Results.",
            now=temperature,
        )
    if temperature is None:
        return message(
            "The threshold that is kept with this run was chosen for probabilities with the temperature {then:figure}, "
            "and they are given without one now. It is not used. Keep it again in Results.",
            then=threshold.temperature,
        )
    return message(
        "The threshold that is kept with this run was chosen for probabilities with the temperature {then:figure}, and "
        "it is {now:figure} now. It is not used. Keep it again in Results.",
        then=threshold.temperature,
        now=temperature,
    )


def plain_threshold(evaluation: Path, accuracy: float) -> float | None:
    """The lowest probability, as the model gives it, from which on such a share of the answers is right.

    Raises:
        RunError: the answers cannot be read.
    """
    answers = Evaluation.read(evaluation)
    if not len(answers.labels):
        return None
    sureness = answers.probabilities.max(1)
    order = np.argsort(-sureness, kind="stable")
    right = np.cumsum((answers.probabilities.argmax(1) == answers.labels)[order])
    last = np.append(np.flatnonzero(np.diff(sureness[order])), len(order) - 1)  # equal probabilities go together
    enough = last[right[last] >= accuracy * (last + 1)]
    return float(sureness[order][enough[-1]]) if len(enough) else None


def keep_threshold(run: Path, threshold: Threshold | None) -> None:
    """Keep a threshold with the model of a run; None takes it back.

    Raises:
        RunError: the file cannot be written.
    """
    file = run / THRESHOLD
    try:
        if threshold is None:
            file.unlink(missing_ok=True)
        else:
            files.write_json(file, {name: getattr(threshold, name) for name in Threshold.__slots__})
    except OSError as error:
        reason = error.strerror or str(error)
        raise RunError(message("{file} cannot be written: {reason}.", file=str(file), reason=reason)) from error


def _number(value: object) -> float | None:
    """A number from 0 to 1000; None for anything else."""
    number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    return float(value) if number and 0 <= value <= 1000 else None  # type: ignore[arg-type,operator]  # see `number`
