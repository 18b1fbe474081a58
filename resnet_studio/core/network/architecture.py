"""Description of every ResNet, without torch. The engine builds the network from it, and the window draws it.

The networks are those of He, Zhang, Ren and Sun, "Deep Residual Learning for Image Recognition" (2015,
arXiv:1512.03385): table 1 for photographs, section 4.2 for small pictures. As in torchvision, a bottleneck has its
stride in the 3×3 convolution. A unit is the smallest part that can be frozen: the stem or one block.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from resnet_studio.core.basics.errors import ConfigError
from resnet_studio.core.basics.message import message
from resnet_studio.core.network.blocks import STEM, Block, Convolution, Kind, Shortcut, Stage, Stem

__all__ = [
    "DEPTHS",
    "HEAD",
    "PHOTO_DEPTHS",
    "SMALL_DEPTHS",
    "STEM",
    "Architecture",
    "Block",
    "Convolution",
    "Family",
    "Stage",
    "Stem",
    "architecture",
    "frozen_through",
    "frozen_units",
    "learning_stages",
    "normalise_frozen",
]

Family = Literal["photographs", "small"]

PHOTO_DEPTHS: Final = (18, 34, 50, 101, 152)
SMALL_DEPTHS: Final = (20, 32, 44, 56, 110)
DEPTHS: Final = PHOTO_DEPTHS + SMALL_DEPTHS
HEAD: Final = "head"

_BLOCKS_PER_STAGE: Final = {
    18: (2, 2, 2, 2),
    34: (3, 4, 6, 3),
    50: (3, 4, 6, 3),
    101: (3, 4, 23, 3),
    152: (3, 8, 36, 3),
}
_BOTTLENECK_EXPANSION: Final = 4


@dataclass(frozen=True)
class Architecture:
    """A complete network: stem, stages, and a head of global average pooling and one linear layer.

    Names are "stem", a stage such as "layer2", a block such as "layer2.0", and "head"; an unknown name raises
    ``ConfigError``. Image sizes are sides of square pictures in pixels.
    """

    depth: int
    family: Family
    shortcuts: bool
    stem: Stem
    stages: tuple[Stage, ...]

    @property
    def features(self) -> int:
        """Channels into the head."""
        return self.stages[-1].out_channels

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Every block, in network order."""
        return tuple(block for stage in self.stages for block in stage.blocks)

    @property
    def stage_names(self) -> tuple[str, ...]:
        """("stem", "layer1", …): the points up to which a network can be frozen."""
        return (STEM, *(stage.name for stage in self.stages))

    @property
    def unit_names(self) -> tuple[str, ...]:
        """("stem", "layer1.0", "layer1.1", …): all units, in network order."""
        return (STEM, *(block.name for block in self.blocks))

    def units(self, name: str) -> tuple[Stem | Block, ...]:
        """The units of a stage, or the single unit of that name; none for the head.

        Raises:
            ConfigError: the network has no layer of that name.
        """
        if name == HEAD:
            return ()
        if name == STEM:
            return (self.stem,)
        for stage in self.stages:
            if name == stage.name:
                return stage.blocks
            for block in stage.blocks:
                if name == block.name:
                    return (block,)
        allowed = message(
            "one of {stages:plain}, a block from layer1.0 to {last:plain}, or head",
            stages=", ".join(self.stage_names),
            last=self.blocks[-1].name,
        )
        raise ConfigError("layer", name, allowed)

    def parameters(self, name: str, classes: int) -> int:
        """Parameters of a unit, a stage or the head (weights and biases of ``classes`` outputs)."""
        if name == HEAD:
            return (self.features + 1) * classes
        return sum(unit.parameters for unit in self.units(name))

    def total_parameters(self, classes: int) -> int:
        """Parameters of the whole network."""
        return sum(self.parameters(name, classes) for name in (*self.stage_names, HEAD))

    def trainable_parameters(self, classes: int, frozen: Iterable[str]) -> int:
        """Parameters that remain trainable if the stages and blocks named in ``frozen`` are frozen."""
        frozen_parameters = sum(self.parameters(name, classes) for name in frozen_units(self, frozen))
        return self.total_parameters(classes) - frozen_parameters

    def output(self, name: str, image_size: int) -> tuple[int, int, int]:
        """Height, width and channels of the output of a unit or stage; for the head, the input of its fc layer."""
        if name == HEAD:
            return (1, 1, self.features)
        last = self.units(name)[-1]
        side = next(unit.output_side(side) for unit, side in self._units_with_input(image_size) if unit is last)
        return (side, side, last.out_channels)

    def macs(self, name: str, image_size: int, classes: int) -> int:
        """Multiply-accumulates of the convolutions of a unit or stage, or of the head's fc layer, for one picture."""
        if name == HEAD:
            return self.features * classes
        names = {unit.name for unit in self.units(name)}
        return sum(unit.macs(side) for unit, side in self._units_with_input(image_size) if unit.name in names)

    def total_macs(self, image_size: int, classes: int) -> int:
        """Multiply-accumulates of the whole network for one picture (ResNet-18 at 224 px: 1.81 billion)."""
        backbone = sum(unit.macs(side) for unit, side in self._units_with_input(image_size))
        return backbone + self.macs(HEAD, image_size, classes)

    def _units_with_input(self, image_size: int) -> Iterator[tuple[Stem | Block, int]]:
        """Every unit and the side of its input in pixels."""
        side = image_size
        units: tuple[Stem | Block, ...] = (self.stem, *self.blocks)
        for unit in units:
            yield unit, side
            side = unit.output_side(side)


