"""Proposals as the window controls them: for which datasets, tried again after a failure, and by better features."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.message import message
from resnet_studio.core.dataset.catalogue import UNLABELLED, Catalogue, Picture
from resnet_studio.core.dataset.class_edits import AddClass
from resnet_studio.core.dataset.dataset import Dataset, apply
from resnet_studio.core.dataset.picture_edits import ClearLabels, MovePictures
from resnet_studio.core.dataset.propose import units
from resnet_studio.core.protocol.events import JobFailed, JobFinished
from resnet_studio.core.protocol.jobs.features import DescribePictures, PicturesDescribed
from resnet_studio.core.runs.features import PictureFeatures
from resnet_studio.gui.engine.jobs import JobRunner
from resnet_studio.gui.engine.status import EngineState
from resnet_studio.gui.work.proposing import ProposingControl
from resnet_studio.gui.work.session import Session

PATHS = tuple(f"{number}.png" for number in range(12))


@pytest.fixture
def heap() -> Dataset:
    """Twelve pictures of two classes, of which two of each are labelled."""
    pictures = tuple(Picture(path, UNLABELLED, "train", 5, 6) for path in PATHS)
    edits = (AddClass("a"), AddClass("b"), MovePictures(PATHS[:2], "a"), MovePictures(PATHS[-2:], "b"))
    return apply(Catalogue(Path("/pictures"), (), pictures), edits)


@pytest.fixture
def control(qtbot: QtBot, silent_worker: Any) -> ProposingControl:
    control = ProposingControl(Session(), JobRunner(silent_worker))
    silent_worker.report(EngineState.READY)
    return control


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The features of the heap: those of the first half differ from the others."""
    values = np.random.default_rng(1).normal(size=(12, 8)).astype(np.float32)
    values[:6] += 5
    PictureFeatures(tuple(f"5 6 {path}" for path in PATHS), values).write(tmp_path / "features.npz")
    return tmp_path / "features.npz"


def describe(control: ProposingControl, worker: Any, file: Path, qtbot: QtBot, depth: int = 18) -> None:
    worker.tell(PicturesDescribed("/pictures", str(file), depth))
    worker.tell(JobFinished())
    qtbot.waitUntil(lambda: not control.busy and not control.renewing)


def test_classes_are_proposed_and_again_after_a_label(
    control: ProposingControl, silent_worker: Any, heap: Dataset, file: Path, qtbot: QtBot
) -> None:
    control._session.set_dataset(heap)
    control.want()
    describe(control, silent_worker, file, qtbot)
    assert control.proposals is not None
    assert control.proposals.paths == PATHS[2:-2]
    assert control.proposals.labels.tolist() == [0] * 4 + [1] * 4
    control._session.edit_dataset(MovePictures((PATHS[2],), "a"))
    qtbot.waitUntil(lambda: not control.renewing)
    assert control.proposals.paths == PATHS[3:-2]


def test_dataset_in_which_all_have_a_class_is_described_once_one_has_none(
    control: ProposingControl, silent_worker: Any, heap: Dataset
) -> None:
    control._session.set_dataset(heap.with_edit(MovePictures(PATHS[2:-2], "a")))
    control.want()
    assert not silent_worker.submitted
    control._session.edit_dataset(ClearLabels((PATHS[4],)))
    control.want()
    assert [type(job) for job in silent_worker.submitted.values()] == [DescribePictures]


def test_what_failed_is_tried_again_when_a_person_comes_back_and_not_after_each_edit(
    control: ProposingControl, silent_worker: Any, heap: Dataset
) -> None:
    control._session.set_dataset(heap)
    control.want()
    silent_worker.tell(JobFailed(message("The folder is gone."), ""))
    assert control.problem is not None
    control.want()
    assert len(silent_worker.submitted) == 1
    control.want(again=True)
    assert len(silent_worker.submitted) == 2
    assert control.problem is None


def test_pictures_compared_by_colours_are_compared_again_by_weights_that_have_come(
    control: ProposingControl, silent_worker: Any, heap: Dataset, file: Path, qtbot: QtBot
) -> None:
    control._session.set_dataset(heap)
    control.want()
    describe(control, silent_worker, file, qtbot, depth=0)
    control.compare_better()
    assert len(silent_worker.submitted) == 2
    describe(control, silent_worker, file, qtbot, depth=18)
    control.compare_better()
    assert len(silent_worker.submitted) == 2


def test_failure_is_said_and_not_that_labels_are_missing(
    control: ProposingControl, silent_worker: Any, heap: Dataset, file: Path, qtbot: QtBot
) -> None:
    control._session.set_dataset(heap)
    control.want()
    file.write_bytes(b"damaged")
    describe(control, silent_worker, file, qtbot)
    assert control.problem is not None
    values = units(np.random.default_rng(1).normal(size=(12, 8)).astype(np.float32))
    control.problem, control._features = None, (PATHS, values[:5])
    control._propose()
    qtbot.waitUntil(lambda: not control.renewing)
    assert control.problem is not None
    assert control.proposals is None
