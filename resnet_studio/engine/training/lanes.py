"""Lanes: shares of a batch that are computed side by side, each by a thread of its own.

Usually all threads compute each operation together, and wait for each other after it: beside another busy program, one
thread that is scheduled late delays all, hundreds of times in a step. Lanes wait for each other only where BatchNorm
learns, and at the end of a step.

What is computed depends on the number of lanes, and not on when their threads run: each lane has its own gradients,
and what lanes have is joined in their order.
"""

import copy
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any, TypeVar, cast

import torch
from torch import Tensor, nn

from resnet_studio.engine.network.resnet import ResNet
from resnet_studio.engine.training.shared_norm import LaneLeftError, Meeting, Place, SharedNorm

T = TypeVar("T")

LEAST_SHARE = 4
"""Fewer items are not worth a lane."""


class Lanes:
    """So many lanes, `count`, for a network that is on its device and frozen as it is trained.

    Attributes:
        networks: of each lane, with the network's memory for weights and statistics, but gradients of their own. A
            single lane has the network itself. The weights of convolutions that learn, and their gradients, have the
            `dtype` of the computations.
    """

    def __init__(self, network: ResNet, count: int = 1, dtype: torch.dtype = torch.float32) -> None:
        self.count, self._network = count, network
        self._places = [Place(lane) for lane in range(count)]
        # Autocast would convert the weights, and their gradients, once for each lane.
        self._copies = {} if count == 1 or dtype == torch.float32 else _copies(network, dtype)
        self.networks = [network]
        if count > 1:
            self.networks = [_sharing(network, place, self._copies) for place in self._places]
        self._others: ThreadPoolExecutor | None = None

    def used_for(self, items: int) -> int:
        """How many lanes compute so many items."""
        return max(1, min(self.count, items // LEAST_SHARE))

    def each(self, work: Callable[[int], T], count: int | None = None) -> list[T]:
        """What `work` makes of the number of each lane, in their order; by so many lanes, or all.

        The first lane is the calling thread. All lanes have ended when this returns or raises.
        """
        lanes = range(self.count if count is None else count)
        meeting = Meeting(len(lanes))
        for lane in lanes:
            self._places[lane].meeting = meeting
        if len(lanes) == 1:
            return [work(0)]

        def done(lane: int) -> tuple[T | None, BaseException | None]:
            try:
                return work(lane), None
            except BaseException as error:  # raised again below, when no lane runs any more
                meeting.leave(lane)
                return None, error

        try:
            waiting = [self._pool().submit(done, lane) for lane in lanes[1:]]
        except BaseException:  # no thread could be started: what waits for it in a queue must not run in a later step
            for lane in lanes:
                meeting.leave(lane)
            self._pool().shutdown(cancel_futures=True)
            self._others = None
            raise
        first = done(0)
        wait(waiting)
        found = [first, *(lane.result() for lane in waiting)]
        errors = [error for _, error in found if error is not None]
        if errors:
            raise next((error for error in errors if not isinstance(error, LaneLeftError)), errors[0])
        return [cast("T", result) for result, _ in found]

    def apply(self, compute: Callable[[Tensor], Tensor], values: Tensor) -> Tensor:
        """`compute(values)`, `[B, ...]`; the result must not depend on the batch."""
        shares = values.tensor_split(self.used_for(len(values)))
        found = self.each(lambda lane: compute(shares[lane]), len(shares))
        return torch.cat(found) if found[1:] else found[0]

    def begin_step(self) -> None:
        """Bring all lanes to the mode of the network, and to its weights."""
        for other in self.networks:
            if other.training != self._network.training:
                other.train(self._network.training)
        if self._copies:
            self.each(self._copy_share)

    def _copy_share(self, lane: int) -> None:
        for weight, copied in self._copies.items():
            copied.tensor_split(self.count)[lane].copy_(weight.data.tensor_split(self.count)[lane])

    def _pool(self) -> ThreadPoolExecutor:
        if self._others is None:
            # Threads take over the number of threads for an operation here, where it may be set for one thread alone.
            start = (torch.get_num_threads(),)
            self._others = ThreadPoolExecutor(self.count - 1, "lane", initializer=_use_threads, initargs=start)
        return self._others


def _copies(network: ResNet, dtype: torch.dtype) -> dict[Tensor, Tensor]:
    """The weights of convolutions that learn, and a copy of each."""
    convolutions = (module for module in network.modules() if isinstance(module, nn.Conv2d))
    return {one.weight: one.weight.data.to(dtype) for one in convolutions if one.weight.requires_grad}


def _sharing(network: ResNet, place: Place, copies: dict[Tensor, Tensor]) -> ResNet:
    """A copy with the same memory for weights and statistics; its BatchNorms that learn are shared among lanes.

    Weights that have a copy take the memory of that.
    """
    same: dict[int, Any] = {id(buffer): buffer for buffer in network.buffers()}
    for parameter in network.parameters():
        same[id(parameter)] = nn.Parameter(copies.get(parameter, parameter.data), parameter.requires_grad)
    shared = copy.deepcopy(network, same)
    for name, module in list(shared.named_modules()):
        if isinstance(module, nn.BatchNorm2d) and module.weight.requires_grad:
            parent, _, own = name.rpartition(".")
            setattr(shared.get_submodule(parent), own, SharedNorm(module, place))
    return shared


def _use_threads(count: int) -> None:
    """Use so many threads for an operation in the calling thread."""
    if torch.get_num_threads() != count:
        torch.set_num_threads(count)
