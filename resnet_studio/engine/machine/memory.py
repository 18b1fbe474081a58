"""Out-of-memory errors: recognising them, and retrying with smaller batches."""

import errno
import gc
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psutil
import torch
from torch import Tensor, nn

from resnet_studio.core.basics.heap import trim_heap

# Texts of plain RuntimeErrors of torch, oneDNN, cuDNN and cuBLAS. A primitive *descriptor* that cannot be created is
# another error: an operation that the library does not support.
_OUT_OF_MEMORY = re.compile(
    r"can't allocate memory|not enough memory|out of memory|bad_alloc|_ALLOC_FAILED|can't start new thread"
    r"|could not (?:create|execute) a (?:primitive(?! descriptor)|memory)",
    re.IGNORECASE,
)


def in_use(device: torch.device) -> int:
    """Bytes in use: the most that torch had in use so far of a CUDA device, else what the process has resident now."""
    if device.type == "cuda":
        return torch.cuda.max_memory_allocated(device)
    return int(psutil.Process().memory_info().rss)


def is_out_of_memory(error: BaseException) -> bool:
    """Whether an error means that the computer or its accelerator ran out of memory."""
    if isinstance(error, torch.OutOfMemoryError | MemoryError):
        return True
    if isinstance(error, OSError):
        return error.errno == errno.ENOMEM
    return isinstance(error, RuntimeError) and bool(_OUT_OF_MEMORY.search(str(error)))


def give_back() -> None:
    """Free unused memory: a failed step leaves its graph in reference cycles; torch and the C library keep blocks."""
    gc.collect()
    empty_cache()
    trim_heap()


def empty_cache() -> None:
    """Return the accelerator's free blocks to the system."""
    if torch.accelerator.is_available():
        kind = torch.accelerator.current_accelerator()
        backend = torch.accelerator if hasattr(torch.accelerator, "empty_cache") else torch.get_device_module(kind)
        backend.empty_cache()  # torch 2.6 has it only per kind of device


def in_pieces(compute: Callable[[Tensor], Tensor], inputs: Tensor, most: int | None) -> Tensor:
    """`compute(inputs)`, `[B, ...]`, in pieces of at most `most`; the result must not depend on the batch."""
    if most is None or len(inputs) <= most:
        return compute(inputs)
    return torch.cat([compute(piece) for piece in torch.split(inputs, most)])


class NormStatistics:
    """Copies of BatchNorm's running statistics, to undo the changes of a forward pass that fails."""

    def __init__(self, network: nn.Module) -> None:
        """`network` is in training mode; frozen layers are left out, because their statistics never change."""
        norms = [module for module in network.modules() if isinstance(module, nn.BatchNorm2d) and module.training]
        by_type: dict[torch.dtype, list[Tensor]] = {}
        for buffer in (buffer for norm in norms for buffer in norm.buffers()):
            by_type.setdefault(buffer.dtype, []).append(buffer)
        # Tensors of one dtype are copied in a single call, which takes a GPU a few microseconds.
        self._copies = [([torch.empty_like(one) for one in buffers], buffers) for buffers in by_type.values()]

    @contextmanager
    def restored_on_failure(self) -> Iterator[None]:
        """Restore the statistics if the block raises."""
        for before, buffers in self._copies:
            torch._foreach_copy_(before, buffers)
        try:
            yield
        except BaseException:
            for before, buffers in self._copies:
                torch._foreach_copy_(buffers, before)
            raise
