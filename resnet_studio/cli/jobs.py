"""A job of the engine in the terminal: its progress, its notices, and the error with which it ends a command."""

import sys
from collections.abc import Iterator

from rich.progress import Progress as ProgressBar

from resnet_studio.cli.failures import JobFailedError
from resnet_studio.cli.interrupts import Interrupts
from resnet_studio.core.basics.message import show, tr
from resnet_studio.core.basics.safe_text import printable
from resnet_studio.core.protocol.commands import Job
from resnet_studio.core.protocol.events import Event, JobFailed, Notice, Progress
from resnet_studio.core.protocol.progress import phase_text


def events_of(command: Job, interrupts: Interrupts, *, quiet: bool) -> Iterator[Event]:
    """The events of a job that is done now; its notices are printed on standard error, too.

    Unless `quiet`, a terminal shows its progress in a bar that disappears at the end.

    Raises:
        JobFailedError: it failed.
    """
    from resnet_studio.engine.run_job import run_job

    # Notices that go into a file stay in it, though there is a bar.
    with ProgressBar(
        transient=True, disable=quiet or not sys.stdout.isatty(), redirect_stderr=sys.stderr.isatty()
    ) as bar:
        task = bar.add_task(tr("Preparing"), total=None)
        for event in run_job(command, interrupts.should_stop):
            match event:
                case JobFailed():
                    raise JobFailedError(event)
                case Progress():
                    bar.update(
                        task, description=show(phase_text(event)), total=event.total or None, completed=event.done
                    )
                case Notice(text=text):
                    print(printable(show(text)), file=sys.stderr)
                case _:
                    pass
            yield event
