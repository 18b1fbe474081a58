"""Exporting: the file says what the window says, and what does not is not handed over."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from resnet_studio.core.basics.errors import Failure
from resnet_studio.core.dataset.loose_pictures import pictures_in
from resnet_studio.core.exports.folder import PAGE, REPORT
from resnet_studio.core.exports.formats import FORMATS
from resnet_studio.core.protocol.commands import Halt
from resnet_studio.core.protocol.events import Event, JobFailed, JobStopped, Phase, Progress
from resnet_studio.core.protocol.jobs.export import Export, Exported
from resnet_studio.core.protocol.jobs.predict import Predict, Prediction
from resnet_studio.core.runs.calibration import Calibration, write_calibration
from resnet_studio.core.runs.threshold import Threshold, keep_threshold
from resnet_studio.engine.exports import check, written
from resnet_studio.engine.jobs import export as job
from resnet_studio.engine.run_job import run_job


@pytest.fixture(scope="module")
def kept_run(colours_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run of the colours with a temperature, and a threshold for its probabilities."""
    run = Path(shutil.copytree(colours_run, tmp_path_factory.mktemp("export") / "my rün"))
    write_calibration(run, Calibration(1.5, 6))
    keep_threshold(run, Threshold(0.9, 0.55, "validation", 1.5))
    return run


@pytest.fixture(scope="module")
def exported(kept_run: Path) -> tuple[Path, Exported, list[Event]]:
    """The run as ONNX: its folder, and what was reported."""
    folder = kept_run.parent / "colours as ONNX"
    events = list(run_job(Export(str(kept_run), "onnx", str(folder))))
    found = [event for event in events if isinstance(event, Exported)]
    assert found, events[-1]
    return folder, found[0], events


def failed(events: Iterator[Event]) -> JobFailed:
    last = list(events)[-1]
    assert isinstance(last, JobFailed)
    return last


def odd_pictures(folder: Path) -> list[Path]:
    """Turned by EXIF, grey, with alpha, of a palette, in CMYK, of 16 bits, very long."""
    pixels = np.random.default_rng(0).integers(0, 256, (60, 90, 3), np.uint8)
    picture = Image.fromarray(pixels)
    exif = Image.Exif()
    exif[0x0112] = 6
    picture.save(folder / "turned.jpg", quality=95, exif=exif)
    picture.convert("L").save(folder / "grey.png")
    alpha = picture.convert("RGBA")
    alpha.putalpha(Image.fromarray(pixels[..., 0]))
    alpha.save(folder / "alpha.png")
    picture.quantize(16).save(folder / "palette.png")
    picture.convert("CMYK").save(folder / "cmyk.jpg", quality=95)
    Image.fromarray(pixels[..., 0].astype(np.uint16) * 200).save(folder / "deep.png")
    Image.fromarray(np.tile(pixels, (1, 20, 1))[:3]).save(folder / "long.png")
    picture.resize((700, 500)).save(folder / "large.jpg", quality=95)
    return sorted(folder.iterdir())


def predicted(run: Path, paths: list[Path]) -> dict[str, Prediction]:
    events = run_job(Predict(str(run), tuple(map(str, paths)), "cpu"))
    return {event.path: event for event in events if isinstance(event, Prediction)}


def test_exported_file_says_what_the_window_says(exported: tuple[Path, Exported, list[Event]]) -> None:
    folder, event, events = exported
    assert event.agree == event.pictures >= 16
    assert event.largest < 1e-4
    assert event.runtime.startswith("onnxruntime")
    assert event.one_thread > 0
    assert event.size == (folder / event.file).stat().st_size
    phases = [one.phase for one in events if isinstance(one, Progress)]
    assert [*dict.fromkeys(phases)] == [Phase.PREDICTING, Phase.EXPORTING, Phase.COMPARING]
    assert [one.name for one in folder.parent.iterdir() if one.name.startswith(".")] == []


