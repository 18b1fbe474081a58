"""A trained run put to use: predictions equal what anybody computes from the same files."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
import torch

from resnet_studio.core.basics.errors import DatasetError, RunError
from resnet_studio.core.dataset.scan import pictures_in, scan
from resnet_studio.core.pictures.decode import decode
from resnet_studio.core.protocol.commands import Halt
from resnet_studio.core.protocol.events import (
    Evaluated,
    JobFinished,
    JobStopped,
    Notice,
    Prediction,
    PredictionFailed,
    Progress,
)
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.run import ModelInfo, create_run
from resnet_studio.engine.jobs.predict import evaluate, load_model, predict
from resnet_studio.engine.jobs.train import train
from resnet_studio.engine.network.resnet import build


@pytest.fixture(scope="module")
def run(colours: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    config = TrainConfig.build(depth=20, epochs=5, batch_size=8, device="cpu")
    folder = create_run(tmp_path_factory.mktemp("runs"), config, scan(colours))
    list(train(folder))
    return folder


def test_equals_the_formula_on_the_files_of_the_run(run: Path, colours: Path) -> None:
    path = colours / "green" / "green 5.png"
    (event, *_) = predict(run, [path], "cpu")
    assert isinstance(event, Prediction)
    info = ModelInfo.read(run)
    network = build(info.depth, len(info.classes)).eval()
    network.load_state_dict(torch.load(run / "best.pt", weights_only=True))
    pixels = decode(path)[:, 4:36]  # the central square of 40 x 32, already 32 px
    rgb = torch.from_numpy(np.ascontiguousarray(pixels)).permute(2, 0, 1).float() / 255
    mean, std = torch.tensor(info.mean).view(3, 1, 1), torch.tensor(info.std).view(3, 1, 1)
    with torch.inference_mode():
        expected = network(((rgb - mean) / std)[None]).softmax(1)[0]
    assert event.classes == info.classes
    assert event.probabilities == pytest.approx(expected.tolist(), abs=1e-5)


def test_normalises_as_the_run_says(run: Path, colours: Path, tmp_path: Path) -> None:
    record = json.loads((run / "model.json").read_text("utf-8"))
    (tmp_path / "model.json").write_text(json.dumps(record | {"mean": [0.0, 0.0, 0.0]}), "utf-8")
    (tmp_path / "best.pt").write_bytes((run / "best.pt").read_bytes())
    path = colours / "green" / "green 5.png"
    as_trained, otherwise = (next(iter(predict(folder, [path], "cpu"))) for folder in (run, tmp_path))
    assert isinstance(as_trained, Prediction)
    assert isinstance(otherwise, Prediction)
    assert as_trained.probabilities != otherwise.probabilities


def test_a_hundred_files_stay_in_order_around_broken_ones(run: Path, colours: Path, tmp_path: Path) -> None:
    good = pictures_in(colours)
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"")
    missing = tmp_path / "missing.png"
    asked = [broken, *good[:20], missing, broken, *good[20:], good[0], broken]
    events = list(predict(run, asked, "cpu"))
    answers = [event for event in events if isinstance(event, Prediction | PredictionFailed)]
    assert [answer.path for answer in answers] == [str(path) for path in asked]
    failed = [answer.path for answer in answers if isinstance(answer, PredictionFailed)]
    assert failed == [str(path) for path in (broken, missing, broken, broken)]
    assert isinstance(events[-1], JobFinished)


def test_nothing_readable_is_still_an_answer(run: Path, tmp_path: Path) -> None:
    events = list(predict(run, [tmp_path / "no.png"], "cpu"))
    assert [type(event) for event in events] == [PredictionFailed, JobFinished]


def test_stops_between_batches(run: Path, colours: Path) -> None:
    asked: list[Halt] = []
    events = []
    for event in predict(run, pictures_in(colours) * 3, "cpu", lambda: asked[0] if asked else None):
        events.append(event)
        asked[:] = [Halt.STOP]
    assert isinstance(events[-1], JobStopped)
    assert len(events) < 36


def test_evaluates_and_predicts_in_the_same_precision(
    run: Path, colours: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("resnet_studio.engine.machine.devices._fastest", lambda _: torch.bfloat16)
    pictures = [picture for name in ("blue", "green", "red") for picture in pictures_in(colours / name)]
    told = [event for event in predict(run, pictures, "cpu") if isinstance(event, Prediction)]
    true = [told[0].classes.index(Path(event.path).parent.name) for event in told]
    losses = [-math.log(event.probabilities[label]) for event, label in zip(told, true, strict=True)]
    (result,) = [event for event in evaluate(run, colours, "cpu") if isinstance(event, Evaluated)]
    assert result.loss == pytest.approx(sum(losses) / len(losses), rel=1e-4)


def test_stops_while_folders_are_being_read(run: Path, colours: Path) -> None:
    for job in (predict(run, [colours], "cpu", lambda: Halt.PAUSE), evaluate(run, colours, "cpu", lambda: Halt.STOP)):
        assert [type(event) for event in job] == [JobStopped]


def test_a_folder_that_cannot_be_read_takes_its_turn(
    run: Path, colours: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed(folder: Path, *_: object) -> list[Path]:
        raise DatasetError(folder, "The folder cannot be read: Permission denied.")

    monkeypatch.setattr("resnet_studio.engine.jobs.predict.pictures_in", closed)
    first, second = colours / "red" / "red 1.png", colours / "red" / "red 2.png"
    answers = list(predict(run, [first, tmp_path, second], "cpu"))
    assert [type(event) for event in answers if not isinstance(event, Progress)] == [
        Prediction, PredictionFailed, Prediction, JobFinished,
    ]  # fmt: skip
    assert PredictionFailed(str(tmp_path), "The folder cannot be read: Permission denied.") in answers


def test_evaluates_by_class_name_not_position(run: Path, colours: Path, copied_colours: Path) -> None:
    (copied_colours / "blue").rename(copied_colours / "zebra")
    (copied_colours / "red" / "red 1.png").write_bytes(b"broken")
    events = list(evaluate(run, copied_colours, "cpu"))
    (result,) = [event for event in events if isinstance(event, Evaluated)]
    assert (result.images, result.skipped, result.top1) == (23, 1, 1.0)
    notices = [event.text for event in events if isinstance(event, Notice)]
    assert any("zebra" in text for text in notices)
    assert any("red 1.png" in text for text in notices)


def test_a_folder_of_other_classes_is_refused(run: Path, copied_colours: Path) -> None:
    for name in ("red", "green", "blue"):
        (copied_colours / name).rename(copied_colours / f"other {name}")
    with pytest.raises(RunError, match="none of the classes"):
        list(evaluate(run, copied_colours, "cpu"))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("classes", []),
        ("classes", [1]),
        ("image_size", "32"),
        ("image_size", 10**9),
        ("std", [0.0, 1.0, 1.0]),
        ("depth", None),
    ],
)
def test_a_damaged_model_file_names_the_field(run: Path, tmp_path: Path, field: str, value: object) -> None:
    record = json.loads((run / "model.json").read_text("utf-8"))
    (tmp_path / "model.json").write_text(json.dumps(record | {field: value}), "utf-8")
    (tmp_path / "best.pt").write_bytes(b"")
    with pytest.raises(RunError, match=f"model.json.*{field}"):
        load_model(tmp_path)


def test_damaged_weights_are_refused_in_words(run: Path, tmp_path: Path) -> None:
    (tmp_path / "model.json").write_bytes((run / "model.json").read_bytes())
    (tmp_path / "best.pt").write_bytes((run / "best.pt").read_bytes()[:1000])
    with pytest.raises(RunError, match=r"best\.pt"):
        load_model(tmp_path)


def test_a_run_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="no model to use"):
        list(predict(tmp_path, [Path("x.png")]))
