"""What one run does otherwise than another: their settings and their pictures, compared."""

from resnet_studio.core.basics.message import Message, message
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.settings import SETTINGS


def of_settings(before: TrainConfig, after: TrainConfig) -> list[Message]:
    """The settings of `after` that differ from `before`, each with both values, in the order of the table.

    A setting that has no effect in either is left out.
    """
    return [
        message("{setting} {now} (was {before})", setting=row.label, now=row.text(after), before=row.text(before))
        for row in SETTINGS
        if getattr(before, row.name) != getattr(after, row.name)
        and any(row.applies(config) and row.listed(config) for config in (before, after))
    ]


def of_pictures(before: Dataset, after: Dataset) -> list[Message]:
    """How the pictures to train on, and those to check on, differ between two states of a dataset."""
    if before is after:
        return []
    if before.classes != after.classes:
        return [message("Other classes")]
    old, new = ({picture.path: picture.part for picture in dataset.pictures} for dataset in (before, after))
    if old == new:
        return []
    return [message("Another split") if old.keys() == new.keys() else message("Other pictures")]
