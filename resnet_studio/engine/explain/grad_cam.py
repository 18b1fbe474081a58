"""Why a network says what it says: Grad-CAM, and what each block adds.

Grad-CAM (Selvaraju et al. 2017, arXiv:1610.02391): the channels of a unit's output, weighted by the mean of their
gradients of a class's logit, summed and cut at zero. What remains is where the picture speaks for the class.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import relu

from resnet_studio.core.network.architecture import STEM, Architecture
from resnet_studio.engine.network.resnet import ResidualBlock, ResNet


@dataclass(frozen=True, slots=True)
class Explanation:
    """What speaks for a class, for B pictures.

    Attributes:
        logits: float32 `[B, K]`.
        classes: index of the class that each map is for, int64 `[B]`.
        maps: float32 `[B, H, W]` from 0 to 1 at the resolution of the stage; all 0 where nothing speaks for the class.
        contributions: `|F(h)| / |h|` of each block in network order, float32 `[B, blocks]`; h as the shortcut passes it
            on, so that both have the same shape. In a network without shortcuts, h is what enters the block.
    """

    logits: Tensor
    classes: Tensor
    maps: Tensor
    contributions: Tensor


def units_through(architecture: Architecture, stage: str) -> int:
    """How many units there are up to the end of a stage, a block or the stem.

    Raises:
        ConfigError: the network does not have it.
    """
    units = architecture.units(stage)  # none for the head, whose map is that of the last stage
    return architecture.unit_names.index(units[-1].name) + 1 if units else len(architecture.unit_names)


def explain(network: ResNet, inputs: Tensor, stage: str, classes: Sequence[int] | None = None) -> Explanation:
    """Explain what a network in evaluation mode says of pictures.

    Args:
        network: its weights and their gradients are not changed.
        inputs: what the network takes, `[B, 3, H, W]` on its device.
        stage: whose output the maps are of, such as "layer4", "layer2.0" or "stem".
        classes: label for each picture, -1 for the most probable one, as where it is left out.

    Raises:
        ConfigError: the network does not have the stage.
    """
    count = units_through(network.architecture, stage)
    names, ratios = network.architecture.unit_names, list[Tensor]()
    with torch.no_grad():
        h = _through(network, inputs, names[:count], ratios)
    h.requires_grad_(True)
    with torch.enable_grad():
        logits = network.fc(network.pooled(_through(network, h, names[count:], ratios)))
        chosen = logits.detach().argmax(1)
        if classes is not None:
            given = torch.tensor(classes, device=logits.device)
            chosen = torch.where(given < 0, chosen, given)
        (gradient,) = torch.autograd.grad(logits.gather(1, chosen[:, None]).sum(), h)
    maps = relu((gradient.mean((2, 3), keepdim=True) * h.detach()).sum(1))
    highest = maps.amax((1, 2), keepdim=True)
    maps = torch.where(highest > 0, maps / highest.clamp_min(torch.finfo(maps.dtype).tiny), torch.zeros_like(maps))
    return Explanation(logits.detach().float(), chosen, maps.float(), torch.stack(ratios, 1))


def _through(network: ResNet, h: Tensor, names: Sequence[str], ratios: list[Tensor]) -> Tensor:
    """The output of these units; the contribution of each block is added to `ratios`."""
    for name in names:
        if name == STEM:
            h = network.stem(h)
            continue
        block = network.get_submodule(name)
        assert isinstance(block, ResidualBlock)
        added = block.residual(h)
        kept = h if block.downsample is None else block.downsample(h)
        ratios.append(_ratio(added, kept))
        h = relu(added if block.downsample is None else added + kept, inplace=True)
    return h


def _ratio(added: Tensor, kept: Tensor) -> Tensor:
    """Quotient of the two norms, float32 `[B]`; 0 where nothing comes in."""
    norms = [torch.linalg.vector_norm(tensor.detach().float(), dim=(1, 2, 3)) for tensor in (added, kept)]
    return torch.where(norms[1] > 0, norms[0] / norms[1].clamp_min(1e-30), torch.zeros_like(norms[0]))
