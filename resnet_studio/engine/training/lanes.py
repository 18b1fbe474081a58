"""Lanes: shares of a batch that are computed side by side, each by a thread of its own.

Usually all threads compute each operation together, and wait for each other after it: beside another busy program, one
thread that is scheduled late delays all, hundreds of times in a step. Lanes wait for each other once in a step.

What is computed depends on the number of lanes, and not on when their threads run: each lane has its own gradients and
its own BatchNorm statistics, and they are joined in the order of the lanes. In a lane, BatchNorm normalises with the
statistics of the lane's share (ghost batch normalisation: Hoffer et al. 2017, arXiv:1705.08741).
"""

import copy
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TypeVar

import torch
from torch import Tensor, nn

from resnet_studio.engine.network.resnet import ResNet

T = TypeVar("T")

LEAST_SHARE = 8
"""So few items are computed by one lane: BatchNorm needs enough of them."""


class Lanes:
    """So many lanes, `count`, for a network that is on its device and frozen as it is trained.

    Attributes:
        networks: of each lane. The first is the network itself; the others have its weights, but gradients and
            BatchNorm statistics of their own.
    """

    def __init__(self, network: ResNet, count: int = 1) -> None:
        self.count = count
        self.networks = [network, *(_sharing(network) for _ in range(count - 1))]
        self._statistics = [_learned_statistics(one) for one in self.networks]
        self._others: ThreadPoolExecutor | None = None

    def used_for(self, items: int) -> int:
        """How many lanes compute so many items."""
        return max(1, min(self.count, items // LEAST_SHARE))

    def each(self, work: Callable[[int], T], count: int | None = None) -> list[T]:
        """What `work` makes of the number of each lane, in their order; by so many lanes, or all.

        The first lane is the calling thread. All lanes have ended when this returns or raises.
        """
        more = range(1, self.count if count is None else count)
        if more and self._others is None:
            # Threads take over the number of threads for an operation here, where it may be set for one thread alone.
            start = (torch.get_num_threads(),)
            self._others = ThreadPoolExecutor(self.count - 1, "lane", initializer=_use_threads, initargs=start)
        waiting = [self._others.submit(work, lane) for lane in more] if self._others else []
        try:
            first = work(0)
        finally:
            wait(waiting)
        return [first, *(lane.result() for lane in waiting)]

    def apply(self, compute: Callable[[Tensor], Tensor], values: Tensor) -> Tensor:
        """`compute(values)`, `[B, ...]`; the result must not depend on the batch."""
        shares = values.tensor_split(self.used_for(len(values)))
        found = self.each(lambda lane: compute(shares[lane]), len(shares))
        return torch.cat(found) if found[1:] else found[0]

    def begin_step(self) -> None:
        """Bring all lanes to the mode and the BatchNorm statistics of the network."""
        network, first = self.networks[0], self._statistics[0]
        for other, statistics in zip(self.networks[1:], self._statistics[1:], strict=True):
            if other.training != network.training:
                other.train(network.training)
            if first:
                torch._foreach_copy_(statistics, first)

    def join_statistics(self, count: int) -> None:
        """Give the network the mean of the BatchNorm statistics of the first `count` lanes."""
        first = self._statistics[0]
        if count == 1 or not first:
            return
        for statistics in self._statistics[1:count]:
            torch._foreach_add_(first, statistics)
        torch._foreach_div_(first, float(count))


def _sharing(network: ResNet) -> ResNet:
    """A copy with the same memory for its weights, but its own gradients and buffers."""
    shared: dict[int, nn.Parameter] = {
        id(parameter): nn.Parameter(parameter.data, parameter.requires_grad) for parameter in network.parameters()
    }
    return copy.deepcopy(network, shared)


def _learned_statistics(network: ResNet) -> list[Tensor]:
    norms = [module for module in network.modules() if isinstance(module, nn.BatchNorm2d)]
    learning = [norm for norm in norms if norm.weight.requires_grad]
    found = [statistic for norm in learning for statistic in (norm.running_mean, norm.running_var)]
    return [statistic for statistic in found if statistic is not None]


def _use_threads(count: int) -> None:
    """Use so many threads for an operation in the calling thread."""
    if torch.get_num_threads() != count:
        torch.set_num_threads(count)
