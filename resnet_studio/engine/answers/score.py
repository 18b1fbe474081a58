"""How good a network is on pictures that it was not trained on."""

from collections.abc import Collection, Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - everybody's name for it

from resnet_studio.engine.inputs.batches import MEAN, STD, Batch, normalise
from resnet_studio.engine.machine.devices import Compute


class Score:
    """Figures over all pictures seen so far.

    Sums stay on the device until somebody asks for them: reading them at each batch would wait for it.

    Attributes:
        images: how many pictures were counted.
    """

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Forget everything, to count anew."""
        self.images = 0
        self._sums: Tensor | None = None
        self._kept: list[tuple[int, Tensor]] = []

    def add(self, batch: Batch, logits: Tensor, keep: Collection[int] = ()) -> None:
        """Count a batch by its logits, float32 `[B, K]` on any device; `keep` are the indices of `kept`."""
        labels = batch.labels.to(logits.device, non_blocking=True)
        loss = F.cross_entropy(logits, labels, reduction="sum")
        sums = torch.stack([loss, (logits.argmax(1) == labels).sum().to(loss.dtype)])
        self._sums = sums if self._sums is None else self._sums + sums
        self.images += len(batch)
        for position, index in enumerate(batch.indices):
            if index in keep:
                self._kept.append((index, logits[position]))

    @property
    def loss(self) -> float:
        """Mean plain cross-entropy in nats; NaN without pictures."""
        return self._sums[0].item() / self.images if self._sums is not None else float("nan")

    @property
    def right(self) -> int:
        """Pictures whose most probable class is the true one."""
        return int(self._sums[1].item()) if self._sums is not None else 0

    @property
    def top1(self) -> float:
        """Share of pictures that were right, from 0 to 1; NaN without pictures."""
        return self.right / self.images if self.images else float("nan")

    @property
    def kept(self) -> dict[int, tuple[float, ...]]:
        """Probabilities of the pictures that were asked for, by index in ascending order."""
        if not self._kept:
            return {}
        rows = torch.stack([logits for _, logits in self._kept]).softmax(1).tolist()
        return dict(sorted(zip((index for index, _ in self._kept), map(tuple, rows), strict=True)))


@torch.inference_mode()
def predict_logits(
    network: nn.Module, images: Tensor, compute: Compute, mean: Sequence[float] = MEAN, std: Sequence[float] = STD
) -> Tensor:
    """Logits float32 `[B, K]` of uint8 images `[B, 3, H, W]`, on the compute's device, without autograd."""
    with compute.autocast():
        logits: Tensor = network(normalise(images, compute.device, mean, std))
    return logits.float()
