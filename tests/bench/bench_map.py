"""The map of pictures: how long its places take, of features that are there."""

import time

import numpy as np
from measure import Figure, Options, Outcome, interleaved

from resnet_studio.engine.figures.arrange import by_neighbours, by_variance

PICTURES, FEATURES, CLASSES = 2000, 512, 10


def main(options: Options) -> Outcome:
    """PCA and t-SNE of as many pictures as a person waits for."""
    random = np.random.default_rng(0)
    middles = random.normal(size=(CLASSES, FEATURES))
    labels = random.integers(0, CLASSES, PICTURES)
    values = np.maximum(0, middles[labels] + random.normal(size=(PICTURES, FEATURES))).astype(np.float32)
    by_variance(values[:50])  # imports scikit-learn
    places = {"PCA": by_variance, "t-SNE": by_neighbours}

    def timed(name: str, _round: int) -> float:
        began = time.perf_counter()
        places[name](values)
        return time.perf_counter() - began

    taken = interleaved({name: lambda number, name=name: timed(name, number) for name in places}, options.rounds)
    limits = {"PCA": 1.0, "t-SNE": 20.0}
    return Outcome(
        f"Map of {PICTURES:,} pictures",
        f"{FEATURES} features each",
        [Figure(name, values, "s", at_most=limits[name]) for name, values in taken.items()],
    )
