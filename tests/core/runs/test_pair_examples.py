"""Pictures of classes that are confused."""

from pathlib import Path

import numpy as np

from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.evaluation import Evaluation
from resnet_studio.core.runs.pair_examples import pair_examples
from resnet_studio.core.runs.run import create_run


def test_surest_mistake_and_the_best_picture_of_the_other_class_are_found(tmp_path: Path, colours: Path) -> None:
    run = create_run(tmp_path, TrainConfig.build(depth=20), scan(colours))
    probabilities = [[0.4, 0.6, 0], [0.1, 0.9, 0], [0.2, 0.8, 0], [0.3, 0.7, 0], [0, 0, 1], [0.9, 0, 0.1]]
    file = tmp_path / "evaluation.npz"
    names = ("b/1", "b/2", "g/1", "g/2", "r/1", "r/2")
    Evaluation(names, np.array([0, 0, 1, 1, 2, 2]), np.array(probabilities, np.float32), (), 0.5, 0.5).write(file)
    found = pair_examples(run, file, [(0, 1), (2, 0), (1, 2)]).pictures
    assert found == {(0, 1): (colours / "b/2", colours / "g/1"), (2, 0): (colours / "r/2", colours / "b/1")}
