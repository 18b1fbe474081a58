"""A folder with 60,000 pictures in the window, and with --full one with a million."""

import tempfile
from pathlib import Path

import numpy as np
from measure import HYMENOPTERA, Figure, Options, Outcome, linked_photographs, window
from PIL import Image

MANY, MOST = 60_000, 1_000_000
SECONDS = 20


def main(options: Options) -> Outcome:
    """Photographs of 500 x 375 pixels, many times over as hard links; the pictures are in the system's file cache."""
    title = "A large folder in the window"
    if not HYMENOPTERA.is_dir():
        return Outcome(title, missing=f"needs the pictures in {HYMENOPTERA}")
    figures: list[Figure] = []
    for pictures, open_s, memory_mb, label_ms in ((MANY, 3, 250, 33), (MOST, 30, 1000, None)):
        if pictures == MOST and not options.full:
            continue
        with tempfile.TemporaryDirectory(prefix="resnet studio ") as folder:
            root = str(linked_photographs(Path(folder), pictures))
            rounds = options.rounds if pictures == MANY else 1
            runs = [window("large", folder=root, seconds=SECONDS) for _ in range(rounds)]

        def of(name: str, runs: list[dict[str, float]] = runs) -> tuple[float, ...]:
            return tuple(run[name] for run in runs)

        figures += [
            Figure(f"{pictures:,} names read", of("scan_s"), "s"),
            Figure(f"{pictures:,} pictures open", of("open_s"), "s", at_most=open_s),
            Figure("heartbeat late while all is scrolled through, 99th percentile", of("p99_ms"), "ms", at_most=33),
            Figure("heartbeat late, worst", of("worst_ms"), "ms"),
            Figure("one label", of("label_ms"), "ms", at_most=label_ms),
            Figure("it is taken back, or made again", of("undo_ms"), "ms", at_most=label_ms),
            Figure("memory of the window", of("memory_mb"), "MB", at_most=memory_mb),
            Figure("memory of the window before that", of("empty_mb"), "MB"),
        ]
    figures += _checked() if options.full else []
    return Outcome(
        title, f"two classes, a window of 1440 x 900; {SECONDS} s from the first picture to the last", figures
    )


def _checked() -> list[Figure]:
    """The check takes minutes: with --full only, and once for each folder."""
    figures = []
    for name, made in (("different pictures", _different), ("photographs, most of them equal", linked_photographs)):
        with tempfile.TemporaryDirectory(prefix="resnet studio ") as folder:
            run = window("checked", folder=str(made(Path(folder), MANY)))
        memory, seconds = (run["memory_mb"],), (run["check_s"],)
        figures += [
            Figure(f"{MANY:,} {name}: memory of the window, scrolled and checked", memory, "MB", at_most=250),
            Figure(f"{MANY:,} {name}: opened and checked, scrolled meanwhile", seconds, "s"),
        ]
    return figures


def _different(folder: Path, pictures: int) -> Path:
    """Small pictures of two classes, of which no two look alike."""
    random = np.random.default_rng(0)
    for number in range(pictures):
        file = folder / f"class {number % 2}" / f"{number:06}.jpg"
        file.parent.mkdir(exist_ok=True)
        coarse = Image.fromarray(random.integers(0, 256, (6, 6, 3), np.uint8))
        coarse.resize((64, 48), Image.Resampling.BICUBIC).save(file, quality=70)
    return folder
