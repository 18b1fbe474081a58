"""Export runs in every format and precision, and print how each agrees with the window, as a table.

    python -m tests.long.export_agreement RUN … [--formats onnx,pt2]

A row that was refused has the reason. What is written goes into a temporary folder.
"""

import argparse
import tempfile
import time
from pathlib import Path

from resnet_studio.core.exports.formats import FORMATS
from resnet_studio.core.protocol.events import JobFailed
from resnet_studio.core.protocol.jobs.export import Export, Exported

HEAD = "| run | format | numbers | MB | agree | d | ms, one thread | ms, all | seconds |\n|-|-|-|-|-|-|-|-|-|"


def row(run: Path, form: str, precision: str, folder: Path) -> str:
    """One line of the table."""
    from resnet_studio.engine.run_job import run_job  # here: the process of a check imports this module again

    start = time.perf_counter()
    command = Export(str(run), form, str(folder / f"{run.name} {form} {precision}"), precision)
    last = [event for event in run_job(command) if isinstance(event, Exported | JobFailed)][-1]
    seconds = time.perf_counter() - start
    if isinstance(last, JobFailed):
        return f"| {run.name} | {form} | {precision} | {last.error} |"
    agree = f"{last.agree}/{last.pictures}" if last.pictures else "not checked"
    figures = (f"{last.size / 1e6:.1f}", agree, f"{last.largest:.1e}", f"{last.one_thread:.1f}",
               f"{last.all_threads:.1f}", f"{seconds:.0f}")  # fmt: skip
    return f"| {run.name} | {form} | {precision} | {' | '.join(figures)} |"


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("runs", nargs="+", type=Path)
    parser.add_argument("--formats", default=",".join(FORMATS))
    words = parser.parse_args()
    print(HEAD, flush=True)
    with tempfile.TemporaryDirectory(prefix="exports ") as folder:
        for run in words.runs:
            for form in words.formats.split(","):
                for precision in FORMATS[form].precisions:
                    print(row(run, form, precision, Path(folder)), flush=True)


if __name__ == "__main__":
    main()
