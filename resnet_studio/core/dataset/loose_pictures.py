"""The pictures in a folder that need not be a dataset, such as one that is dropped to be predicted."""

import os
from collections.abc import Callable
from pathlib import Path

from resnet_studio.core.dataset.checked_folder import checked_folder
from resnet_studio.core.dataset.findings import Finding, FindingKind
from resnet_studio.core.dataset.walk import Walker

# What may be pictures that a person misses. Of a pointer, its own error says that it is one.
_MISSED = frozenset(
    {FindingKind.IN_ICLOUD, FindingKind.DOT_FOLDER, FindingKind.UNREADABLE, FindingKind.BROKEN_LINK}
    | {FindingKind.INVALID_NAME}
)


def pictures_in(folder: Path, should_stop: Callable[[], bool] = lambda: False) -> list[Path]:
    """All pictures in a folder and below it, by their names and in natural order, hidden ones left out.

    Raises:
        DatasetError: it is not a folder or cannot be read.
        ScanStopped: `should_stop` asked for it.
    """
    return [Path(name) for name in found_in(folder, should_stop)[0]]


def found_in(folder: Path, should_stop: Callable[[], bool] = lambda: False) -> tuple[list[str], list[Finding]]:
    """The paths of the pictures that `pictures_in` gives, and findings about others that could be there but were left
    out.

    Texts, because of 100,000 files these take a fifth of the memory.
    """
    root = checked_folder(folder, Walker(folder, should_stop, None).stop_if_asked)
    walker = Walker(root, should_stop, None)
    start = str(root / "x")[:-1]
    found = walker.pictures(walker.root_folder(), needed=True)
    pictures = [start + file.path.replace("/", os.sep) for file in found]
    return pictures, [finding for finding in walker.left_out.findings() if finding.kind in _MISSED]
