"""Predicting a folder: how near to what decoding and network allow, and in how much memory."""

import sys
import tempfile
from pathlib import Path
from typing import Any

from generated import generate
from measure import HYMENOPTERA, Figure, Options, Outcome, script

_SMALL = 500


def main(options: Options) -> Outcome:
    """The job alone, as terminal and window use it. On a CPU, decoding and network share the cores."""
    copies = max(1, options.pictures // _SMALL)
    with tempfile.TemporaryDirectory(prefix="resnet studio ") as folder:
        small = generate(Path(folder), _SMALL)
        asked: dict[str, dict[str, Any]] = {
            f"ResNet-20, 32 px, {copies * _SMALL:,} pictures": {
                "folder": str(small), "depth": 20, "image_size": 32, "copies": copies,
            },
        }  # fmt: skip
        if HYMENOPTERA.is_dir():
            asked["ResNet-18, 224 px, photographs"] = {
                "folder": str(HYMENOPTERA), "depth": 18, "image_size": 224, "copies": 1,
            }  # fmt: skip
        figures = []
        for name, arguments in asked.items():
            runs = [script("predicting.py", **arguments) for _ in range(options.rounds)]
            limits = [1 / (1 / run["decoding"] + 1 / run["network"]) for run in runs]
            figures += [
                Figure(f"{name}: the job", tuple(run["job"] for run in runs), "/s"),
                Figure(f"{name}: limit", tuple(limits), "/s"),
                Figure(
                    f"{name}: share of the limit",
                    tuple(run["job"] / limit for run, limit in zip(runs, limits, strict=True)),
                    at_least=0.9,
                ),
            ]
            useful = tuple(run["useful"] for run in runs)
            figures.append(Figure(f"{name}: processor time that is decoding and network", useful))
            if sys.platform == "linux":
                grown = tuple(run["highest"] / run["early"] for run in runs if run["early"])
                figures.append(Figure(f"{name}: RssAnon, highest against after a tenth", grown, at_most=1.1))
    return Outcome("Predicting a folder", "CPU, batches of 16, from the first answer on", figures)
