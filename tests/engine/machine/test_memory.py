"""Recognising out-of-memory errors, and computing in smaller pieces."""

import errno

import pytest
import torch
from torch import Tensor

from resnet_studio.engine.machine.memory import NormStatistics, in_pieces, is_out_of_memory
from resnet_studio.engine.network.resnet import build

FULL = "[enforce fail at alloc_cpu.cpp:118] err == 0. DefaultCPUAllocator: can't allocate memory: you tried to allocate"


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB."),
        OSError(errno.ENOMEM, "Cannot allocate memory"),
        RuntimeError(FULL + " 100 bytes. Error code 12 (Cannot allocate memory)"),
        RuntimeError("could not create a primitive"),
        RuntimeError("could not create a memory object"),
        RuntimeError("MPS backend out of memory (MPS allocated: 8.00 GB)"),
        RuntimeError("cuDNN error: CUDNN_STATUS_ALLOC_FAILED"),
        RuntimeError("can't start new thread"),
        RuntimeError("std::bad_alloc"),
    ],
    ids=lambda error: str(error)[:30],
)
def test_out_of_memory_errors_are_recognised(error: Exception) -> None:
    assert is_out_of_memory(error)


@pytest.mark.parametrize(
    "error",
    [
        RuntimeError("could not create a primitive descriptor for a convolution forward propagation primitive"),
        RuntimeError("mat1 and mat2 shapes cannot be multiplied"),
        OSError(errno.ENOSPC, "No space left on device"),
        ValueError("out of memory"),
    ],
    ids=lambda error: str(error)[:30],
)
def test_other_errors_are_not_taken_for_out_of_memory(error: Exception) -> None:
    assert not is_out_of_memory(error)


def test_failed_step_restores_batch_norm_statistics() -> None:
    network = build(20, 3).train()
    before = {name: value.clone() for name, value in network.state_dict().items()}
    statistics = NormStatistics(network)

    def fail() -> None:
        with statistics.restored_on_failure():
            network(torch.rand(4, 3, 32, 32))
            assert not torch.equal(network.bn1.running_mean, before["bn1.running_mean"])
            raise MemoryError

    with pytest.raises(MemoryError):
        fail()
    assert all(torch.equal(value, before[name]) for name, value in network.state_dict().items())
    with statistics.restored_on_failure():
        network(torch.rand(4, 3, 32, 32))
    assert not torch.equal(network.bn1.running_mean, before["bn1.running_mean"])


def test_in_pieces_keeps_order_and_maximum_size() -> None:
    seen: list[int] = []

    def compute(part: Tensor) -> Tensor:
        seen.append(len(part))
        return part * 2

    assert in_pieces(compute, torch.arange(7), 3).tolist() == [0, 2, 4, 6, 8, 10, 12]
    assert seen == [3, 3, 1]
    assert in_pieces(compute, torch.arange(2), 8).tolist() == [0, 2]
    assert in_pieces(compute, torch.arange(2), None).tolist() == [0, 2]
