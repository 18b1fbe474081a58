"""How a failed job ends a command."""

import pytest

from resnet_studio.cli.failures import BAD_INPUT, FAILED, report_failure
from resnet_studio.core.basics.errors import Failure
from resnet_studio.core.basics.message import message
from resnet_studio.core.protocol.events import JobFailed

Output = pytest.CaptureFixture[str]


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (Failure.DISK_FULL, FAILED),
        (Failure.MEMORY, FAILED),
        (Failure.UNEXPECTED, FAILED),
        (Failure.RUN, BAD_INPUT),
        (Failure.DATASET, BAD_INPUT),
    ],
)
def test_exit_code_says_whether_other_input_can_help(kind: Failure, code: int, capfd: Output) -> None:
    assert report_failure(JobFailed(message("It failed."), "traceback", kind)) == code
    assert capfd.readouterr().out == ""


def test_traceback_is_printed_only_for_an_unexpected_failure(capfd: Output) -> None:
    report_failure(JobFailed(message("The disk is full."), "traceback", Failure.DISK_FULL))
    assert capfd.readouterr().err == "The disk is full.\n"
    report_failure(JobFailed(message("It failed."), "traceback", Failure.UNEXPECTED))
    assert capfd.readouterr().err == "traceback\nIt failed.\n"


def test_control_characters_in_the_message_are_escaped(capfd: Output) -> None:
    report_failure(JobFailed(message("No {name}.", name="a\x1b[31m"), "", Failure.RUN))
    assert "\x1b" not in capfd.readouterr().err
