"""The pictures in a folder that need not be a dataset, such as one that is dropped to be predicted."""

from collections.abc import Callable
from pathlib import Path

from resnet_studio.core.dataset.findings import Finding, FindingKind
from resnet_studio.core.dataset.scan import checked_folder
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
    return found_in(folder, should_stop)[0]


def found_in(folder: Path, should_stop: Callable[[], bool] = lambda: False) -> tuple[list[Path], list[Finding]]:
    """The pictures as `pictures_in`, and findings about others that could be there but were left out."""
    root = checked_folder(folder)
    walker = Walker(root, should_stop, None)
    pictures = [root / file.path for file in walker.pictures(walker.root_folder(), needed=True)]
    return pictures, [finding for finding in walker.left_out.findings() if finding.kind in _MISSED]
