"""`resnet-studio export`: a run's model as a file that other programs use, checked before it is handed over."""

import dataclasses
import sys
from pathlib import Path

from resnet_studio.cli.find_run import find_run
from resnet_studio.cli.interrupts import Interrupts
from resnet_studio.cli.jobs import events_of
from resnet_studio.core.basics import files
from resnet_studio.core.basics.formatting import size
from resnet_studio.core.basics.message import joined, message, show, tr
from resnet_studio.core.basics.safe_text import printable
from resnet_studio.core.exports.checked import Checked, compared_of, read_otherwise
from resnet_studio.core.exports.formats import FORMATS
from resnet_studio.core.protocol.event_json import json_line
from resnet_studio.core.protocol.jobs.export import Export, Exported
from resnet_studio.core.protocol.jobs.install_runtime import InstallRuntime, InstallStep


def export(
    run: str, form: str, precision: str, output: Path | None, *, overwrite: bool, install: bool, runs: Path | None,
    json: bool,
) -> int:  # fmt: skip
    """Export the model, and say what the check found."""
    interrupts = Interrupts()
    folder = find_run(run, runs).resolve()  # "." has a name only then
    output = output or Path(default_name(folder.name, form, precision))
    command = Export(str(folder), form, str(output.absolute()), precision, overwrite)
    if install:
        _install(form, interrupts)
    if interrupts.code:
        return interrupts.code
    for event in events_of(command, interrupts, quiet=json):
        if isinstance(event, Exported) and json:
            print(json_line(dataclasses.asdict(event) | {"unchecked": show(event.unchecked)}))
        elif isinstance(event, Exported):
            _show(event)
    return interrupts.code


def _install(form: str, interrupts: Interrupts) -> None:
    """Install what the format needs, and say on standard error what is done.

    Raises:
        JobFailedError: it cannot be installed.
    """
    for event in events_of(InstallRuntime(form), interrupts, quiet=True):
        if isinstance(event, InstallStep):
            print(printable(show(event.what)), file=sys.stderr)


def default_name(run: str, form: str, precision: str) -> str:
    """The folder of an export where none is given: that of the run with the format."""
    known = FORMATS.get(form)
    parts = (run, form, precision if known and precision not in ("", known.precisions[0]) else "")
    return files.file_name(" ".join(filter(None, parts)))


def _show(event: Exported) -> None:
    written = message("{file} is in {folder}, {size:plain}, with its report and programs.",
                      file=event.file, folder=event.folder, size=size(event.size))  # fmt: skip
    print(printable(show(written)))
    if event.unchecked:
        print(show(event.unchecked))
        return
    checked = Checked(event.precision, event.pictures, event.agree, event.largest)
    speed = message("One picture takes {time:figure} ms in {runtime}.", time=event.all_threads, runtime=event.runtime)
    otherwise = read_otherwise(event.pictures, event.alike)
    print(show(joined(checked.sentence, compared_of(event.parts), speed, *([otherwise] if otherwise else []))))
    if note := FORMATS[event.format].note:
        print(tr("Note: {note}", note=note))
