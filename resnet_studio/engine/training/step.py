"""One batch through the part of the network that learns."""

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 - the usual name for it

from resnet_studio.engine.inputs.batches import Batch
from resnet_studio.engine.inputs.feed import Inputs
from resnet_studio.engine.network.resnet import ResNet
from resnet_studio.engine.training.micro_batch import MicroBatch
from resnet_studio.engine.training.mixing import Mix
from resnet_studio.engine.training.optimizer import Optimizer
from resnet_studio.engine.training.setup import Setup


def logits(setup: Setup, inputs: Inputs, values: Tensor) -> Tensor:
    """float32 `[B, K]` from the `inputs` of a batch or a part of it."""
    return _logits(setup, setup.network, inputs, inputs.on_device(values))


def optimize(
    setup: Setup, optimizer: Optimizer, micro_batch: MicroBatch, inputs: Inputs, batch: Batch, mix: Mix | None = None
) -> tuple[Tensor, Tensor]:
    """Make one optimiser step; returns the batch's loss in nats and how many were correct, scalars on the device.

    The optimiser's lanes each compute a share of the batch. Where memory does not hold the whole batch, it goes through
    in pieces, whose gradients are added up. That is the same step, except that BatchNorm uses the statistics of a piece
    in all lanes. Of a mixed item, the class with the larger share is the correct one.
    """
    labels = batch.labels.to(setup.compute.device, non_blocking=True)
    others = labels if mix is None else labels[mix.partners.to(labels.device)]
    share = 1.0 if mix is None else mix.share
    total: Tensor | float = _weight(setup, labels)
    if mix is not None:
        total = share * total + (1 - share) * _weight(setup, others)
    lanes = optimizer.lanes
    used = lanes.used_for(len(batch))
    partners = torch.arange(len(batch)) if mix is None else mix.partners
    shares = [tensor.tensor_split(used) for tensor in (batch.inputs, labels, others, partners)]
    pieces = micro_batch.pieces_of(len(batch) // used)  # as many in each lane, because lanes meet in each
    optimizer.zero_grad()
    lanes.begin_step()

    def learn(lane: int) -> tuple[Tensor, Tensor]:
        """Add the gradients of a lane's share; returns its part of the loss, and how many were correct."""
        loss, correct = torch.zeros(2, device=setup.compute.device)
        split = (of_lanes[lane].tensor_split(pieces) for of_lanes in shares)
        for values, known, other, chosen in zip(*split, strict=True):
            seen = inputs.on_device(values)
            if mix is not None:
                seen = mix.of(seen, inputs.on_device(batch.inputs[chosen]))
            predicted = _logits(setup, lanes.networks[lane], inputs, seen)
            part = _loss(setup, predicted, known, other, share) / total
            optimizer.backward(part)
            if pieces > 1:
                optimizer.keep_gradients(lane)
            main = known if share >= 0.5 else other
            loss, correct = loss + part.detach(), correct + (predicted.detach().argmax(1) == main).sum()
        return loss, correct

    (loss, correct), *more = lanes.each(learn, used)
    optimizer.step()
    for part, right in more:
        loss, correct = loss + part, correct + right
    return loss, correct


def _logits(setup: Setup, network: ResNet, inputs: Inputs, seen: Tensor) -> Tensor:
    with setup.compute.autocast():
        return network.rest(seen, inputs.done).float()


def _weight(setup: Setup, labels: Tensor) -> Tensor | float:
    return float(len(labels)) if setup.class_weights is None else setup.class_weights[labels].sum()


def _loss(setup: Setup, predicted: Tensor, labels: Tensor, others: Tensor, share: float) -> Tensor:
    """The sum of the cross-entropies with both classes in their proportion."""
    weights, smoothing = setup.class_weights, setup.config.label_smoothing
    loss = F.cross_entropy(predicted, labels, weights, label_smoothing=smoothing, reduction="sum")
    if share == 1.0:
        return loss
    other = F.cross_entropy(predicted, others, weights, label_smoothing=smoothing, reduction="sum")
    return share * loss + (1 - share) * other
