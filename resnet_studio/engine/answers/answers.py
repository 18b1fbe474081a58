"""What a network answers for pictures, batch after batch: one way for predictions, figures and results."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from resnet_studio.core.basics.errors import DecodeError
from resnet_studio.engine.answers.model import Model
from resnet_studio.engine.inputs.batches import Batch
from resnet_studio.engine.inputs.loader import Loader
from resnet_studio.engine.inputs.source import Source

BATCH_SIZE = 16


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers for one batch; a last one without pictures may bring failures only.

    Attributes:
        indices: which pictures these are, in the order in which they were asked for.
        labels: int64 `[B]`.
        logits: float32 `[B, K]` on the network's device.
        failures: pictures that could not be read and come before the last of `indices`.
    """

    indices: tuple[int, ...]
    labels: Tensor
    logits: Tensor
    failures: tuple[tuple[int, DecodeError], ...] = ()

    def __len__(self) -> int:
        return len(self.indices)


def answered(batches: Iterable[Batch], logits: Callable[[Tensor], Tensor]) -> Iterator[Answers]:
    """Each batch with what `logits` makes of its inputs: float32 `[B, K]`, without autograd."""
    for batch in batches:
        with torch.inference_mode():
            computed = logits(batch.inputs)
        yield Answers(batch.indices, batch.labels, computed)


def answers(model: Model, source: Source, check: Callable[[], object] = lambda: None) -> Iterator[Answers]:
    """The answers of a model for all items of a source, in order; each item is in one of them, answered or failed.

    `check` is called now and then while pictures are waited for; it raises to end.
    """
    failures: list[tuple[int, DecodeError]] = []

    def failed(index: int, error: DecodeError) -> None:
        failures.append((index, error))

    with Loader(model.compute.device, check=check) as loader:
        batches = loader.batches(source, range(len(source)), BATCH_SIZE, failed=failed)
        for some in answered(batches, lambda values: model.logits(source.to_input(values, model.compute.device))):
            last = some.indices[-1]
            before = tuple(failure for failure in failures if failure[0] < last)
            failures[:] = failures[len(before) :]  # the loader looks ahead, so some belong to the next batch
            yield Answers(some.indices, some.labels, some.logits, before)
    if failures:
        none = torch.empty(0, len(model.info.classes))
        yield Answers((), torch.empty(0, dtype=torch.int64), none, tuple(failures))
