"""Commands: how a job is asked to end, and its terminal event."""

import pytest

from resnet_studio.core.basics.errors import Failure
from resnet_studio.core.basics.message import message
from resnet_studio.core.protocol.commands import Halt, Halted, Job, Outcome, check_halt, never, stopping
from resnet_studio.core.protocol.events import JobFailed, JobFinished, JobStopped


def test_job_without_a_request_to_stop_continues() -> None:
    check_halt(never)
    assert not stopping(never)()


@pytest.mark.parametrize("halt", Halt)
def test_request_to_stop_raises_halted_with_its_kind(halt: Halt) -> None:
    with pytest.raises(Halted) as caught:
        check_halt(lambda: halt)
    assert caught.value.halt is halt
    assert stopping(lambda: halt)()


def test_terminal_event_follows_from_the_outcome() -> None:
    assert Job().ending(Outcome()) == JobFinished()
    assert Job().ending(Outcome(halt=Halt.STOP)) == JobStopped()
    error = message("The disk is full.")
    failed = Job().ending(Outcome(halt=Halt.STOP, error=error, kind=Failure.DISK_FULL, details="traceback"))
    assert failed == JobFailed(error, "traceback", Failure.DISK_FULL)
