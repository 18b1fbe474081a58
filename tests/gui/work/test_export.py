"""Exports that the window asks for: one at a time, cancelled without a trace, failures kept by what was asked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.errors import DatasetGoneError, Failure
from resnet_studio.core.basics.message import message
from resnet_studio.core.protocol.events import JobFailed, JobFinished, Phase, Progress
from resnet_studio.core.protocol.jobs.export import Export, Exported
from resnet_studio.gui.engine.jobs import JobRunner
from resnet_studio.gui.work import export as export_module
from resnet_studio.gui.work.export import ExportControl

KIND = ("onnx", "float32")
RUN = Path("/runs/ants bees")


@pytest.fixture
def control(qtbot: QtBot, silent_worker: Any) -> ExportControl:
    made = ExportControl(JobRunner(silent_worker))
    made.set_run(Path("/runs/ants bees"))
    return made


def exported(folder: Path) -> Exported:
    return Exported(str(RUN), str(folder), "model.onnx", *KIND, 45_000_000, 153, 153, 2e-6)


def number_of(silent_worker: Any, job: Export) -> int:
    return next(int(number) for number, one in silent_worker.submitted.items() if one == job)


def test_export_goes_into_a_folder_of_its_own(control: ExportControl, silent_worker: Any, tmp_path: Path) -> None:
    control.export(RUN, KIND, tmp_path)
    folder = tmp_path / "ants bees onnx float32"
    number = number_of(silent_worker, Export(str(RUN), "onnx", str(folder), "float32"))
    silent_worker.event_arrived.emit(number, Progress(Phase.COMPARING, 51, 153))
    assert str(control.stage()) == "Comparing the file with ResNet Studio, 33 %"
    silent_worker.event_arrived.emit(number, exported(folder))
    silent_worker.event_arrived.emit(number, JobFinished())
    assert not control.busy
    assert control.done[KIND].agree == 153


def test_export_again_replaces_the_one_of_this_window(
    control: ExportControl, silent_worker: Any, tmp_path: Path
) -> None:
    folder = tmp_path / "mine"
    control.done[KIND] = exported(folder)
    control.export(RUN, KIND, tmp_path)
    number_of(silent_worker, Export(str(RUN), "onnx", str(folder), "float32", overwrite=True))


def test_folder_that_is_there_is_left_alone(control: ExportControl, silent_worker: Any, tmp_path: Path) -> None:
    (tmp_path / "ants bees onnx float32").mkdir()
    control.export(RUN, KIND, tmp_path)
    folder = tmp_path / "ants bees onnx float32 (2)"
    number_of(silent_worker, Export(str(RUN), "onnx", str(folder), "float32"))


def test_failure_is_kept_until_it_is_tried_again(control: ExportControl, silent_worker: Any, tmp_path: Path) -> None:
    control.export(RUN, KIND, tmp_path)
    (number,) = silent_worker.submitted
    silent_worker.event_arrived.emit(number, JobFailed(message("The disk is full."), "", Failure.DISK_FULL))
    assert str(control.failed[KIND]) == "The disk is full."
    assert not control.busy
    control.export(RUN, KIND, tmp_path)
    assert control.failed == {}


def test_export_goes_on_and_is_kept_with_its_run_when_another_model_comes_into_use(
    control: ExportControl, silent_worker: Any, tmp_path: Path
) -> None:
    control.export(RUN, KIND, tmp_path)
    control.set_run(Path("/runs/other"))
    assert control.exporting == (RUN, KIND)
    assert silent_worker.stopped == []
    silent_worker.tell(exported(tmp_path), JobFinished())
    assert control.done == {}
    control.set_run(RUN)
    assert control.done[KIND] == exported(tmp_path)


def test_failure_is_that_of_the_run_whose_export_it_was(
    control: ExportControl, silent_worker: Any, tmp_path: Path
) -> None:
    control.export(RUN, KIND, tmp_path)
    control.set_run(Path("/runs/other"))
    silent_worker.tell(JobFailed(message("The disk is full."), "", Failure.DISK_FULL))
    assert control.failed == {}
    control.set_run(RUN)
    assert KIND in control.failed


def test_export_of_a_model_that_is_no_longer_the_best_is_forgotten(
    control: ExportControl, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    control.done[KIND] = exported(tmp_path)
    control.done["pt2", "float32"] = replace(exported(tmp_path), identity="newer")
    monkeypatch.setattr(export_module, "answers_identity", lambda _: "newer")
    control._jobs.changed.emit()
    assert list(control.done) == [("pt2", "float32")]


def test_folder_with_files_of_a_person_stays_and_the_export_gets_another(
    control: ExportControl, silent_worker: Any, tmp_path: Path
) -> None:
    mine = tmp_path / "ants bees onnx float32"
    mine.mkdir()
    control.done[KIND] = exported(mine)
    control.export(RUN, KIND, tmp_path)
    silent_worker.tell(JobFailed(message("node_modules was added."), "", Failure.OCCUPIED))
    job = silent_worker.submitted[2]
    assert job == Export(str(RUN), "onnx", str(tmp_path / "ants bees onnx float32 (2)"), "float32")
    silent_worker.tell(exported(Path(job.output)), JobFinished())
    assert control.failed == {}
    assert control.outcomes.beside == {KIND}


def test_folder_that_is_back_ends_only_the_failures_for_it(
    control: ExportControl, silent_worker: Any, tmp_path: Path
) -> None:
    runs = {}
    for name in ("ants", "bees"):
        runs[name] = tmp_path / "runs" / name
        runs[name].mkdir(parents=True)
        (runs[name] / "dataset.json").write_text(f'{{"root": "/gone/{name}"}}', "utf-8")
        control.set_run(runs[name])
        control.export(runs[name], KIND, tmp_path)
        gone = DatasetGoneError(Path("/gone") / name)
        silent_worker.event_arrived.emit(max(silent_worker.submitted), JobFailed(gone.message, "", gone.kind))
    assert control.folders_gone() == {Path("/gone/ants"), Path("/gone/bees")}
    control.folder_found(Path("/gone/ants"))
    assert control.failed
    control.set_run(runs["ants"])
    assert not control.failed
    assert control.folders_gone() == {Path("/gone/bees")}
