"""States of runs."""

import pytest

from resnet_studio.core.protocol.events import (
    EpochEnd,
    Event,
    RunFailed,
    RunFinished,
    RunPaused,
    RunResumed,
    RunStopped,
)
from resnet_studio.core.runs.states import RunState


@pytest.mark.parametrize(
    ("event", "state"),
    [
        (RunFinished("r", 1, 0.5), RunState.FINISHED),
        (RunStopped("r", 1, 0.5), RunState.STOPPED),
        (RunFailed("r", "The disk is full."), RunState.FAILED),
        (RunPaused("r", 1, 0.5), RunState.PAUSED),
        (RunResumed(1), RunState.CUT_OFF),
        (EpochEnd(1, 1, 1.0, 1.0, 0.5, 1.0), RunState.CUT_OFF),
    ],
)
def test_last_event_gives_the_state(event: Event, state: RunState) -> None:
    assert RunState.after(event) == state


def test_only_ended_runs_can_be_continued() -> None:
    assert {state for state in RunState if state.ended} == {RunState.FINISHED, RunState.STOPPED, RunState.FAILED}


def test_every_state_has_a_label() -> None:
    assert [str(state.label) for state in RunState] == [state.value for state in RunState]
