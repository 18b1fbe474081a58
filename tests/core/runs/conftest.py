"""A run's folder that tests of runs share."""

from pathlib import Path

import pytest

from resnet_studio.core.basics.message import message
from resnet_studio.core.dataset.catalogue import Catalogue, Picture
from resnet_studio.core.dataset.dataset import Dataset, apply
from resnet_studio.core.dataset.findings import Finding, FindingKind
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.run import create_run
from tests.core.dataset.conftest import edits_of, plain_catalogues

__all__ = ["edits_of", "plain_catalogues"]


@pytest.fixture
def config() -> TrainConfig:
    """The settings of `run`."""
    return TrainConfig.build(depth=20)


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    """The dataset of `run`."""
    pictures = (Picture("train/ants/1.png", 0, "train", 10, 5), Picture("val/bees/2 ü.png", 1, "validation", 11, 6))
    findings = (Finding(FindingKind.OTHER, message("A finding.")),)
    return apply(Catalogue(tmp_path.absolute() / "ants-bees", ("ants", "bees"), pictures, findings))


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    """A folder of runs, which does not exist yet."""
    return tmp_path / "meine Läufe"


@pytest.fixture
def run(runs: Path, config: TrainConfig, dataset: Dataset) -> Path:
    """The folder of a run that has not begun."""
    return create_run(runs, config, dataset, name="first")
