"""The texts of the Model room about files of weights, and about what a change of depth leaves behind."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePath

from resnet_studio.core.basics.message import Message, message, tr
from resnet_studio.core.network.architecture import architecture
from resnet_studio.core.network.weights_files import NetworkInFile, shortened
from resnet_studio.core.runs.config import IMAGENET, SCRATCH, TrainConfig


def about_file(file: str, networks: Sequence[NetworkInFile], entry: str) -> tuple[str, str] | None:
    """A sentence and a detail about what a file that fits holds: several networks, or one with gaps; or None."""
    name = PurePath(file).name
    found = next((network for network in networks if network.entry == entry), networks[0])
    gaps = shortened(architecture(found.depth), found.lacking)
    random = tr("These layers start from random numbers: {names:list}.", names=gaps) if gaps else ""
    if len(networks) == 1:
        return (tr("{file:name} has no complete values for all layers.", file=name), random) if random else None
    used = tr("{entry:name} is used. You can choose another one beside “Weights”.", entry=found.entry)
    names = [network.entry for network in networks]
    return (
        tr("{file:name} holds {count} networks: {names:few}.", file=name, count=len(networks), names=names),
        f"{used} {random}".rstrip(),
    )


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


def unreadable(path: Path) -> str:
    """A sentence that says why the file cannot contain weights; empty if it may."""
    try:
        if not path.is_file():
            return tr("{file:name} no longer exists.", file=path.name)
        return "" if path.stat().st_size else tr("{file:name} is empty: it contains no weights.", file=path.name)
    except OSError as error:
        return tr("{file:name} cannot be read: {reason}.", file=path.name, reason=error.strerror or str(error))
