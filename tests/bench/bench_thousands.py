"""What thousands of pictures gain from, in docs/study.md: which layers learn, and what is kept of a run.

It takes ten minutes for each way, set and round.
"""

from typing import Any

from bench_study import depth_of, lacking_for_study
from measure import Figure, Options, Outcome, script

ALL: dict[str, Any] = {"freeze": "none"}
LAYER4: dict[str, Any] = {"freeze": "layer3"}
LAYER3: dict[str, Any] = {"freeze": "layer2", "layer_decay": 0.3}
TOP_FIRST: dict[str, Any] = ALL | {"top_first": 0.67, "epochs": 6}
WAYS: dict[str, dict[str, Any]] = {
    "layer4 and head": LAYER4,
    "all, the top layers first": TOP_FIRST | {"label_smoothing": 0.1},
    "layer3 at 0.3 of the rate": LAYER3,
    "the same, BatchNorm of layer3 keeps its statistics": LAYER3 | {"kept_statistics": ["layer3"]},
    "layer3 at 0.5 of the rate": LAYER3 | {"layer_decay": 0.5},
    "label smoothing": LAYER4 | {"label_smoothing": 0.1},
    "half the rate": LAYER4 | {"learning_rate": 2.5e-4},
    "twice the rate": LAYER4 | {"learning_rate": 1e-3},
    "16 epochs": LAYER4 | {"epochs": 16},
    "8 views": LAYER4 | {"views": 8},
    "MixUp of features": LAYER4 | {"mixup": 0.2},
}
"""Ways to train on thousands of pictures; what is not named is as the program proposes."""
PARTS = (("caltech101_30", 0), ("cifar10_small", 0), ("caltech101_30", 10))
"""Sets, and pictures a class, 0 for all."""
FEWER: dict[str, dict[str, Any]] = {"all": ALL, "all, the top layers first": TOP_FIRST}
"""Ways to have everything learn from hundreds."""


def main(options: Options) -> Outcome:
    """Test accuracy and processor seconds of each way, a seed a round."""
    title = "Thousands of pictures, from ImageNet weights, 224 px"
    if why := lacking_for_study(options):
        return Outcome(title, missing=why)
    figures = [
        figure for part in PARTS for figure in compared(f"{part[0]}, {part[1] or 'all'} a class", WAYS, options, *part)
    ]
    figures += compared("20 classes of caltech101_30", FEWER, options, "caltech101_30", classes=20)
    return Outcome(title, "a fifth of the training part chooses the epoch; accuracies are of the test part", figures)


def compared(
    name: str, ways: dict[str, dict[str, Any]], options: Options, of: str, per_class: int = 0, classes: int = 0
) -> list[Figure]:
    shared: dict[str, Any] = {"of": of, "per_class": per_class, "classes": classes}
    shared |= {"weights": str(options.weights), "depth": depth_of(options)}
    figures = []
    for way, chosen in ways.items():
        runs = [script("thousands.py", **shared, **chosen, seed=seed) for seed in range(options.rounds)]
        for what in runs[0]:
            values, unit = tuple(run[what] for run in runs), "s" if what == "processor" else "%"
            figures.append(Figure(f"{name}, {way}, {what}", values, unit))
    return figures
