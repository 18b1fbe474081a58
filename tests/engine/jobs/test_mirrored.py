"""Answers and figures of a model that also looks at each picture mirrored."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from resnet_studio.core.protocol.events import JobFailed
from resnet_studio.core.protocol.jobs.evaluate import Evaluate, Evaluated
from resnet_studio.core.protocol.jobs.predict import Predict, Prediction
from resnet_studio.core.runs.calibration import read_calibration
from resnet_studio.core.runs.figures_file import read_figures, stored
from resnet_studio.core.runs.mirrored import why_not_mirrored
from resnet_studio.engine.run_job import run_job


@pytest.fixture
def copied_run(colours_run: Path, tmp_path: Path) -> Path:
    """A copy whose results may be changed."""
    return Path(shutil.copytree(colours_run, tmp_path / "run"))


def answered(run: Path, paths: tuple[Path, ...], *, mirrored: bool) -> list[np.ndarray]:
    asked = Predict(str(run), tuple(map(str, paths)), "cpu", mirrored=mirrored)
    return [np.array(event.probabilities) for event in run_job(asked) if isinstance(event, Prediction)]


def test_mirrored_answer_is_the_mean_of_both_pictures_and_the_same_for_either(
    colours_run: Path, colours: Path, tmp_path: Path
) -> None:
    path, other = colours / "green" / "green 5.png", tmp_path / "mirrored.png"
    with Image.open(path) as picture:
        picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT).save(other)
    plain = answered(colours_run, (path, other), mirrored=False)
    both = answered(colours_run, (path, other), mirrored=True)
    mean = np.exp(np.log(plain).mean(0))
    assert plain[0] != pytest.approx(plain[1], rel=1e-2)
    assert both[0] == pytest.approx(mean / mean.sum(), rel=1e-3)
    assert both[1] == pytest.approx(both[0], rel=1e-3)


def test_mirrored_figures_are_the_model_s_second_ones_and_replace_none(copied_run: Path) -> None:
    list(run_job(Evaluate(str(copied_run), device="cpu")))
    before, temperature = stored(copied_run, "validation"), read_calibration(copied_run)
    events = list(run_job(Evaluate(str(copied_run), device="cpu", mirrored=True)))
    (result,) = (event for event in events if isinstance(event, Evaluated))
    assert before is not None
    assert read_figures(Path(result.figures)).loss.value != before.figures.loss.value
    assert (stored(copied_run, "validation"), read_calibration(copied_run)) == (before, temperature)


def test_model_of_digits_refuses_to_look_at_mirrored_pictures(copied_run: Path) -> None:
    config = json.loads((copied_run / "config.json").read_text("utf-8"))
    dataset = json.loads((copied_run / "dataset.json").read_text("utf-8"))
    assert why_not_mirrored(copied_run) is None
    dataset["classes"] = ["one", "two", "three"]
    (copied_run / "dataset.json").write_text(json.dumps(dataset), "utf-8")
    (failed,) = run_job(Evaluate(str(copied_run), device="cpu", mirrored=True))
    assert isinstance(failed, JobFailed)
    assert "the classes are named like digits or letters" in str(failed.error)
    config |= {"mirror": "sideways", "augment": "custom"}
    (copied_run / "config.json").write_text(json.dumps(config), "utf-8")
    assert why_not_mirrored(copied_run) is None


def test_run_whose_pictures_are_not_recorded_says_nothing_against_it(copied_run: Path) -> None:
    (copied_run / "dataset.json").write_text("{}", "utf-8")
    assert why_not_mirrored(copied_run) is None
