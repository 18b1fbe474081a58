"""95 % intervals of figures of several classes hold the true figure in about 95 of 100 repetitions: simulated."""

import math
from collections.abc import Callable

import numpy as np
import pytest

from resnet_studio.core.runs.figures import Figure, Figures
from resnet_studio.engine.figures.calibration import Temperature
from resnet_studio.engine.figures.metrics import Measured, measure

pytestmark = [pytest.mark.long, pytest.mark.timeout(3000)]

TRIALS = 2000
CLASSES = 8
NAMES = ("top5", "balanced_accuracy", "macro_precision", "macro_f1", "roc_area", "pr_area")
NOISE = 0.012
"""Three standard deviations of the share of 2,000 trials that cover."""


def figures(pictures: int, lead: float, random: np.random.Generator) -> Figures:
    """Of answers for as many pictures of each class; their own class has a logit that is so much higher."""
    labels = np.arange(pictures) % CLASSES
    logits = random.normal(0, 1, (pictures, CLASSES))
    logits[np.arange(pictures), labels] += lead
    powers = np.exp(logits)
    probabilities = (powers / powers.sum(1, keepdims=True)).astype(np.float32)
    names = [str(label) for label in range(CLASSES)]
    return measure(Measured("test", 0.5), names, labels, probabilities, Temperature(None))


@pytest.mark.parametrize("pictures", [160, 2000])
@pytest.mark.parametrize("lead", [0.7, 2.5], ids=["often wrong", "often right"])
def test_intervals_of_several_classes_cover_the_truth_in_93_to_97_of_100_trials(
    lead: float, pictures: int, record_property: Callable[[str, object], None]
) -> None:
    true, random = figures(400_000, lead, np.random.default_rng(1)), np.random.default_rng([pictures, int(10 * lead)])
    held: dict[str, list[bool]] = {name: [] for name in NAMES}
    for _ in range(TRIALS):
        found = figures(pictures, lead, random)
        for name in NAMES:
            figure: Figure = getattr(found, name)
            low, high = figure.interval or (math.nan, math.nan)
            held[name].append(low <= getattr(true, name).value <= high)
    row = ", ".join(f"{name} {np.mean(held[name]):.1%}" for name in NAMES)
    print(f"{pictures} pictures, lead {lead}: {row}", flush=True)
    record_property("counts", f"{pictures} pictures, {true.top1.value:.0%} right: {row}")
    for name in NAMES:
        assert 0.93 - NOISE <= np.mean(held[name]) <= 0.97 + NOISE, f"{name}: {row}"
