"""How a job that failed ends a command of the terminal."""

import sys

from resnet_studio.core.basics.errors import Failure
from resnet_studio.core.basics.message import Message, joined, message, show
from resnet_studio.core.basics.safe_text import printable
from resnet_studio.core.protocol.events import JobFailed

DONE, FAILED, BAD_INPUT = 0, 1, 2
"""Exit codes of commands; `app` has that of an interrupt too."""
_NOT_INPUT = {Failure.UNEXPECTED, Failure.FILE, Failure.DISK_FULL, Failure.MEMORY, Failure.ENGINE}


class JobFailedError(Exception):
    """A job has failed, which ends the command."""

    def __init__(self, failure: JobFailed) -> None:
        super().__init__(failure)
        self.failure = failure


def report_failure(failed: JobFailed) -> int:
    """Print why a job failed on standard error, and return the exit code: 2 if other input can help, 1 if not."""
    if failed.kind is Failure.UNEXPECTED:
        print(failed.details, file=sys.stderr)
    print(printable(show(with_hint(failed.error, failed.kind))), file=sys.stderr)
    return FAILED if failed.kind in _NOT_INPUT else BAD_INPUT


def with_hint(error: Message, kind: Failure) -> Message:
    """An error, with the option that helps where the folder of a run's pictures is gone."""
    if kind is not Failure.DATASET_GONE:
        return error
    return joined(error, message("If it was moved for good, say where it is now with --pictures FOLDER."))
