"""All figures of a measurement: what they cost after a training, and of many pictures whose answers are kept."""

import tempfile
import time
from functools import partial
from pathlib import Path

import numpy as np
from measure import Figure, Options, Outcome, interleaved

from resnet_studio.core.runs.evaluation import Evaluation
from resnet_studio.engine.measuring.kept_figures import About, keep_figures


def main(options: Options) -> Outcome:
    """Temperature, figures, intervals and their file, of a validation part with these pictures and classes."""
    sizes = {"153 pictures, 2 classes": (153, 2), "10,000 pictures, 10 classes": (10_000, 10),
             "10,000 pictures, 200 classes": (10_000, 200)}  # fmt: skip
    contenders = {name: partial(_seconds, *size) for name, size in sizes.items()}
    taken = interleaved(contenders, options.rounds)
    limits = {"153 pictures, 2 classes": 1.0, "10,000 pictures, 10 classes": 5.0}
    figures = [Figure(name, values, "s", at_most=limits.get(name)) for name, values in taken.items()]
    return Outcome("Figures of a measurement", "answers in memory; the first round imports SciPy", figures)


def _seconds(pictures: int, classes: int, number: int) -> float:
    random = np.random.default_rng(number)
    labels = random.integers(0, classes, pictures)
    logits = random.normal(size=(pictures, classes)) * 2
    logits[np.arange(pictures), labels] += 4
    powers = np.exp(logits)
    probabilities = (powers / powers.sum(1, keepdims=True)).astype(np.float32)
    evaluation = Evaluation(tuple(map(str, range(pictures))), labels, probabilities, (), 1.0, 0.5)
    with tempfile.TemporaryDirectory(prefix="resnet studio ") as folder:
        of = About(Path(folder), "0", tuple(f"class {index}" for index in range(classes)), None, 1)
        began = time.perf_counter()
        list(keep_figures(of, "validation", evaluation, "0"))
        return time.perf_counter() - began
