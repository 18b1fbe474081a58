"""Shares of a batch side by side: what they give does not depend on when their threads run."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file
from torch import Tensor

from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.protocol.commands import Halt
from resnet_studio.core.protocol.events import BatchEnd, RunFinished
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.run import create_run
from resnet_studio.engine.jobs.train import resume, train
from resnet_studio.engine.network.freeze import freeze
from resnet_studio.engine.network.resnet import build
from resnet_studio.engine.training import pace
from resnet_studio.engine.training.lanes import Lanes

MakeRun = Callable[..., Path]


@pytest.fixture
def make_run(tmp_path: Path, colours: Path) -> MakeRun:
    """Makes a run of a ResNet-20 in two lanes; the last batch of each epoch is too small for both."""

    def make(**chosen: Any) -> Path:
        settings: dict[str, Any] = {"depth": 20, "epochs": 2, "batch_size": 16, "device": "cpu", "lanes": 2, **chosen}
        return create_run(tmp_path / "runs", TrainConfig.build(**settings), scan(colours))

    return make


def trained(run: Path) -> dict[str, Tensor]:
    """The run's last weights and moments."""
    assert isinstance(list(train(run))[-1], RunFinished)
    return load_file(run / "last.safetensors")


def assert_equal(one: dict[str, Tensor], other: dict[str, Tensor]) -> None:
    assert one.keys() == other.keys()
    assert [name for name in one if not torch.equal(one[name], other[name])] == []


@pytest.mark.parametrize("more", [{}, {"mixup": 0.5, "augment": "custom"}], ids=["plain", "mixed"])
def test_lanes_one_after_the_other_give_the_bits_of_lanes_side_by_side(
    make_run: MakeRun, monkeypatch: pytest.MonkeyPatch, more: dict[str, Any]
) -> None:
    side_by_side = trained(make_run(**more))

    def in_turn(this: Lanes, work: Callable[[int], Any], count: int | None = None) -> list[Any]:
        return [work(lane) for lane in reversed(range(this.count if count is None else count))][::-1]

    monkeypatch.setattr(Lanes, "each", in_turn)
    assert_equal(side_by_side, trained(make_run(**more)))


def test_run_in_lanes_that_was_paused_within_an_epoch_ends_with_the_same_bits(
    make_run: MakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It resumes in its own lanes, also where the settings leave the number to the computer."""
    whole = trained(make_run())
    monkeypatch.setattr(pace, "BATCH_EVENTS_A_SECOND", 1_000_000)
    run, asked = make_run(), list[Halt]()
    for event in train(run, lambda: asked[0] if asked else None):
        if isinstance(event, BatchEnd) and event.epoch == 2:
            asked.append(Halt.PAUSE)
    config = run / "config.json"
    config.write_text(config.read_text("utf-8").replace('"lanes": 2', '"lanes": 0'), "utf-8")
    assert isinstance(list(resume(run))[-1], RunFinished)
    assert_equal(whole, load_file(run / "last.safetensors"))


def test_training_leaves_the_number_of_threads_as_it_was(make_run: MakeRun) -> None:
    before = torch.get_num_threads()
    trained(make_run(epochs=1))
    assert torch.get_num_threads() == before


def test_statistics_are_the_mean_of_the_lanes_and_frozen_ones_stay() -> None:
    network = build(20, 3)
    freeze(network, ("stem",))
    network.train()
    lanes = Lanes(network, 2)
    values = torch.randn(8, 3, 32, 32)
    lanes.begin_step()
    before = network.bn1.running_mean.clone()
    expected = []
    for one, share in zip(lanes.networks, values.split(4), strict=True):
        one(share)
        expected.append(one.get_submodule("layer2.0.bn1").running_mean.clone())
    assert not torch.equal(*expected)
    lanes.join_statistics(2)
    torch.testing.assert_close(network.get_submodule("layer2.0.bn1").running_mean, (expected[0] + expected[1]) / 2)
    assert torch.equal(network.bn1.running_mean, before)


def test_error_in_any_lane_is_raised_when_all_have_ended() -> None:
    lanes, ended = Lanes(build(20, 3), 2), []

    def work(lane: int) -> None:
        if lane == 1:
            raise RuntimeError("out of memory")
        ended.append(lane)

    with pytest.raises(RuntimeError, match="out of memory"):
        lanes.each(work)
    assert ended == [0]


def test_few_items_use_fewer_lanes() -> None:
    lanes = Lanes(build(20, 3), 3)
    assert [lanes.used_for(items) for items in (1, 15, 16, 23, 24, 100)] == [1, 1, 2, 2, 3, 3]
    assert torch.equal(lanes.apply(lambda share: share * 2, torch.arange(20)), torch.arange(20) * 2)
