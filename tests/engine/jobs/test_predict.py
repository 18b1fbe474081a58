"""Predictions equal the formula on the files of a run, and come in the order of the request."""

import json
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import load_file

from resnet_studio.core.basics.errors import DatasetError
from resnet_studio.core.dataset.loose_pictures import pictures_in
from resnet_studio.core.pictures.decode import decode
from resnet_studio.core.pictures.value_scale import ValueScale
from resnet_studio.core.protocol.commands import Halt, ShouldStop, never
from resnet_studio.core.protocol.events import Event, JobFinished, JobStopped, Notice, Progress
from resnet_studio.core.protocol.jobs.predict import Predict, Prediction, PredictionFailed
from resnet_studio.core.runs.calibration import Calibration, write_calibration
from resnet_studio.core.runs.run import ModelInfo
from resnet_studio.core.runs.threshold import Threshold, keep_threshold
from resnet_studio.engine.network.resnet import build
from resnet_studio.engine.run_job import run_job


def predict(run: Path, paths: Iterable[Path], should_stop: ShouldStop = never) -> Iterator[Event]:
    return run_job(Predict(str(run), tuple(map(str, paths)), "cpu"), should_stop)


def test_prediction_equals_the_formula_on_the_files_of_the_run(colours_run: Path, colours: Path) -> None:
    path = colours / "green" / "green 5.png"
    (event, *_) = predict(colours_run, [path])
    assert isinstance(event, Prediction)
    info = ModelInfo.read(colours_run)
    network = build(info.depth, len(info.classes)).eval()
    network.load_state_dict(load_file(colours_run / "best.safetensors"))
    pixels = decode(path)[:, 4:36]  # the central square of 40 x 32, already 32 px
    rgb = torch.from_numpy(np.ascontiguousarray(pixels)).permute(2, 0, 1).float() / 255
    mean, std = torch.tensor(info.mean).view(3, 1, 1), torch.tensor(info.std).view(3, 1, 1)
    with torch.inference_mode():
        expected = network(((rgb - mean) / std)[None]).softmax(1)[0]
    assert event.classes == info.classes
    assert event.probabilities == pytest.approx(expected.tolist(), abs=1e-5)


def test_prediction_normalises_as_the_run_says(colours_run: Path, colours: Path, tmp_path: Path) -> None:
    record = json.loads((colours_run / "model.json").read_text("utf-8"))
    (tmp_path / "model.json").write_text(json.dumps(record | {"mean": [0.0, 0.0, 0.0]}), "utf-8")
    (tmp_path / "best.safetensors").write_bytes((colours_run / "best.safetensors").read_bytes())
    path = colours / "green" / "green 5.png"
    as_trained, otherwise = (next(iter(predict(folder, [path]))) for folder in (colours_run, tmp_path))
    assert isinstance(as_trained, Prediction)
    assert isinstance(otherwise, Prediction)
    assert as_trained.probabilities != otherwise.probabilities


def test_deep_picture_is_predicted_on_the_scale_of_the_run(colours_run: Path, tmp_path: Path) -> None:
    twin = np.random.default_rng(0).integers(0, 256, (40, 40), np.uint8)
    Image.fromarray(twin).save(tmp_path / "8 bits.png")
    Image.fromarray(np.rint(twin * (4095 / 255)).astype(np.uint16)).save(tmp_path / "12 bits.png")
    run = Path(shutil.copytree(colours_run, tmp_path / "run"))
    replace(ModelInfo.read(run), scale=ValueScale(integers=(0, 4095))).write(run)
    pictures = [tmp_path / "8 bits.png", tmp_path / "12 bits.png"]

    def answers(folder: Path) -> list[tuple[float, ...]]:
        return [event.probabilities for event in predict(folder, pictures) if isinstance(event, Prediction)]

    eight, twelve = answers(run)
    assert twelve == eight
    assert answers(colours_run)[1] != eight, "without a scale, 12 bits of 16 are dark"


def test_answers_stay_in_order_around_broken_files(colours_run: Path, colours: Path, tmp_path: Path) -> None:
    good = pictures_in(colours)
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"")
    missing = tmp_path / "missing.png"
    asked = [broken, *good[:20], missing, broken, *good[20:], good[0], broken]
    events = list(predict(colours_run, asked))
    answers = [event for event in events if isinstance(event, Prediction | PredictionFailed)]
    assert [answer.path for answer in answers] == [str(path) for path in asked]
    failed = [answer.path for answer in answers if isinstance(answer, PredictionFailed)]
    assert failed == [str(path) for path in (broken, missing, broken, broken)]
    assert isinstance(events[-1], JobFinished)


