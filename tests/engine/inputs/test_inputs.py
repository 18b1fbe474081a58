"""A frozen part that is computed once gives the training that it would have given at every step."""

import dataclasses
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.protocol.commands import Halt
from resnet_studio.core.protocol.events import (
    BatchEnd,
    EpochEnd,
    Event,
    Notice,
    Phase,
    Progress,
    RunFinished,
    RunStopped,
)
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.run import create_run
from resnet_studio.engine.inputs import inputs
from resnet_studio.engine.inputs.features import FeatureStores, features_folder
from resnet_studio.engine.inputs.frozen import FrozenPart
from resnet_studio.engine.inputs.inputs import PictureInputs
from resnet_studio.engine.jobs import train as module
from resnet_studio.engine.jobs.train import train
from resnet_studio.engine.network.resnet import build

Start = Callable[..., list[Event]]


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test begins as a fresh engine does."""
    monkeypatch.setattr(inputs, "STORES", FeatureStores())


@pytest.fixture
def start(tmp_path: Path, resnet20_weights: Path, colours: Path) -> Start:
    """Train a ResNet-20 of which layer2 and what is below are frozen, from weights in a file; its events."""

    def run(folder: Path = colours, should_stop: Any = lambda: None, **chosen: Any) -> list[Event]:
        settings = {"depth": 20, "weights": str(resnet20_weights), "freeze": "layer2", "epochs": 3, "batch_size": 8}
        settings |= {"device": "cpu", "precision": "float32", "learning_rate": 1e-3, **chosen}
        return list(train(create_run(tmp_path / "runs", TrainConfig.build(**settings), scan(folder)), should_stop))

    return run


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many pictures the frozen part was asked for, each time."""
    counts: list[int] = []
    compute = FrozenPart.__call__

    def counting(self: FrozenPart, images: Tensor) -> Tensor:
        counts.append(len(images))
        return compute(self, images)

    monkeypatch.setattr(FrozenPart, "__call__", counting)
    return counts


