"""The freeze map as text: tooltips, figures, and the descriptions for screen readers."""

from __future__ import annotations

import sys
from typing import Final

from resnet_studio.core.basics import formatting, language
from resnet_studio.core.basics.message import message, show, tr, trn
from resnet_studio.core.network.architecture import HEAD, STEM, Architecture, Block, Convolution
from resnet_studio.gui.freeze_map.choice import frozen_count

CTRL: Final = "Cmd" if sys.platform == "darwin" else "Ctrl"
HOW: Final = message(
    "Click a stage to freeze everything before it. {key}-click freezes only one stage or block.", key=CTRL
)
HOW_KEYS: Final = message("Left and Right move the boundary.")
SCRATCH_WHY: Final = message("From scratch everything trains: frozen layers would stay random.")


def macs(number: int) -> str:
    """Multiply-accumulate operations for one picture: "1.8 GMAC", "41 MMAC"."""
    for unit, scale in (("GMAC", 1e9), ("MMAC", 1e6), ("KMAC", 1e3)):
        if number >= scale:
            value = number / scale
            return f"{language.current().number(value, 1 if unit == 'GMAC' or value < 10 else 0)} {unit}"
    return f"{number} MAC"


def size_text(network: Architecture, name: str, image_size: int) -> str:
    """The size of a stage's or block's output: "14 × 14 × 256" (height, width, channels)."""
    return " × ".join(str(number) for number in network.output(name, image_size))


def state(network: Architecture, name: str, units: frozenset[str]) -> str:
    """Whether a stage, block or head is frozen: "trains", "frozen" or "2 of 6 blocks frozen"."""
    frozen, total = frozen_count(network, name, units)
    if frozen == 0:
        return tr("trains")
    if frozen == total:
        return tr("frozen")
    return trn("{count} of {total} blocks frozen", "{count} of {total} blocks frozen", frozen, total=total)


def stage_tip(network: Architecture, name: str, image_size: int, classes: int, units: frozenset[str]) -> str:
    """The tooltip of the stem, a stage or the head."""
    if name == HEAD:
        return _head_tip(network, classes)
    lines = [tr("{name}, {state}", name=name, state=state(network, name, units))]
    if name == STEM:
        lines.append(_convolution(network.stem.convolution))
        if network.stem.max_pool:
            lines.append(tr("3 × 3 max pool, halves the size"))
    else:
        blocks = next(stage.blocks for stage in network.stages if stage.name == name)
        if blocks[0].kind == "bottleneck":
            lines.append(trn("{count} bottleneck block", "{count} bottleneck blocks", len(blocks)))
        else:
            lines.append(trn("{count} basic block", "{count} basic blocks", len(blocks)))
    lines.append(_figures(network, name, image_size, classes))
    return "\n".join(lines)


def _head_tip(network: Architecture, classes: int) -> str:
    lines = [tr("head, always trains")]
    if not classes:
        lines.append(tr("Averages each feature map, then one linear layer to the classes of the dataset"))
        return "\n".join(lines)
    lines.append(
        trn("Averages each feature map, then one linear layer to {count} class",
            "Averages each feature map, then one linear layer to {count} classes", classes)
    )  # fmt: skip
    lines.append(tr("{number:parameters} parameters", number=network.parameters(HEAD, classes)))
    return "\n".join(lines)


def block_tip(
    network: Architecture, names: tuple[str, ...], image_size: int, classes: int, units: frozenset[str]
) -> str:
    """The tooltip of one block, or of the folded blocks ``names`` in the middle of a stage."""
    if len(names) > 1:
        return _folded_tip(network, names, classes, units)
    block = next(block for block in network.blocks if block.name == names[0])
    lines = [tr("{name}, {state}", name=block.name, state=state(network, block.name, units))]
    lines += [_convolution(convolution) for convolution in block.convolutions]
    lines += [_shortcut(block), _figures(network, block.name, image_size, classes)]
    return "\n".join(lines)


def _folded_tip(network: Architecture, names: tuple[str, ...], classes: int, units: frozenset[str]) -> str:
    frozen = sum(name in units for name in names)
    if not frozen:
        how = tr("trains")
    elif frozen == len(names):
        how = tr("frozen")
    else:
        how = trn("{count} of them frozen", "{count} of them frozen", frozen)
    first = tr("{first} to {last}, {state}", first=names[0], last=names[-1], state=how)
    second = trn(
        "{count} equal block, {each:parameters} parameters each",
        "{count} equal blocks, {each:parameters} parameters each",
        len(names), each=network.parameters(names[0], classes),
    )  # fmt: skip
    return f"{first}\n{second}"


def summary(network: Architecture, frozen: tuple[str, ...], classes: int) -> str:
    """The state of the whole map in a sentence, for screen readers."""
    return tr(
        "{network}. Frozen: {names}. {trainable:parameters} of {total:parameters} parameters train.",
        network=f"ResNet-{network.depth}",
        names=formatting.listed(frozen, 8) if frozen else tr("nothing"),
        trainable=network.trainable_parameters(classes, frozen),
        total=network.total_parameters(classes),
    )


def how_to(movable: bool) -> str:
    """How the map is used; ``movable`` says whether there is a boundary to move."""
    return f"{show(HOW)} {show(HOW_KEYS)}" if movable else show(HOW)


def _convolution(convolution: Convolution) -> str:
    channels = f"{convolution.out_channels}"
    if convolution.in_channels != convolution.out_channels:
        channels = f"{convolution.in_channels} → {convolution.out_channels}"
    kernel = f"{convolution.kernel} × {convolution.kernel}"
    if convolution.stride > 1:
        return tr("{kernel} convolution, {channels} channels, halves the size", kernel=kernel, channels=channels)
    return tr("{kernel} convolution, {channels} channels", kernel=kernel, channels=channels)


def _shortcut(block: Block) -> str:
    if block.shortcut == "projection":
        channels = f"{block.in_channels} → {block.out_channels}"
        return tr("Shortcut: 1 × 1 convolution, {channels} channels", channels=channels)
    if block.shortcut == "pad":
        return trn(
            "Shortcut: every second pixel, zeros for {count} new channel",
            "Shortcut: every second pixel, zeros for the {count} new channels",
            block.out_channels - block.in_channels,
        )
    return tr("Shortcut: h as it is") if block.shortcut == "identity" else tr("No shortcut")


def _figures(network: Architecture, name: str, image_size: int, classes: int) -> str:
    return tr(
        "{number:parameters} parameters, {work} per picture, {size} out",
        number=network.parameters(name, classes),
        work=macs(network.macs(name, image_size, classes)),
        size=size_text(network, name, image_size),
    )
