"""Writing the report of a run to a file: completely, or not at all."""

from pathlib import Path
from typing import Final

from resnet_studio.core.basics import files
from resnet_studio.core.basics.errors import RunError
from resnet_studio.core.basics.message import NOTHING, Message, message
from resnet_studio.core.basics.safe_text import encodable
from resnet_studio.core.report.contents import read_contents
from resnet_studio.core.report.page import render
from resnet_studio.core.report.pictures import Show

SUFFIX: Final = ".html"


def default_name(run: Path) -> str:
    """The name of a run's report."""
    return files.file_name(run.name) + SUFFIX


def write_report(run: Path, file: Path, show: Show, unmeasured: Message = NOTHING) -> None:
    """Write the report of a run. A file that is there is replaced.

    Args:
        run: its folder.
        file: the HTML file.
        show: makes small pictures, such as `Decoder.reduced`.
        unmeasured: why its figures could not be computed, where that was tried.

    Raises:
        RunError: the settings of the run cannot be read, or the file cannot be written; no part of it is there then.
    """
    save_report(make_report(run, show, unmeasured), file)


def make_report(run: Path, show: Show, unmeasured: Message = NOTHING) -> str:
    """The report of a run as text; arguments and errors are those of `write_report`."""
    return encodable(render(read_contents(run, show, unmeasured)))


def save_report(page: str, file: Path) -> None:
    """Write the text of a report, completely or not at all.

    Raises:
        RunError: the file cannot be written.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        files.write_text(file, page)
    except OSError as error:
        reason = error.strerror or str(error)
        raise RunError(message("{file} cannot be written: {reason}.", file=str(file), reason=reason)) from error