@pytest.fixture(params=["memory", "disk", "neither"])
def place(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Where features may be kept."""
    name: str = request.param
    monkeypatch.setenv("RESNET_STUDIO_MEMORY_CACHE", "100" if name == "memory" else "0")
    monkeypatch.setenv("RESNET_STUDIO_DISK_CACHE", "0" if name == "neither" else "100")
    return name


def losses(events: list[Event]) -> list[float]:
    assert isinstance(events[-1], RunFinished), events[-1]
    return [loss for end in events if isinstance(end, EpochEnd) for loss in (end.train_loss, end.val_loss)]


@pytest.mark.parametrize("freeze", ["layer2", "layer3"])
@pytest.mark.parametrize(("precision", "tolerance"), [("float32", 1e-3), ("bfloat16", 3e-2)])
def test_cached_and_uncached_training_have_the_same_losses(
    start: Start, place: str, freeze: str, precision: str, tolerance: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = {"freeze": freeze, "precision": precision, "augment": "none"}
    cached = losses(start(**settings))
    monkeypatch.setattr(module, "inputs_for", PictureInputs)  # every layer at every step
    assert cached == pytest.approx(losses(start(**settings)), rel=tolerance, abs=tolerance / 10)
    assert len(cached) == 6


def test_where_features_are_kept_changes_nothing(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    told = []
    for memory, disk in (("100", "0"), ("0", "100"), ("0", "0")):
        monkeypatch.setenv("RESNET_STUDIO_MEMORY_CACHE", memory)
        monkeypatch.setenv("RESNET_STUDIO_DISK_CACHE", disk)
        told.append(losses(start(views=2)))
    assert told[0] == pytest.approx(told[1], rel=1e-5)
    assert told[0] == pytest.approx(told[2], rel=1e-5)


def test_each_view_is_computed_once_and_epochs_go_round_them(start: Start, asked: list[int]) -> None:
    events = start(views=2, epochs=5)
    assert sum(asked) == 30 * 2 + 6
    preparing = [event for event in events if isinstance(event, Progress) and event.done == 0]
    assert preparing == [Progress(Phase.PREPARING, 0, 36), Progress(Phase.PREPARING, 0, 30, view=2, views=2)]


def test_without_augmentation_there_is_one_view(start: Start, asked: list[int]) -> None:
    start(views=4, augment="none")
    assert sum(asked) == 36


def test_other_head_settings_use_what_is_there(start: Start, place: str, asked: list[int]) -> None:
    start(views=2)
    asked.clear()
    start(views=2, learning_rate=1e-2, optimizer="sgd", batch_size=5, label_smoothing=0.1, class_weights="balanced")
    assert bool(asked) == (place == "neither")


@pytest.mark.parametrize(
    "change",
    [{"freeze": "layer1"}, {"augment": "strong"}, {"seed": 7}, {"image_size": 40}, {"precision": "bfloat16"}],
)
def test_what_features_follow_from_makes_them_anew(
    start: Start, asked: list[int], change: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RESNET_STUDIO_MEMORY_CACHE", "0")
    start()
    asked.clear()
    start(**change)
    assert sum(asked) == 30 * 2 + 6


def test_a_picture_that_changed_or_other_weights_make_them_anew(
    start: Start, asked: list[int], copied_colours: Path, tmp_path: Path
) -> None:
    start(copied_colours)
    asked.clear()
    shutil.copyfile(copied_colours / "red" / "red 1.png", copied_colours / "red" / "red 2.png")
    start(copied_colours)
    assert asked
    asked.clear()
    torch.manual_seed(1)
    torch.save(build(20, 3).state_dict(), tmp_path / "weights.pth")
    start(copied_colours)
    assert asked


def test_a_file_full_of_noise_is_computed_again(
    start: Start, asked: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RESNET_STUDIO_MEMORY_CACHE", "0")
    first = losses(start())
    (file,) = features_folder().iterdir()
    file.write_bytes(bytes(range(256)) * (file.stat().st_size // 256))
    asked.clear()
    assert losses(start()) == first
    assert sum(asked) == 66
    asked.clear()
    assert losses(start()) == first
    assert not asked


def test_a_stop_while_preparing_keeps_what_was_prepared(
    start: Start, asked: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inputs, "PREPARED_AT_ONCE", 4)
    events = start(should_stop=lambda: Halt.STOP if sum(asked) >= 8 else None, augment="none")
    assert isinstance(events[-1], RunStopped)
    assert not [event for event in events if isinstance(event, BatchEnd)]
    before = sum(asked)
    assert before < 36
    start(augment="none")
    assert sum(asked) == 36


def test_pictures_that_cannot_be_read_are_told_once_and_left_out(start: Start, copied_colours: Path) -> None:
    for name in ("red/red 3.png", "blue/blue 5.png"):
        (copied_colours / name).write_bytes(b"no picture")
    events = start(copied_colours, views=2, epochs=4)
    notices = [event for event in events if isinstance(event, Notice) and event.path]
    assert sorted(Path(notice.path).name for notice in notices) == ["blue 5.png", "red 3.png"]
    ends = [event for event in events if isinstance(event, EpochEnd)]
    assert len(ends) == 4
    assert [event.done for event in events if isinstance(event, Progress)][-1] <= 36


def test_no_event_comes_from_within_a_mode_of_torch_while_preparing(
    tmp_path: Path, colours: Path, start: Start
) -> None:
    start(epochs=1)
    (run,) = (tmp_path / "runs").iterdir()

    def watched() -> Iterator[Event]:
        for event in train(run):
            assert torch.is_grad_enabled(), event
            assert not torch.is_inference_mode_enabled(), event
            yield event

    assert isinstance(list(watched())[-1], RunFinished)
    assert dataclasses.is_dataclass(Progress)
