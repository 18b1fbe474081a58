"""Writing the record of a run in TensorBoard's format, with TensorBoard's own writer."""

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from resnet_studio.core.basics.errors import RunError
from resnet_studio.core.basics.message import message
from resnet_studio.core.installation.bundled import is_packaged
from resnet_studio.core.protocol.commands import ShouldStop, check_halt
from resnet_studio.core.protocol.jobs.tensorboard import ExportTensorBoard, TensorBoardWritten
from resnet_studio.core.runs.history import RunHistory
from resnet_studio.core.runs.run import read_config
from resnet_studio.core.runs.run_log import read_history
from resnet_studio.core.runs.settings import details
from resnet_studio.engine.run_job import Events

Scalar = tuple[str, float, int]
"""Tag, value, and the step of the optimiser at which it was."""

_STEPS_AT_A_TIME = 1000
_MISSING = message("TensorBoard is not installed. Install it with: pip install 'resnet-studio[tensorboard]'")
_PACKAGED = message(
    "Packages of ResNet Studio have no TensorBoard. A ResNet Studio that was installed with pip can write for it: "
    "pip install 'resnet-studio[tensorboard]'"
)


def run(command: ExportTensorBoard, should_stop: ShouldStop) -> Events:
    """Write loss, accuracy and learning rate of a run, and its settings as a text.

    Yields:
        `TensorBoardWritten`.

    Raises:
        RunError: TensorBoard is not installed, the run cannot be read, or the files cannot be written.
    """
    check_halt(should_stop)
    made = _writer_class()
    history = read_history(Path(command.run))
    try:
        writer = made(log_dir=command.folder)
        try:
            for number, (tag, value, step) in enumerate(scalars(history)):
                if number % _STEPS_AT_A_TIME == 0:
                    check_halt(should_stop)
                writer.add_scalar(tag, value, step)
            rows = [f"| {label} | {value} |" for label, value in details(read_config(Path(command.run)))]
            writer.add_text("settings", "\n".join(["| | |", "|-|-|", *rows]))
        finally:
            writer.close()
    except OSError as error:
        reason = error.strerror or str(error)
        raise RunError(
            message("{folder} cannot be written: {reason}.", folder=command.folder, reason=reason)
        ) from error
    yield TensorBoardWritten(command.run, command.folder, len(history.epochs))


def scalars(history: RunHistory) -> Iterator[Scalar]:
    """The points of all curves, those of steps first; what is not finite is left out."""
    for step, loss, rate in zip(history.steps, history.losses, history.learning_rates, strict=True):
        yield from _finite(("loss/batch", loss, step), ("learning_rate", rate, step))
    for end in history.epochs:
        yield from _finite(
            ("loss/train", end.train_loss, end.step),
            ("loss/validation", end.val_loss, end.step),
            ("accuracy/train", end.train_top1, end.step),
            ("accuracy/validation", end.val_top1, end.step),
        )


def _finite(*points: Scalar) -> Iterator[Scalar]:
    return (point for point in points if math.isfinite(point[1]))


def _writer_class() -> Any:
    """TensorBoard's writer.

    Raises:
        RunError: it is not installed.
    """
    try:
        from torch.utils.tensorboard import SummaryWriter
    except ImportError as error:
        raise RunError(_PACKAGED if is_packaged() else _MISSING) from error
    return SummaryWriter
