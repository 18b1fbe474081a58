"""Explanations of pictures: maps and contributions by a run's best model."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from resnet_studio.core.protocol.commands import Halt, ShouldStop, never
from resnet_studio.core.protocol.event_json import from_json, to_json
from resnet_studio.core.protocol.events import Event, EventError, JobFailed, JobFinished, JobStopped
from resnet_studio.core.protocol.jobs.explain import Explain, Explained
from resnet_studio.core.protocol.jobs.predict import Predict, Prediction, PredictionFailed
from resnet_studio.core.runs.calibration import Calibration, write_calibration
from resnet_studio.engine.run_job import run_job


def explained(run: Path, *paths: Path, stage: str = "", of: str = "", should_stop: ShouldStop = never) -> list[Event]:
    return list(run_job(Explain(str(run), tuple(map(str, paths)), stage, of, "cpu"), should_stop))


def test_pictures_are_explained_in_order_with_the_predicted_class(colours_run: Path, colours: Path) -> None:
    paths = [colours / "red" / "red 1.png", colours / "blue" / "blue 2.png"]
    events = explained(colours_run, *paths)
    assert isinstance(events[-1], JobFinished)
    found = [event for event in events if isinstance(event, Explained)]
    predicted = [
        event
        for event in run_job(Predict(str(colours_run), tuple(map(str, paths)), "cpu"))
        if isinstance(event, Prediction)
    ]
    assert [event.path for event in found] == list(map(str, paths))
    assert [event.of for event in found] == [event.ranked()[0][0] for event in predicted]
    assert [event.probability for event in found] == pytest.approx([event.ranked()[0][1] for event in predicted])
    assert [event.stage for event in found] == ["layer3", "layer3"]
    for event in found:
        assert event.values().dtype == np.float32
        assert event.values().shape == (8, 8)
        assert event.values().min() >= 0
        assert event.values().max() in (0, 1)
        assert len(event.contributions) == 9
        assert event.share == 1.0
        assert from_json(to_json(event)) == event


def test_probability_is_that_of_a_prediction_where_the_model_has_a_temperature(
    colours_run: Path, colours: Path, tmp_path: Path
) -> None:
    run, picture = Path(shutil.copytree(colours_run, tmp_path / "run")), colours / "red" / "red 1.png"
    write_calibration(run, Calibration(2.0, 153))
    (found,) = [event for event in explained(run, picture) if isinstance(event, Explained)]
    (plain,) = [event for event in explained(colours_run, picture) if isinstance(event, Explained)]
    asked = Predict(str(run), (str(picture),), "cpu")
    (predicted,) = [event for event in run_job(asked) if isinstance(event, Prediction)]
    assert found.probability == pytest.approx(predicted.ranked()[0][1])
    assert found.probability < plain.probability


def test_stage_and_class_can_be_chosen(colours_run: Path, colours: Path) -> None:
    picture = colours / "red" / "red 1.png"
    (red,) = [
        event for event in explained(colours_run, picture, stage="layer1", of="red") if isinstance(event, Explained)
    ]
    (blue,) = [
        event for event in explained(colours_run, picture, stage="layer1", of="blue") if isinstance(event, Explained)
    ]
    assert red.values().shape == (32, 32)
    assert (red.of, blue.of) == ("red", "blue")
    assert (red.values() != blue.values()).any()


def test_class_can_be_chosen_for_each_picture(colours_run: Path, colours: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"noise")
    paths = [colours / "red" / "red 1.png", broken, colours / "red" / "red 1.png", colours / "blue" / "blue 2.png"]
    command = Explain(str(colours_run), tuple(map(str, paths)), device="cpu", each=("green", "red", "", "red"))
    found = [event for event in run_job(command) if isinstance(event, Explained)]
    (predicted, *_) = [event for event in explained(colours_run, paths[0]) if isinstance(event, Explained)]
    assert [(event.path, event.of) for event in found] == [
        (str(paths[0]), "green"), (str(paths[2]), predicted.of), (str(paths[3]), "red")
    ]  # fmt: skip


def test_unreadable_picture_is_reported_in_its_place(colours_run: Path, colours: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"noise")
    events = explained(colours_run, broken, colours / "red" / "red 1.png")
    kinds = [type(event) for event in events if isinstance(event, Explained | PredictionFailed)]
    assert kinds == [PredictionFailed, Explained]


@pytest.mark.parametrize(("stage", "of", "named"), [("layer9", "", "layer9"), ("", "zebra", "zebra")])
def test_unknown_stage_or_class_is_refused(colours_run: Path, colours: Path, stage: str, of: str, named: str) -> None:
    *_, last = explained(colours_run, colours / "red" / "red 1.png", stage=stage, of=of)
    assert isinstance(last, JobFailed)
    assert named in str(last.error)


def test_map_that_is_not_one_is_refused() -> None:
    event = Explained.of_map("a.png", "red", 0.5, "layer3", np.zeros((2, 3), np.float32), (1.0,), 1.0)
    event.check()
    for change in ('"rows": 2', '"rows": 3'), ('"columns": 3', '"columns": -3'), ('"map": "AAAA', '"map": "é'):
        with pytest.raises(EventError):
            from_json(to_json(event).replace(*change))


def test_explaining_stops(colours_run: Path, colours: Path) -> None:
    assert explained(colours_run, colours / "red" / "red 1.png", should_stop=lambda: Halt.STOP) == [JobStopped()]
