"""From Train to the first sign of work, with pictures that the window has scanned and an engine that is warm."""

import tempfile
from pathlib import Path

from generated import generate
from measure import Figure, Options, Outcome, window


def main(options: Options) -> Outcome:
    """The real window presses Start, and waits for the first reported batch or preparation."""
    with tempfile.TemporaryDirectory(prefix="resnet studio ") as folder:
        root = str(generate(Path(folder), options.pictures))
        runs = [window("pressed", folder=root, depth=20, epochs=1) for _ in range(options.rounds)]
    beyond = tuple(run["first"] - run["batch"] for run in runs)
    return Outcome(
        "From Train to the first batch or preparation",
        f"{options.pictures:,} generated JPEGs, ResNet-20, 32 px, batches of 32, AdamW",
        [
            Figure("in all", tuple(run["first"] for run in runs), "s"),
            Figure("less one batch", beyond, "s", at_most=1),
            Figure("of it in the window's own thread", tuple(1000 * run["window"] for run in runs), "ms"),
        ],
    )
