"""Export runs in every format and precision, and print how each agrees with the window, as a table.

    python -m tests.long.export_agreement RUN … [--formats onnx,pt2] [--most 150]

Compared are the pictures of the check, and odd ones made of the first of them: turned by EXIF, grey, grey of 16 bits,
1 x 2,000, and of 12 megapixels. The window is asked once for each run. A row that was refused has the reason. What is
written goes into a temporary folder.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PIL import Image

from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.exports.checked import MOST
from resnet_studio.core.exports.formats import FORMATS
from resnet_studio.core.protocol.events import JobFailed
from resnet_studio.core.protocol.jobs.export import Export, Exported

HEAD = "| run | format | numbers | MB | agree | d | ms, one thread | ms, all | seconds |\n|-|-|-|-|-|-|-|-|-|"
TURNED = 6
"""The EXIF orientation of the turned picture."""


def odd_pictures(picture: Path, folder: Path) -> list[str]:
    """Files made of a picture, as a check meets them rarely."""
    with Image.open(picture) as opened:
        colours = opened.convert("RGB")
    exif = Image.Exif()
    exif[0x0112] = TURNED
    colours.save(folder / "turned.jpg", exif=exif)
    colours.convert("L").save(folder / "grey.jpg")
    colours.convert("I").point(lambda value: value * 257).convert("I;16").save(folder / "deep.png")
    colours.resize((1, 2000)).save(folder / "line.png")
    colours.resize((4000, 3000)).save(folder / "large.jpg", quality=90)
    return [str(file) for file in sorted(folder.iterdir())]


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


def with_odd_pictures(folder: Path, most: int) -> None:
    """Have each check compare odd pictures as well, and ask the window once for all formats of a run."""
    from resnet_studio.engine.exports import check
    from resnet_studio.engine.jobs import export

    usual, ask, said = check.pictures_to_check, check.ask_window, {}
    check.MOST = most

    def pictures(dataset: Dataset) -> list[str]:
        names = usual(dataset)
        return names + odd_pictures(Path(dataset.root, names[0]), Path(tempfile.mkdtemp(dir=folder)))

    def ask_once(model: Any, dataset: Dataset, temperature: float | None, should_stop: Callable[[], Any]) -> Any:
        key = (model.digest, temperature)
        if key not in said:
            said[key] = yield from ask(model, dataset, temperature, should_stop)
        return said[key]

    check.pictures_to_check = pictures
    export.ask_window = ask_once


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("runs", nargs="+", type=Path)
    parser.add_argument("--formats", default=",".join(FORMATS))
    parser.add_argument("--most", type=int, default=MOST, help="validation pictures")
    words = parser.parse_args()
    say = partial(print, flush=True)
    say(HEAD)
    with tempfile.TemporaryDirectory(prefix="exports ") as folder:
        with_odd_pictures(Path(folder), words.most)
        for run in words.runs:
            for form in words.formats.split(","):
                for precision in FORMATS[form].precisions:
                    say(row(run, form, precision, Path(folder)))


if __name__ == "__main__":
    main()