def test_report_has_the_figures_of_the_check(exported: tuple[Path, Exported, list[Event]]) -> None:
    folder, event, _ = exported
    report = json.loads((folder / REPORT).read_text("utf-8"))
    assert report["check"]["passed"] is True
    assert report["check"]["largest"] == event.largest
    assert report["check"]["read_alike"] == event.pictures
    assert report["recipe"]["classes"] == ["blue", "green", "red"]
    assert (report["recipe"]["temperature"], report["recipe"]["threshold"]) == (1.5, 0.55)
    assert "my rün" in (folder / PAGE).read_text("utf-8")


def test_file_holds_classes_temperature_and_threshold(exported: tuple[Path, Exported, list[Event]]) -> None:
    onnx = pytest.importorskip("onnx")
    model = onnx.load(exported[0] / "model.onnx")
    held = {entry.key: entry.value for entry in model.metadata_props}
    assert json.loads(held["names"]) == ["blue", "green", "red"]
    assert json.loads(held["resnet_studio"])["threshold"] == 0.55
    shape = model.graph.input[0].type.tensor_type.shape.dim
    assert [one.dim_param or one.dim_value for one in shape] == ["height", "width", 3]


def test_python_program_prints_what_the_window_says(
    exported: tuple[Path, Exported, list[Event]], kept_run: Path, colours: Path, tmp_path: Path
) -> None:
    """Also of odd pictures; it runs in a process that knows nothing of this program."""
    pictures = [*pictures_in(colours)[:20], *odd_pictures(tmp_path)]
    done = run_program(exported[0], "--json", *map(str, pictures))
    said = {one["path"]: one for one in map(json.loads, done.stdout.splitlines())}
    for path, prediction in predicted(kept_run, pictures).items():
        own = dict(zip(prediction.classes, prediction.probabilities, strict=True))
        assert said[path]["probabilities"] == pytest.approx(own, abs=1e-4), path
        assert (said[path]["class"], said[path]["sure"]) == (prediction.ranked()[0][0], prediction.sure)
    assert len(said) == len(pictures)


def test_python_program_refuses_what_is_not_a_picture(
    exported: tuple[Path, Exported, list[Event]], tmp_path: Path
) -> None:
    (tmp_path / "text.jpg").write_text("no picture", "utf-8")
    done = run_program(exported[0], str(tmp_path / "text.jpg"))
    assert done.returncode == 1
    assert "cannot be read as a picture" in done.stderr


