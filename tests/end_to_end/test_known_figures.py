"""Published accuracies, reproduced through our own engine and command line."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from resnet_studio.core.dataset.loose_pictures import pictures_in
from resnet_studio.core.runs.run import ModelInfo
from resnet_studio.engine.answers.answers import answers
from resnet_studio.engine.answers.model import Model
from resnet_studio.engine.answers.score import Score
from resnet_studio.engine.inputs.normalise import MEAN, STD
from resnet_studio.engine.machine.devices import choose
from resnet_studio.engine.network.resnet import build
from resnet_studio.engine.weights.load import load_weights


@pytest.mark.parametrize(("depth", "published_error"), [(20, 0.0827), pytest.param(56, 0.0661, marks=pytest.mark.long)])
def test_published_cifar_weights_give_their_published_error(
    shared_data: Path, depth: int, published_error: float
) -> None:
    folder = shared_data / "cifar10_small" / "test"
    classes = sorted(path.name for path in folder.iterdir() if path.is_dir())
    files = [(picture, label) for label, name in enumerate(classes) for picture in pictures_in(folder / name)]
    network = build(depth, len(classes))
    load_weights(network, shared_data / "weights" / f"resnet{depth}_cifar10.th")
    names, labels = [str(path) for path, _ in files], np.array([label for _, label in files])
    compute, result = choose("cpu", "float32"), Score()

    info = ModelInfo(depth, True, tuple(classes), 32, MEAN, STD)
    model = Model(info, network.eval(), compute)
    for some in answers(model, model.source(names, labels)):
        assert not some.failures
        result.add(some)
    assert result.pictures == 1000
    assert abs((1 - result.top1) - published_error) <= 0.02


@pytest.mark.long  # in the window, test_window.py trains on fewer pictures
def test_frozen_resnet18_reaches_93_percent_on_ants_and_bees(
    shared_data: Path, imagenet_weights: Path, tmp_path: Path
) -> None:
    arguments = ["train", str(shared_data / "hymenoptera"), "--depth", "18", "--weights", str(imagenet_weights)]
    done = subprocess.run(
        [sys.executable, "-m", "resnet_studio", *arguments, "--freeze", "layer4", "--epochs", "5", "--json"],
        capture_output=True, text=True, encoding="utf-8", check=False, stdin=subprocess.DEVNULL,
        env=os.environ | {"RESNET_STUDIO_HOME": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    events = [json.loads(line) for line in done.stdout.splitlines()]
    assert events[0]["trainable"] == 2 * 512 + 2
    assert events[-1]["best_val_top1"] >= 0.93
