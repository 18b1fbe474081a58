"""The two files of weights in a run's folder, both plain enough to load with `weights_only=True`."""

import shutil
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from resnet_studio.core.errors import RunError
from resnet_studio.core.files import written_whole
from resnet_studio.core.run import BEST, LAST

FULL = 1_000_000  # bytes; with fewer left, what was not written did not fit


def save_best(run: Path, network: nn.Module) -> None:
    """Write `best.pt`: the state dict in torchvision's names, on the CPU, in float32."""
    _save(run / BEST, _on_cpu(network.state_dict()))


def save_last(
    run: Path, network: nn.Module, optimizer: torch.optim.Optimizer, schedule: dict[str, Any], progress: dict[str, Any]
) -> None:
    """Write `last.pt`: what it takes to go on."""
    state = {
        "model": _on_cpu(network.state_dict()),
        "optimizer": optimizer.state_dict(),
        "schedule": schedule,
        "progress": progress,
    }
    _save(run / LAST, state)


def _on_cpu(state: dict[str, Tensor]) -> dict[str, Tensor]:
    # contiguous: the file is read by programs that know nothing of our memory layout
    return {name: tensor.detach().cpu().contiguous() for name, tensor in state.items()}


def _save(path: Path, state: object) -> None:
    try:
        # The file is ours: torch leaves its own open when it fails, and Windows would not let us delete it then.
        with written_whole(path) as temporary, temporary.open("wb") as file:
            try:
                torch.save(state, file)
            except RuntimeError as error:  # "unexpected pos 64 vs 0" is what torch says of a full disk
                free = shutil.disk_usage(path.parent).free
                raise RunError(_not_written(path, "the disk is full" if free < FULL else str(error))) from error
    except OSError as error:
        raise RunError(_not_written(path, error.strerror or str(error))) from error


def _not_written(path: Path, reason: str) -> str:
    return f"{path.name} could not be written to {path.parent}: {reason}. What was saved there before is as it was."
