"""Pictures of classes that are confused."""

from pathlib import Path

import numpy as np

from resnet_studio.core.runs.answered import Answered
from resnet_studio.core.runs.pair_examples import pair_examples


def test_surest_mistake_and_the_best_picture_of_the_other_class_are_found() -> None:
    probabilities = [[0.4, 0.6, 0], [0.1, 0.9, 0], [0.2, 0.8, 0], [0.3, 0.7, 0], [0, 0, 1], [0.9, 0, 0.1]]
    names, root = ("b/1", "b/2", "g/1", "g/2", "r/1", "r/2"), Path("/pictures")
    answered = Answered(root, names, ("b", "g", "r"), np.array([0, 0, 1, 1, 2, 2]), np.array(probabilities, np.float32))
    found = pair_examples(answered, [(0, 1), (2, 0), (1, 2)])
    assert found == {(0, 1): (root / "b/2", root / "g/1"), (2, 0): (root / "r/2", root / "b/1")}
