"""Jobs in the terminal: what is printed of any of them, and how a failure ends the command."""

from pathlib import Path

import pytest

from resnet_studio.cli.app import run as studio
from resnet_studio.cli.failures import BAD_INPUT, JobFailedError
from resnet_studio.cli.interrupts import Interrupts
from resnet_studio.cli.jobs import events_of
from resnet_studio.core.basics.message import message
from resnet_studio.core.protocol.events import JobFinished, Notice
from resnet_studio.core.protocol.jobs.check import CheckPictures
from resnet_studio.engine import run_job

Output = pytest.CaptureFixture[str]


def test_job_that_failed_ends_its_command_with_an_exit_code(tmp_path: Path, untrained_run: Path, capfd: Output) -> None:
    with pytest.raises(JobFailedError, match="gone"):
        list(events_of(CheckPictures(str(tmp_path / "gone")), Interrupts(), quiet=True))
    for file in ("config.json", "dataset.json", "model.json"):
        (tmp_path / file).write_bytes((untrained_run / file).read_bytes())
    assert studio(["evaluate", str(tmp_path)]) == BAD_INPUT
    said = capfd.readouterr()
    assert said.out == ""
    assert "best.safetensors" in said.err


def test_notices_of_a_job_are_printed_once_and_are_among_its_events(
    monkeypatch: pytest.MonkeyPatch, capfd: Output
) -> None:
    events = [Notice(message("A picture was left out.")), JobFinished()]
    monkeypatch.setattr(run_job, "run_job", lambda *_: iter(events))
    assert list(events_of(CheckPictures("."), Interrupts(), quiet=False)) == events
    assert capfd.readouterr().err == "A picture was left out.\n"
