"""The terminal events of a training."""

import math

import pytest

from resnet_studio.core.basics.errors import Failure
from resnet_studio.core.basics.message import message
from resnet_studio.core.protocol.commands import Halt, Outcome
from resnet_studio.core.protocol.events import EpochEnd, RunEnd, RunFailed, RunFinished, RunPaused, RunStopped
from resnet_studio.core.protocol.jobs.train import Train

BEST = EpochEnd(3, 30, 0.5, 0.4, 0.75, 2.0)


@pytest.mark.parametrize(("halt", "kind"), [(None, RunFinished), (Halt.STOP, RunStopped), (Halt.PAUSE, RunPaused)])
def test_terminal_event_names_run_and_best_epoch(halt: Halt | None, kind: type[RunEnd]) -> None:
    assert Train("runs/first").ending(Outcome(halt=halt, best=BEST)) == kind("runs/first", 3, 0.75)


def test_run_without_a_complete_epoch_has_no_best() -> None:
    ended = Train("runs/first").ending(Outcome(halt=Halt.PAUSE))
    assert isinstance(ended, RunPaused)
    assert ended.best_epoch == 0
    assert math.isnan(ended.best_val_top1)


def test_error_takes_precedence_over_a_request_to_stop() -> None:
    error = message("The disk is full.")
    outcome = Outcome(halt=Halt.STOP, error=error, kind=Failure.DISK_FULL, details="traceback", best=BEST)
    assert Train("runs/first").ending(outcome) == RunFailed("runs/first", error, "traceback", Failure.DISK_FULL)
