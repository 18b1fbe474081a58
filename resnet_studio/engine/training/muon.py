"""Muon, an optimiser for the weights of convolutions.

The step of a weight is the momentum of its gradients made orthogonal: every direction in it gets the same length, so
that rare ones are learned as fast as common ones. Jordan et al. 2024, "Muon: An optimizer for hidden layers in neural
networks" (kellerjordan.github.io/posts/muon).
"""

from collections.abc import Iterable
from typing import Any

import torch
from torch import Tensor, nn

MOMENTUM = 0.6
_ITERATIONS = 5
_A, _B, _C = 3.4445, -4.7750, 2.0315  # the quintic of Jordan et al., which takes singular values to about 1
_LIKE_ADAMW = 0.2
"""Root mean square of an AdamW step, in learning rates: Liu et al. 2025, "Muon is Scalable for LLM Training"
(arXiv:2502.16982), section 2.2. With it, one learning rate and one weight decay suit both."""

_STATISTICS = 0.3
"""Share of a batch in the running statistics of BatchNorm, 0.1 in torch: Muon's steps are large, and statistics of ten
steps before do not suit the weights, so that validation jumps in the first epochs (docs/study.md)."""


class Muon(torch.optim.Optimizer):
    """Moves the weights of convolutions, [out, in, H, W], as matrices [out, in * H * W].

    Nesterov's momentum, and decoupled weight decay. The state of a weight is its `momentum_buffer`, of its shape.
    """

    def __init__(self, groups: Iterable[Any], lr: float) -> None:
        super().__init__(groups, {"lr": lr, "weight_decay": 0.0})

    @torch.no_grad()
    def step(self) -> None:  # type: ignore[override]  # without the closures of torch, which nothing here uses
        """Move all weights that have a gradient."""
        for group in self.param_groups:
            alike: dict[tuple[int, int], list[Tensor]] = {}
            for weight in group["params"]:
                if weight.grad is not None:
                    alike.setdefault((weight.shape[0], weight[0].numel()), []).append(weight)
            for shape, weights in alike.items():
                self._move(weights, shape, group["lr"], group["weight_decay"])

    def _move(self, weights: list[Tensor], shape: tuple[int, int], lr: float, decay: float) -> None:
        """Move weights that are matrices of one shape, together."""
        gradients = [weight.grad for weight in weights if weight.grad is not None]
        momenta = [self._momentum(weight) for weight in weights]
        torch._foreach_lerp_(momenta, gradients, 1 - MOMENTUM)
        ahead = torch._foreach_lerp(gradients, momenta, MOMENTUM)
        # in any order of the columns, so in the order of channels last, which they are in
        steps = orthogonalised(torch.stack([one.permute(0, 2, 3, 1).reshape(shape) for one in ahead]))
        size = _LIKE_ADAMW * max(shape) ** 0.5
        torch._foreach_mul_(weights, 1 - lr * decay)
        for weight, step in zip(weights, steps, strict=True):
            out, channels, high, wide = weight.shape
            weight.sub_(step.view(out, high, wide, channels).permute(0, 3, 1, 2), alpha=lr * size)

    def _momentum(self, weight: Tensor) -> Tensor:
        state = self.state[weight]
        if not state:
            state["momentum_buffer"] = torch.zeros_like(weight)
        momentum: Tensor = state["momentum_buffer"]
        return momentum


def orthogonalised(matrices: Tensor) -> Tensor:
    """Matrices with nearly the same singular vectors, whose singular values are all about 1 (0.7 to 1.2), or 0.

    Newton-Schulz iterations, which only multiply.

    Args:
        matrices: float [N, rows, columns].

    Returns:
        Float [N, rows, columns].
    """
    tall = matrices.shape[1] > matrices.shape[2]
    x = matrices.mT if tall else matrices  # its product with itself is then the smaller one
    x = x / (torch.linalg.vector_norm(x, dim=(1, 2), keepdim=True) + 1e-7)
    # x = p(x @ x.mT) @ x again and again, but the wide matrix is multiplied only twice: all factors p commute
    square = x @ x.mT
    factors = one = torch.eye(x.shape[1], dtype=x.dtype, device=x.device)
    for _ in range(_ITERATIONS):
        factor = _A * one + _B * square + _C * square @ square
        factors = factor @ factors
        square = factor @ square @ factor
    found: Tensor = factors @ x
    return found.mT if tall else found


def follow_sooner(network: nn.Module) -> None:
    """Let the running statistics of BatchNorm follow weights that Muon moves."""
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.momentum = _STATISTICS
