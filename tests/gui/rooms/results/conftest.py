"""Answers for the pictures of a small dataset."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.runs.answered import Answered
from resnet_studio.core.runs.run import ModelInfo
from resnet_studio.core.runs.states import RunState
from resnet_studio.core.runs.summary import RunSummary
from resnet_studio.gui.engine.jobs import JobRunner
from resnet_studio.gui.theme.manager import install
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from resnet_studio.gui.why.maps import Maps
from resnet_studio.gui.work.explain import ExplainControl
from resnet_studio.gui.work.session import Session


@pytest.fixture(scope="session")
def dataset(colours: Path) -> Dataset:
    """Three classes of 12 pictures."""
    return scan(colours)


@pytest.fixture
def thumbnails(qapp: QApplication) -> ThumbnailLoader:
    """Decodes nothing until a picture is painted."""
    install(qapp)
    return ThumbnailLoader(qapp)


@pytest.fixture
def maps(silent_worker: Any, dataset: Dataset) -> Maps:
    """Where a ResNet-18 looked; nothing is computed but what a test answers."""
    control = ExplainControl(Session(silent_worker), JobRunner(silent_worker, silent_worker), silent_worker)
    maps = Maps(control, silent_worker, labelled=True)
    run = RunSummary(Path("/runs/one"), 0.0, None, "colours", RunState.FINISHED, 3, 2, 0.9, 1.0, 1, True)
    maps.set_run(run, ModelInfo(18, True, dataset.classes, 224, (0.5, 0.5, 0.5), (0.2, 0.2, 0.2)))
    return maps


@pytest.fixture(scope="session")
def answered(dataset: Dataset) -> Answered:
    """Answers for all pictures: the second of each class is taken for the next class."""
    pictures = dataset.pictures
    labels = np.array([picture.label for picture in pictures], np.int64)
    probabilities = np.full((len(pictures), 3), 0.05, np.float32)
    for index, label in enumerate(labels.tolist()):
        first = labels.tolist().index(label)
        sure = 0.55 + 0.02 * (index - first)
        said = (label + 1) % 3 if index == first + 1 else label
        probabilities[index] = (1 - sure) / 2
        probabilities[index, said] = sure
    return Answered(dataset.root, tuple(picture.path for picture in pictures), dataset.classes, labels, probabilities)
