"""Why this computer's graphics card is not used, where there is one and the processor computes."""

import torch

from resnet_studio.core.basics.errors import StudioError
from resnet_studio.core.basics.message import NOTHING, Message, joined, message
from resnet_studio.core.installation import graphics_card
from resnet_studio.core.installation.bundled import is_packaged
from resnet_studio.core.installation.gpu_manifest import pack_for_this
from resnet_studio.core.installation.graphics_card import Card

_CUDA_BUILDS = "https://pytorch.org/get-started/locally"


def unused_card(device: str) -> Message:
    """The reason and what to do; empty where a card computes or there is none. `device` is the chosen one's type."""
    if device != "cpu" or (card := graphics_card.nvidia()) is None:
        return NOTHING
    name = card.name or "NVIDIA"
    if torch.version.cuda is None:
        reason = message(
            "Training runs on the processor: this computer has a graphics card ({name}), but PyTorch {version:plain} "
            "cannot use it.",
            name=name,
            version=str(torch.__version__),
        )
        return joined(reason, _how(card))
    return message(
        "Training runs on the processor: PyTorch {version:plain} cannot use the graphics card ({name}) with the driver "
        "{driver:plain}. Install NVIDIA's newest driver.",
        version=str(torch.__version__),
        name=name,
        driver=card.driver or "–",
    )


def _how(card: Card) -> Message:
    """How to get a torch that can, or why there is none."""
    if not is_packaged():
        return message("PyTorch with CUDA is faster by far; {url} has the command.", url=_CUDA_BUILDS)
    try:
        pack = pack_for_this(card)
    except StudioError:
        pack = None
    if pack is None:
        return NOTHING
    if why := pack.obstacle(card):
        return joined(message("The GPU pack is of no use for it yet."), why)
    return message("The GPU pack makes it faster by far.")
