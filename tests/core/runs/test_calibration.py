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
    read_calibration,
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


@pytest.mark.parametrize(
    ("name", "value"),
    [("temperature", 0), ("temperature", "1"), ("temperature", True), ("temperature", 1e9),
     ("pictures", None), ("reason", 4), ("weights", "")],
)  # fmt: skip
def test_damaged_calibration_is_not_used(run: Path, name: str, value: object) -> None:
    write_calibration(run, Calibration(1.25, 153))
    record = json.loads((run / CALIBRATION).read_text("utf-8"))
    (run / CALIBRATION).write_text(json.dumps(record | {name: value}), "utf-8")
    assert read_calibration(run) is None
