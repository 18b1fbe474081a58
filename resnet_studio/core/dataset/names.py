"""The name of a dataset, the same wherever it is said: that of its folder, or of the folders chosen in it."""

import re
from collections.abc import Sequence
from pathlib import Path

from resnet_studio.core.basics import safe_text
from resnet_studio.core.basics.message import Message, literal, message


def folder_name(folder: Path) -> str:
    """A folder's own name, or its whole path where it has none, as the root of a drive."""
    return safe_text.printable(folder.name or str(folder))


def name_of_place(place: str) -> str:
    """The own name of a folder that may be one of another system; the whole place where it has none."""
    return safe_text.printable(re.split(r"[/\\]", place.rstrip("/\\"))[-1] or place)


def dataset_name(folder: str, chosen: Sequence[str]) -> Message:
    """The name of a dataset that is a folder of this name, or some of the folders in one."""
    if not chosen:
        return literal(folder)
    from resnet_studio.core.dataset.findings import few  # here: the first paint of the window needs no findings

    return message("{names} in {folder}", names=few(chosen), folder=folder)
