"""When checkpoints are written, by a clock that the test sets."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch
from safetensors.torch import load_file
from torch import nn

from resnet_studio.core.protocol.events import EpochEnd
from resnet_studio.engine.network.freeze import freeze, trainable_parameters
from resnet_studio.engine.network.resnet import build
from resnet_studio.engine.training import checkpoint
from resnet_studio.engine.training import saver as module
from resnet_studio.engine.training.saver import Saver

EPOCH = EpochEnd(1, 10, 0.5, 0.4, 0.75, 2.0)


class NoOptimizer:
    """An optimiser without a state."""

    moments = scaler_record = dict


class Disk:
    """The seconds now, and how long a checkpoint takes to write."""

    now, seconds = 0.0, 1.0


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    made = Disk()
    write = checkpoint.save_last

    def slow(*arguments: object) -> None:
        write(*arguments)  # type: ignore[arg-type]
        made.now += made.seconds

    monkeypatch.setattr(checkpoint, "save_last", slow)
    monkeypatch.setattr(module, "time", SimpleNamespace(perf_counter=lambda: made.now))
    return made


@pytest.fixture
def save(tmp_path: Path, disk: Disk) -> Callable[[Saver], bool]:
    return lambda saver: saver.save(nn.Linear(2, 2), NoOptimizer(), {"step": 1})  # type: ignore[arg-type]


def test_best_is_written_once_with_the_next_checkpoint(
    tmp_path: Path, save: Callable[[Saver], bool], disk: Disk
) -> None:
    saver, network = Saver(tmp_path), build(20, 2)
    saver.keep_best(network, EPOCH)
    kept = network.fc.weight.detach().clone()
    with torch.no_grad():
        network.fc.weight.add_(1)  # training goes on
    assert not (tmp_path / "best.safetensors").exists()
    assert save(saver)
    assert torch.equal(load_file(tmp_path / "best.safetensors")["fc.weight"], kept)
    assert (tmp_path / "last.safetensors").is_file()
    assert not save(saver)
    assert not saver.save_best()


def test_each_best_is_the_network_of_its_epoch_while_other_units_freeze(tmp_path: Path) -> None:
    saver, network = Saver(tmp_path), build(20, 2)
    for frozen in (["stem", "layer1"], ["stem"], ["stem", "layer1"], []):
        freeze(network, frozen)
        saver.start_phase()
        for _ in range(2):
            with torch.no_grad():
                for parameter in trainable_parameters(network):
                    parameter.add_(1)
                for module in network.modules():
                    if isinstance(module, nn.BatchNorm2d) and module.training:
                        module.running_mean.add_(1)  # type: ignore[union-attr]
            saver.keep_best(network, EPOCH)
            saver.save_best()
            written = load_file(tmp_path / "best.safetensors")
            assert all(torch.equal(written[name], tensor) for name, tensor in network.state_dict().items())


def test_first_checkpoint_is_due_after_the_first_epoch(tmp_path: Path, disk: Disk) -> None:
    saver = Saver(tmp_path)
    assert saver.is_due_after_epoch()
    assert not saver.is_due_within_epoch()
    disk.now += 31
    assert saver.is_due_within_epoch()


def test_checkpoints_take_at_most_two_percent_of_the_time(
    tmp_path: Path, save: Callable[[Saver], bool], disk: Disk
) -> None:
    saver = Saver(tmp_path)
    disk.now += 40
    save(saver)  # 1 s of 41 s; a second one is affordable after 100 s
    assert not saver.is_due_after_epoch()
    disk.now = 99
    assert not saver.is_due_after_epoch()
    assert not saver.is_due_within_epoch()
    disk.now = 101
    assert saver.is_due_after_epoch()
    assert saver.is_due_within_epoch()


def test_checkpoints_within_an_epoch_are_thirty_seconds_apart(
    tmp_path: Path, save: Callable[[Saver], bool], disk: Disk
) -> None:
    disk.seconds = 0.001
    saver = Saver(tmp_path)
    disk.now += 40
    save(saver)
    disk.now += 29
    assert not saver.is_due_within_epoch()
    assert saver.is_due_after_epoch()
    disk.now += 2
    assert saver.is_due_within_epoch()
