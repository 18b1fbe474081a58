"""When the best network and the checkpoint are written."""

import time
from pathlib import Path
from typing import Any

from torch import Tensor, nn

from resnet_studio.core.protocol.events import EpochEnd
from resnet_studio.engine.network.freeze import frozen_tensors
from resnet_studio.engine.network.resnet import ResNet
from resnet_studio.engine.training import checkpoint
from resnet_studio.engine.training.optimizer import Optimizer

SECONDS_BETWEEN_CHECKPOINTS = 30.0
CHECKPOINTS_SHARE = 0.02  # of a training's time


class Saver:
    """Writes the best network and the checkpoints of one run.

    The best network is written together with the checkpoint that names its epoch: so neither file is ever ahead of the
    other, and epochs of a fraction of a second do not spend their time on writing.
    """

    def __init__(self, run: Path) -> None:
        self._run = run
        self._began = self._saved = time.perf_counter()
        self._seconds = self._last_seconds = 0.0
        self._best: tuple[dict[str, Tensor], EpochEnd] | None = None
        self._frozen: dict[str, Tensor] = {}

    def start_phase(self) -> None:
        """Other units may be frozen from now on."""
        self._frozen = {}

    def keep_best(self, network: ResNet, epoch: EpochEnd) -> None:
        """Copy the network of an epoch, the best so far, to be written with the next checkpoint."""
        # What is frozen is copied once in a phase: where a head alone learns, it is more than 99 % of the network.
        state = checkpoint.copied(network, self._frozen)
        self._best = state, epoch
        if not self._frozen:
            self._frozen = {name: state[name] for name in frozen_tensors(network)}

    def save_best(self) -> bool:
        """Write the best network unless it is in its file already; returns whether it was written."""
        if self._best is None:
            return False
        checkpoint.save_best(self._run, *self._best)
        self._best = None
        return True

    def save(self, network: nn.Module, optimizer: Optimizer, progress: dict[str, Any]) -> bool:
        """Write the best network and the checkpoint; returns whether the best was new."""
        began = time.perf_counter()
        best = self.save_best()
        checkpoint.save_last(self._run, network, optimizer.moments(), optimizer.scaler_record(), progress)
        self._saved = time.perf_counter()
        self._last_seconds = self._saved - began
        self._seconds += self._last_seconds
        return best

    def is_due_within_epoch(self) -> bool:
        """Whether to write a checkpoint after a step."""
        return self._is_affordable() and time.perf_counter() - self._saved >= SECONDS_BETWEEN_CHECKPOINTS

    def is_due_after_epoch(self) -> bool:
        """Whether to write a checkpoint after an epoch: always the first time."""
        return not self._seconds or self._is_affordable()

    def _is_affordable(self) -> bool:
        """Whether one more checkpoint keeps all of them below `CHECKPOINTS_SHARE` of the time."""
        return self._seconds + self._last_seconds <= CHECKPOINTS_SHARE * (time.perf_counter() - self._began)
