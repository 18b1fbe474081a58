"""The record of a run in TensorBoard's format."""

import math
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import pytest

from resnet_studio.cli.app import run as studio
from resnet_studio.core.protocol.event_json import from_json, to_json
from resnet_studio.core.protocol.events import BatchEnd, EpochEnd, JobFailed, JobFinished
from resnet_studio.core.protocol.jobs.tensorboard import ExportTensorBoard, TensorBoardWritten
from resnet_studio.core.runs.history import RunHistory
from resnet_studio.engine.jobs import tensorboard
from resnet_studio.engine.run_job import run_job


class Writer:
    """Keeps what is written instead of TensorBoard's writer."""

    made: ClassVar[list["Writer"]] = []

    def __init__(self, log_dir: str) -> None:
        self.folder, self.scalars, self.texts, self.closed = log_dir, [], {}, False  # type: ignore[var-annotated]
        Writer.made.append(self)

    def add_scalar(self, *point: object) -> None:
        self.scalars.append(point)

    def add_text(self, tag: str, text: str) -> None:
        self.texts[tag] = text

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def writers(monkeypatch: pytest.MonkeyPatch) -> list[Writer]:
    Writer.made = []
    monkeypatch.setattr(tensorboard, "_writer_class", lambda: Writer)
    return Writer.made


def test_curves_and_settings_are_written(colours_run: Path, tmp_path: Path, writers: list[Writer]) -> None:
    written, ended = run_job(ExportTensorBoard(str(colours_run), str(tmp_path)))
    assert isinstance(written, TensorBoardWritten)
    assert isinstance(ended, JobFinished)
    assert from_json(to_json(written)) == written
    (writer,) = writers
    assert writer.folder == str(tmp_path)
    assert writer.closed
    tags = {tag for tag, *_ in writer.scalars}
    assert {"loss/batch", "loss/validation", "accuracy/train", "accuracy/validation", "learning_rate"} <= tags
    assert sum(tag == "accuracy/validation" for tag, *_ in writer.scalars) == written.epochs
    assert "| Network | ResNet-20 |" in writer.texts["settings"]


def test_points_stand_at_their_steps_and_those_that_are_not_finite_are_left_out() -> None:
    history = RunHistory()
    history.apply(BatchEnd(1, 3, 0.5, 0.01, 60.0, 30))
    history.apply(EpochEnd(1, 10, 0.4, math.nan, 0.75, 2.0, 0.8))
    assert list(tensorboard.scalars(history)) == [
        ("loss/batch", 0.5, 3), ("learning_rate", 0.01, 3), ("loss/train", 0.4, 10), ("accuracy/train", 0.8, 10),
        ("accuracy/validation", 0.75, 10),
    ]  # fmt: skip


def test_without_tensorboard_the_line_that_installs_it_is_named(
    colours_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "torch.utils.tensorboard", None)
    (failed,) = run_job(ExportTensorBoard(str(colours_run), str(tmp_path / "out")))
    assert isinstance(failed, JobFailed)
    assert "pip install 'resnet-studio[tensorboard]'" in str(failed.error)
    assert studio(["export-tensorboard", str(colours_run), "--output", str(tmp_path / "out")]) == 2
    assert "pip install" in capfd.readouterr().err
    assert not (tmp_path / "out").exists()


def test_package_without_tensorboard_says_so(
    colours_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "torch.utils.tensorboard", None)
    monkeypatch.setattr(tensorboard, "is_packaged", lambda: True)
    (failed,) = run_job(ExportTensorBoard(str(colours_run), str(tmp_path / "out")))
    assert isinstance(failed, JobFailed)
    assert str(failed.error).startswith("Packages of ResNet Studio have no TensorBoard.")


def test_command_says_where_the_files_are(
    colours_run: Path, tmp_path: Path, writers: list[Writer], capfd: pytest.CaptureFixture[str]
) -> None:
    assert studio(["export-tensorboard", str(colours_run), "--output", str(tmp_path)]) == 0
    assert f"tensorboard --logdir {tmp_path}" in capfd.readouterr().out


def test_files_are_read_by_tensorboard(colours_run: Path, tmp_path: Path) -> None:
    accumulators: Any = pytest.importorskip(
        "tensorboard.backend.event_processing.event_accumulator", reason="TensorBoard is an extra"
    )
    written, _ = run_job(ExportTensorBoard(str(colours_run), str(tmp_path)))
    assert isinstance(written, TensorBoardWritten)
    read: Callable[..., Any] = accumulators.EventAccumulator
    found = read(str(tmp_path))
    found.Reload()
    assert len(found.Scalars("accuracy/validation")) == written.epochs
