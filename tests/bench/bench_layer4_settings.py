"""Settings of a training of layer4 and the head from hundreds of pictures, in docs/study.md."""

from typing import Any

from bench_study import lacking_for_study
from bench_thousands import compared
from measure import Options, Outcome

WAYS: dict[str, dict[str, Any]] = {
    "as proposed": {},
    "the head alone": {"freeze": "layer4"},
    "8 views": {"views": 8},
    "16 views": {"views": 16},
    "batches of 16": {"batch_size": 16},
    "batches of 64": {"batch_size": 64},
    "no weight decay": {"weight_decay": 0.0},
    "weight decay of 0.2": {"weight_decay": 0.2},
    "no random changes": {"augment": "none"},
    "strong random changes": {"augment": "strong"},
    "label smoothing": {"label_smoothing": 0.1},
    "MixUp of features": {"mixup": 0.2},
}
"""Settings, one changed at a time."""
PARTS: dict[str, dict[str, Any]] = {
    "cifar10_small": {"of": "cifar10_small", "per_class": 100},
    "digits": {"of": "digits", "per_class": 100},
    "caltech101_30": {"of": "caltech101_30", "classes": 20},
    "caltech101_30, 5 a class": {"of": "caltech101_30", "per_class": 5},
}
"""Sets with 800, 800, 400 and 404 pictures to learn from."""


def main(options: Options) -> Outcome:
    """Test accuracy and processor seconds of each way, a draw a round."""
    title = "Settings of layer4, from ImageNet weights, 224 px"
    if why := lacking_for_study(options):
        return Outcome(title, missing=why)
    figures = []
    for name, part in PARTS.items():
        shared = {"means": [], **({"augment": "documents"} if name == "digits" else {})}
        figures += compared(name, {way: shared | WAYS[way] for way in WAYS}, options, **part)
    return Outcome(title, "a fifth of the training part chooses the epoch; accuracies are of the test part", figures)
