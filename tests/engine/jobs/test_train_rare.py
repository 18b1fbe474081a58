"""Rare classes in training: weighed more, or seen more often."""

from pathlib import Path
from statistics import fmean

import numpy as np
import pytest
from PIL import Image

from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.protocol.events import Notice, Predictions
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.epoch_confusion import counts_of
from resnet_studio.core.runs.run import create_run
from resnet_studio.engine.jobs.train import SAMPLED, train


@pytest.fixture
def ten_to_one(tmp_path: Path) -> Dataset:
    """120 reddish and 12 greenish pictures to learn from, hard to tell apart, and 40 of each to check on."""
    random = np.random.default_rng(0)
    for channel, (name, count) in enumerate((("red", 120), ("green", 12))):
        for part, some in (("train", count), ("val", 40)):
            folder = tmp_path / "colours" / part / name
            folder.mkdir(parents=True)
            for number in range(some):
                pixels = random.normal(128, 20, (8, 8, 3))
                pixels[..., channel] += 6
                Image.fromarray(pixels.clip(0, 255).astype(np.uint8)).save(folder / f"{number}.png")
    return scan(tmp_path / "colours")


def recalls(dataset: Dataset, weights: Path, class_weights: str, folder: Path) -> tuple[list[float], list[object]]:
    """The recall of each class after ten epochs of the head, and what the run said."""
    config = TrainConfig.build(
        depth=20, weights=str(weights), freeze="layer3", augment="none", epochs=10, batch_size=16, learning_rate=0.1,
        class_weights=class_weights, device="cpu", precision="float32",
    )  # fmt: skip
    events = list(train(create_run(folder, config, dataset)))
    last = [event for event in events if isinstance(event, Predictions)][-1]
    counts = counts_of(np.array(last.cells, np.int32).reshape(-1, 3), len(dataset.classes))
    notices = [event.text for event in events if isinstance(event, Notice)]
    return (counts.diagonal() / counts.sum(axis=1)).tolist(), notices


def test_rare_classes_are_found_more_often_where_they_count_as_much(
    ten_to_one: Dataset, resnet20_weights: Path, tmp_path: Path
) -> None:
    balanced_accuracy = {}
    for kind in ("none", "balanced", "sampling"):
        found, notices = recalls(ten_to_one, resnet20_weights, kind, tmp_path / kind)
        balanced_accuracy[kind] = fmean(found)
        assert (SAMPLED in notices) == (kind == "sampling")
    assert balanced_accuracy["none"] < 0.6
    assert balanced_accuracy["balanced"] > balanced_accuracy["none"] + 0.15
    assert balanced_accuracy["sampling"] > balanced_accuracy["none"] + 0.15
