"""Training on stored outputs of the frozen part equals training that computes them at every step."""

import dataclasses
import os
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
from resnet_studio.engine.inputs import frozen_inputs, inputs
from resnet_studio.engine.inputs.features import FeatureStore, FeatureStores, features_folder
from resnet_studio.engine.inputs.feed import Feed
from resnet_studio.engine.inputs.frozen import FrozenPart
from resnet_studio.engine.inputs.inputs import DirectInputs
from resnet_studio.engine.jobs.train import resume, train
from resnet_studio.engine.network.resnet import build
from resnet_studio.engine.training import loop, pace

Start = Callable[..., list[Event]]


@pytest.fixture(autouse=True)
def empty_stores(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test begins with empty stores, as a new engine does."""
    monkeypatch.setattr(inputs, "STORES", FeatureStores())


@pytest.fixture
def start(tmp_path: Path, resnet20_weights: Path, colours: Path) -> Start:
    """Train a ResNet-20 of which layer2 and what is below are frozen, from weights in a file; its events."""

    def run(folder: Path = colours, should_stop: Any = lambda: None, **chosen: Any) -> list[Event]:
        settings = {"depth": 20, "weights": str(resnet20_weights), "freeze": "layer2", "epochs": 3, "batch_size": 8}
        settings |= {"device": "cpu", "precision": "float32", "learning_rate": 1e-3, "views": 2, **chosen}
        return list(train(create_run(tmp_path / "runs", TrainConfig.build(**settings), scan(folder)), should_stop))

    return run


@pytest.fixture
def computed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many pictures the frozen part computed, for each call."""
    counts: list[int] = []
    compute = FrozenPart.__call__

    def counting(self: FrozenPart, values: Tensor) -> Tensor:
        counts.append(len(values))
        return compute(self, values)

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
@pytest.mark.parametrize(
    ("precision", "tolerance"),
    [("float32", 1e-3), pytest.param("bfloat16", 3e-2, marks=pytest.mark.long)],  # slow on many processors
)
def test_cached_and_uncached_training_have_the_same_losses(
    start: Start, place: str, freeze: str, precision: str, tolerance: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = {"freeze": freeze, "precision": precision, "augment": "none"}
    cached = losses(start(**settings))

    def direct(feed: Feed, *_: object) -> DirectInputs:
        return DirectInputs(feed)

    monkeypatch.setattr(loop, "inputs_for", direct)  # every layer at every step
    assert cached == pytest.approx(losses(start(**settings)), rel=tolerance, abs=tolerance / 10)
    assert len(cached) == 6


def test_losses_do_not_depend_on_where_features_are_kept(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    for memory, disk in (("100", "0"), ("0", "100"), ("0", "0")):
        monkeypatch.setenv("RESNET_STUDIO_MEMORY_CACHE", memory)
        monkeypatch.setenv("RESNET_STUDIO_DISK_CACHE", disk)
        found.append(losses(start(views=2)))
    assert found[0] == pytest.approx(found[1], rel=1e-5)
    assert found[0] == pytest.approx(found[2], rel=1e-5)


def test_each_view_is_computed_once_and_used_in_turn(start: Start, computed: list[int]) -> None:
    events = start(views=2, epochs=5)
    assert sum(computed) == 30 * 2 + 6
    preparing = [event for event in events if isinstance(event, Progress) and event.done == 0]
    assert preparing == [Progress(Phase.PREPARING, 0, 36), Progress(Phase.PREPARING, 0, 30, view=2, views=2)]


def test_training_without_augmentation_has_one_view(start: Start, computed: list[int]) -> None:
    start(views=4, augment="none")
    assert sum(computed) == 36


def test_network_without_shortcuts_never_uses_features_of_one_with_them(start: Start, computed: list[int]) -> None:
    start(views=2)
    computed.clear()
    start(views=2, shortcuts=False)
    assert sum(computed) == 30 * 2 + 6


def test_settings_of_the_head_keep_the_stored_features(start: Start, place: str, computed: list[int]) -> None:
    start(views=2)
    computed.clear()
    start(views=2, learning_rate=1e-2, optimizer="sgd", batch_size=5, label_smoothing=0.1, class_weights="balanced")
    assert bool(computed) == (place == "neither")


@pytest.mark.parametrize(
    "change",
    [{"freeze": "layer1"}, {"augment": "strong"}, {"seed": 7}, {"image_size": 40}, {"precision": "bfloat16"}],
)
def test_settings_that_features_depend_on_compute_them_again(
    start: Start, computed: list[int], change: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RESNET_STUDIO_MEMORY_CACHE", "0")
    start()
    computed.clear()
    start(**change)
    assert sum(computed) == 30 * 2 + 6


def test_changed_picture_or_weights_compute_features_again(
    start: Start, computed: list[int], copied_colours: Path, tmp_path: Path
) -> None:
    start(copied_colours)
    computed.clear()
    shutil.copyfile(copied_colours / "red" / "red 1.png", copied_colours / "red" / "red 2.png")
    start(copied_colours)
    assert computed
    computed.clear()
    torch.manual_seed(1)
    torch.save(build(20, 3).state_dict(), tmp_path / "weights.pth")
    start(copied_colours)
    assert computed


def test_file_full_of_noise_is_computed_again(
    start: Start, computed: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RESNET_STUDIO_MEMORY_CACHE", "0")
    first = losses(start())
    (file,) = features_folder().iterdir()
    file.write_bytes(bytes(range(256)) * (file.stat().st_size // 256))
    computed.clear()
    assert losses(start()) == first
    assert sum(computed) == 66
    computed.clear()
    assert losses(start()) == first
    assert not computed


SPOILED: dict[str, Callable[[Path], object]] = {
    "cut off": lambda file: os.truncate(file, 0),
    "zeros": lambda file: file.write_bytes(bytes(file.stat().st_size)),
}


@pytest.mark.parametrize("name", SPOILED)
def test_damage_to_features_during_training_changes_no_loss(
    name: str, start: Start, computed: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = losses(start())
    monkeypatch.setattr(inputs, "STORES", FeatureStores())
    monkeypatch.setenv("RESNET_STUDIO_MEMORY_CACHE", "0")
    computed.clear()

    spoiled_at: list[int] = []

    def spoil_once() -> None:
        if sum(computed) >= 66 and not spoiled_at:
            (file,) = features_folder().iterdir()
            SPOILED[name](file)
            spoiled_at.append(sum(computed))

    events = start(should_stop=spoil_once)
    assert losses(events) == first
    texts = [str(event.text) for event in events if isinstance(event, Notice) and "computed again" in str(event.text)]
    assert len(texts) == 1
    assert sum(computed) > spoiled_at[0]


def test_stop_during_preparation_keeps_finished_features(
    start: Start, computed: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frozen_inputs, "PREPARED_AT_ONCE", 4)
    events = start(should_stop=lambda: Halt.STOP if sum(computed) >= 8 else None, augment="none")
    assert isinstance(events[-1], RunStopped)
    assert not [event for event in events if isinstance(event, BatchEnd)]
    before = sum(computed)
    assert before < 36
    start(augment="none")
    assert sum(computed) == 36


def test_unreadable_pictures_are_reported_once_and_left_out(start: Start, copied_colours: Path) -> None:
    for name in ("red/red 3.png", "blue/blue 5.png"):
        (copied_colours / name).write_bytes(b"no picture")
    events = start(copied_colours, views=2, epochs=4)
    notices = [event for event in events if isinstance(event, Notice) and event.path]
    assert sorted(Path(notice.path).name for notice in notices) == ["blue 5.png", "red 3.png"]
    ends = [event for event in events if isinstance(event, EpochEnd)]
    assert len(ends) == 4
    assert [event.done for event in events if isinstance(event, Progress)][-1] <= 36


def test_no_event_is_yielded_inside_a_torch_mode_during_preparation(
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


@pytest.mark.parametrize("kept_in", ["memory", "disk"])
def test_pictures_that_vanish_while_a_run_is_paused_are_left_out_and_no_unwritten_row_is_used(
    tmp_path: Path, resnet20_weights: Path, copied_colours: Path, kept_in: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RESNET_STUDIO_MEMORY_CACHE", "100" if kept_in == "memory" else "0")
    monkeypatch.setenv("RESNET_STUDIO_DISK_CACHE", "100")
    monkeypatch.setattr(pace, "BATCH_EVENTS_A_SECOND", 1_000_000)
    config = TrainConfig.build(
        depth=20, weights=str(resnet20_weights), freeze="layer2", epochs=2, batch_size=8, device="cpu"
    )
    run = create_run(tmp_path / "runs", config, scan(copied_colours))
    asked: list[Halt] = []
    for event in train(run, lambda: asked[0] if asked else None):
        if isinstance(event, BatchEnd) and not asked:
            asked.append(Halt.PAUSE)
    monkeypatch.setattr(inputs, "STORES", FeatureStores())  # what was kept is gone with the process
    for file in features_folder().glob("*"):
        file.unlink()
    for file in sorted((copied_colours / "red").iterdir())[:5]:
        file.write_bytes(b"")
    read: list[int] = []
    whole = FeatureStore.read

    def reading(self: FeatureStore, rows: Any) -> Tensor:
        read.extend(rows)
        assert self.missing(rows) == []
        return whole(self, rows)

    monkeypatch.setattr(FeatureStore, "read", reading)
    events = list(resume(run))
    assert isinstance(events[-1], RunFinished), events[-1]
    assert read
    assert sum("left out of this run" in str(event.text) for event in events if isinstance(event, Notice)) == 5
