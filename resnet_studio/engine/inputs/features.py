"""Where the output of a frozen part is kept: a little of it in memory, more in a file that a later run can use again.

The system keeps the file in the memory that no program needs, and the process stays about as small as with few
pictures.

A file is never trusted: its name is a digest of everything that its rows depend on, and each row carries a checksum
that is compared whenever the row is read. What does not match is computed again.
"""

import contextlib
import os
from collections.abc import Sequence
from math import prod
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from resnet_studio.core.basics.files import atomic_write, is_file
from resnet_studio.core.basics.places import cache_folder
from resnet_studio.engine.inputs.positioned import PositionedFile, checksum
from resnet_studio.engine.inputs.reserve import reserve
from resnet_studio.engine.machine.budget import Budget

_PRESENT = np.uint64(1 << 32)  # above the 32 bits of the checksum: a row of a new file, all zeros, is absent
_ALIGNED = 4096
IN_MEMORY = 64_000_000
"""Bytes up to which features are in the process's own memory, where nothing is written to the disk for them."""


class MissingRowsError(KeyError):
    """Rows of a store that were never written, or that its file no longer holds; `rows` are their numbers."""

    def __init__(self, rows: list[int]) -> None:
        super().__init__(f"rows {rows[:8]} of the features are missing")  # not a text
        self.rows = rows


class FeatureStore:
    """`rows` tensors of one dtype and shape, channels last such as `(H, W, C)`, or `(features,)`.

    Each is written once and read many times.

    Attributes:
        where: "memory" or "disk".
        damaged: how many rows were found in the file with another content than was written.
    """

    def __init__(
        self, rows: int, shape: tuple[int, ...], dtype: torch.dtype, file: PositionedFile | None = None
    ) -> None:
        self.where = "disk" if file else "memory"
        self.damaged = 0
        self._shape, self._dtype, self._file = shape, dtype, file
        self._size = row_bytes(shape, dtype)
        self._first = _table_bytes(rows)
        self._sums = np.zeros(rows, np.uint64)
        self._present = np.zeros(rows, bool)
        self._checked = np.full(rows, file is None)
        # empty, not zeros: the system provides the pages when they are written
        self._bytes = np.empty((0 if file else rows, self._size), np.uint8)
        if file and not file.read(self._sums.view(np.uint8), 0):
            self._sums[:] = 0

    def missing(self, rows: Sequence[int]) -> list[int]:
        """Which of these rows have not been written. A row found in a file is compared with its checksum once."""
        for row in rows:
            if not self._checked[row]:
                self._checked[row] = True
                self._present[row] = bool(self._sums[row] & _PRESENT)
                self._read_row(row, np.empty(self._size, np.uint8))
        return [row for row in rows if not self._present[row]]

    def write(self, rows: Sequence[int], values: Tensor) -> None:
        """Keep `values`, `[len(rows), C, ...]`; several threads may write different rows at once.

        Raises:
            OSError: the file cannot be written.
        """
        plain = values.detach().to("cpu", self._dtype).movedim(1, -1)  # channels last, as convolutions read them
        for row, value in zip(rows, plain.contiguous().flatten(1).view(torch.uint8).numpy(), strict=True):
            self._sums[row] = _PRESENT | np.uint64(checksum(value))
            if self._file:
                self._file.write(value, self._first + row * self._size)
                self._file.write(self._sums[row : row + 1].view(np.uint8), row * self._sums.itemsize)
            else:
                self._bytes[row] = value
            self._present[row] = self._checked[row] = True

    def read(self, rows: Sequence[int]) -> Tensor:
        """What was written to these rows, `[len(rows), C, ...]`, channels last in memory.

        Raises:
            MissingRowsError: some were never written, so that their memory may hold anything, or were damaged since.
        """
        if lacking := self.missing(rows):
            raise MissingRowsError(lacking)
        if self._file:
            content = np.empty((len(rows), self._size), np.uint8)
            if damaged := [row for row, into in zip(rows, content, strict=True) if not self._read_row(row, into)]:
                raise MissingRowsError(damaged)
            taken = torch.from_numpy(content)
        else:
            taken = torch.from_numpy(self._bytes).index_select(0, torch.as_tensor(rows))
        return taken.view(self._dtype).reshape(len(rows), *self._shape).movedim(-1, 1)

    def _read_row(self, row: int, into: NDArray[np.uint8]) -> bool:
        """Read a row of the file; False if it has not the content that was written, and is missing from now on."""
        if not self._file or not self._present[row]:
            return False
        whole = self._file.read(into, self._first + row * self._size)
        if whole and self._sums[row] == _PRESENT | np.uint64(checksum(into)):
            return True
        self._present[row] = False
        self.damaged += 1
        return False


class FeatureStores:
    """Finds or makes the store of a key; the last one in memory is kept for the next run."""

    def __init__(self) -> None:
        self._kept: tuple[str, FeatureStore] | None = None

    def open(
        self, key: str, rows: int, shape: tuple[int, ...], dtype: torch.dtype, budget: Budget
    ) -> FeatureStore | None:
        """The store of `key`: of a few features in memory, else in a file; else where the budget has room, or None."""
        if self._kept and self._kept[0] == key:
            return self._kept[1]
        self._kept = None
        needed = rows * row_bytes(shape, dtype)
        store = None
        if needed > min(IN_MEMORY, budget.memory):
            store = _in_file(key, rows, shape, dtype, budget)
        if store is None and needed <= budget.memory:
            store = FeatureStore(rows, shape, dtype)
            self._kept = (key, store)
        return store

    def forget(self) -> None:
        """Release the memory of the store that is kept."""
        self._kept = None


def features_folder() -> Path:
    """The folder of the files of features."""
    return cache_folder() / "features"


def _in_file(key: str, rows: int, shape: tuple[int, ...], dtype: torch.dtype, budget: Budget) -> FeatureStore | None:
    size = _table_bytes(rows) + rows * row_bytes(shape, dtype)
    if size > budget.disk:
        return None
    try:
        return FeatureStore(rows, shape, dtype, _opened(features_folder() / f"{key}.features", size, budget.disk))
    except OSError:  # no folder, no space or no permission
        return None


def row_bytes(shape: tuple[int, ...], dtype: torch.dtype) -> int:
    """Bytes of one row."""
    return prod(shape) * dtype.itemsize


def _table_bytes(rows: int) -> int:
    """Bytes before the first row: a checksum for each, up to a whole page."""
    return -(-8 * rows // _ALIGNED) * _ALIGNED


def _opened(file: Path, size: int, most: int) -> PositionedFile:
    """Open a file of `size` bytes, made again where it is missing or of another size; older files make room for it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    _make_room(file, most - size)
    if not is_file(file) or file.stat().st_size != size:
        # Made under another name and renamed: another process may have opened the file of that name.
        with atomic_write(file) as temporary, temporary.open("wb") as made:
            reserve(made, size, file.parent)
    found = file.open("r+b", buffering=0)
    os.utime(file)  # used now, so others make room first
    return PositionedFile(found)


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
