"""Weights to start from, and runs that failed."""

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pytest
import torch

from resnet_studio.core.basics.errors import DecodeError
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.pictures.limits import takes_long
from resnet_studio.core.runs.checkpoints import LAST, STATE
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.run import create_run
from resnet_studio.engine.jobs.train import train
from resnet_studio.engine.weights.checked_file import read_checked, write_checked
from tests.engine.small_weights import write_resnet20


@pytest.fixture
def resnet20_weights(tmp_path: Path) -> Path:
    """A file of weights for a ResNet-20 of three classes, always the same."""
    return write_resnet20(tmp_path)


@pytest.fixture(scope="session")
def colours_run(colours: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run of a ResNet-20 on the colours, for tests that only read it."""
    # by Muon, some of its answers would be certain, which no temperature changes
    config = TrainConfig.build(depth=20, epochs=5, batch_size=8, device="cpu", optimizer="adamw")
    folder = create_run(tmp_path_factory.mktemp("runs"), config, scan(colours))
    list(train(folder))
    return folder


class ChangeCheckpoint(Protocol):
    """Writes a run's checkpoint again with other content and valid checksums, as a person may who passes runs on."""

    def __call__(
        self,
        run: Path,
        *,
        progress: Callable[[dict[str, Any]], object] = ...,
        scaler: object = ...,
        tensors: Callable[[dict[str, torch.Tensor]], object] = ...,
    ) -> None: ...


@pytest.fixture
def change_checkpoint() -> ChangeCheckpoint:
    """See `ChangeCheckpoint`; the callables change a dictionary in place."""

    def change(run: Path, *, progress: Any = len, scaler: Any = None, tensors: Any = len) -> None:
        state = json.loads((run / STATE).read_text("utf-8"))
        del state["checksum"]
        progress(state["progress"])
        state["scaler"] = scaler if scaler is not None else state["scaler"]
        content = read_checked(run / LAST).tensors
        tensors(content)
        state["last"] = write_checked(run / LAST, content)
        checksum = hashlib.sha256(json.dumps(state, sort_keys=True).encode()).hexdigest()
        (run / STATE).write_text(json.dumps({"checksum": checksum, **state}), "utf-8")

    return change


class Vectors:
    """A source without pictures: item `i` is 12 numbers around its label, with noise that differs at each load.

    Attributes:
        prefix: of the items' names.
        broken: indices of items that cannot be read.
        error: raised by every load, if there is one.
        reachable: what the source says of its folder.
    """

    shape = (3, 8, 8)
    is_random = True

    def __init__(
        self,
        count: int,
        prefix: str = "vector",
        *,
        broken: set[int] | None = None,
        error: Exception | None = None,
        reachable: bool = True,
    ) -> None:
        self.labels = np.arange(count, dtype=np.int64) % 3
        self.prefix = prefix
        self.broken, self.error, self.reachable = broken or set(), error, reachable

    @property
    def facts(self) -> dict[str, Any]:
        return {"kind": "vectors"}

    def __len__(self) -> int:
        return len(self.labels)

    def name(self, index: int) -> str:
        return f"{self.prefix} {index}"

    def identity(self, index: int) -> bytes:
        return self.name(index).encode()

    def late(self, index: int, seconds: int) -> DecodeError:
        return DecodeError(self.name(index), takes_long(seconds))

    def is_reachable(self, _: DecodeError) -> bool:
        return self.reachable

    def load(self, index: int, random: np.random.Generator, *, again: bool = True) -> Any:  # noqa: ARG002
        if self.error is not None:
            raise self.error
        if index in self.broken:
            raise DecodeError(f"vectors/{index}.txt", "It is empty.")
        pattern = np.roll(np.repeat([1.0, -1.0, 0.0], 4), 4 * int(self.labels[index]))
        return (pattern + random.normal(0, 0.1, 12)).astype(np.float32)

    def collate(self, items: Sequence[Any]) -> torch.Tensor:
        return torch.from_numpy(np.stack(items))

    def to_input(self, batch: torch.Tensor, device: torch.device) -> torch.Tensor:
        """Four rows of 3 numbers, each spread over 2 x 8 pixels: any float input that the network takes."""
        rows = batch.to(device).view(-1, 3, 4)
        return rows.repeat_interleave(2, 2).unsqueeze(3).expand(-1, 3, 8, 8).contiguous()


@pytest.fixture
def vectors() -> Callable[..., Vectors]:
    """Makes a source of so many vectors."""
    return Vectors
