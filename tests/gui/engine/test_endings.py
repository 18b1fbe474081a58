"""Endings that the worker makes for jobs whose engine cannot send one."""

from pathlib import Path

import pytest

from resnet_studio.core.basics.errors import Failure
from resnet_studio.core.basics.message import message
from resnet_studio.core.protocol.commands import Halt
from resnet_studio.core.protocol.events import JobFailed, JobStopped, RunFailed
from resnet_studio.core.protocol.jobs.predict import Predict
from resnet_studio.core.protocol.jobs.train import Train
from resnet_studio.gui.engine.endings import EndRequest, append_to_log, ending_of, recorded_history

WHY = message("The engine stopped working.")


def test_requested_end_is_not_a_failure() -> None:
    assert ending_of(Predict("run", ()), EndRequest(Halt.STOP), WHY) == JobStopped()


def test_failure_of_a_prediction_has_the_reason_and_its_kind() -> None:
    ending = ending_of(Predict("run", ()), None, WHY)
    assert isinstance(ending, JobFailed)
    assert str(ending.error) == "The engine stopped working."
    assert ending.kind is Failure.ENGINE


@pytest.mark.parametrize("name", ["gone", "a" * 300])  # of the second one, the system says an error
def test_training_whose_folder_is_gone_still_gets_an_ending(tmp_path: Path, name: str) -> None:
    job = Train(str(tmp_path / name))
    assert recorded_history(job).best is None
    ending = ending_of(job, None, WHY)
    assert isinstance(ending, RunFailed)
    assert ending.kind is Failure.RUN_GONE
    assert str(ending.error).startswith("The engine stopped working. The run's folder ")
    assert isinstance(ending_of(job, EndRequest(Halt.STOP), WHY), RunFailed), "it is not kept, whatever was asked"
    append_to_log(job, ending)
    assert not list(tmp_path.iterdir())
