"""Mixed pictures, and less work in a step, where everything learns: a table of docs/study.md."""

from typing import Any

from bench_scratch import whole_run
from bench_study import lacking_for_study
from measure import Figure, Options, Outcome

WAYS: dict[str, dict[str, Any]] = {
    "as proposed": {},
    "MixUp of 0.2": {"mixup": 0.2},
    "CutMix of 1": {"cutmix": 1.0},
    "stochastic depth of 0.2": {"drop": 0.2},
    "early layers every other step": {"early": 5},
    "the same, three quarters of the epochs": {"early": 5, "fewer": True},
}
"""Five units are the stem and the first half of the blocks of ResNet-18 and ResNet-20."""
FINE_TUNED = {"depth": 18, "freeze": "none", "epochs": 8}


def main(options: Options) -> Outcome:
    """Top-1 on the test part and processor seconds until the model is trained, a seed a round."""
    title = "Mixed pictures, and less work in a step: ResNet-18 fine-tuned, ResNet-20 from scratch, one thread"
    if why := lacking_for_study(options):
        return Outcome(title, missing=why)
    kinds = {
        "hymenoptera": FINE_TUNED | {"weights": str(options.weights)},
        "cifar10_small": {"depth": 20, "epochs": 12},
    }
    figures = []
    for of, kind in kinds.items():
        for way, chosen in WAYS.items():
            runs = [_run(of, kind, chosen, seed) for seed in range(options.rounds)]
            figures.append(Figure(f"{of}, {way}", tuple(100 * run["top1"] for run in runs), "%"))
            figures.append(Figure("its processor time", tuple(run["processor"] for run in runs), "s"))
    return Outcome(title, "a fifth of each part chooses the epoch; top-1 is of the test parts", figures)


def _run(of: str, kind: dict[str, Any], way: dict[str, Any], seed: int) -> dict[str, Any]:
    chosen = kind | way
    if chosen.pop("fewer", False):
        chosen["epochs"] = chosen["epochs"] * 3 // 4
    return whole_run((of, 0, False), seed, chosen, ("less_work.py",))
