"""Classes proposed for pictures that have none, from the labelled ones whose features are like theirs.

Kernel ridge regression on features of length 1: the weight of each labelled picture for another one grows with how
alike the two are. It needs no iterations, is done again after each label in a moment, and says without further
training what it would have answered for each labelled picture if that one had been left out (Rifkin & Lippert 2007).
Labels that were proposed and accepted count as those that were typed (0059).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from resnet_studio.core.basics.shares import wilson

Floats = NDArray[np.float64]
_F = TypeVar("_F", np.float32, np.float64)

FEWEST: Final = 2
"""Labelled pictures of each class, before anything is proposed."""
_MOST_LABELLED: Final = 1500  # that are compared with: the time grows with the cube
_MOST_CLASSES: Final = _MOST_LABELLED // FEWEST
_LEFT_OUT: Final = -2
_RIDGE: Final = (0.02, 0.1, 0.5)
_SHARPNESS: Final = tuple(float(2**power) for power in range(0, 7))


@dataclass(frozen=True)
class Proposals:
    """What is proposed.

    Attributes:
        classes: the names of all when this was learned.
        known: those that can be proposed, as indices: the columns of `chances`.
        paths: of pictures without a class, in the order of the features.
        chances: float32 `[N, K]`, how probable each of these classes is for each of them.
        right: of the labelled pictures, those that would have got their class if they had been left out.
        labelled: pictures that this was learned from.
    """

    classes: tuple[str, ...]
    known: tuple[int, ...]
    paths: tuple[str, ...]
    chances: NDArray[np.float32]
    right: int
    labelled: int

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the share of labelled pictures that are right when they are left out."""
        return wilson(self.right / self.labelled, self.labelled)

    @cached_property
    def labels(self) -> NDArray[np.int64]:
        """The most probable class of each picture, as an index into `classes`, int64 `[N]`."""
        found: NDArray[np.int64] = np.array(self.known, np.int64)[np.argmax(self.chances, axis=1)]
        return found

    @cached_property
    def certainty(self) -> NDArray[np.float32]:
        """How probable that class is, float32 `[N]`."""
        found: NDArray[np.float32] = np.max(self.chances, axis=1)
        return found

    def are_of(self, classes: Sequence[str]) -> bool:
        """Whether an index of a class still means the same among these: some are new, or one has another name."""
        known = classes[: len(self.classes)]
        renamed = sum(now != was for now, was in zip(known, self.classes, strict=False))
        return len(known) == len(self.classes) and renamed <= (len(classes) == len(self.classes))


def propose(
    paths: Sequence[str],
    features: NDArray[np.float32],
    label_of: Mapping[str, int],
    classes: Sequence[str],
    left_out: Collection[str] = (),
) -> Proposals | None:
    """What is proposed for the pictures that have no label; None while fewer than two classes have enough labels.

    Args:
        paths: of all pictures, and
        features: of them, as `units` gives them, float32 `[N, F]`.
        label_of: the class of each labelled picture, by its path.
        classes: their names; those without enough labelled pictures are never proposed, nor, of very many, those with
            the fewest.
        left_out: pictures of which nothing is learned, and for which nothing is proposed.
    """
    labels = np.fromiter((label_of.get(path, -1) for path in paths), np.int64, len(paths))
    if left_out:
        labels[[place for place, path in enumerate(paths) if path in left_out]] = _LEFT_OUT
    counts = np.bincount(labels[labels >= 0], minlength=len(classes))
    known = np.flatnonzero(counts >= FEWEST)
    known = np.sort(known[np.argsort(-counts[known], kind="stable")[:_MOST_CLASSES]])
    if len(known) < 2:
        return None
    open_ = np.flatnonzero(labels == -1)
    used = _chosen(labels, known)
    some = features[used]
    kernel = some @ some.T
    targets = (labels[used][:, None] == known[None, :]).astype(np.float64)
    weights = 1 / counts[labels[used]]  # a class with few pictures counts as much as one with many
    solution, scored = _best(kernel.astype(np.float64), targets, weights / weights.mean())
    answers = labels[used] == known[np.argmax(scored, axis=1)]
    sharpness = _sharpness(scored, targets)
    # One weight for each feature and class says the same as one for each labelled picture, and takes less memory.
    scores = (features @ (some.T @ solution).astype(np.float32))[open_]
    chances = _softmax(sharpness * scores)
    waiting = tuple(paths[index] for index in open_.tolist())
    return Proposals(tuple(classes), tuple(known.tolist()), waiting, chances, int(answers.sum()), len(used))


def spread(features: NDArray[np.float32], most: int) -> list[int]:
    """Indices of at most `most` pictures that differ much from each other, by their `units`, float32 `[N, F]`.

    Each is far from all before it.
    """
    if not len(features):
        return []
    nearest = features @ -features.mean(0)
    chosen = [int(np.argmin(nearest))]  # like most others
    nearest = features @ features[chosen[0]]
    while len(chosen) < min(most, len(features)):
        chosen.append(int(np.argmin(nearest)))
        nearest = np.maximum(nearest, features @ features[chosen[-1]])
        nearest[chosen] = np.inf
    return chosen


def units(features: NDArray[np.float32]) -> NDArray[np.float32]:
    """Features about their mean, of length 1, float32 `[N, F]`."""
    centred = features - features.mean(axis=0, keepdims=True)
    centred /= np.maximum(np.linalg.norm(centred, axis=1, keepdims=True), 1e-9)
    found: NDArray[np.float32] = centred
    return found


def _chosen(labels: NDArray[np.int64], known: NDArray[np.int64]) -> NDArray[np.int64]:
    """The labelled pictures that are compared with: all, or of each class as many as there is room for."""
    of_each = max(FEWEST, _MOST_LABELLED // len(known))
    members = [np.flatnonzero(labels == label) for label in known]
    return np.sort(np.concatenate([some[:: max(1, -(-len(some) // of_each))] for some in members]))


def _best(kernel: Floats, targets: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """The solution with the smallest error on pictures that are left out, and the answers for these."""
    found: list[tuple[float, Floats, Floats]] = []
    for ridge in _RIDGE:
        inverse = np.linalg.inv(kernel + np.diag(ridge / weights))
        solution = inverse @ targets
        left_out = targets - solution / np.diag(inverse)[:, None]
        found.append((float(np.sum(weights[:, None] * (targets - left_out) ** 2)), solution, left_out))
    _, solution, left_out = min(found, key=lambda one: one[0])
    return solution, left_out


def _sharpness(scores: Floats, targets: Floats) -> float:
    """How sharply scores become probabilities: as those of pictures that are left out say.

    As if one picture more of each class had not been found out, so that a few that are right make nothing certain.
    """
    count, classes = targets.shape
    said = (count * targets + 1) / (count + classes)
    losses = [-(np.log(np.maximum(1e-12, _softmax(by * scores))) * said).sum(axis=1).mean() for by in _SHARPNESS]
    return _SHARPNESS[int(np.argmin(losses))]


def _softmax(scores: NDArray[_F]) -> NDArray[_F]:
    raised: NDArray[_F] = np.exp(scores - scores.max(axis=1, keepdims=True))
    raised /= raised.sum(axis=1, keepdims=True)
    return raised
