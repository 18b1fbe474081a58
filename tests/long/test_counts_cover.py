"""Intervals of counts by class hold the true counts in about 95 of 100 repetitions: simulated, with a table."""

from collections.abc import Callable

import numpy as np
import pytest

from resnet_studio.engine.figures import counting
from resnet_studio.engine.figures.counting import count_classes

pytestmark = [pytest.mark.long, pytest.mark.timeout(3000)]

TRIALS = 200
UNSURE = 0.1  # of the answers
LEAST = 0.86
"""Share that must cover with 10 held-back pictures of each class; with 75 it is 0.88, the lowest of many."""


def confusion(classes: int, accuracy: float, random: np.random.Generator) -> np.ndarray:
    """How often each class gets each answer, the last one "not sure"."""
    table = np.zeros((classes, classes + 1))
    for label in range(classes):
        others = [other for other in range(classes) if other != label]
        table[label, label] = accuracy * (1 - UNSURE / 2)
        table[label, others] = (1 - accuracy) * (1 - UNSURE) * random.dirichlet(np.full(classes - 1, 0.5))
        table[label, classes] = 1 - table[label].sum()
    return table


def covered(
    table: np.ndarray, known: int, shares: tuple[float, ...], pictures: int, random: np.random.Generator
) -> np.ndarray:
    """Which classes' intervals hold their counts, in each trial."""
    true = np.round(np.array(shares) * pictures).astype(int)
    true[0] += pictures - true.sum()
    held = []
    for _ in range(TRIALS):
        seen = np.array([random.multinomial(known, row) for row in table])
        answered = np.sum([random.multinomial(count, row) for count, row in zip(true, table, strict=True)], 0)
        found = count_classes(seen, answered, random)
        held.append([one.low <= count <= one.high for one, count in zip(found, true, strict=True)])
    return np.mean(held, 0)


@pytest.mark.parametrize("accuracy", [0.8, 0.9, 0.99])
def test_counts_cover_the_truth_in_95_of_100_trials(
    accuracy: float, record_property: Callable[[str, object], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "_DRAWS", 300)
    random = np.random.default_rng(5)
    for shares in ((0.5, 0.5), (0.9, 0.1), (1.0, 0.0), (0.2,) * 5, (0.6, 0.2, 0.1, 0.08, 0.02)):
        table = confusion(len(shares), accuracy, random)
        for known in (10, 75):
            for pictures in (20, 400):
                found = covered(table, known, shares, pictures, random)
                row = f"{accuracy:.0%} right, {known} held back, {pictures} pictures, shares {shares}: " + ", ".join(
                    f"{share:.0%}" for share in found
                )
                print(row, flush=True)
                record_property("counts", row)
                assert found.min() >= (LEAST if known == 10 else 0.88), row