def architecture(depth: int, *, shortcuts: bool = True) -> Architecture:
    """Describe the ResNet of a depth; without shortcuts, the paper's plain network of the same depth.

    Raises:
        ConfigError: the depth is not one of `DEPTHS`.
    """
    if depth not in DEPTHS:
        raise ConfigError("depth", depth, message("one of {depths:plain}", depths=", ".join(map(str, DEPTHS))))
    return _architecture(depth, shortcuts)


@cache
def _architecture(depth: int, shortcuts: bool) -> Architecture:
    small = depth in SMALL_DEPTHS
    if small:
        # He et al. section 4.2: 6n + 2 layers, three stages of n basic blocks with 16, 32 and 64 channels.
        stem = Stem(Convolution(3, 16, kernel=3, stride=1), max_pool=False)
        counts: tuple[int, ...] = ((depth - 2) // 6,) * 3
    else:
        stem = Stem(Convolution(3, 64, kernel=7, stride=2), max_pool=True)
        counts = _BLOCKS_PER_STAGE[depth]
    kind: Kind = "bottleneck" if depth >= 50 and not small else "basic"

    stages: list[Stage] = []
    in_channels = stem.out_channels
    for index, count in enumerate(counts):
        name, channels = f"layer{index + 1}", stem.out_channels * 2**index
        blocks: list[Block] = []
        for number in range(count):
            stride = 2 if index > 0 and number == 0 else 1
            blocks.append(_block(f"{name}.{number}", kind, in_channels, channels, stride, shortcuts, small))
            in_channels = blocks[-1].out_channels
        stages.append(Stage(name, tuple(blocks)))
    return Architecture(depth, "small" if small else "photographs", shortcuts, stem, tuple(stages))


def _block(name: str, kind: Kind, in_channels: int, channels: int, stride: int, shortcuts: bool, small: bool) -> Block:
    if kind == "basic":
        out_channels = channels
        convolutions: tuple[Convolution, ...] = (
            Convolution(in_channels, channels, kernel=3, stride=stride),
            Convolution(channels, channels, kernel=3, stride=1),
        )
    else:
        out_channels = channels * _BOTTLENECK_EXPANSION
        convolutions = (
            Convolution(in_channels, channels, kernel=1, stride=1),
            Convolution(channels, channels, kernel=3, stride=stride),
            Convolution(channels, out_channels, kernel=1, stride=1),
        )
    shortcut: Shortcut = "none"
    if shortcuts and stride == 1 and in_channels == out_channels:
        shortcut = "identity"
    elif shortcuts:
        shortcut = "pad" if small else "projection"
    return Block(name, kind, in_channels, channels, out_channels, stride, shortcut, convolutions)


def frozen_through(arch: Architecture, stage: str) -> tuple[str, ...]:
    """The stages to freeze for "everything up to and including this stage"; "none" freezes nothing.

    Raises:
        ConfigError: the network does not have this stage.
    """
    if stage == "none":
        return ()
    if stage not in arch.stage_names:
        allowed = message(
            "none, or one of {stages:plain} in ResNet-{depth:plain}",
            stages=", ".join(arch.stage_names),
            depth=arch.depth,
        )
        raise ConfigError("freeze", stage, allowed)
    return arch.stage_names[: arch.stage_names.index(stage) + 1]


def normalise_frozen(arch: Architecture, names: Iterable[str]) -> tuple[str, ...]:
    """The canonical form of a selection of frozen stages and blocks.

    It is in network order without duplicates, and a stage replaces its blocks if all of them are selected. The head
    is always trainable, so "head" is not allowed.

    Raises:
        ConfigError: the network does not have one of the names.
    """
    selected: set[str] = set()
    for name in names:
        if name == HEAD or name not in (*arch.stage_names, *arch.unit_names):
            allowed = message(
                "one of {stages:plain}, or a block from layer1.0 to {last:plain}, in ResNet-{depth:plain}",
                stages=", ".join(arch.stage_names),
                last=arch.blocks[-1].name,
                depth=arch.depth,
            )
            raise ConfigError("frozen", name, allowed)
        selected.update(unit.name for unit in arch.units(name))
    canonical = [STEM] if STEM in selected else []
    for stage in arch.stages:
        chosen = [block.name for block in stage.blocks if block.name in selected]
        canonical += [stage.name] if len(chosen) == len(stage.blocks) else chosen
    return tuple(canonical)


def frozen_units(arch: Architecture, names: Iterable[str]) -> frozenset[str]:
    """Names of the units ("stem" and blocks) that a selection of frozen stages and blocks contains.

    Raises:
        ConfigError: the network does not have one of the names.
    """
    return frozenset(unit.name for name in normalise_frozen(arch, names) for unit in arch.units(name))


def learning_stages(arch: Architecture, frozen: Iterable[str]) -> tuple[str, ...]:
    """The stem and the stages that learn, or of which a part does, in network order."""
    units = frozen_units(arch, frozen)
    return tuple(name for name in arch.stage_names if any(unit.name not in units for unit in arch.units(name)))
