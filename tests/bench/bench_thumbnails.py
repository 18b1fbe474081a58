"""How soon a folder's first thumbnails are there, and how smoothly its pictures scroll."""

import tempfile
from pathlib import Path

from measure import HYMENOPTERA, Figure, Options, Outcome, linked_photographs, window

SECONDS = 8
LEAST = 2000


def main(options: Options) -> Outcome:
    """Photographs of 500 x 375 pixels, many times over as hard links; the pictures are in the system's file cache."""
    title = "Thumbnails: the first ones, and scrolling"
    if not HYMENOPTERA.is_dir():
        return Outcome(title, missing=f"needs the pictures in {HYMENOPTERA}")
    pictures = max(LEAST, options.pictures)
    with tempfile.TemporaryDirectory(prefix="resnet studio ") as folder:
        root = str(linked_photographs(Path(folder), pictures))
        runs = [window("scrolled", folder=root, seconds=SECONDS) for _ in range(options.rounds)]

    def of(name: str) -> tuple[float, ...]:
        return tuple(run[name] for run in runs)

    return Outcome(
        title,
        f"{pictures} photographs, a window of 1440 x 900; {SECONDS} s of scrolling, 60 tiles a second",
        [
            Figure("dataset open, after the first paint", of("open_ms"), "ms"),
            Figure("first thumbnail, after that", of("first_ms"), "ms"),
            Figure("all in view", of("all_ms"), "ms"),
            Figure("heartbeat late, 99th percentile", of("p99_ms"), "ms", at_most=33),
            Figure("heartbeat late, worst", of("worst_ms"), "ms", at_most=60),
            Figure("tiles in view without a picture", of("empty"), "%"),
            Figure("thumbnails, as fast as they come", of("rate"), "a second"),
            Figure("one large preview", of("preview_ms"), "ms"),
        ],
    )
