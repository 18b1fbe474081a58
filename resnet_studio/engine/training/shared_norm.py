"""BatchNorm over the shares of a batch that are computed side by side: each lane normalises with what all have."""

from queue import SimpleQueue
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import batch_norm

_NOTHING_MORE = None


class LaneLeftError(Exception):
    """Another lane ended with an error, so what it was to say is missing."""


class Meeting:
    """Where so many lanes, `count`, exchange tensors. They meet in the same order in each lane."""

    def __init__(self, count: int = 1) -> None:
        self.count = count
        # A queue wakes its reader at once; `threading.Barrier` takes several turns of the interpreter's lock for it.
        self._ways = [[SimpleQueue[Tensor | None]() for _ in range(count)] for _ in range(count)]

    def exchange(self, lane: int, said: Tensor) -> Tensor:
        """What all lanes say, stacked in their order: `[lanes, ...]`.

        Raises:
            LaneLeftError: one of them has left.
        """
        for other, way in enumerate(self._ways[lane]):
            if other != lane:
                way.put(said)
        heard = [said if other == lane else self._ways[other][lane].get() for other in range(self.count)]
        found = [one for one in heard if one is not None]
        if len(found) < self.count:
            raise LaneLeftError
        return torch.stack(found)

    def leave(self, lane: int) -> None:
        """Keep no other lane waiting."""
        for way in self._ways[lane]:
            way.put(_NOTHING_MORE)


class Place:
    """Of one lane: its number, and where it meets the others in this step."""

    def __init__(self, lane: int) -> None:
        self.lane, self.meeting = lane, Meeting()


class SharedNorm(nn.Module):
    """Stands for a BatchNorm in a lane: with its parameters, its statistics, and the same result but for rounding."""

    running_mean: Tensor
    running_var: Tensor
    num_batches_tracked: Tensor

    def __init__(self, norm: nn.BatchNorm2d, place: Place) -> None:
        super().__init__()
        self.weight, self.bias = norm.weight, norm.bias
        for name, statistic in norm.named_buffers():
            self.register_buffer(name, statistic)
        self.eps, self.momentum, self._place = norm.eps, norm.momentum or 0.0, place
        self.zeros, self.ones = torch.zeros_like(norm.weight.detach()), torch.ones_like(norm.weight.detach())

    def forward(self, h: Tensor) -> Tensor:
        """The normalised values, `[B, C, H, W]`; the first lane also updates the statistics."""
        if not self.training:
            return batch_norm(h, self.running_mean, self.running_var, self.weight, self.bias, eps=self.eps)
        normalised: Tensor = _Normalise.apply(h, self.weight, self.bias, self)
        return normalised

    def over_all(self, h: Tensor) -> tuple[Tensor, Tensor, int]:
        """Mean and variance, float32 `[C]`, of all lanes' values, and how many values a channel has in all."""
        place = self._place
        here = torch.stack(torch.batch_norm_update_stats(h, self.zeros, self.ones, 0.0))
        count = torch.full_like(self.ones, h.numel() // h.shape[1])
        means, variances, counts = place.meeting.exchange(place.lane, torch.cat([here, count[None]])).unbind(1)
        values = int(counts[:, 0].sum())
        shares = counts / values
        mean = (shares * means).sum(0)
        # The variance of all is the mean of the variances, and the variance of the means (Chan et al. 1979).
        variance = (shares * (variances + (means - mean).square())).sum(0)
        if place.lane == 0:
            self.running_mean.lerp_(mean, self.momentum)
            self.running_var.lerp_(variance * (values / max(1, values - 1)), self.momentum)
            self.num_batches_tracked.add_(1)
        return mean, variance, values

    def summed(self, said: Tensor) -> Tensor:
        """The sum of what all lanes say."""
        return self._place.meeting.exchange(self._place.lane, said).sum(0)


class _Normalise(torch.autograd.Function):
    """`weight * (h - mean) / sqrt(variance + eps) + bias` with mean and variance of all lanes."""

    @staticmethod
    def forward(ctx: Any, h: Tensor, weight: Tensor, bias: Tensor, norm: SharedNorm) -> Tensor:
        mean, variance, ctx.values = norm.over_all(h)
        ctx.save_for_backward(h, weight, mean, variance)
        ctx.norm = norm
        return batch_norm(h, mean, variance, weight, bias, eps=norm.eps)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> Any:
        """As Ioffe and Szegedy 2015 (arXiv:1502.03167): a part by way of mean and variance, which all lanes have."""
        h, weight, mean, variance = ctx.saved_tensors
        norm: SharedNorm = ctx.norm
        by_h, by_weight, by_bias = torch.ops.aten.native_batch_norm_backward(
            gradients[0], h, weight, mean, variance, None, None, False, norm.eps, [True, True, True]
        )
        all_weight, all_bias = norm.summed(torch.stack([by_weight, by_bias])).unbind(0)
        inverse = (variance + norm.eps).rsqrt()
        share = weight * inverse / -ctx.values
        scale = share * inverse * all_weight
        by_h.add_(batch_norm(h, norm.zeros, norm.ones, scale, share * all_bias - scale * mean, eps=0.0))
        return by_h, by_weight, by_bias, None
