"""How good a network is on pictures that it was not trained on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - everybody's name for it

from resnet_studio.engine.batches import MEAN, STD, Batch, normalise
from resnet_studio.engine.devices import Compute


@dataclass(slots=True)
class Score:
    """Figures over all pictures seen so far.

    Attributes:
        loss_sum: plain cross-entropy in nats, summed.
        right: pictures whose most probable class is the true one.
        kept: probabilities float32 `[K]` of the pictures that were asked for, by index.
    """

    images: int = 0
    right: int = 0
    loss_sum: float = 0.0
    kept: dict[int, tuple[float, ...]] = field(default_factory=dict)

    def add(self, other: "Score") -> None:
        """Count the pictures of `other` too."""
        self.images += other.images
        self.right += other.right
        self.loss_sum += other.loss_sum
        self.kept |= other.kept

    @property
    def loss(self) -> float:
        """Mean plain cross-entropy in nats; NaN without pictures."""
        return self.loss_sum / self.images if self.images else float("nan")

    @property
    def top1(self) -> float:
        """Share of pictures that were right, from 0 to 1; NaN without pictures."""
        return self.right / self.images if self.images else float("nan")


def score(
    network: nn.Module,
    batches: Iterable[Batch],
    compute: Compute,
    *,
    keep: frozenset[int] = frozenset(),
    mean: Sequence[float] = MEAN,
    std: Sequence[float] = STD,
) -> Score:
    """Run the network over batches in evaluation mode and count; `keep` are the indices of `Score.kept`."""
    network.eval()
    result = Score()
    for batch in batches:
        logits = predict_logits(network, batch.images, compute, mean, std)
        labels = batch.labels.to(compute.device)
        loss = F.cross_entropy(logits, labels, reduction="sum")
        result.images += len(batch)
        result.loss_sum += loss.item()
        result.right += int((logits.argmax(1) == labels).sum().item())
        for position, index in enumerate(batch.indices):
            if index in keep:
                result.kept[index] = tuple(logits[position].softmax(0).tolist())
    return result


@torch.inference_mode()
def predict_logits(
    network: nn.Module, images: Tensor, compute: Compute, mean: Sequence[float] = MEAN, std: Sequence[float] = STD
) -> Tensor:
    """Logits float32 `[B, K]` of uint8 images `[B, 3, H, W]`, on the compute's device, without autograd."""
    with compute.autocast():
        logits: Tensor = network(normalise(images, compute.device, mean, std))
    return logits.float()
