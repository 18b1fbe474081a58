"""What a person chose for one network, kept while another one is looked at, for the way back."""

from typing import Any

from resnet_studio.core.network.architecture import SMALL_DEPTHS, architecture
from resnet_studio.core.runs.config import IMAGENET, SCRATCH, TrainConfig

OF_FILE = ("weights", "weights_entry")
OF_START = ("frozen", "freeze", "learning_rate", "head_multiplier", "layer_decay", "epochs")
# What a person chose for photographs makes no sense for small pictures, and the other way round.
OF_FAMILY = (*OF_FILE, *OF_START, "image_size")


class KeptChoices:
    """The choices that a change of depth makes void, by the depth that they were made for."""

    def __init__(self) -> None:
        self._of_depth: dict[int, dict[str, Any]] = {}
        self._of_family: dict[bool, dict[str, Any]] = {}

    def after_change(self, chosen: dict[str, Any], config: TrainConfig, depth: int) -> dict[str, Any]:
        """The choices that hold after the depth of `config` has changed to `depth`.

        Within a family a file, which belongs to one depth, is left behind, and with it what was frozen where the new
        network has no weights; another family starts from its own choices. Back at a depth, its file is there again.
        """
        before, small = config.depth, depth in SMALL_DEPTHS
        self._of_depth[before] = self._of_family[before in SMALL_DEPTHS] = dict(chosen)
        if small != (before in SMALL_DEPTHS):
            held = _without(chosen, OF_FAMILY)
            kept = self._of_depth.get(depth) or _without_file(self._of_family.get(small, {}))
            return held | {name: value for name, value in kept.items() if name in OF_FAMILY}
        held = dict(chosen)
        if has_file(held):
            _drop(held, OF_FILE)
            if small or not config.shortcuts:  # it starts from scratch
                _drop(held, OF_START)
        kept = self._of_depth.get(depth, {})
        if has_file(kept) and "weights" not in held:
            names = OF_FILE if "frozen" in held or "freeze" in held else (*OF_FILE, "frozen", "freeze")
            held |= {name: kept[name] for name in names if name in kept}
        return _with_existing_blocks(held, depth)


def has_file(chosen: dict[str, Any]) -> bool:
    """Whether the weights that were chosen are a file."""
    return chosen.get("weights", IMAGENET) not in (IMAGENET, SCRATCH)


def _with_existing_blocks(chosen: dict[str, Any], depth: int) -> dict[str, Any]:
    """Without frozen blocks that the network of a depth lacks."""
    if "frozen" in chosen:
        network = architecture(depth)
        names = (*network.stage_names, *network.unit_names)
        chosen["frozen"] = tuple(name for name in chosen["frozen"] if name in names)
    return chosen


def _without_file(chosen: dict[str, Any]) -> dict[str, Any]:
    return _without(chosen, OF_FILE) if has_file(chosen) else chosen


def _without(chosen: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: value for name, value in chosen.items() if name not in names}


def _drop(chosen: dict[str, Any], names: tuple[str, ...]) -> None:
    for name in names:
        chosen.pop(name, None)
