"""`resnet-studio report`: all that there is to say of a run, in one HTML file."""

import sys
from contextlib import closing
from pathlib import Path

from resnet_studio.cli.failures import BAD_INPUT, with_hint
from resnet_studio.cli.interrupts import Interrupts
from resnet_studio.cli.predict import find_run, with_bar
from resnet_studio.core.basics.message import NOTHING, Message, show, tr
from resnet_studio.core.basics.safe_text import printable
from resnet_studio.core.protocol.event_json import json_line
from resnet_studio.core.protocol.events import JobFailed, Notice
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
    unmeasured = _measured(folder, device, interrupts, shown=not json and sys.stdout.isatty())
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


def _measured(run: Path, device: str, interrupts: Interrupts, *, shown: bool) -> Message:
    """Have the figures computed that the report needs; returns why that was not possible, or nothing."""
    if not to_measure(run):
        return NOTHING
    from resnet_studio.engine.run_job import run_job

    for event in with_bar(run_job(Evaluate(str(run), "", device), interrupts.should_stop), shown=shown):
        if isinstance(event, Notice):
            print(printable(show(event.text)), file=sys.stderr)
        elif isinstance(event, JobFailed):
            print(printable(show(with_hint(event.error, event.kind))), file=sys.stderr)
            return event.error
    return NOTHING
