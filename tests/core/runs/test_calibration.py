"""Temperature and threshold stay with the weights that they are of."""

import json
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from resnet_studio.core.basics.message import message
from resnet_studio.core.runs.calibration import (
    CALIBRATION,
    Calibration,
    read_calibration,
    set_threshold,
    write_calibration,
)
from resnet_studio.core.runs.checkpoints import BEST


@pytest.fixture
def run(tmp_path: Path) -> Path:
    save_file({"fc.bias": np.zeros(3, np.float32)}, tmp_path / BEST, {"checksum": "a" * 64})
    return tmp_path


@pytest.mark.parametrize(
    "calibration",
    [
        Calibration(),
        Calibration(1.25, 153, threshold=0.83, asked=0.98),
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


def test_threshold_is_changed_and_the_temperature_stays(run: Path) -> None:
    write_calibration(run, Calibration(1.25, 153))
    assert set_threshold(run, 0.9, 0.98) == Calibration(1.25, 153, threshold=0.9, asked=0.98)
    assert set_threshold(run, None) == read_calibration(run) == Calibration(1.25, 153)


def test_answers_below_the_threshold_are_not_sure() -> None:
    assert Calibration(threshold=0.8).is_sure(0.8)
    assert not Calibration(threshold=0.8).is_sure(0.79)
    assert Calibration().is_sure(0.1)


@pytest.mark.parametrize(
    ("name", "value"),
    [("temperature", 0), ("temperature", "1"), ("temperature", True), ("threshold", 1.5), ("asked", -1),
     ("pictures", None), ("reason", 4), ("weights", "")],
)  # fmt: skip
def test_damaged_calibration_is_not_used(run: Path, name: str, value: object) -> None:
    write_calibration(run, Calibration(1.25, 153))
    record = json.loads((run / CALIBRATION).read_text("utf-8"))
    (run / CALIBRATION).write_text(json.dumps(record | {name: value}), "utf-8")
    assert read_calibration(run) is None
