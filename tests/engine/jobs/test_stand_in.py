"""Figures of a run whose best weights are damaged, or whose folder cannot be written."""

import shutil
from pathlib import Path

import pytest

from resnet_studio.core.protocol.events import Notice
from resnet_studio.core.protocol.jobs.compare import Compare, Compared
from resnet_studio.core.protocol.jobs.evaluate import Evaluate, Evaluated
from resnet_studio.core.protocol.jobs.predict import Predict, Prediction
from resnet_studio.core.runs.checkpoints import best_identity
from resnet_studio.core.runs.evaluation import Evaluation
from resnet_studio.core.runs.figures_file import stored
from resnet_studio.core.runs.threshold import Threshold, keep_threshold
from resnet_studio.engine.run_job import run_job


@pytest.mark.parametrize("damage", ["header", "data"])
def test_figures_of_the_weights_that_stand_in_for_damaged_ones_are_found_and_say_so(
    colours_run: Path, tmp_path: Path, damage: str
) -> None:
    run = Path(shutil.copytree(colours_run, tmp_path / "run", ignore=shutil.ignore_patterns("results")))
    file = run / "best.safetensors"
    content = bytearray(file.read_bytes())
    content[0 if damage == "header" else -1] ^= 0xFF
    file.write_bytes(content)
    (run / "calibration.json").unlink(missing_ok=True)
    events = list(run_job(Evaluate(str(run), device="cpu")))
    assert "used instead" in str(next(event.text for event in events if isinstance(event, Notice)))
    result = next(event for event in events if isinstance(event, Evaluated))
    found = stored(run, "validation")
    assert found is not None
    assert (str(found.file), found.figures.of_best) == (result.figures, False)
    assert found.figures.temperature is None
    assert not (run / "calibration.json").exists()
    healthy = Path(shutil.copytree(run, tmp_path / "other"))
    events = list(run_job(Compare(str(run), str(healthy))))
    assert isinstance(events[-2], Compared)
    assert "damaged" in str(next(event.text for event in events if isinstance(event, Notice)))


def test_threshold_of_damaged_weights_is_not_used_for_those_that_stand_in(
    colours_run: Path, colours: Path, tmp_path: Path
) -> None:
    run = Path(shutil.copytree(colours_run, tmp_path / "run"))
    keep_threshold(run, Threshold(0.98, 1.0, "validation", plain=1.0, weights=best_identity(run)))
    file = run / "best.safetensors"
    content = bytearray(file.read_bytes())
    content[-1] ^= 0xFF
    file.write_bytes(content)
    events = list(run_job(Predict(str(run), (str(colours / "red" / "red 1.png"),), "cpu")))
    said = " ".join(str(event.text) for event in events if isinstance(event, Notice))
    assert "chosen for its best weights, which are damaged. It is not used" in said
    found = next(event for event in events if isinstance(event, Prediction))
    assert (found.temperature, found.threshold, found.sure) == (None, None, True)


def test_figures_of_a_run_that_cannot_be_written_are_in_the_caches(colours_run: Path, tmp_path: Path) -> None:
    run = Path(shutil.copytree(colours_run, tmp_path / "run", ignore=shutil.ignore_patterns("results")))
    (run / "results").write_bytes(b"in the way of the folder")
    events = list(run_job(Evaluate(str(run), device="cpu")))
    assert any("could not be saved" in str(event.text) for event in events if isinstance(event, Notice))
    result = next(event for event in events if isinstance(event, Evaluated))
    found = stored(run, "validation")
    assert found is not None
    assert (str(found.file), found.figures.pictures) == (result.figures, 6)
    assert len(Evaluation.read(found.evaluation).paths) == 6
