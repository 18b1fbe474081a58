"""What all controls of one job have in common."""

from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.message import message
from resnet_studio.core.protocol.events import Event, JobFailed, JobFinished, Phase, Progress
from resnet_studio.core.protocol.jobs.suspects import FindSuspects, SuspectsFound
from resnet_studio.gui.engine.jobs import JobRunner, JobTexts
from resnet_studio.gui.engine.status import EngineState
from resnet_studio.gui.work import following
from resnet_studio.gui.work.following import JobControl

FOUND = SuspectsFound("one", 36, 2)


class Control(JobControl):
    texts = JobTexts(running=message("Looking"), awaited=message("Waiting for the search to end"))

    def __init__(self, jobs: JobRunner) -> None:
        super().__init__(jobs)
        self.heard: list[Event] = []

    def begin(self) -> None:
        self._submit(FindSuspects("one"))

    def leave(self) -> None:
        self._abandon()

    def _take(self, event: Event) -> None:
        self.heard.append(event)

    def _end(self, event: Event) -> None:
        self.heard.append(event)


@pytest.fixture
def control(qtbot: QtBot, silent_worker: Any) -> Control:
    made = Control(JobRunner(silent_worker))
    silent_worker.report(EngineState.BUSY)
    return made


def test_job_is_followed_to_its_end(control: Control, silent_worker: Any, qtbot: QtBot) -> None:
    assert not control.busy
    control.begin()
    assert control.busy
    assert str(control.doing()) == "Preparing"
    with qtbot.waitSignal(control.changed):
        silent_worker.tell(Progress(Phase.JUDGING, 7, 28))
    assert str(control.doing()) == "Judging labels, 25 %"
    silent_worker.tell(FOUND, JobFinished())
    assert control.heard == [FOUND, JobFinished()]
    assert (control.busy, control.progress, control.problem) == (False, None, None)


def test_failure_is_kept_until_the_next_job_begins(control: Control, silent_worker: Any) -> None:
    control.begin()
    silent_worker.tell(JobFailed(message("The folder is not there."), "Traceback"))
    assert control.problem == (message("The folder is not there."), "Traceback")
    control.begin()
    assert control.problem is None


def test_nothing_is_heard_of_a_job_that_was_abandoned(control: Control, silent_worker: Any) -> None:
    control.begin()
    control.leave()
    silent_worker.tell(FOUND, JobFinished())
    assert control.heard == []
    assert not control.busy


def test_time_left_is_said_as_soon_as_the_speed_is_known(
    control: Control, silent_worker: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr(following.time, "monotonic", lambda: now[0])
    control.begin()
    silent_worker.tell(Progress(Phase.PREPARING, 16, 400))
    now[0] += 1
    silent_worker.tell(Progress(Phase.PREPARING, 32, 400))
    assert str(control.doing()) == "Preparing 400 pictures, 8 %"
    now[0] += 9
    silent_worker.tell(Progress(Phase.PREPARING, 176, 400))
    assert str(control.doing()) == "Preparing 400 pictures, 44 %, about 15 s left"
    silent_worker.tell(Progress(Phase.JUDGING, 1, 28))
    assert str(control.doing()) == "Judging labels, 3 %"
