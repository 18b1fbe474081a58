"""One batch through the part of the network that learns."""

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 - the usual name for it

from resnet_studio.engine.inputs.batches import Batch
from resnet_studio.engine.inputs.feed import Inputs
from resnet_studio.engine.training.micro_batch import MicroBatch
from resnet_studio.engine.training.optimizer import Optimizer
from resnet_studio.engine.training.setup import Setup


def logits(setup: Setup, inputs: Inputs, values: Tensor) -> Tensor:
    """float32 `[B, K]` from the `inputs` of a batch or a part of it."""
    seen = inputs.on_device(values)
    with setup.compute.autocast():
        return setup.network.rest(seen, inputs.done).float()


def optimize(
    setup: Setup, optimizer: Optimizer, micro_batch: MicroBatch, inputs: Inputs, batch: Batch
) -> tuple[Tensor, Tensor]:
    """Make one optimiser step; returns the batch's loss and how many were correct, both still on the device.

    Where memory does not hold the whole batch, the gradients of its parts are added up. That is the same step, except
    that BatchNorm uses the statistics of a part.
    """
    labels = batch.labels.to(setup.compute.device, non_blocking=True)
    weights, smoothing = setup.class_weights, setup.config.label_smoothing
    total = len(batch) if weights is None else weights[labels].sum()
    optimizer.zero_grad()
    loss, correct = torch.zeros(2, device=setup.compute.device)
    pieces = micro_batch.pieces_of(len(batch))
    for values, known in zip(batch.inputs.tensor_split(pieces), labels.tensor_split(pieces), strict=True):
        predicted = logits(setup, inputs, values)
        part = F.cross_entropy(predicted, known, weights, label_smoothing=smoothing, reduction="sum") / total
        optimizer.backward(part)
        loss, correct = loss + part.detach(), correct + (predicted.detach().argmax(1) == known).sum()
    optimizer.step()
    return loss, correct
