"""The two files of weights in a run's folder, both plain enough to load with `weights_only=True`."""

import shutil
import zipfile
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from resnet_studio.core.basics.errors import RunError, WeightsError
from resnet_studio.core.basics.files import atomic_write, is_file
from resnet_studio.core.runs.run import BEST, LAST
from resnet_studio.core.runs.settings import PRECISION
from resnet_studio.engine.machine.devices import cores
from resnet_studio.engine.machine.memory import is_out_of_memory
from resnet_studio.engine.training.position import Position
from resnet_studio.engine.training.setup import Setup
from resnet_studio.engine.weights.tensor_file import read_checkpoint

FULL = 1_000_000  # bytes; with fewer left, what was not written did not fit


def copied(network: nn.Module) -> dict[str, Tensor]:
    """The state dict as it is now, in memory of its own on the CPU: what `save_best` takes."""
    state = network.state_dict()
    return {name: tensor.detach().to("cpu", copy=True).contiguous() for name, tensor in state.items()}


def save_best(run: Path, state: dict[str, Tensor]) -> None:
    """Write `best.pt`: a state dict in torchvision's names, on the CPU, in float32."""
    _save(run / BEST, state)


def save_last(run: Path, setup: Setup, at: Position) -> None:
    """Write `last.pt`: what it takes to go on."""
    state = {
        "model": _on_cpu(setup.network.state_dict()),
        "optimizer": setup.optimizer.state_dict(),
        "scaler": setup.scaler.state_dict(),
        "schedule": {"steps": at.steps, "kind": setup.config.schedule},
        "progress": at.to_record(setup),
    }
    _save(run / LAST, state)


def read_last(run: Path) -> dict[str, Any] | None:
    """What `save_last` wrote, or None where nothing was written yet.

    Raises:
        RunError: the file cannot be read, or is not what it should be.
    """
    if not is_file(run / LAST):
        return None
    try:
        state: dict[str, Any] = read_checkpoint(run / LAST)
    except WeightsError as error:
        raise RunError(f"The run in {run} cannot go on: {error}") from error
    wanted = {"model": dict, "optimizer": dict, "scaler": dict, "schedule": dict, "progress": dict}
    for name, kind in wanted.items():
        if not isinstance(state, dict) or not isinstance(state.get(name), kind):
            raise RunError(f"{LAST} in {run} is damaged or of an older version: it lacks {name}.")
    return state


def precision_of(state: dict[str, Any], chosen: str) -> str:
    """The precision that a checkpoint was computed in; what was `chosen` might mean another one on this computer."""
    known = state["progress"].get("precision")
    return known if chosen == "auto" and known in PRECISION.values else chosen


def restore(run: Path, setup: Setup, state: dict[str, Any]) -> Position:
    """Bring network, optimiser and scaler of a set-up to where `state` was, and say where that is.

    Raises:
        RunError: the state belongs to another network, or lacks something.
    """
    try:
        setup.network.load_state_dict(state["model"])
        setup.start_optimizer()
        setup.optimizer.load_state_dict(state["optimizer"])
        setup.scaler.load_state_dict(state["scaler"])
        at = Position.from_record(state["progress"], setup)
    except (KeyError, ValueError, TypeError, RuntimeError) as error:
        raise RunError(f"{LAST} in {run} does not fit the run's settings: {str(error).splitlines()[0]}") from error
    if setup.compute.device.type == "cpu" and 0 < at.threads <= cores():
        torch.set_num_threads(at.threads)  # sums over threads round as they are split
    return at


def _on_cpu(state: dict[str, Tensor]) -> dict[str, Tensor]:
    # contiguous: the file is read by programs that know nothing of our memory layout
    return {name: tensor.detach().cpu().contiguous() for name, tensor in state.items()}


def _save(path: Path, state: object) -> None:
    try:
        # The file is ours: torch leaves its own open when it fails, and Windows would not let us delete it then.
        with atomic_write(path) as temporary:
            with temporary.open("wb") as file:
                try:
                    torch.save(state, file)
                except RuntimeError as error:
                    if is_out_of_memory(error):
                        raise
                    # "unexpected pos 64 vs 0" is what torch says of a full disk.
                    free = shutil.disk_usage(path.parent).free
                    raise RunError(_not_written(path, "the disk is full" if free < FULL else str(error))) from error
            _prove(temporary, path)
    except OSError as error:
        raise RunError(_not_written(path, error.strerror or str(error))) from error


def _prove(written: Path, path: Path) -> None:
    """Read back what was written before it takes the place of the one before.

    Raises:
        RunError: it does not come back as it was.
    """
    try:
        with zipfile.ZipFile(written) as archive:
            damaged = archive.testzip()
    except zipfile.BadZipFile as error:
        raise RunError(_not_written(path, f"it could not be read back ({error})")) from error
    if damaged:
        raise RunError(_not_written(path, "it could not be read back as it was written"))


def _not_written(path: Path, reason: str) -> str:
    return f"{path.name} could not be written to {path.parent}: {reason}. What was saved there before is as it was."
