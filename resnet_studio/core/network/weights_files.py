"""Files of weights: their names, and the network in one, as the window and the engine speak of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from resnet_studio.core.basics.message import Message, message, plural
from resnet_studio.core.network.architecture import Architecture, frozen_units, normalise_frozen

WEIGHTS_SUFFIXES: Final = (".pth", ".pt", ".pth.tar", ".tar", ".th", ".ckpt", ".bin", ".safetensors")
"""Ends, in lower case, of the names of files of weights that can be read."""

_PREFERRED: Final = frozenset({"ema", "teacher", "averaged", "average", "avg", "swa", "shadow"})


@dataclass(frozen=True, slots=True)
class NetworkInFile:
    """One network whose weights a file holds.

    Attributes:
        entry: its name in the file, such as "teacher"; empty where the file holds only one.
        depth: of the network of ours that it is.
        shortcuts: with which of the two kinds its weights go; both, where shortcuts have no weights.
        lacking: units for which the file has no complete values, in network order.
        altered: units to which the file adds layers that this program's networks lack, in network order.
    """

    entry: str
    depth: int
    shortcuts: tuple[bool, ...]
    lacking: tuple[str, ...] = ()
    altered: tuple[str, ...] = ()


def preferred_first(entries: Iterable[str]) -> list[str]:
    """Names of networks in a file, averaged ones (EMA, teacher, SWA) first: they are usually the better ones."""
    return sorted(entries, key=lambda entry: _PREFERRED.isdisjoint(entry.lower().replace("_", ".").split(".")))


def why_unfit(file: str, found: NetworkInFile, network: Architecture, frozen: Iterable[str] = ()) -> Message | None:
    """Why the weights in `file` cannot start `network` with these stages and blocks frozen; None if they can."""
    if found.depth != network.depth:
        return message(
            "{file} holds a ResNet-{depth:plain}, not a ResNet-{wanted:plain}. Choose depth {depth:plain}, or another "
            "file.",
            file=file,
            depth=found.depth,
            wanted=network.depth,
        )
    if network.shortcuts not in found.shortcuts:
        if network.shortcuts:
            return message("{file} was trained without shortcuts, and this network has them.", file=file)
        return message("{file} was trained with shortcuts, and this network has none.", file=file)
    units = frozen_units(network, frozen)
    if lacking := shortened(network, (name for name in found.lacking if name in units)):
        return plural(
            "{file} has no complete values for {names:list}, which would stay random because it is frozen. Let it "
            "train, or choose another file.",
            "{file} has no complete values for {names:list}, which would stay random because they are frozen. Let them "
            "train, or choose another file.",
            len(lacking),
            file=file,
            names=lacking,
        )
    if altered := shortened(network, (name for name in found.altered if name in units)):
        return plural(
            "In {file}, {names:list} has further weights, for layers that this network lacks, so it cannot stay "
            "frozen. Let it train, or choose another file.",
            "In {file}, {names:list} have further weights, for layers that this network lacks, so they cannot stay "
            "frozen. Let them train, or choose another file.",
            len(altered),
            file=file,
            names=altered,
        )
    return None


def shortened(network: Architecture, units: Iterable[str]) -> tuple[str, ...]:
    """Names of units for a sentence, in network order; a stage stands for its blocks where all of them are named."""
    return normalise_frozen(network, units)
