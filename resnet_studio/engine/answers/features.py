"""Features of pictures: what enters the head of a network, for all pictures of a source."""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from resnet_studio.core.basics.errors import DecodeError
from resnet_studio.engine.inputs.frozen import FrozenPart
from resnet_studio.engine.inputs.loader import Loader
from resnet_studio.engine.inputs.source import Source
from resnet_studio.engine.machine.devices import Compute
from resnet_studio.engine.network.resnet import ResNet

BATCH_SIZE = 16


class Features:
    """The features of the items of a source; `batches` computes them.

    Attributes:
        values: float32 `[N, F]`, rows of zeros where an item could not be read.
        failures: items that could not be read, by index.
    """

    def __init__(self, source: Source, network: ResNet, compute: Compute) -> None:
        self._source, self._compute = source, compute
        self._backbone = FrozenPart(network, len(network.architecture.unit_names), source.shape, compute)
        self.values: NDArray[np.float32] = np.zeros((len(source), network.fc.in_features), np.float32)
        self.failures: dict[int, DecodeError] = {}

    @property
    def digest(self) -> str:
        """SHA-256 of the network that computes them."""
        return self._backbone.digest

    def batches(self, check: Callable[[], object] = lambda: None) -> Iterator[int]:
        """Compute them, batch after batch; yields how many items are done. `check` raises to end."""
        done = 0
        with Loader(self._compute.device, check=check) as loader:
            batches = loader.batches(
                self._source, range(len(self._source)), BATCH_SIZE, failed=self.failures.__setitem__
            )
            for batch in batches:
                inputs = self._source.to_input(batch.inputs, self._compute.device)
                self.values[list(batch.indices)] = self._backbone(inputs).cpu().numpy()
                done += len(batch)
                yield done + len(self.failures)
