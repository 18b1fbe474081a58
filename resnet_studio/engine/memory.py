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
    if torch.accelerator.is_available():
        torch.accelerator.empty_cache()  # type: ignore[attr-defined, unused-ignore]  # newer than torch 2.6


def in_pieces(compute: Callable[[Tensor], Tensor], inputs: Tensor, pieces: int) -> Tensor:
    """`compute(inputs)`, `[B, ...]`, a piece of the batch at a time; only for what treats each picture by itself."""
    if pieces == 1:
        return compute(inputs)
    return torch.cat([compute(piece) for piece in inputs.tensor_split(min(pieces, len(inputs)))])


class NormStatistics:
    """BatchNorm's running statistics as they were before a step: a forward pass that fails has moved some of them."""

    def __init__(self, network: nn.Module) -> None:
        """`network` in training mode; layers at rest are left out, because nothing moves them."""
        norms = [module for module in network.modules() if isinstance(module, nn.BatchNorm2d) and module.training]
        self._buffers = [buffer for norm in norms for buffer in norm.buffers()]
        self._before = [torch.empty_like(buffer) for buffer in self._buffers]

    @contextmanager
    def untouched_by_failure(self) -> Iterator[None]:
        """Put the statistics back if what is done inside fails."""
        for before, buffer in zip(self._before, self._buffers, strict=True):
            before.copy_(buffer)
        try:
            yield
        except BaseException:
            for before, buffer in zip(self._before, self._buffers, strict=True):
                buffer.copy_(before)
            raise
