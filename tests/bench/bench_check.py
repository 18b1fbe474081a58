"""A folder of photographs, checked from nothing: measured, compared with each other and kept, beside bare decoding."""

import os
import shutil
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from measure import HYMENOPTERA, Figure, Options, Outcome, interleaved, ratios

from resnet_studio.core.basics.places import HOME_VARIABLE
from resnet_studio.core.pictures.decode import decode
from resnet_studio.core.protocol.events import JobFinished
from resnet_studio.core.protocol.jobs.check import CheckPictures
from resnet_studio.engine.run_job import run_job

THREADS = 2


def main(options: Options) -> Outcome:
    """Both sides read the same files with as many threads. The check decodes fewer pixels where these suffice."""
    title = "Check of a folder of photographs"
    if not HYMENOPTERA.is_dir():
        return Outcome(title, missing=f"needs the pictures in {HYMENOPTERA}")
    files = [file for file in HYMENOPTERA.rglob("*.jpg") if file.is_file()]
    before = os.environ.get(HOME_VARIABLE)
    with tempfile.TemporaryDirectory(prefix="resnet studio ") as folder:
        os.environ[HOME_VARIABLE] = folder
        try:
            _checked(Path(folder))  # imports are not counted
            taken = interleaved(
                {"decoding": lambda _: _decoded(files), "check": lambda _: _checked(Path(folder))}, options.rounds
            )
        finally:
            os.environ.pop(HOME_VARIABLE)
            if before is not None:
                os.environ[HOME_VARIABLE] = before
    return Outcome(
        title,
        f"{len(files)} photographs of ants and bees, {THREADS} threads",
        [
            Figure("bare decoding", taken["decoding"], "s"),
            Figure("check, with comparing and keeping", taken["check"], "s"),
            Figure("speed of the check", ratios(taken["decoding"], taken["check"]), at_least=0.8),
        ],
    )


def _decoded(files: list[Path]) -> float:
    began = time.perf_counter()
    with ThreadPoolExecutor(THREADS) as threads:
        for _ in threads.map(decode, files):
            pass
    return time.perf_counter() - began


def _checked(home: Path) -> float:
    shutil.rmtree(home / "cache", ignore_errors=True)
    began = time.perf_counter()
    events = list(run_job(CheckPictures(str(HYMENOPTERA), threads=THREADS)))
    assert isinstance(events[-1], JobFinished), events[-1]
    return time.perf_counter() - began