def test_unreadable_picture_fails_and_the_job_finishes(colours_run: Path, tmp_path: Path) -> None:
    events = list(predict(colours_run, [tmp_path / "no.png"]))
    assert [type(event) for event in events] == [PredictionFailed, JobFinished]


def test_prediction_stops_between_batches(colours_run: Path, colours: Path) -> None:
    asked: list[Halt] = []
    events = []
    for event in predict(colours_run, pictures_in(colours) * 3, lambda: asked[0] if asked else None):
        events.append(event)
        asked[:] = [Halt.STOP]
    assert isinstance(events[-1], JobStopped)
    assert len(events) < 36


def test_failed_folder_keeps_its_place_among_the_answers(
    colours_run: Path, colours: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed(folder: Path, *_: object) -> list[Path]:
        raise DatasetError(folder, "The folder cannot be read: Permission denied.")

    monkeypatch.setattr("resnet_studio.engine.jobs.predict.found_in", closed)
    first, second = colours / "red" / "red 1.png", colours / "red" / "red 2.png"
    answers = list(predict(colours_run, [first, tmp_path, second]))
    assert [type(event) for event in answers if not isinstance(event, Progress)] == [
        Prediction, PredictionFailed, Prediction, JobFinished,
    ]  # fmt: skip
    (failed,) = (event for event in answers if isinstance(event, PredictionFailed))
    assert failed.path == str(tmp_path)
    assert str(failed.error) == "The folder cannot be read: Permission denied."


def test_pictures_of_a_folder_that_are_only_in_icloud_are_counted(
    colours_run: Path, colours: Path, tmp_path: Path
) -> None:
    shutil.copy(colours / "red" / "red 1.png", tmp_path / "here.png")
    for name in (".a.jpg.icloud", ".b.jpg.icloud"):
        (tmp_path / name).touch()
    answers = [event for event in predict(colours_run, [tmp_path]) if isinstance(event, Prediction | PredictionFailed)]
    assert [type(answer) for answer in answers] == [Prediction, PredictionFailed]
    failed = answers[1]
    assert isinstance(failed, PredictionFailed)
    assert (failed.path, str(failed.error)) == (
        str(tmp_path),
        "2 pictures that are only in iCloud were left out: a.jpg and b.jpg. Download them in Finder first.",
    )
    (tmp_path / "here.png").unlink()
    for asked, expected in ((tmp_path, "only in iCloud were left out"), (tmp_path / ".a.jpg.icloud", "a.jpg is only")):
        (failed,) = (event for event in predict(colours_run, [asked]) if isinstance(event, PredictionFailed))
        assert expected in str(failed.error)


def test_prediction_stops_before_folders_are_read(colours_run: Path, colours: Path) -> None:
    assert list(predict(colours_run, [colours], lambda: Halt.PAUSE)) == [JobStopped()]


def test_probabilities_are_calibrated_and_answers_below_the_kept_threshold_are_not_sure(
    colours_run: Path, colours: Path, tmp_path: Path
) -> None:
    run = Path(shutil.copytree(colours_run, tmp_path / "run"))
    asked = Predict(str(run), (str(colours / "red" / "red 1.png"),), "cpu")
    plain = next(event for event in run_job(asked) if isinstance(event, Prediction))
    assert (plain.temperature, plain.threshold, plain.sure) == (None, None, True)
    write_calibration(run, Calibration(2.0, 153))
    keep_threshold(run, Threshold(0.98, 1.0, "validation", 2.0))
    found = next(event for event in run_job(asked) if isinstance(event, Prediction))
    roots = np.sqrt(plain.probabilities)
    assert found.probabilities == pytest.approx(roots / roots.sum(), abs=1e-4)
    assert (found.temperature, found.threshold, found.sure) == (2.0, 1.0, False)


def test_threshold_for_another_temperature_is_not_used_and_it_says_why(
    colours_run: Path, colours: Path, tmp_path: Path
) -> None:
    run = Path(shutil.copytree(colours_run, tmp_path / "run"))
    write_calibration(run, Calibration(2.0, 153))
    keep_threshold(run, Threshold(0.98, 0.999, "validation", 1.5))
    events = list(run_job(Predict(str(run), (str(colours / "red" / "red 1.png"),), "cpu")))
    said = " ".join(str(event.text) for event in events if isinstance(event, Notice))
    assert "with the temperature 1.5, and it is 2 now" in said
    assert "Keep it again in Results" in said
    assert next(event for event in events if isinstance(event, Prediction)).sure
