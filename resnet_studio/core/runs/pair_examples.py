"""For pairs of classes that are confused, a mistake and a picture of the class that it is taken for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from resnet_studio.core.pictures.value_scale import UNKNOWN_SCALE, ValueScale
from resnet_studio.core.runs.evaluation import Evaluation
from resnet_studio.core.runs.run import read_dataset

Pair = tuple[int, int]
"""True and predicted label."""


@dataclass(frozen=True, slots=True)
class PairExamples:
    """By pair, the surest mistake, and the picture of the other class that is most surely right, or least surely wrong;
    None where that class has no pictures."""

    pictures: Mapping[Pair, tuple[Path, Path | None]]
    scale: ValueScale = UNKNOWN_SCALE


def pair_examples(run: Path, evaluation: Path, pairs: Iterable[Pair]) -> PairExamples:
    """Find them among the measured pictures of a run.

    Raises:
        RunError, DatasetError: the answers or the record of the dataset cannot be read.
    """
    dataset, answers = read_dataset(run), Evaluation.read(evaluation)
    predicted = answers.probabilities.argmax(1) if len(answers.paths) else np.zeros(0, np.int64)

    def surest(true: int, said: int, *, wrong_too: bool = False) -> Path | None:
        where = np.flatnonzero((answers.labels == true) & ((predicted == said) | wrong_too))
        if not len(where):
            return None
        return dataset.root / answers.paths[int(where[answers.probabilities[where, said].argmax()])]

    found: dict[Pair, tuple[Path, Path | None]] = {}
    for true, said in pairs:
        mistake = surest(true, said)
        if mistake is not None:
            found[true, said] = (mistake, surest(said, said, wrong_too=True))
    return PairExamples(found, dataset.scale)
