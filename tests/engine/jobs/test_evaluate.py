"""Figures of a trained run over a folder of pictures."""

import math
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from resnet_studio.core.dataset.scan import pictures_in
from resnet_studio.core.protocol.commands import Halt, ShouldStop, never
from resnet_studio.core.protocol.events import Event, JobFailed, JobStopped, Notice
from resnet_studio.core.protocol.jobs.evaluate import Evaluate, Evaluated
from resnet_studio.core.protocol.jobs.predict import Predict, Prediction
from resnet_studio.engine.run_job import run_job


def evaluate(run: Path, folder: Path, should_stop: ShouldStop = never) -> Iterator[Event]:
    return run_job(Evaluate(str(run), str(folder), "cpu"), should_stop)


def test_evaluation_and_prediction_compute_in_the_same_precision(
    colours_run: Path, colours: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("resnet_studio.engine.machine.devices._fastest", lambda _: torch.bfloat16)
    pictures = [picture for name in ("blue", "green", "red") for picture in pictures_in(colours / name)]
    told = [
        event
        for event in run_job(Predict(str(colours_run), tuple(map(str, pictures)), "cpu"))
        if isinstance(event, Prediction)
    ]
    true = [told[0].classes.index(Path(event.path).parent.name) for event in told]
    losses = [-math.log(event.probabilities[label]) for event, label in zip(told, true, strict=True)]
    (result,) = [event for event in evaluate(colours_run, colours) if isinstance(event, Evaluated)]
    assert result.loss == pytest.approx(sum(losses) / len(losses), rel=1e-4)


def test_evaluation_matches_classes_by_name(colours_run: Path, colours: Path, copied_colours: Path) -> None:
    (copied_colours / "blue").rename(copied_colours / "zebra")
    (copied_colours / "red" / "red 1.png").write_bytes(b"broken")
    events = list(evaluate(colours_run, copied_colours))
    (result,) = [event for event in events if isinstance(event, Evaluated)]
    assert (result.images, result.skipped, result.top1) == (23, 1, 1.0)
    notices = [str(event.text) for event in events if isinstance(event, Notice)]
    assert any("zebra" in text for text in notices)
    assert any("red 1.png" in text for text in notices)


def test_folder_without_known_classes_is_refused(colours_run: Path, copied_colours: Path) -> None:
    for name in ("red", "green", "blue"):
        (copied_colours / name).rename(copied_colours / f"other {name}")
    *_, last = evaluate(colours_run, copied_colours)
    assert isinstance(last, JobFailed)
    assert "none of the classes" in str(last.error)


def test_evaluation_stops_before_the_folder_is_read(colours_run: Path, colours: Path) -> None:
    assert list(evaluate(colours_run, colours, lambda: Halt.STOP)) == [JobStopped()]
