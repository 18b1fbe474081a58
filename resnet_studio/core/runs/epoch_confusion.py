"""How the confusion matrix of a run came about: its cells after each epoch, from the run's events."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from resnet_studio.core.protocol.events import Predictions
from resnet_studio.core.runs.run_log import read_predictions

Cells = NDArray[np.int32]
"""`[N, 3]`: true label, predicted label, number of pictures."""


def epoch_confusions(run: Path, classes: int, most: int) -> Mapping[int, Cells]:
    """The cells that are not 0 by epoch, of epochs up to `most`; runs of earlier versions have none.

    An epoch that was validated again after a crash has its newer cells.

    Raises:
        RunError: the events cannot be read.
    """
    found: dict[int, Cells] = {}
    for event in read_predictions(run):
        if isinstance(event, Predictions) and 0 < event.epoch <= most:
            cells = _cells(event.cells, classes)
            if cells is not None:
                found[event.epoch] = cells
    return dict(sorted(found.items()))


def counts_of(cells: Cells, classes: int) -> NDArray[np.int64]:
    """The counts `[K, K]`, rows being true classes."""
    counts = np.zeros((classes, classes), np.int64)
    counts[cells[:, 0], cells[:, 1]] = cells[:, 2]
    return counts


def _cells(numbers: tuple[int, ...], classes: int) -> Cells | None:
    if not numbers or len(numbers) % 3 or not 0 <= min(numbers) <= max(numbers) < 2**31:
        return None  # the log may be damaged
    cells = np.array(numbers, np.int32).reshape(-1, 3)
    return cells if cells[:, :2].max() < classes else None
