"""Counting classes by a run's answers for its held-back pictures."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from resnet_studio.core.protocol.event_json import from_json, to_json
from resnet_studio.core.protocol.jobs.count import Count, Counted
from resnet_studio.core.runs.checkpoints import best_identity
from resnet_studio.core.runs.evaluation import Evaluation
from resnet_studio.core.runs.figures_file import figures_file, write_figures
from resnet_studio.core.runs.run import ModelInfo
from resnet_studio.engine.run_job import run_job
from tests.made_figures import some_figures


@pytest.fixture
def unmeasured(colours_run: Path, tmp_path: Path) -> Path:
    """A run without figures."""
    return Path(shutil.copytree(colours_run, tmp_path / "run", ignore=shutil.ignore_patterns("results", "calib*")))


def measured(run: Path, part: str, mistakes: float) -> Path:
    """The run with answers for 300 held-back pictures, so many of which are wrong; half of them are sure."""
    random = np.random.default_rng(3)
    labels = np.arange(300) % 3
    given = np.where(random.random(300) < mistakes, (labels + 1) % 3, labels)
    probabilities = np.eye(3, dtype=np.float32)[given] * np.where(np.arange(300) % 2, 0.9, 0.4)[:, None]
    probabilities += (1 - probabilities.sum(1, keepdims=True)) / 3
    (run / "results").mkdir(exist_ok=True)
    texts = tuple(f"{number}.png" for number in range(300))
    Evaluation(texts, labels, probabilities.astype(np.float32), (), 0.5, 0.5).write(
        run / "results" / f"evaluation-{part}.npz"
    )
    write_figures(figures_file(run, part, part), some_figures(weights=best_identity(run), part=part))
    return run


def count(run: Path, answered: tuple[int, ...], not_sure: int = 0, threshold: float | None = None) -> Counted:
    found = next(iter(run_job(Count(str(run), answered, not_sure, threshold))))
    assert isinstance(found, Counted), found
    assert from_json(to_json(found)) == found
    return found


def test_counts_have_estimates_and_intervals(unmeasured: Path) -> None:
    run = measured(unmeasured, "validation", 0.1)
    found = count(run, (30, 0, 60))
    assert (found.classes, found.answered, found.pictures) == (ModelInfo.read(run).classes, (30, 0, 60), 300)
    for low, estimate, high in zip(found.lows, found.estimates, found.highs, strict=True):
        assert low <= estimate <= high
    assert found.estimates[2] > 60  # of the third class, a tenth is taken for the first


def test_answers_of_the_test_part_count_too(unmeasured: Path) -> None:
    run = measured(unmeasured, "validation", 0.1)
    assert count(measured(run, "test", 0.1), (10, 20, 30)).pictures == 600


def test_what_is_not_sure_is_counted_as_the_model_is_not_sure_of_held_back_pictures(unmeasured: Path) -> None:
    run = measured(unmeasured, "validation", 0.0)
    found = count(run, (10, 10, 10), not_sure=30, threshold=0.8)
    assert sum(found.estimates) in range(57, 64)
    assert all(estimate in range(14, 27) for estimate in found.estimates)


def test_run_that_was_not_measured_has_counts_without_estimates_and_says_why(unmeasured: Path) -> None:
    found = count(unmeasured, (1, 2, 3))
    assert (found.answered, found.estimates) == ((1, 2, 3), ())
    assert "Measure it in Results" in str(found.reason)
