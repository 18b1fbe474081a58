"""`resnet-studio report`: all that there is to say of a run, in one HTML file."""

import sys
from collections import deque
from contextlib import closing
from pathlib import Path

from resnet_studio.cli.failures import BAD_INPUT, JobFailedError, with_hint
from resnet_studio.cli.find_run import find_run
from resnet_studio.cli.interrupts import Interrupts
from resnet_studio.cli.jobs import events_of
from resnet_studio.core.basics.message import NOTHING, Message, show, tr
from resnet_studio.core.basics.safe_text import printable
from resnet_studio.core.protocol.event_json import json_line
from resnet_studio.core.protocol.jobs.evaluate import Evaluate
from resnet_studio.core.report.contents import to_measure
from resnet_studio.core.report.write import default_name, write_report


def report(run: str, output: Path | None, *, overwrite: bool, device: str, runs: Path | None, json: bool) -> int:
    """Write the report and return the exit code: 0 once the file is written.

    Where the model could not be measured for it, the reason is in the report and on standard error.
    """
    from resnet_studio.core.pictures.decoder import Decoder

    folder = find_run(run, runs)
    file = output or Path(default_name(folder))
    if not overwrite and (file.exists() or file.is_symlink()):
        text = tr("{file} exists already. Choose another file with --output, or replace it with --overwrite.",
                  file=str(file))  # fmt: skip
        print(printable(text), file=sys.stderr)
        return BAD_INPUT
    interrupts = Interrupts()
    unmeasured = _measured(folder, device, interrupts, quiet=json)
    if interrupts.code:
        return interrupts.code
    with closing(Decoder(processes=2)) as decoder:
        write_report(folder, file, decoder.reduced, unmeasured)
    if json:
        print(json_line({"report": str(file)} | ({"unmeasured": str(unmeasured)} if unmeasured else {})))
    elif unmeasured:
        print(printable(tr("The report is in {file}. It says why figures are missing.", file=str(file))))
    else:
        print(printable(tr("The report is in {file}", file=str(file))))
    return 0


def _measured(run: Path, device: str, interrupts: Interrupts, *, quiet: bool) -> Message:
    """Have the figures computed that the report needs; returns why that was not possible, or nothing."""
    if not to_measure(run):
        return NOTHING
    try:
        deque(events_of(Evaluate(str(run), "", device), interrupts, quiet=quiet), maxlen=0)
    except JobFailedError as error:
        failure = error.failure
        print(printable(show(with_hint(failure.error, failure.kind))), file=sys.stderr)
        return failure.error
    return NOTHING
