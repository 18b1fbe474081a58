"""What half precision costs in accuracy: the same runs in float32 and in bfloat16."""

import statistics
from typing import Any

from measure import HYMENOPTERA, Figure, Options, Outcome, contend, lacking

CIFAR = HYMENOPTERA.with_name("cifar10_small")
NOISE = 1.5  # points: what the best of a few epochs varies by from seed to seed


def main(options: Options) -> Outcome:
    """Best top-1 over three seeds at least, in both precisions."""
    title = "bfloat16 against float32"
    if why := "needs --full" if not options.full else lacking(options):
        return Outcome(title, missing=why)
    cases: dict[str, dict[str, Any]] = {
        "hymenoptera, ResNet-18 frozen through layer3, 5 epochs": {
            "folder": str(HYMENOPTERA), "weights": str(options.weights), "freeze": "layer3", "epochs": 5,
        },
        "cifar10_small, ResNet-20 from scratch, 8 epochs": {"folder": str(CIFAR), "depth": 20, "epochs": 8},
    }  # fmt: skip
    figures = []
    for name, chosen in cases.items():
        top1: dict[str, tuple[float, ...]] = {}
        for precision in ("float32", "bfloat16"):
            runs = [contend("studio", **chosen, precision=precision, seed=s) for s in range(max(3, options.rounds))]
            top1[precision] = tuple(100 * run["top1"] for run in runs)
            figures.append(Figure(f"{name}, {precision}: best top-1", top1[precision], "%"))
        less = abs(statistics.mean(top1["float32"]) - statistics.mean(top1["bfloat16"]))
        figures.append(Figure("the means differ by", (less,), "points", at_most=NOISE))
    return Outcome(title, "batches of 32, AdamW, seeds 0, 1, 2 …", figures)
