"""What became of the head when weights were loaded, and how the report says it."""

from pathlib import Path

import pytest
import torch
from torch import Tensor

from resnet_studio.core.runs.run import ModelInfo
from resnet_studio.engine.network.resnet import build
from resnet_studio.engine.weights.load import load_weights
from resnet_studio.engine.weights.report import Head

pytestmark = pytest.mark.usefixtures("in_this_process")

State = dict[str, Tensor]


@pytest.fixture(scope="module")
def state() -> State:
    return build(20, 4).state_dict()


NAMES = ("ants", "bees", "cats", "dogs")


@pytest.mark.parametrize(
    ("known", "sentence"),
    [
        ({}, " The head is new because the file does not say which 4 classes it knows."),
        (
            {"classes": ["a", "b", "c", "d"]},
            " The head is new because the file's classes are not those of the dataset.",
        ),
        ({"classes": list(NAMES[::-1])}, " The head is new because the file's classes are not those of the dataset."),
        ({"classes": list(NAMES)}, ""),
        ({"class_to_idx": {name: index for index, name in enumerate(NAMES)}}, ""),
    ],
)
def test_head_is_kept_only_for_the_same_classes(
    state: State, known: dict[str, object], sentence: str, tmp_path: Path
) -> None:
    torch.save({"state_dict": state, **known}, tmp_path / "w.pth")
    network = build(20, 4)
    report = load_weights(network, tmp_path / "w.pth", classes=NAMES)
    count = "95 of 97" if sentence else "All 97"
    assert str(report.describe()) == f"{count} sets of weights were taken from the file.{sentence}"
    assert torch.equal(network.fc.weight, state["fc.weight"]) == (not sentence)


def test_head_of_a_run_is_kept_for_its_classes(state: State, tmp_path: Path) -> None:
    ModelInfo(20, True, NAMES, 32, (0.5,) * 3, (0.25,) * 3).write(tmp_path)
    torch.save(state, tmp_path / "best.pt")
    assert load_weights(build(20, 4), tmp_path / "best.pt", classes=NAMES).head is Head.KEPT
    assert load_weights(build(20, 4), tmp_path / "best.pt", classes=NAMES[::-1]).head is Head.OTHER_CLASSES


@pytest.mark.parametrize("head", ["fc.1", "classifier", "classifier.1", "last_linear", "head.fc", "head.0"])
def test_head_of_any_usual_name_is_a_head(state: State, head: str) -> None:
    renamed = {name.replace("fc.", f"{head}."): tensor for name, tensor in state.items()}
    assert str(load_weights(build(20, 4), renamed).describe()) == "All 97 sets of weights were taken from the file."
    assert "the file has 4 classes and the dataset has 2" in str(load_weights(build(20, 2), renamed).describe())


def test_head_of_several_layers_is_replaced_and_none_of_them_is_called_unused(state: State) -> None:
    layers = {"fc.0.weight": torch.ones(32, 64), "fc.0.bias": torch.ones(32), "fc.2.weight": torch.ones(4, 32)}
    body = {name: tensor for name, tensor in state.items() if not name.startswith("fc.")}
    report = load_weights(build(20, 4), body | layers)
    assert str(report.describe()) == (
        "95 of 97 sets of weights were taken from the file. "
        "The head is new because that of the file is built differently."
    )
