"""The leading frozen units of a network: their output is the same at every epoch, so it is computed once.

Nothing learns here, so what training needs is left out: BatchNorm in evaluation mode is an affine map and is folded
into the convolution before it (Jacob et al. 2017, arXiv:1712.05877, section 3.2), and nothing is kept for a gradient.
"""

import copy
import hashlib

import torch
from torch import Tensor, nn
from torch.fx import symbolic_trace
from torch.nn.utils.fusion import fuse_conv_bn_eval

from resnet_studio.core.network.architecture import STEM
from resnet_studio.engine.machine.devices import Compute
from resnet_studio.engine.network.resnet import ResNet
from resnet_studio.engine.weights.digest import weights_digest


def frozen_prefix(network: ResNet) -> int:
    """How many units from the stem on are frozen without a gap."""
    count = 0
    for name in network.architecture.unit_names:
        if name not in network.frozen_units:
            break
        count += 1
    return count


class FrozenPart:
    """What the first `count` units of a network compute, folded, in the run's precision.

    Attributes:
        count: units covered, from the stem on.
        shape: of one item's output: `(H, W, C)`, or `(features,)` where all units are covered.
        dtype: of the output; float32 where it is pooled.
        digest: SHA-256 of what was built: every operation in its order, and the weights that it computes with.
    """

    def __init__(self, network: ResNet, count: int, item_shape: tuple[int, ...], compute: Compute) -> None:
        """`item_shape` is that of one item without the batch, as the source gives it."""
        names = network.architecture.unit_names[:count]
        self.count, self._compute = count, compute
        self._pool = network.pooled if count == len(network.architecture.unit_names) else None
        self.shape = (network.fc.in_features,) if self._pool else network.output_shape(names[-1], item_shape)
        self.dtype = torch.float32 if self._pool else compute.dtype
        parts = [_folded_stem(network) if name == STEM else _folded(network.unit(name)) for name in names]
        self._units = nn.Sequential(*parts).to(compute.device, compute.dtype).to(memory_format=torch.channels_last)
        self._units.requires_grad_(False)
        self.digest = _digest(self._units, pooled=self._pool is not None)

    def __call__(self, inputs: Tensor) -> Tensor:
        """The output for a source's input on the device: `dtype`, `[B, C, ...]` channels last or `[B, features]`."""
        with torch.no_grad():
            h: Tensor = self._units(inputs.to(self._compute.dtype))
            return self._pool(h.float()) if self._pool else h


def _digest(units: nn.Sequential, *, pooled: bool) -> str:
    """A digest of the graph and the weights of modules as they were built.

    A list of settings would have to grow with each setting that changes the network; the operations themselves cannot
    be forgotten.
    """
    traced = symbolic_trace(units)
    modules = sorted(f"{name} {module!r}" for name, module in traced.named_modules() if not list(module.children()))
    graph = "\n".join([traced.code, *modules, f"pooled {pooled}"])
    hashed = hashlib.sha256(graph.encode())
    hashed.update(weights_digest(units.state_dict().items()).encode())
    return hashed.hexdigest()


def _folded_stem(network: ResNet) -> nn.Sequential:
    convolution = fuse_conv_bn_eval(network.conv1, network.bn1)
    return nn.Sequential(convolution, nn.ReLU(inplace=True), copy.deepcopy(network.maxpool))


def _folded(block: nn.Module) -> nn.Module:
    """A copy of a residual block without BatchNorm."""
    folded = copy.deepcopy(block)
    for number in (1, 2, 3):
        convolution, norm = getattr(folded, f"conv{number}", None), getattr(folded, f"bn{number}", None)
        if isinstance(convolution, nn.Conv2d) and isinstance(norm, nn.BatchNorm2d):
            setattr(folded, f"conv{number}", fuse_conv_bn_eval(convolution, norm))
            setattr(folded, f"bn{number}", nn.Identity())
    match list(folded.downsample.children()) if isinstance(folded.downsample, nn.Sequential) else []:
        case [nn.Conv2d() as convolution, nn.BatchNorm2d() as norm]:
            folded.downsample = fuse_conv_bn_eval(convolution, norm)
    return folded
