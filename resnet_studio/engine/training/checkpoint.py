"""The two files of weights in a run's folder, both plain enough to load with `weights_only=True`."""

import shutil
import zipfile
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from resnet_studio.core.basics.errors import RunError, RunGoneError, WeightsError
from resnet_studio.core.basics.files import atomic_write, is_file
from resnet_studio.core.basics.message import Message, literal, message
from resnet_studio.core.runs.run import BEST, LAST
from resnet_studio.core.runs.settings import PRECISION
from resnet_studio.engine.machine.memory import is_out_of_memory
from resnet_studio.engine.weights.tensor_file import read_checkpoint

LITTLE_SPACE = 1_000_000  # bytes; with fewer left, a file that was not written did not fit
_PARTS = ("model", "optimizer", "scaler", "progress")


def copied(network: nn.Module) -> dict[str, Tensor]:
    """A copy of the state dict as it is now, on the CPU: what `save_best` takes."""
    state = network.state_dict()
    return {name: tensor.detach().to("cpu", copy=True).contiguous() for name, tensor in state.items()}


def save_best(run: Path, state: dict[str, Tensor]) -> None:
    """Write `best.pt`: a state dict in torchvision's names, on the CPU, in float32.

    Raises:
        RunError: it cannot be written; the file before stays.
    """
    _save(run / BEST, state)


def save_last(run: Path, network: nn.Module, optimizer: dict[str, Any], progress: dict[str, Any]) -> None:
    """Write `last.pt`: all that it takes to resume.

    Args:
        run: the run's folder.
        network: its state dict is written.
        optimizer: "optimizer" and "scaler", as `Optimizer.state_dict` returns them.
        progress: plain values.

    Raises:
        RunError: it cannot be written; the file before stays.
    """
    # contiguous: the file is read by programs that know nothing of our memory layout
    model = {name: tensor.detach().cpu().contiguous() for name, tensor in network.state_dict().items()}
    _save(run / LAST, {"model": model, **optimizer, "progress": progress})


def read_last(run: Path) -> dict[str, Any] | None:
    """What `save_last` wrote, or None if nothing was written yet.

    Raises:
        RunError: the file cannot be read, or lacks something.
    """
    if not is_file(run / LAST):
        return None
    try:
        state: dict[str, Any] = read_checkpoint(run / LAST)
    except WeightsError as error:
        raise RunError(
            message("The run in {folder} cannot go on: {problem}", folder=str(run), problem=error.message)
        ) from error
    for name in _PARTS:
        if not isinstance(state, dict) or not isinstance(state.get(name), dict):
            raise RunError(
                message("{file} in {folder} is damaged: it lacks {part:plain}.", file=LAST, folder=str(run), part=name)
            )
    return state


def precision_of(state: dict[str, Any], chosen: str) -> str:
    """The precision that a checkpoint was computed in: "auto" might mean another one on this computer."""
    known = state["progress"].get("precision")
    return known if chosen == "auto" and known in PRECISION.values else chosen


def does_not_fit(run: Path, error: Exception) -> RunError:
    """The error to raise when the content of `last.pt` does not belong to the run's settings."""
    return RunError(
        message(
            "{file} in {folder} does not fit the run's settings: {reason}",
            file=LAST,
            folder=str(run),
            reason=(str(error).splitlines() or [type(error).__name__])[0],
        )
    )


def _save(path: Path, state: object) -> None:
    try:
        # The file is ours: torch leaves its own open when it fails, and Windows could not delete it then.
        with atomic_write(path) as temporary:
            with temporary.open("wb") as file:
                try:
                    torch.save(state, file)
                except RuntimeError as error:
                    if is_out_of_memory(error):
                        raise
                    # "unexpected pos 64 vs 0" is torch's message when the disk is full.
                    full = shutil.disk_usage(path.parent).free < LITTLE_SPACE
                    reason = message("the disk is full") if full else literal(str(error))
                    raise RunError(_not_written(path, reason)) from error
            _verify(temporary, path)
    except OSError as error:
        if not path.parent.is_dir():
            raise RunGoneError(path.parent) from error
        raise RunError(_not_written(path, literal(error.strerror or str(error)))) from error


def _verify(written: Path, path: Path) -> None:
    """Read the new file back before it replaces the one before.

    Raises:
        RunError: the content is not what was written.
    """
    try:
        with zipfile.ZipFile(written) as archive:
            damaged = archive.testzip()
    except zipfile.BadZipFile as error:
        raise RunError(_not_written(path, message("it could not be read back ({error})", error=str(error)))) from error
    if damaged:
        raise RunError(_not_written(path, message("it could not be read back as it was written")))


def _not_written(path: Path, reason: Message) -> Message:
    return message(
        "{file} could not be written to {folder}: {reason}. What was saved there before is unchanged.",
        file=path.name,
        folder=str(path.parent),
        reason=reason,
    )
