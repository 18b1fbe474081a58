"""Reports that the window has written: measured first where need be, cancelled without a trace, failures said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.message import message
from resnet_studio.core.protocol.events import JobFailed, JobFinished, Phase, Progress
from resnet_studio.core.protocol.jobs.evaluate import Evaluate
from resnet_studio.gui.engine.jobs import JobRunner
from resnet_studio.gui.work.report import ReportControl
from resnet_studio.gui.work.session import Session
from tests.core.report.measured_run import measured_run


@pytest.fixture
def run(tmp_path: Path) -> Path:
    return measured_run(tmp_path)


@pytest.fixture
def unmeasured(run: Path) -> Path:
    next((run / "results").glob("figures-*.json")).unlink()
    return run


@pytest.fixture
def control(qtbot: QtBot, silent_worker: Any) -> ReportControl:
    return ReportControl(Session(), JobRunner(silent_worker))


def asked(control: ReportControl, silent_worker: Any, qtbot: QtBot) -> int:
    """Waits until the engine is asked to measure the run, and returns the job's number."""
    qtbot.waitUntil(lambda: len(silent_worker.submitted) == 1)
    ((number, job),) = silent_worker.submitted.items()
    assert job == Evaluate(str(control.run), "", "auto")
    return int(number)


def test_report_of_a_measured_run_is_written(control: ReportControl, run: Path, tmp_path: Path, qtbot: QtBot) -> None:
    file = tmp_path / "report.html"
    with qtbot.waitSignal(control.written, timeout=20_000) as signal:
        control.write(run, file)
        assert control.busy
    assert signal.args == [file]
    assert not control.busy
    assert "Validation accuracy" in file.read_text("utf-8")


def test_run_without_figures_is_measured_first(
    control: ReportControl, unmeasured: Path, tmp_path: Path, qtbot: QtBot, silent_worker: Any
) -> None:
    control.write(unmeasured, tmp_path / "report.html")
    number = asked(control, silent_worker, qtbot)
    silent_worker.event_arrived.emit(number, Progress(Phase.EVALUATING, 3, 12))
    assert str(control.stage()) == "Evaluating, 3 of 12 pictures"
    with qtbot.waitSignal(control.written, timeout=20_000):
        silent_worker.event_arrived.emit(number, JobFinished())


def test_report_says_why_there_are_no_figures(
    control: ReportControl, unmeasured: Path, tmp_path: Path, qtbot: QtBot, silent_worker: Any
) -> None:
    control.write(unmeasured, tmp_path / "report.html")
    number = asked(control, silent_worker, qtbot)
    with qtbot.waitSignal(control.written, timeout=20_000):
        silent_worker.event_arrived.emit(number, JobFailed(message("The drive is gone.")))
    assert "The drive is gone." in (tmp_path / "report.html").read_text("utf-8")


def test_cancelled_report_is_not_written(
    control: ReportControl, unmeasured: Path, tmp_path: Path, qtbot: QtBot, silent_worker: Any
) -> None:
    control.write(unmeasured, tmp_path / "report.html")
    number = asked(control, silent_worker, qtbot)
    control.cancel()
    silent_worker.event_arrived.emit(number, JobFinished())
    assert not control.busy
    assert not (tmp_path / "report.html").exists()


def test_failure_is_said_and_can_be_tried_again(
    control: ReportControl, run: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "file").write_bytes(b"")
    with qtbot.waitSignal(control.failed, timeout=20_000) as signal:
        control.write(run, tmp_path / "file" / "report.html")
    assert "cannot be written" in str(signal.args[0])
    (tmp_path / "file").unlink()
    with qtbot.waitSignal(control.written, timeout=20_000):
        control.retry()
