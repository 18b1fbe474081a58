"""Shares of a batch side by side: what they give does not depend on when their threads run."""

import copy
import random
import threading
import time
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
from resnet_studio.engine.training import lanes as lanes_module
from resnet_studio.engine.training import pace
from resnet_studio.engine.training.lanes import Lanes
from resnet_studio.engine.training.micro_batch import MicroBatch
from resnet_studio.engine.training.shared_norm import Meeting

MakeRun = Callable[..., Path]


@pytest.fixture
def make_run(tmp_path: Path, colours: Path) -> MakeRun:
    """Makes a run of a ResNet-20 in two lanes; the last batch of each epoch is too small for both."""

    def make(**chosen: Any) -> Path:
        settings: dict[str, Any] = {"depth": 20, "epochs": 2, "batch_size": 14, "device": "cpu", "lanes": 2, **chosen}
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
def test_lanes_give_the_same_bits_however_late_one_is(
    make_run: MakeRun, monkeypatch: pytest.MonkeyPatch, more: dict[str, Any]
) -> None:
    """Where BatchNorm learns, lanes meet in it, so threads are held up at random instead."""
    undisturbed = trained(make_run(**more))
    exchange, chance = Meeting.exchange, random.Random(1)

    def late(this: Meeting, lane: int, said: Tensor) -> Tensor:
        time.sleep(chance.random() / 1000)
        return exchange(this, lane, said)

    monkeypatch.setattr(Meeting, "exchange", late)
    assert_equal(undisturbed, trained(make_run(**more)))


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


@pytest.mark.parametrize("pieces", [1, 3])
def test_weights_are_converted_for_all_lanes_at_once(
    make_run: MakeRun, monkeypatch: pytest.MonkeyPatch, pieces: int
) -> None:
    """The result is, bit for bit, that of lanes which each convert the weights and gradients by autocast."""
    monkeypatch.setattr(MicroBatch, "pieces_of", lambda _, items: min(pieces, items))
    together = trained(make_run(precision="bfloat16"))
    monkeypatch.setattr(lanes_module, "_copies", lambda *_: {})
    assert_equal(together, trained(make_run(precision="bfloat16")))


def test_training_leaves_the_number_of_threads_as_it_was(make_run: MakeRun) -> None:
    before = torch.get_num_threads()
    trained(make_run(epochs=1))
    assert torch.get_num_threads() == before


@pytest.mark.parametrize("frozen", [(), ("stem", "layer1")])
def test_lanes_of_unequal_shares_learn_as_one(frozen: tuple[str, ...]) -> None:
    """Gradients, and BatchNorm's statistics, are those of the whole batch but for rounding."""
    torch.manual_seed(0)
    whole = build(20, 3).double()
    freeze(whole, frozen)
    cut, values = copy.deepcopy(whole), 3 * torch.randn(9, 3, 32, 32).double() + 1
    lanes = Lanes(cut, 2)
    for network in (whole, cut):
        network.train()
    lanes.begin_step()
    torch.autograd.backward(whole(values).square().sum())
    shares = values.tensor_split(2)
    lanes.each(lambda lane: torch.autograd.backward(lanes.networks[lane](shares[lane]).square().sum()))
    for name, statistic in whole.named_buffers():
        torch.testing.assert_close(cut.get_buffer(name), statistic)
    for name, parameter in whole.named_parameters():
        gradients = [lane.get_parameter(name).grad for lane in lanes.networks]
        if parameter.grad is None:
            assert gradients == [None, None]
        else:
            torch.testing.assert_close(gradients[0] + gradients[1], parameter.grad)


@pytest.mark.parametrize("failing", [0, 1])
def test_error_in_a_lane_is_raised_and_keeps_no_other_waiting(failing: int) -> None:
    network = build(20, 3)
    lanes = Lanes(network, 2)
    lanes.begin_step()

    def work(lane: int) -> Tensor:
        if lane == failing:
            raise MemoryError
        return lanes.networks[lane](torch.ones(4, 3, 32, 32))

    with pytest.raises(MemoryError):
        lanes.each(work)
    assert lanes.each(lambda lane: lane) == [0, 1]


def test_lanes_go_on_after_a_thread_could_not_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    lanes = Lanes(build(20, 3), 3)

    def refuse(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patched:
        patched.setattr(threading.Thread, "start", refuse)
        with pytest.raises(RuntimeError, match="can't start new thread"):
            lanes.each(lambda lane: lane)
    lanes.begin_step()
    shapes = lanes.each(lambda lane: lanes.networks[lane](torch.ones(4, 3, 32, 32)).shape)
    assert shapes == [(4, 3)] * 3


def test_few_items_use_fewer_lanes() -> None:
    lanes = Lanes(build(20, 3), 3)
    assert [lanes.used_for(items) for items in (1, 7, 8, 11, 12, 100)] == [1, 1, 2, 2, 3, 3]
    assert torch.equal(lanes.apply(lambda share: share * 2, torch.arange(20)), torch.arange(20) * 2)