def run_program(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(
        [sys.executable, str(folder / "python" / "classify.py"), *words],
        capture_output=True, text=True, encoding="utf-8", timeout=240, check=False, cwd=folder,
        env=environment | {"PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip


def fake_write(*_: Any) -> None:
    """Stands for the writing of a file, which takes seconds, where it does not matter."""
    _[5].joinpath("model.onnx").write_bytes(b"not a model")


def test_file_that_its_runtime_cannot_read_is_not_kept(
    colours_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job, "write_model", fake_write)
    error = failed(run_job(Export(str(colours_run), "onnx", str(tmp_path / "out"))))
    assert error.kind is Failure.EXPORT
    assert "cannot be used in its own runtime" in str(error.error)
    assert list(tmp_path.iterdir()) == []


class Liar:
    """Stands for a file that was reloaded, and says something else."""

    runtime = "liar 1"

    def __init__(self, *_: object) -> None:
        pass

    def __enter__(self) -> "Liar":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def answers(self, paths: list[str], *_: object) -> list[dict[str, Any]]:
        return [{"probabilities": [0.2, 0.3, 0.5], "alike": True} for _ in paths]

    def milliseconds(self, *_: object) -> float:
        return 1.0


def test_file_that_says_something_else_is_not_kept_and_the_figures_are_said(
    colours_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job, "write_model", fake_write)
    monkeypatch.setattr(check, "Reloaded", Liar)
    error = failed(run_job(Export(str(colours_run), "onnx", str(tmp_path / "out"))))
    assert "failed its check, and was not kept" in str(error.error)
    assert "pictures get the same class as in this window" in str(error.error)
    assert "probabilities may differ by 0.005" in str(error.error)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("at", [Phase.PREDICTING, Phase.EXPORTING, Phase.COMPARING])
def test_export_that_is_stopped_leaves_nothing(
    colours_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: Phase
) -> None:
    monkeypatch.setattr(job, "write_model", fake_write)
    monkeypatch.setattr(check, "Reloaded", Liar)
    monkeypatch.setattr(check, "_AT_A_TIME", 1)
    stop: list[Halt] = []
    events = []
    for event in run_job(Export(str(colours_run), "onnx", str(tmp_path / "out")), lambda: stop[0] if stop else None):
        events.append(event)
        if isinstance(event, Progress) and event.phase is at:
            stop.append(Halt.STOP)
    assert isinstance(events[-1], JobStopped)
    assert list(tmp_path.iterdir()) == []


def test_missing_runtime_is_named_with_the_line_that_installs_it(
    colours_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    error = failed(run_job(Export(str(colours_run), "openvino", str(tmp_path / "out"))))
    assert error.kind is Failure.MISSING
    assert "Install it with: pip install 'resnet-studio[openvino]'" in str(error.error)


@pytest.mark.parametrize(
    ("form", "precision", "text"),
    [
        ("tensorflow", "", "There is no format tensorflow"),
        ("pt2", "int8", "cannot be written in int8, only in: float32"),
    ],
)
def test_unknown_format_or_precision_is_refused(
    colours_run: Path, tmp_path: Path, form: str, precision: str, text: str
) -> None:
    error = failed(run_job(Export(str(colours_run), form, str(tmp_path / "out"), precision)))
    assert error.kind is Failure.SETTING
    assert text in str(error.error)


def test_damaged_weights_are_not_exported(colours_run: Path, tmp_path: Path) -> None:
    run = Path(shutil.copytree(colours_run, tmp_path / "run"))
    content = bytearray((run / "best.safetensors").read_bytes())
    content[-100] ^= 0xFF
    (run / "best.safetensors").write_bytes(content)
    error = failed(run_job(Export(str(run), "onnx", str(tmp_path / "out"))))
    assert "A damaged model is not exported" in str(error.error)
    assert not (tmp_path / "out").exists()


def test_model_that_changes_meanwhile_is_not_exported(
    colours_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = Path(shutil.copytree(colours_run, tmp_path / "run"))
    said = iter(["before", "after"])
    monkeypatch.setattr(job, "best_identity", lambda _: next(said))
    monkeypatch.setattr(job, "write_model", fake_write)
    monkeypatch.setattr(job, "_checked", no_check)
    error = failed(run_job(Export(str(run), "onnx", str(tmp_path / "out"))))
    assert "changed while it was exported" in str(error.error)
    assert not (tmp_path / "out").exists()


def no_check(*_: object) -> Iterator[Event]:
    yield from ()


def test_pictures_that_are_gone_are_said(colours_run: Path, tmp_path: Path) -> None:
    run = Path(shutil.copytree(colours_run, tmp_path / "run"))
    record = json.loads((run / "dataset.json").read_text("utf-8"))
    text = json.dumps(record).replace(json.dumps(record["root"]), json.dumps(str(tmp_path / "gone")))
    (run / "dataset.json").write_text(text, "utf-8")
    error = failed(run_job(Export(str(run), "onnx", str(tmp_path / "out"))))
    assert "None of the run's pictures can be read" in str(error.error)


def test_training_pictures_give_the_ranges_of_eight_bit_numbers(colours_run: Path) -> None:
    from resnet_studio.core.runs.run import read_dataset
    from resnet_studio.engine.answers.model import load_model

    found = written.training_pictures(load_model(colours_run, "cpu"), read_dataset(colours_run), 5, lambda: None)
    assert len(found) == 5
    assert all(one.dtype == np.uint8 and one.shape[2] == 3 for one in found)


@pytest.mark.parametrize("form", ["torchscript", "pt2", "safetensors"])
def test_formats_of_torch_say_what_the_window_says(form: str, kept_run: Path, tmp_path: Path) -> None:
    events = list(run_job(Export(str(kept_run), form, str(tmp_path / "out"))))
    found = [event for event in events if isinstance(event, Exported)]
    assert found, events[-1]
    assert found[0].agree == found[0].pictures
    assert found[0].largest < 0.005
    assert (tmp_path / "out" / FORMATS[form].file).exists()
