"""The colours of pictures as features, where no network with weights is at hand."""

from collections.abc import Callable, Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray
from torch.nn.functional import adaptive_avg_pool2d

from resnet_studio.core.basics.errors import DecodeError
from resnet_studio.engine.inputs.loader import Loader
from resnet_studio.engine.inputs.source import Source
from resnet_studio.engine.machine.devices import Compute

SIDE: Final = 32
"""Side in pixels of the view that this is for."""
_FIELDS: Final = 8  # on a side, of each of which the mean colour is taken
_BATCH: Final = 64


class Colours:
    """Mean colours of the fields of pictures, with the attributes of `features.Features`."""

    def __init__(self, source: Source, compute: Compute) -> None:
        self._source, self._compute = source, compute
        self.values: NDArray[np.float32] = np.zeros((len(source), 3 * _FIELDS * _FIELDS), np.float32)
        self.failures: dict[int, DecodeError] = {}

    def batches(self, check: Callable[[], object] = lambda: None) -> Iterator[int]:
        """Compute them, batch after batch; yields how many items are done. `check` raises to end."""
        done = 0
        with Loader(self._compute.device, check=check) as loader:
            everything = range(len(self._source))
            for batch in loader.batches(self._source, everything, _BATCH, failed=self.failures.__setitem__):
                fields = adaptive_avg_pool2d(self._source.to_input(batch.inputs, self._compute.device), _FIELDS)
                self.values[list(batch.indices)] = fields.flatten(1).cpu().numpy()
                done += len(batch)
                yield done + len(self.failures)
