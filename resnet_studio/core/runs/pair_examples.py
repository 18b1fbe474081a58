"""For pairs of classes that are confused, a mistake and a picture of the class that it is taken for."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np

from resnet_studio.core.runs.answered import Answered

Pair = tuple[int, int]
"""True and predicted label."""


def pair_examples(answered: Answered, pairs: Iterable[Pair]) -> Mapping[Pair, tuple[Path, Path | None]]:
    """By pair, the surest mistake, and the picture of the other class that is most surely right, or least surely wrong;
    None where that class has no pictures."""

    def surest(true: int, said: int, *, wrong_too: bool = False) -> Path | None:
        where = np.flatnonzero((answered.labels == true) & ((answered.predicted == said) | wrong_too))
        if not len(where):
            return None
        return answered.absolute(int(where[answered.probabilities[where, said].argmax()]))

    found: dict[Pair, tuple[Path, Path | None]] = {}
    for true, said in pairs:
        mistake = surest(true, said)
        if mistake is not None:
            found[true, said] = (mistake, surest(said, said, wrong_too=True))
    return found
