"""Exports that the window asks for: one at a time, cancelled without a trace, failures kept by what was asked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.errors import Failure
from resnet_studio.core.basics.message import message
from resnet_studio.core.protocol.events import JobFailed, JobFinished, Phase, Progress
from resnet_studio.core.protocol.jobs.export import Export, Exported
from resnet_studio.gui.engine.jobs import JobRunner
from resnet_studio.gui.work.export import ExportControl

KIND = ("onnx", "float32")


@pytest.fixture
def control(qtbot: QtBot, silent_worker: Any) -> ExportControl:
    made = ExportControl(JobRunner(silent_worker))
    made.set_run(Path("/runs/ants bees"))
    return made


def exported(folder: Path) -> Exported:
    return Exported("/runs/ants bees", str(folder), "model.onnx", *KIND, 45_000_000, 153, 153, 2e-6)


def number_of(silent_worker: Any, job: Export) -> int:
    return next(int(number) for number, one in silent_worker.submitted.items() if one == job)


def test_export_goes_into_a_folder_of_its_own(control: ExportControl, silent_worker: Any, tmp_path: Path) -> None:
    control.export(KIND, tmp_path)
    folder = tmp_path / "ants bees onnx float32"
    number = number_of(silent_worker, Export("/runs/ants bees", "onnx", str(folder), "float32"))
    silent_worker.event_arrived.emit(number, Progress(Phase.COMPARING, 51, 153))
    assert str(control.stage()) == "Comparing the file with this window, 33 %"
    silent_worker.event_arrived.emit(number, exported(folder))
    silent_worker.event_arrived.emit(number, JobFinished())
    assert not control.busy
    assert control.done[KIND].agree == 153


def test_export_again_replaces_the_one_of_this_window(
    control: ExportControl, silent_worker: Any, tmp_path: Path
) -> None:
    folder = tmp_path / "mine"
    control.done[KIND] = exported(folder)
    control.export(KIND, tmp_path)
    number_of(silent_worker, Export("/runs/ants bees", "onnx", str(folder), "float32", overwrite=True))


def test_folder_that_is_there_is_left_alone(control: ExportControl, silent_worker: Any, tmp_path: Path) -> None:
    (tmp_path / "ants bees onnx float32").mkdir()
    control.export(KIND, tmp_path)
    folder = tmp_path / "ants bees onnx float32 (2)"
    number_of(silent_worker, Export("/runs/ants bees", "onnx", str(folder), "float32"))


def test_failure_is_kept_until_it_is_tried_again(control: ExportControl, silent_worker: Any, tmp_path: Path) -> None:
    control.export(KIND, tmp_path)
    (number,) = silent_worker.submitted
    silent_worker.event_arrived.emit(number, JobFailed(message("The disk is full."), "", Failure.DISK_FULL))
    assert str(control.failed[KIND]) == "The disk is full."
    assert not control.busy
    control.export(KIND, tmp_path)
    assert control.failed == {}


def test_another_model_ends_the_export_and_forgets_the_others(
    control: ExportControl, silent_worker: Any, tmp_path: Path
) -> None:
    control.done[KIND] = exported(tmp_path)
    control.export(KIND, tmp_path)
    (number,) = silent_worker.submitted
    control.set_run(Path("/runs/other"))
    silent_worker.event_arrived.emit(number, exported(tmp_path))
    assert not control.busy
    assert control.done == {}
