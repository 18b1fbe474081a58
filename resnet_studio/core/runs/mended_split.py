"""Whether the program mends its own split of a dataset by itself (0060): asked by the window and by the terminal."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from resnet_studio.core.checks.crossing import Group
from resnet_studio.core.checks.mending import Mending, mending
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.runs.earlier_split import is_trained
from resnet_studio.core.runs.edited_dataset import is_changed_elsewhere


def mended_split(dataset: Dataset, alike: Sequence[Group], runs: Path, others: Iterable[Path] = ()) -> Mending | None:
    """See `mending`; None also where there is a run, or where another process has kept changes meanwhile.

    Args:
        dataset: as it is now.
        alike: its groups of near-duplicates.
        runs: the folder of runs.
        others: further runs.
    """
    done = mending(dataset, alike)
    stays = done is None or is_trained(dataset, runs, others) or is_changed_elsewhere(dataset)
    return None if stays else done
