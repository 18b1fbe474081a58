"""Where the output of a frozen part is kept: in memory, else in a file that a later run can use again.

A file is never trusted: its name is a digest of everything that its rows depend on, and each row carries a checksum
that is compared before the row is used. What does not match is computed again.
"""

import contextlib
import mmap
import os
import zlib
from collections.abc import Sequence
from math import prod
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from resnet_studio.core.basics.files import atomic_write, is_file
from resnet_studio.core.basics.places import cache_folder
from resnet_studio.engine.inputs.reserve import reserve
from resnet_studio.engine.machine.budget import Budget

_PRESENT = np.uint64(1 << 32)  # above the 32 bits of the checksum: a row of a new file, all zeros, is absent
_ALIGNED = 4096


class FeatureStore:
    """`rows` tensors of one dtype and shape, channels last such as `(H, W, C)`, or `(features,)`, in main memory.

    Each is written once and read many times.

    Attributes:
        where: "memory" or "disk".
    """

    def __init__(self, rows: int, shape: tuple[int, ...], dtype: torch.dtype, mapped: mmap.mmap | None = None) -> None:
        self.where = "disk" if mapped else "memory"
        self._shape, self._dtype = shape, dtype
        size = row_bytes(shape, dtype)
        if mapped is None:
            # empty, not zeros: the system provides the pages when they are written
            self._bytes: NDArray[np.uint8] = np.empty((rows, size), np.uint8)
            self._sums = np.zeros(rows, np.uint64)
        else:
            self._sums = np.frombuffer(mapped, np.uint64, rows)
            self._bytes = np.frombuffer(mapped, np.uint8, rows * size, _table_bytes(rows)).reshape(rows, size)
        self._present = np.zeros(rows, bool)
        self._checked = np.full(rows, mapped is None)

    def missing(self, rows: Sequence[int]) -> list[int]:
        """Which of these rows have not been written. A row found in a file is compared with its checksum once."""
        for row in rows:
            if not self._checked[row]:
                self._present[row], self._checked[row] = self._matches(row), True
        return [row for row in rows if not self._present[row]]

    def write(self, rows: Sequence[int], values: Tensor) -> None:
        """Keep `values`, `[len(rows), C, ...]`; several threads may write different rows at once."""
        plain = values.detach().to("cpu", self._dtype).movedim(1, -1)  # channels last, as convolutions read them
        for row, value in zip(rows, plain.contiguous().flatten(1).view(torch.uint8).numpy(), strict=True):
            self._bytes[row] = value
            self._sums[row] = _PRESENT | np.uint64(zlib.crc32(value))
            self._present[row] = self._checked[row] = True

    def read(self, rows: Sequence[int]) -> Tensor:
        """What was written to these rows, `[len(rows), C, ...]`, channels last in memory.

        Raises:
            KeyError: one of them was never written: its memory may hold anything.
        """
        if lacking := self.missing(rows):
            raise KeyError(f"rows {lacking[:8]} of the features were never written")
        taken = torch.from_numpy(self._bytes).index_select(0, torch.as_tensor(rows))
        return taken.view(self._dtype).reshape(len(rows), *self._shape).movedim(-1, 1)

    def _matches(self, row: int) -> bool:
        """Whether a row of a file still has the content that was written."""
        recorded = self._sums[row]
        return bool(recorded & _PRESENT) and recorded == _PRESENT | np.uint64(zlib.crc32(self._bytes[row]))


class FeatureStores:
    """Finds or makes the store of a key; the last one in memory is kept for the next run."""

    def __init__(self) -> None:
        self._kept: tuple[str, FeatureStore] | None = None

    def open(
        self, key: str, rows: int, shape: tuple[int, ...], dtype: torch.dtype, budget: Budget
    ) -> FeatureStore | None:
        """The store of `key`, in memory if the budget holds it, else in a file; None where neither holds it."""
        if self._kept and self._kept[0] == key:
            return self._kept[1]
        self._kept = None
        needed = rows * row_bytes(shape, dtype)
        if needed <= budget.memory:
            store = FeatureStore(rows, shape, dtype)
            self._kept = (key, store)
            return store
        size = _table_bytes(rows) + needed
        if size > budget.disk:
            return None
        try:
            return FeatureStore(rows, shape, dtype, _mapped(features_folder() / f"{key}.features", size, budget.disk))
        except OSError:  # no folder, no space or no permission: then nothing is kept
            return None

    def forget(self) -> None:
        """Release the memory of the store that is kept."""
        self._kept = None


def features_folder() -> Path:
    """The folder of the files of features."""
    return cache_folder() / "features"


def row_bytes(shape: tuple[int, ...], dtype: torch.dtype) -> int:
    """Bytes of one row."""
    return prod(shape) * dtype.itemsize


def _table_bytes(rows: int) -> int:
    """Bytes before the first row: a checksum for each, up to a whole page."""
    return -(-8 * rows // _ALIGNED) * _ALIGNED


def _mapped(file: Path, size: int, most: int) -> mmap.mmap:
    """Map a file of `size` bytes, made again where it is missing or of another size; older files make room for it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    _make_room(file, most - size)
    if not is_file(file) or file.stat().st_size != size:
        # Made under another name and renamed: another process may have mapped the file of that name.
        with atomic_write(file) as temporary, temporary.open("wb") as made:
            reserve(made, size, file.parent)
    with file.open("r+b") as found:
        os.utime(file)  # used now, so others make room first
        return mmap.mmap(found.fileno(), size)


def _make_room(keep: Path, most: int) -> None:
    """Delete the least recently used files of features until the others have at most `most` bytes."""
    others = []
    for other in keep.parent.glob("*.features"):
        with contextlib.suppress(OSError):
            if other != keep:
                found = other.stat()
                others.append((found.st_mtime_ns, found.st_size, other))
    total = sum(size for _, size, _ in others)
    for _, size, other in sorted(others):
        if total <= most:
            return
        with contextlib.suppress(OSError):  # Windows keeps a file that is in use
            other.unlink()
            total -= size
