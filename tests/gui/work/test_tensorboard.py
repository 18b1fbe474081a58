"""Writing for TensorBoard from the window."""

from pathlib import Path
from typing import Any

from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.message import message
from resnet_studio.core.protocol.events import JobFailed, JobFinished
from resnet_studio.core.protocol.jobs.tensorboard import ExportTensorBoard, TensorBoardWritten
from resnet_studio.core.runs.states import RunState
from resnet_studio.core.runs.summary import RunSummary
from resnet_studio.gui.engine.jobs import JobRunner
from resnet_studio.gui.work.tensorboard import TensorBoardControl

RUN = RunSummary(Path("runs/a"), 0.0, None, "ants", RunState.FINISHED, 3, 2, 0.95, 9.0, 1, usable=True)


def test_run_is_written_into_a_folder_of_its_name(qtbot: QtBot, silent_worker: Any) -> None:
    jobs = JobRunner(silent_worker)
    control = TensorBoardControl(jobs)
    control.export(RUN, Path("boards"))
    (handle,) = jobs._jobs.values()
    assert handle.job == ExportTensorBoard(str(Path("runs/a")), str(Path("boards/a")))
    with qtbot.waitSignal(control.written) as caught:
        jobs._deliver(handle.number, TensorBoardWritten("runs/a", "boards/a", 3))
    assert caught.args is not None
    assert str(caught.args[0]) == f"3 epochs are in {Path('boards/a')} for TensorBoard."
    jobs._deliver(handle.number, JobFinished())


def test_reason_why_it_cannot_be_written_is_passed_on(qtbot: QtBot, silent_worker: Any) -> None:
    jobs = JobRunner(silent_worker)
    control = TensorBoardControl(jobs)
    control.export(RUN, Path("boards"))
    (handle,) = jobs._jobs.values()
    with qtbot.waitSignal(control.failed) as caught:
        jobs._deliver(handle.number, JobFailed(message("TensorBoard is not installed."), ""))
    assert caught.args == [message("TensorBoard is not installed."), ""]
