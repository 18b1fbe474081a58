"""The probability below which a model's answer is "not sure", as a person chose it; a file in the run's folder."""

import math
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

import numpy as np

from resnet_studio.core.basics import files
from resnet_studio.core.basics.errors import RunError
from resnet_studio.core.basics.json_text import is_number
from resnet_studio.core.basics.message import Message, message
from resnet_studio.core.runs.calibration import read_calibration
from resnet_studio.core.runs.checkpoints import best_identity
from resnet_studio.core.runs.evaluation import Evaluation

THRESHOLD: Final = "threshold.json"


@dataclass(frozen=True, slots=True)
class Threshold:
    """What was asked for, and what follows from it.

    Attributes:
        accuracy: the share of the answers that is to be right, 0..1.
        threshold: the probability that gives it on the pictures of `part`, 0..1.
        part: of which the pictures were: "validation", in files of earlier versions also "test".
        temperature: by which logits are divided before; None for probabilities as the model gives them.
        plain: the threshold that does the same for probabilities as the model gives them; None if unknown.
        weights: of the model that answered, as `best_identity` gives them; empty in files of earlier versions.
        outlived: whether the run's best weights are others now.
        damaged: whether they are damaged, so that others stand in for them.
    """

    accuracy: float
    threshold: float
    part: str
    temperature: float | None = None
    plain: float | None = None
    weights: str = ""
    outlived: bool = field(default=False, compare=False)
    damaged: bool = field(default=False, compare=False)

    def at(self, temperature: float | None) -> float | None:
        """The threshold for probabilities that are given with this temperature, or without one; None if unknown."""
        if self.outlived or self.damaged:
            return None
        if temperature is None:
            return self.threshold if self.temperature is None else self.plain
        same = self.temperature is not None and math.isclose(self.temperature, temperature, rel_tol=1e-6)
        return self.threshold if same else None


def read_threshold(run: Path, *, of_best: bool = True) -> Threshold | None:
    """The threshold of a run, for its best weights or those that stand in; None without a good file."""
    if not files.is_file(run / THRESHOLD):
        return None
    try:
        record = files.read_json(run / THRESHOLD, RunError)
    except RunError:
        return None
    accuracy, threshold, temperature, plain = (
        _number(record.get(name)) for name in ("accuracy", "threshold", "temperature", "plain")
    )
    part, weights = record.get("part"), record.get("weights", "")
    if accuracy is None or threshold is None or not isinstance(part, str) or not isinstance(weights, str):
        return None
    if not (0 <= accuracy <= 1 and 0 <= threshold <= 1) or (record.get("temperature") is not None and not temperature):
        return None
    plain = plain if plain is None or plain <= 1 else None
    outlived = bool(weights) and weights != best_identity(run)
    return Threshold(accuracy, threshold, part, temperature, plain, weights, outlived, not of_best)


def answers_identity(run: Path) -> str:
    """A text that changes when the best weights of a run do, or their temperature, or the threshold kept with them."""
    kept, calibration = read_threshold(run), read_calibration(run)
    temperature = f" {calibration.temperature}" if calibration else ""
    return best_identity(run) + temperature + (f" {kept.threshold} {kept.temperature} {kept.plain}" if kept else "")


def unfit_text(threshold: Threshold, temperature: float | None) -> Message:
    """Why a threshold is not used for probabilities that are given with this temperature, and what to do."""
    if threshold.damaged:
        return message(
            "The threshold that is kept with this run was chosen for its best weights, which are damaged. It is not "
            "used."
        )
    if threshold.outlived:
        return message(
            "The threshold that is kept with this run was chosen for other weights than its best ones now. It is not "
            "used. Keep it again in Results."
        )
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

    As in the curve of coverage, it is halfway to the next picture, so that a probability that is computed again still
    reaches it.

    Raises:
        RunError: the answers cannot be read.
    """
    answers = Evaluation.read(evaluation)
    if not len(answers.labels):
        return None
    sureness = answers.probabilities.max(1)
    order = np.argsort(-sureness, kind="stable")
    ranked = sureness[order].astype(float)
    ranked = np.append(ranked, min(ranked[-1], 1 / answers.probabilities.shape[1]))  # what the highest has at least
    right = np.cumsum((answers.probabilities.argmax(1) == answers.labels)[order])
    last = np.append(np.flatnonzero(np.diff(ranked[:-1])), len(order) - 1)  # equal probabilities go together
    enough = last[right[last] >= accuracy * (last + 1)]
    return float(ranked[enough[-1]] + ranked[enough[-1] + 1]) / 2 if len(enough) else None


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
            kept = asdict(threshold)
            del kept["outlived"], kept["damaged"]
            files.write_json(file, kept)
    except OSError as error:
        reason = error.strerror or str(error)
        raise RunError(message("{file} cannot be written: {reason}.", file=str(file), reason=reason)) from error


def _number(value: object) -> float | None:
    """A number from 0 to 1000; None for anything else."""
    return float(value) if is_number(value) and 0 <= value <= 1000 else None
