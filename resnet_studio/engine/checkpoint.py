"""The two files of weights in a run's folder, both plain enough to load with `weights_only=True`."""

from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from resnet_studio.core.files import written_whole
from resnet_studio.core.run import BEST, LAST


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
    with written_whole(path) as temporary:
        torch.save(state, temporary)
