"""The temperature that goes with a run's model when its validation part is measured again."""

from pathlib import Path

import numpy as np
import pytest

from resnet_studio.core.runs.calibration import read_calibration
from resnet_studio.core.runs.checkpoints import best_identity
from resnet_studio.core.runs.evaluation import Evaluation
from resnet_studio.engine.measuring.kept_figures import Kept, about, keep_figures
from tests.core.report.measured_run import measured_run


@pytest.fixture
def run(tmp_path: Path) -> Path:
    return measured_run(tmp_path)


def kept(run: Path, probabilities: np.ndarray, labels: np.ndarray, key: str) -> Kept:
    paths = tuple(str(number) for number in range(len(labels)))
    answers = Evaluation(paths, labels, probabilities.astype(np.float32), (), 0.4, 0.8)
    keeping = keep_figures(about(run, best_identity(run), ("ants", "bees")), "validation", answers, key)
    while True:
        try:
            next(keeping)
        except StopIteration as end:
            found: Kept = end.value
            return found


def temperature(run: Path) -> float:
    known = read_calibration(run)
    assert known is not None
    assert known.temperature is not None
    return known.temperature


def test_temperature_stays_where_answers_of_another_precision_give_nearly_the_same_one(run: Path) -> None:
    random = np.random.default_rng(1)
    labels = np.arange(400) % 2
    logits = 5 * random.normal(0, 1, (400, 2))
    logits[np.arange(400), labels] += 6

    def softened(by: float) -> np.ndarray:
        powers = np.exp(logits / by)
        return np.asarray(powers / powers.sum(1, keepdims=True))

    half = kept(run, softened(1), labels, "0a1")
    first = temperature(run)
    again = kept(run, softened(1.01), labels, "0a2")
    assert temperature(run) == first
    assert again.figures.temperature == half.figures.temperature == first
    kept(run, softened(1.5), labels, "0a3")
    assert temperature(run) < 0.8 * first
