"""The texts of the Model room about what a change of depth leaves behind."""

from __future__ import annotations

from pathlib import PurePath

from resnet_studio.core.basics.message import Message, message, tr
from resnet_studio.core.runs.config import IMAGENET, SCRATCH, TrainConfig


def left_behind(before: TrainConfig, after: TrainConfig) -> tuple[str, str] | None:
    """A sentence and a detail about the file, or the frozen blocks, that do not go with another depth; or None."""
    if before.weights not in (IMAGENET, SCRATCH, after.weights):
        return (
            tr("{file:name} is for ResNet-{depth:plain}.", file=PurePath(before.weights).name, depth=before.depth),
            tr(
                "{start}. Choose depth {depth:plain} again, and the file and what you froze are back.",
                start=_start(after),
                depth=before.depth,
            ),
        )
    kept = {unit.name for name in after.frozen for unit in after.architecture.units(name)}
    lost = [name for name in before.frozen if "." in name and name not in kept]
    if lost and after.frozen and before.architecture.family == after.architecture.family:
        return (
            tr("{names:list} cannot be frozen in ResNet-{depth:plain}.", names=lost, depth=after.depth),
            tr("This network has fewer blocks. What else you froze stays frozen."),
        )
    return None


def _start(config: TrainConfig) -> Message:
    if config.weights == SCRATCH:
        return message("ResNet-{depth:plain} starts from scratch", depth=config.depth)
    return message("ResNet-{depth:plain} starts from ImageNet weights", depth=config.depth)
