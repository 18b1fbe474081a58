"""Out of memory: how it shows itself, and what it takes to try again with less at a time."""

import errno
import gc
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import torch
from torch import Tensor, nn

# What torch, oneDNN, cuDNN and cuBLAS say in a plain RuntimeError. A primitive *descriptor* that cannot be made is
# something else: an operation that the library does not know.
_SAID = re.compile(
    r"can't allocate memory|not enough memory|out of memory|bad_alloc|_ALLOC_FAILED|can't start new thread"
    r"|could not (?:create|execute) a (?:primitive(?! descriptor)|memory)",
    re.IGNORECASE,
)


def is_out_of_memory(error: BaseException) -> bool:
    """Whether an error means that memory, of the machine or of its accelerator, did not suffice."""
    if isinstance(error, torch.OutOfMemoryError | MemoryError):
        return True
    if isinstance(error, OSError):
        return error.errno == errno.ENOMEM
    return isinstance(error, RuntimeError) and bool(_SAID.search(str(error)))


def give_back() -> None:
    """Free what nobody uses any more: a failed step leaves its graph in cycles, and torch keeps freed blocks."""
    gc.collect()
    empty_cache()


def empty_cache() -> None:
    """Give the accelerator's free blocks back to the system."""
    if torch.accelerator.is_available():
        kind = torch.accelerator.current_accelerator()
        backend = torch.accelerator if hasattr(torch.accelerator, "empty_cache") else torch.get_device_module(kind)
        backend.empty_cache()  # torch 2.6 has it for each kind of device only


def in_pieces(compute: Callable[[Tensor], Tensor], inputs: Tensor, most: int | None) -> Tensor:
    """`compute(inputs)`, `[B, ...]`, at most so many of the batch at a time; each picture is computed by itself."""
    if most is None or len(inputs) <= most:
        return compute(inputs)
    return torch.cat([compute(piece) for piece in torch.split(inputs, most)])


class NormStatistics:
    """BatchNorm's running statistics as they were before a step: a forward pass that fails has moved some of them."""

    def __init__(self, network: nn.Module) -> None:
        """`network` in training mode; layers at rest are left out, because nothing moves them."""
        norms = [module for module in network.modules() if isinstance(module, nn.BatchNorm2d) and module.training]
        by_type: dict[torch.dtype, list[Tensor]] = {}
        for buffer in (buffer for norm in norms for buffer in norm.buffers()):
            by_type.setdefault(buffer.dtype, []).append(buffer)
        # Lists of one type are copied in one call, which a graphics card takes a few microseconds for.
        self._copies = [([torch.empty_like(one) for one in buffers], buffers) for buffers in by_type.values()]

    @contextmanager
    def untouched_by_failure(self) -> Iterator[None]:
        """Put the statistics back if what is done inside fails."""
        for before, buffers in self._copies:
            torch._foreach_copy_(before, buffers)
        try:
            yield
        except BaseException:
            for before, buffers in self._copies:
                torch._foreach_copy_(buffers, before)
            raise
