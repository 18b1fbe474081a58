"""Exporting: what does not say what the window says is not handed over, and nothing half written stays."""

import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import safetensors.torch
import torch

from resnet_studio.core.basics.errors import ExportError, Failure
from resnet_studio.core.exports.formats import FORMATS, INT8
from resnet_studio.core.protocol.commands import Halt
from resnet_studio.core.protocol.events import Event, JobFailed, JobStopped, Phase, Progress
from resnet_studio.core.protocol.jobs.export import Export
from resnet_studio.core.runs.run import read_dataset
from resnet_studio.engine.answers.model import load_model
from resnet_studio.engine.exports import check, onnx_file, openvino_file, written
from resnet_studio.engine.exports.recipe import recipe_of
from resnet_studio.engine.jobs import export as job
from resnet_studio.engine.run_job import run_job


def failed(events: Iterator[Event]) -> JobFailed:
    last = list(events)[-1]
    assert isinstance(last, JobFailed)
    return last


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

    def use_threads(self, _: int) -> None:
        pass


def test_file_that_says_something_else_is_not_kept_and_the_figures_are_said(
    colours_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job, "write_model", fake_write)
    monkeypatch.setattr(check, "Reloaded", Liar)
    error = failed(run_job(Export(str(colours_run), "onnx", str(tmp_path / "out"))))
    assert "failed its check, and was not kept" in str(error.error)
    assert "pictures get the same class as in ResNet Studio" in str(error.error)
    assert "probabilities may differ by 0.005" in str(error.error)
    assert list(tmp_path.iterdir()) == []


def test_int8_that_says_something_else_leads_to_the_closer_precisions(
    colours_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job, "write_model", fake_write)
    monkeypatch.setattr(check, "Reloaded", Liar)
    error = failed(run_job(Export(str(colours_run), "onnx", str(tmp_path / "out"), precision=INT8)))
    assert str(error.error).endswith("Choose float16 or float32: they differ less.")


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
    monkeypatch.setattr("importlib.util.find_spec", lambda name: object() if name == "pip" else None)
    error = failed(run_job(Export(str(colours_run), "openvino", str(tmp_path / "out"))))
    assert error.kind is Failure.MISSING
    assert 'Install it with: pip install "resnet-studio[openvino]"' in str(error.error)


def test_package_names_no_line_for_pip_that_would_change_nothing_there(
    colours_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    error = failed(run_job(Export(str(colours_run), "openvino", str(tmp_path / "out"))))
    assert error.kind is Failure.MISSING
    assert "which is not installed. Nothing can be added to this installed package." in str(error.error)


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
    monkeypatch.setattr(job, "answers_identity", lambda _: next(said))
    monkeypatch.setattr(job, "write_model", fake_write)
    monkeypatch.setattr(job, "_checked", no_check)
    error = failed(run_job(Export(str(run), "onnx", str(tmp_path / "out"))))
    assert "changed while it was exported" in str(error.error)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("inside", [True, False])
def test_run_that_is_renamed_meanwhile_is_said_and_not_exported(
    colours_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inside: bool
) -> None:
    run = Path(shutil.copytree(colours_run, tmp_path / "before"))

    def renaming(*words: Any) -> None:
        run.rename(tmp_path / "after")
        fake_write(*words)

    monkeypatch.setattr(job, "write_model", renaming)
    monkeypatch.setattr(job, "_checked", no_check)
    output = run / "exports" / "onnx" if inside else tmp_path / "out"
    error = failed(run_job(Export(str(run), "onnx", str(output))))
    assert error.kind is Failure.RUN_GONE
    assert [file.name for file in tmp_path.iterdir()] == ["after"]


def test_model_that_changes_while_it_is_read_is_not_exported(
    colours_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = Path(shutil.copytree(colours_run, tmp_path / "run"))
    read = job._model

    def read_before_a_better_one_is_written(*given: Any) -> Any:
        model = read(*given)
        other = {"fc.bias": torch.zeros(3)}
        safetensors.torch.save_file(other, run / "best.safetensors", metadata={"checksum": "of another model"})
        return model

    monkeypatch.setattr(job, "_model", read_before_a_better_one_is_written)
    monkeypatch.setattr(job, "calibration_of", lambda *_: SimpleNamespace(temperature=None))
    monkeypatch.setattr(job, "write_model", fake_write)
    monkeypatch.setattr(job, "_checked", no_check)
    error = failed(run_job(Export(str(run), "onnx", str(tmp_path / "out"))))
    assert "changed while it was exported" in str(error.error)


def no_check(*_: object) -> Iterator[Event]:
    yield from ()


def test_pictures_that_are_gone_are_said(colours_run: Path, tmp_path: Path) -> None:
    run = Path(shutil.copytree(colours_run, tmp_path / "run"))
    record = json.loads((run / "dataset.json").read_text("utf-8"))
    text = json.dumps(record).replace(json.dumps(record["root"]), json.dumps(str(tmp_path / "gone")))
    (run / "dataset.json").write_text(text, "utf-8")
    error = failed(run_job(Export(str(run), "onnx", str(tmp_path / "out"))))
    assert f"The pictures are not there: the folder {tmp_path / 'gone'} was renamed or moved" in str(error.error)
    assert error.kind is Failure.DATASET_GONE


def test_training_pictures_give_the_ranges_of_eight_bit_numbers(colours_run: Path) -> None:
    found = written.training_pictures(load_model(colours_run, "cpu"), read_dataset(colours_run), 5, lambda: None)
    assert len(found) == 5
    assert all(one.dtype == np.uint8 and one.shape[2] == 3 for one in found)


@pytest.mark.parametrize(("form", "seven_bits"), [("onnx", False), ("openvino", True)])
def test_eight_bit_numbers_have_seven_bits_for_openvino_alone(
    colours_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str, seven_bits: bool
) -> None:
    """Where processors lack VNNI, its sums of eight bits are cut off; what both kinds are is tested with the file."""
    said: list[bool] = []
    monkeypatch.setattr(onnx_file, "write_onnx", lambda _model, _recipe, file: file.touch())
    monkeypatch.setattr(onnx_file, "to_int8", lambda *_, seven_bits=False: said.append(seven_bits))
    monkeypatch.setattr(openvino_file, "write_openvino", lambda *_, half: said.append(half))
    model = load_model(colours_run, "cpu")
    recipe, dataset = recipe_of(colours_run, model, None, FORMATS[form]), read_dataset(colours_run)
    written.write_model(FORMATS[form], INT8, model, recipe, dataset, tmp_path, lambda: None)
    assert said == ([True, False] if seven_bits else [False])
    assert not (tmp_path / "model.onnx").exists() or form == "onnx"


def test_eight_bit_numbers_need_a_training_picture_that_can_be_read(colours_run: Path, tmp_path: Path) -> None:
    gone = read_dataset(colours_run).in_folder(tmp_path / "gone")
    with pytest.raises(ExportError, match="None of the training pictures can be read"):
        written.training_pictures(load_model(colours_run, "cpu"), gone, 5, lambda: None)
