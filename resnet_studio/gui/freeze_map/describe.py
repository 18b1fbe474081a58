"""The freeze map in words: tooltips, figures, and what a screen reader hears."""

from __future__ import annotations

import sys

from resnet_studio.core.basics import formatting
from resnet_studio.core.network.architecture import HEAD, STEM, Architecture, Block, Convolution
from resnet_studio.gui.freeze_map.choice import still

CTRL = "Cmd" if sys.platform == "darwin" else "Ctrl"
HOW = f"Click a stage to freeze everything before it. {CTRL}-click freezes one stage or block alone."
HOW_KEYS = " Left and Right move the boundary."
SCRATCH_WHY = "From scratch everything trains: frozen layers would stay random."


def macs(number: int) -> str:
    """Multiply-accumulates for one picture: "1.8 GMAC", "41 MMAC"."""
    for unit, scale in (("GMAC", 1e9), ("MMAC", 1e6), ("KMAC", 1e3)):
        if number >= scale:
            value = number / scale
            return f"{value:.1f} {unit}" if unit == "GMAC" or value < 10 else f"{value:.0f} {unit}"
    return f"{number} MAC"


def size_text(network: Architecture, name: str, image_size: int) -> str:
    """What leaves a stage or block: "14 × 14 × 256"."""
    return " × ".join(str(number) for number in network.output(name, image_size))


def state(network: Architecture, name: str, units: frozenset[str]) -> str:
    """Of a stage, block or head in a word: "trains", "frozen" or "2 of 6 blocks frozen"."""
    frozen, total = still(network, name, units)
    if frozen == 0:
        return "trains"
    return "frozen" if frozen == total else f"{frozen} of {total} blocks frozen"


def stage_tip(network: Architecture, name: str, image_size: int, classes: int, units: frozenset[str]) -> str:
    """The tooltip of the stem, a stage or the head."""
    if name == HEAD:
        outputs = formatting.counted(classes, "class", "classes") if classes else "the classes of the dataset"
        lines = ["head, always trains", f"Averages each feature map, then one linear layer to {outputs}"]
        if classes:
            lines.append(f"{formatting.parameters(network.parameters(HEAD, classes))} parameters")
        return "\n".join(lines)
    lines = [f"{name}, {state(network, name, units)}"]
    if name == STEM:
        lines.append(_convolution(network.stem.convolution))
        if network.stem.max_pool:
            lines.append("3 × 3 max pool, halves the size")
    else:
        blocks = next(stage.blocks for stage in network.stages if stage.name == name)
        kind = "bottleneck" if blocks[0].kind == "bottleneck" else "basic"
        lines.append(formatting.counted(len(blocks), f"{kind} block"))
    lines.append(_figures(network, name, image_size, classes))
    return "\n".join(lines)


def block_tip(
    network: Architecture, names: tuple[str, ...], image_size: int, classes: int, units: frozenset[str]
) -> str:
    """The tooltip of one block, or of the folded blocks ``names`` in the middle of a stage."""
    if len(names) > 1:
        frozen = sum(name in units for name in names)
        how = "trains" if not frozen else "frozen" if frozen == len(names) else f"{frozen} of them frozen"
        each = formatting.parameters(network.parameters(names[0], classes))
        return (
            f"{names[0]} to {names[-1]}, {how}\n{formatting.counted(len(names), 'equal block')}, {each} parameters each"
        )
    block = next(block for block in network.blocks if block.name == names[0])
    lines = [f"{block.name}, {state(network, block.name, units)}"]
    lines += [_convolution(convolution) for convolution in block.convolutions]
    lines += [_shortcut(block), _figures(network, block.name, image_size, classes)]
    return "\n".join(lines)


def summary(network: Architecture, frozen: tuple[str, ...], classes: int) -> str:
    """The state of the whole map in a sentence, for screen readers."""
    trains = formatting.parameters(network.trainable_parameters(classes, frozen))
    total = formatting.parameters(network.total_parameters(classes))
    still_names = formatting.listed(frozen, 8) if frozen else "nothing"
    return f"ResNet-{network.depth}. Frozen: {still_names}. {trains} of {total} parameters train."


def _convolution(convolution: Convolution) -> str:
    kernel = f"{convolution.kernel} × {convolution.kernel} convolution"
    halves = ", halves the size" if convolution.stride > 1 else ""
    if convolution.in_channels == convolution.out_channels:
        return f"{kernel}, {convolution.out_channels} channels{halves}"
    return f"{kernel}, {convolution.in_channels} → {convolution.out_channels} channels{halves}"


def _shortcut(block: Block) -> str:
    if block.shortcut == "projection":
        return f"Shortcut: 1 × 1 convolution, {block.in_channels} → {block.out_channels} channels"
    if block.shortcut == "pad":
        return f"Shortcut: every second pixel, zeros for the {block.out_channels - block.in_channels} new channels"
    return "Shortcut: h as it is" if block.shortcut == "identity" else "No shortcut"


def _figures(network: Architecture, name: str, image_size: int, classes: int) -> str:
    parameters = formatting.parameters(network.parameters(name, classes))
    work = macs(network.macs(name, image_size, classes))
    return f"{parameters} parameters, {work} a picture, {size_text(network, name, image_size)} out"
