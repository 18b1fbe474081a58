"""Comparing two runs: the last pair that is chosen, once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.message import message
from resnet_studio.core.protocol.events import Event, JobFailed, JobFinished, Notice, NoticeKind, Phase, Progress
from resnet_studio.core.protocol.jobs.compare import Compare, Compared, Measuring
from resnet_studio.core.runs.states import RunState
from resnet_studio.core.runs.summary import RunSummary
from resnet_studio.gui.engine.jobs import JobRunner
from resnet_studio.gui.work.comparison import ComparisonControl

A = RunSummary(Path("a"), 0.0, None, "ants", RunState.FINISHED, 3, 2, 0.95, 9.0, 1, usable=True)
B = replace(A, path=Path("b"))
FOUND = Compared("a", "b", "validation", 153, 141, 5, 4, 0.954, 0.948, 1.0, -0.03, 0.045, "no_difference")


@pytest.fixture
def control(qtbot: QtBot, silent_worker: Any) -> ComparisonControl:
    made = ComparisonControl(JobRunner(silent_worker))
    made._clock.setInterval(0)
    return made


@pytest.fixture
def send(control: ComparisonControl, qtbot: QtBot) -> Callable[..., None]:
    """Answers the job under way."""

    def answer(*events: Event) -> None:
        qtbot.waitUntil(lambda: control._job is not None)
        assert control._job is not None
        number = control._job.number
        for event in events:
            control.jobs._deliver(number, event)

    return answer


def job(control: ComparisonControl, qtbot: QtBot) -> object:
    qtbot.waitUntil(lambda: control._job is not None)
    assert control._job is not None
    return control._job.job


def test_two_runs_are_compared(control: ComparisonControl, qtbot: QtBot, send: Callable[..., None]) -> None:
    control.compare((A, B))
    assert control.busy
    assert job(control, qtbot) == Compare("a", "b")
    send(FOUND, JobFinished())
    assert control.found == FOUND
    assert not control.busy


def test_only_the_last_pair_is_asked_about(control: ComparisonControl, qtbot: QtBot) -> None:
    control.compare((A, B))
    control.compare((B, A))
    assert job(control, qtbot) == Compare("b", "a")
    assert len(control.jobs._jobs) == 1


def test_run_that_is_measured_first_is_named(control: ComparisonControl, send: Callable[..., None]) -> None:
    control.compare((A, B))
    send(Measuring("a"), Progress(Phase.EVALUATING, 10, 153))
    assert control.measuring == "a"
    assert control.progress is not None
    send(Measuring("b"))
    assert control.measuring == "b"
    assert control.progress is None
    send(FOUND, JobFinished())
    assert control.found == FOUND
    assert control.measuring == ""


def test_failure_is_the_problem_until_it_is_tried_again(
    control: ComparisonControl, qtbot: QtBot, send: Callable[..., None]
) -> None:
    control.compare((A, B))
    send(Measuring("a"), JobFailed(message("The pictures are not there."), "Traceback"))
    assert control.problem == (message("The pictures are not there."), "Traceback")
    assert not control.busy
    control.retry()
    assert control.problem is None
    assert job(control, qtbot) == Compare("a", "b")


def test_what_is_to_be_known_of_the_weights_goes_with_its_pair(
    control: ComparisonControl, send: Callable[..., None]
) -> None:
    control.compare((A, B))
    send(Notice(message("They are damaged."), kind=NoticeKind.WEIGHTS), FOUND, JobFinished())
    assert (control.found, control.warnings) == (FOUND, (message("They are damaged."),))
    control.compare((B, A))
    assert control.warnings == ()


def test_same_pair_is_asked_again_only_if_a_run_has_changed(
    control: ComparisonControl, qtbot: QtBot, send: Callable[..., None]
) -> None:
    control.compare((A, B))
    send(FOUND, JobFinished())
    control.compare((replace(A, size=2), B))
    assert control.found == FOUND
    control.compare((replace(A, best_epoch=3), B))
    assert control.found is None
    assert job(control, qtbot) == Compare("a", "b")


def test_answer_about_an_earlier_pair_is_not_shown(control: ComparisonControl, qtbot: QtBot) -> None:
    control.compare((A, B))
    qtbot.waitUntil(lambda: control._job is not None)
    assert control._job is not None
    number = control._job.number
    control.compare(None)
    control.jobs._deliver(number, FOUND)
    assert control.found is None
    assert not control.busy
