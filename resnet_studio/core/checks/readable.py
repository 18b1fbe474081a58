"""What of a dataset a training takes: all but the pictures that a check could not read."""

from collections.abc import Collection
from dataclasses import replace

from resnet_studio.core.basics.message import Message, plural
from resnet_studio.core.dataset.dataset import Dataset


def readable(dataset: Dataset, unreadable: Collection[str]) -> Dataset:
    """A dataset without the pictures of these paths, to be counted."""
    if not unreadable:
        return dataset
    return replace(dataset, pictures=tuple(one for one in dataset.pictures if one.path not in unreadable))


def skipped_text(count: int) -> Message:
    """That so many pictures are skipped."""
    return plural(
        "{count} picture cannot be read and takes no part.", "{count} pictures cannot be read and take no part.", count
    )
