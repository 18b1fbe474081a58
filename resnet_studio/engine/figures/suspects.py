"""Labels that may be wrong: ranked by the loss of predictions from heads that have not seen the label.

Each of five heads, multinomial logistic regressions on features, learns from four fifths of the pictures and predicts
the others. They do so twice: the second time they learn without the labels that were suspect the first time, which
finds about two in a hundred more. A label is suspect where the prediction is another class; the larger the loss, the
more suspect.
"""

import warnings
from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

FOLDS = 5
STRENGTHS = (0.1, 0.03, 0.01, 0.003, 0.001, 0.0001)
"""Candidates for scikit-learn's C, the inverse of L2 regularisation: with some hundreds of features and pictures, as
with thousands, the best is among them."""
MOST_TO_CHOOSE = 2_000  # pictures that are enough to choose the regularisation
_ITERATIONS = 200
_SMALLEST = 1e-12  # probability whose loss is the largest that is reported

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class OutOfSample:
    """What heads that have not seen a label predict for N pictures.

    Attributes:
        probabilities: float64 `[N, K]`; 0 for a class that the head of a picture's fold has not seen.
        losses: cross-entropy of the label in nats, float64 `[N]`.
        judged: whether the head knows the picture's class, bool `[N]`: a class with a single picture is not judged.
        suspects: indices of judged pictures whose most probable class is another one, the largest loss first.
    """

    probabilities: Floats
    losses: Floats
    judged: NDArray[np.bool_]
    suspects: NDArray[np.int64]


def out_of_sample(
    features: NDArray[np.float32], labels: Labels, classes: int, seed: int = 0
) -> Generator[tuple[int, int], None, OutOfSample]:
    """Predict each picture with a head that has not learned from it; yields how many heads are done, and of how many.

    Args:
        features: float32 `[N, F]`.
        labels: int64 `[N]`, with at least two classes that have two pictures.
        classes: K; labels are below.
        seed: of the folds.
    """
    work, done, most = _heads(features, labels, classes, seed), 0, 3 * len(STRENGTHS) + 2 * FOLDS
    while True:
        try:
            next(work)
        except StopIteration as end:
            found: OutOfSample = end.value
            return found
        done += 1
        yield done, max(done, most)  # few pictures have fewer folds


def _heads(
    features: NDArray[np.float32], labels: Labels, classes: int, seed: int
) -> Generator[None, None, OutOfSample]:
    folds = assign_folds(labels, seed)
    strength = yield from _best_strength(features, labels, classes, seed)
    everything = np.ones(len(labels), np.bool_)
    probabilities = yield from _predicted(features, labels, classes, folds, strength, everything)
    kept = _trusted(probabilities, labels)
    probabilities = yield from _predicted(features, labels, classes, folds, strength, kept)
    of_label = probabilities[np.arange(len(labels)), labels]
    judged = np.array([np.any((labels == label) & (folds != fold)) for label, fold in zip(labels, folds, strict=True)])
    losses = -np.log(np.maximum(of_label, _SMALLEST))
    differs = judged & (probabilities.argmax(1) != labels)
    order = np.argsort(-losses, kind="stable")
    return OutOfSample(probabilities, losses, judged, order[differs[order]].astype(np.int64))


def _trusted(probabilities: Floats, labels: Labels) -> NDArray[np.bool_]:
    """Which labels to learn from again: not those that another class is predicted for, at a loss above guessing.

    A class keeps all its labels where that would take half of them: it may be rare or hard, and must stay known.
    """
    of_label = probabilities[np.arange(len(labels)), labels]
    kept: NDArray[np.bool_] = (probabilities.argmax(1) == labels) | (of_label * probabilities.shape[1] >= 1)
    for label in np.unique(labels):
        members = labels == label
        if kept[members].mean() <= 0.5:
            kept[members] = True
    return kept


def assign_folds(labels: Labels, seed: int, folds: int = FOLDS) -> Labels:
    """The fold of each picture, int64 `[N]`: each class spread evenly over them, whatever its size.

    scikit-learn's StratifiedKFold refuses classes with fewer pictures than folds.
    """
    random = np.random.default_rng(seed)
    found = np.zeros(len(labels), np.int64)
    first = 0
    for label in np.unique(labels):
        members = random.permutation(np.flatnonzero(labels == label))
        found[members] = (first + np.arange(len(members))) % folds
        first += len(members)  # so that rare classes do not all miss the same fold
    return found


def _best_strength(
    features: NDArray[np.float32], labels: Labels, classes: int, seed: int
) -> Generator[None, None, float]:
    """The strongest regularisation whose loss out of sample is the least, up to one standard error.

    Weak regularisation learns wrong labels of the other folds by heart, and then ranks worse. Where there are many
    pictures, some are enough.
    """
    if len(labels) > MOST_TO_CHOOSE:
        some = np.random.default_rng(seed).permutation(len(labels))[:MOST_TO_CHOOSE]
        features, labels = features[some], labels[some]
    folds = assign_folds(labels, seed, 3)
    means, errors = [], []
    for strength in STRENGTHS:
        everything = np.ones(len(labels), np.bool_)
        probabilities = yield from _predicted(features, labels, classes, folds, strength, everything)
        of_label = probabilities[np.arange(len(labels)), labels]
        losses = -np.log(np.maximum(of_label[of_label > 0], _SMALLEST))
        means.append(losses.mean() if len(losses) else np.inf)
        errors.append(losses.std() / np.sqrt(max(1, len(losses))))
    best = int(np.argmin(means))
    return min(s for s, mean in zip(STRENGTHS, means, strict=True) if mean <= means[best] + errors[best])


def _predicted(
    features: NDArray[np.float32],
    labels: Labels,
    classes: int,
    folds: Labels,
    strength: float,
    kept: NDArray[np.bool_],
) -> Generator[None, None, Floats]:
    """Probabilities float64 `[N, K]` of each picture from a head that learned from what is kept of the other folds.

    Yields after each head.
    """
    probabilities = np.zeros((len(labels), classes))
    for fold in np.unique(folds):
        inside = folds == fold
        learned = ~inside & kept
        known = np.unique(labels[learned])
        if len(known) < 2:  # nothing to tell apart
            probabilities[np.ix_(inside, known)] = 1.0
            yield
            continue
        scaler = StandardScaler().fit(features[learned])
        head = LogisticRegression(C=strength, max_iter=_ITERATIONS)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # good enough to rank by
            head.fit(scaler.transform(features[learned]), labels[learned])
        probabilities[np.ix_(inside, head.classes_)] = head.predict_proba(scaler.transform(features[inside]))
        yield
    return probabilities
