from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from resnet_studio.core.basics.errors import RunError
from resnet_studio.core.runs.evaluation import Evaluation

EVALUATION = Evaluation(
    paths=("ants/1.jpg", "bees/ü 2.jpg"),
    labels=np.array([0, 1]),
    probabilities=np.array([[0.75, 0.25], [0.5, 0.5]], np.float32),
    unreadable=("bees/3.jpg",),
    loss=0.4,
    top1=0.5,
)


def test_evaluation_comes_back_from_its_file(tmp_path: Path) -> None:
    file = tmp_path / "results" / "evaluation.npz"
    EVALUATION.write(file)
    read = Evaluation.read(file)
    assert (read.paths, read.unreadable, read.loss, read.top1) == (
        EVALUATION.paths, EVALUATION.unreadable, EVALUATION.loss, EVALUATION.top1,
    )  # fmt: skip
    assert read.labels.tolist() == [0, 1]
    assert read.probabilities.tolist() == EVALUATION.probabilities.tolist()


@pytest.mark.parametrize(
    "changed",
    [
        replace(EVALUATION, paths=("ants/1.jpg",)),
        replace(EVALUATION, labels=np.array([0, 2])),
        replace(EVALUATION, labels=np.array([-1, 0])),
        replace(EVALUATION, labels=np.array([0])),
    ],
)
def test_arrays_that_do_not_fit_together_are_refused(tmp_path: Path, changed: Evaluation) -> None:
    file = tmp_path / "evaluation.npz"
    changed.write(file)
    with pytest.raises(RunError, match="do not fit together"):
        Evaluation.read(file)
