"""The threshold that is kept with a model."""

import json
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from resnet_studio.core.basics.errors import RunError
from resnet_studio.core.runs.checkpoints import BEST
from resnet_studio.core.runs.evaluation import Evaluation
from resnet_studio.core.runs.threshold import (
    THRESHOLD,
    Threshold,
    keep_threshold,
    plain_threshold,
    read_threshold,
    unfit_text,
)


@pytest.mark.parametrize("temperature", [None, 0.55])
def test_threshold_that_was_kept_is_read(tmp_path: Path, temperature: float | None) -> None:
    kept = Threshold(0.98, 0.852, "validation", temperature, 0.9)
    keep_threshold(tmp_path, kept)
    assert read_threshold(tmp_path) == kept


def test_run_without_a_threshold_has_none_and_one_is_taken_back(tmp_path: Path) -> None:
    assert read_threshold(tmp_path) is None
    keep_threshold(tmp_path, Threshold(0.98, 0.852, "test"))
    keep_threshold(tmp_path, None)
    keep_threshold(tmp_path, None)
    assert read_threshold(tmp_path) is None


@pytest.mark.parametrize(
    "record",
    [
        "[]", "{", "{}", '{"accuracy": 2, "threshold": 0.5, "part": "test"}',
        '{"accuracy": 0.9, "threshold": true, "part": "test"}', '{"accuracy": 0.9, "threshold": 0.5, "part": 3}',
        '{"accuracy": 0.9, "threshold": 0.5, "part": "test", "temperature": -1}',
        json.dumps({"accuracy": 0.9, "threshold": 0.5, "part": "test", "temperature": 10**400}),
        json.dumps({"accuracy": 0.9, "threshold": 0.5, "part": "test", "temperature": "warm"}),
    ],
)  # fmt: skip
def test_damaged_file_is_no_threshold(tmp_path: Path, record: str) -> None:
    (tmp_path / THRESHOLD).write_text(record)
    assert read_threshold(tmp_path) is None


def test_folder_that_is_gone_is_an_error_that_names_the_file(tmp_path: Path) -> None:
    with pytest.raises(RunError, match=THRESHOLD):
        keep_threshold(tmp_path / "gone", Threshold(0.98, 0.852, "test"))


def test_plain_threshold_is_the_lowest_that_gives_the_share_and_equal_probabilities_go_together(tmp_path: Path) -> None:
    sure = np.array([0.99, 0.9, 0.8, 0.8, 0.7, 0.6], np.float32)
    labels = np.array([0, 0, 0, 1, 0, 1])  # the first class is predicted everywhere
    file = tmp_path / "evaluation.npz"
    probabilities = np.stack([sure, 1 - sure], 1)
    Evaluation(tuple("abcdef"), labels, probabilities, (), 0.1, 0.6).write(file)
    assert plain_threshold(file, 1.0) == pytest.approx(0.85)  # halfway to the next picture
    assert plain_threshold(file, 0.8) == pytest.approx(0.65)
    assert plain_threshold(file, 0.5) == pytest.approx(0.55)
    Evaluation(tuple("ab"), np.array([1, 1]), probabilities[:2], (), 0.1, 0.0).write(file)
    assert plain_threshold(file, 0.5) is None


@pytest.mark.parametrize(
    ("then", "now", "said"),
    [
        (None, 1.5, "without temperature, and they are given with the temperature 1.5 now"),
        (1.5, None, "with the temperature 1.5, and they are given without one now"),
        (1.5, 0.75, "with the temperature 1.5, and it is 0.75 now"),
    ],
)
def test_threshold_of_another_temperature_does_not_fit_and_says_why(
    then: float | None, now: float | None, said: str
) -> None:
    threshold = Threshold(0.98, 0.9, "validation", then)
    assert threshold.at(then) == 0.9
    assert threshold.at(now) is None
    assert said in str(unfit_text(threshold, now))


def test_threshold_of_other_weights_is_not_used_and_says_so(tmp_path: Path) -> None:
    save_file({"fc.bias": np.zeros(3, np.float32)}, tmp_path / BEST, {"checksum": "new"})
    keep_threshold(tmp_path, Threshold(0.98, 0.9, "validation", plain=0.9, weights="old"))
    kept = read_threshold(tmp_path)
    assert kept is not None
    assert kept.at(None) is None
    assert "chosen for other weights" in str(unfit_text(kept, None))
    save_file({"fc.bias": np.zeros(3, np.float32)}, tmp_path / BEST, {"checksum": "old"})
    assert (read_threshold(tmp_path) or kept).at(None) == 0.9
    (tmp_path / THRESHOLD).write_text('{"accuracy": 0.9, "threshold": 0.5, "part": "test"}')  # of an earlier version
    assert (read_threshold(tmp_path) or kept).at(None) == 0.5


def test_threshold_of_plain_probabilities_is_never_that_of_calibrated_ones() -> None:
    threshold = Threshold(0.98, 0.9, "validation", 1.5, plain=0.7)
    assert [threshold.at(temperature) for temperature in (1.5, None, 0.75)] == [0.9, 0.7, None]
    assert Threshold(0.98, 0.9, "validation", None, plain=0.9).at(1.5) is None
