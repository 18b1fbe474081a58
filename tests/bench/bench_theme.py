"""How long the window takes to change between light and dark."""

import tempfile
from pathlib import Path

from generated import generate
from measure import Figure, Options, Outcome, window

SWITCHES = 5


def main(options: Options) -> Outcome:
    """All six rooms, with a dataset and a run that has curves; each is switched to dark and back."""
    with tempfile.TemporaryDirectory(prefix="resnet studio ") as folder:
        root = str(generate(Path(folder), min(200, options.pictures)))
        runs = [window("themed", folder=root, switches=SWITCHES, depth=20, epochs=2) for _ in range(options.rounds)]
    return Outcome(
        "From light to dark and back",
        f"every room of a window of 1440 x 900, {2 * SWITCHES} changes each, until everything is painted",
        [
            Figure("one change, median", tuple(run["median_ms"] for run in runs), "ms", at_most=200),
            Figure("one change, worst", tuple(run["worst_ms"] for run in runs), "ms"),
        ],
    )
