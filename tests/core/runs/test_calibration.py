"""A temperature stays with the weights that it is of."""

import json
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from resnet_studio.core.basics.message import message
from resnet_studio.core.runs.calibration import (
    CALIBRATION,
    Calibration,
    as_given,
    read_calibration,
    write_calibration,
)
from resnet_studio.core.runs.checkpoints import BEST
from resnet_studio.core.runs.evaluation import Evaluation


@pytest.fixture
def run(tmp_path: Path) -> Path:
    save_file({"fc.bias": np.zeros(3, np.float32)}, tmp_path / BEST, {"checksum": "a" * 64})
    return tmp_path


@pytest.mark.parametrize(
    "calibration",
    [
        Calibration(),
        Calibration(1.25, 153),
        Calibration(reason=message("All answers are right.")),
    ],
)
def test_written_calibration_is_read(run: Path, calibration: Calibration) -> None:
    assert read_calibration(run) is None
    write_calibration(run, calibration)
    assert read_calibration(run) == calibration


def test_calibration_of_other_weights_is_not_used(run: Path) -> None:
    write_calibration(run, Calibration(1.25, 153))
    save_file({"fc.bias": np.ones(3, np.float32)}, run / BEST, {"checksum": "b" * 64})
    assert read_calibration(run) is None


def test_stored_answers_are_given_with_the_temperature_of_the_model(run: Path) -> None:
    probabilities = np.array([[0.9, 0.1], [0.2, 0.8]], np.float32)
    answers = Evaluation(("a.png", "b.png"), np.array([0, 1]), probabilities, (), 0.2, 1.0)
    assert as_given(answers, run) is answers
    write_calibration(run, Calibration(reason=message("All answers are right.")))
    assert as_given(answers, run) is answers
    write_calibration(run, Calibration(2.0, 153))
    given = as_given(answers, run)
    assert given.probabilities.dtype == np.float32
    assert given.probabilities == pytest.approx(np.array([[0.75, 0.25], [1 / 3, 2 / 3]]), rel=1e-5)
    assert (given.paths, given.loss) == (answers.paths, answers.loss)
    nothing = Evaluation((), np.zeros(0, np.int64), np.zeros((0, 2), np.float32), (), 0.0, 0.0)
    assert as_given(nothing, run) is nothing


@pytest.mark.parametrize(
    ("name", "value"),
    [("temperature", 0), ("temperature", "1"), ("temperature", True), ("temperature", 1e9), ("temperature", 10**400),
     ("pictures", None), ("reason", 4), ("weights", "")],
)  # fmt: skip
def test_damaged_calibration_is_not_used(run: Path, name: str, value: object) -> None:
    write_calibration(run, Calibration(1.25, 153))
    record = json.loads((run / CALIBRATION).read_text("utf-8"))
    (run / CALIBRATION).write_text(json.dumps(record | {name: value}), "utf-8")
    assert read_calibration(run) is None
