"""Folders of photographs, checked from nothing: measured, compared with each other and kept, beside bare decoding."""

import os
import random
import shutil
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from measure import HYMENOPTERA, Figure, Options, Outcome, interleaved, ratios, window
from PIL import Image, ImageOps

from resnet_studio.core.basics.places import HOME_VARIABLE
from resnet_studio.core.protocol.events import JobFinished
from resnet_studio.core.protocol.jobs.check import CheckPictures
from resnet_studio.engine.run_job import run_job

THREADS = 2
MANY = 10_000
USUAL, LARGE = 300, 60
NOISE = 4.0
"""Standard deviation of what a sensor adds to enlarged pictures: with it they take about 2 bits a pixel, as from
telephones; smooth ones would be decoded too quickly."""
SMALL_PHOTOGRAPHS = HYMENOPTERA.parent / "caltech101_30"


def main(options: Options) -> Outcome:
    """Both sides read the same files with as many threads or processes. Bare decoding is Pillow's, of all pixels; the
    check decodes fewer of them where these suffice."""
    title = "Check of a folder of photographs"
    if not HYMENOPTERA.is_dir():
        return Outcome(title, missing=f"needs the pictures in {HYMENOPTERA}")
    before = os.environ.get(HOME_VARIABLE)
    figures = []
    with tempfile.TemporaryDirectory(prefix="resnet studio ") as folder:
        home = Path(folder) / "home"
        os.environ[HOME_VARIABLE] = str(home)
        try:
            _checked(HYMENOPTERA, home)  # imports are not counted
            for name, root in _sets(Path(folder), options.full).items():
                figures += _figures(name, root, home, options.rounds)
            figures += _beside(Path(folder) / "crops", options.rounds)
        finally:
            os.environ.pop(HOME_VARIABLE)
            if before is not None:
                os.environ[HOME_VARIABLE] = before
    return Outcome(
        title, f"{THREADS} threads; crops have 60 % of a photograph's pixels; large ones are enlarged", figures
    )


def _sets(folder: Path, full: bool) -> dict[str, Path]:
    sets = {
        "crops of ants and bees": _made(folder / "crops", MANY),
        "ants and bees": HYMENOPTERA,
        "of 2 megapixels": _made(folder / "usual", USUAL, (1600, 1200)),
    }
    if SMALL_PHOTOGRAPHS.is_dir():
        sets["small photographs (Caltech-101)"] = SMALL_PHOTOGRAPHS
    return sets | ({"of 12 megapixels": _made(folder / "large", LARGE, (4000, 3000))} if full else {})


def _figures(name: str, root: Path, home: Path, rounds: int) -> list[Figure]:
    files = [file for file in root.rglob("*.jpg") if file.is_file()]
    taken = interleaved({"bare": lambda _: _decoded(files), "check": lambda _: _checked(root, home)}, rounds)
    return [
        Figure(f"{len(files)} {name}: bare decoding", taken["bare"], "s"),
        Figure(f"{len(files)} {name}: check, with comparing and keeping", taken["check"], "s"),
        Figure(f"{len(files)} {name}: speed of the check", ratios(taken["bare"], taken["check"]), at_least=0.8),
    ]


def _beside(root: Path, rounds: int) -> list[Figure]:
    runs = [window("checked", folder=str(root)) for _ in range(rounds)]

    def of(name: str) -> tuple[float, ...]:
        return tuple(run[name] for run in runs)

    return [
        Figure("the same crops in the window, scrolled meanwhile: opened and checked", of("check_s"), "s"),
        Figure("heartbeat of the window late meanwhile, 99th percentile", of("p99_ms"), "ms", at_most=33),
        Figure("heartbeat late, worst", of("worst_ms"), "ms"),
    ]


def _made(folder: Path, count: int, size: tuple[int, int] | None = None) -> Path:
    """Photographs of ants and bees, each cropped elsewhere, half of them mirrored, enlarged to `size` if that is given,
    and compressed in three qualities."""
    sources = sorted(file for file in HYMENOPTERA.rglob("*.jpg") if file.is_file())
    for place, source in enumerate(sources[:count]):
        target = folder / source.parent.name
        target.mkdir(parents=True, exist_ok=True)
        with Image.open(source) as opened:
            whole = opened.convert("RGB")
        for number in range(place, count, len(sources)):
            draw = random.Random(number)
            width, height = (round(side * 0.6**0.5) for side in whole.size)
            left, top = draw.randint(0, whole.width - width), draw.randint(0, whole.height - height)
            picture = whole.crop((left, top, left + width, top + height))
            picture = ImageOps.mirror(picture) if draw.random() < 0.5 else picture
            picture = _enlarged(picture, size, number) if size else picture
            picture.save(target / f"{number:05}.jpg", quality=draw.choice((85, 90, 95)))
    return folder


def _enlarged(picture: Image.Image, size: tuple[int, int], seed: int) -> Image.Image:
    """With a sensor's noise."""
    values = np.asarray(picture.resize(size, Image.Resampling.BICUBIC), np.float32)
    noise = np.random.default_rng(seed).normal(0, NOISE, (*values.shape[:2], 1)).astype(np.float32)
    return Image.fromarray((values + noise).clip(0, 255).astype(np.uint8))


def _decode(file: Path) -> None:
    with Image.open(file) as picture:
        picture.load()


def _decoded(files: list[Path]) -> float:
    began = time.perf_counter()
    with ThreadPoolExecutor(THREADS) as threads:
        for _ in threads.map(_decode, files):
            pass
    return time.perf_counter() - began


def _checked(root: Path, home: Path) -> float:
    shutil.rmtree(home / "cache", ignore_errors=True)
    began = time.perf_counter()
    events = list(run_job(CheckPictures(str(root), threads=THREADS)))
    assert isinstance(events[-1], JobFinished), events[-1]
    return time.perf_counter() - began
