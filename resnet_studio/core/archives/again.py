"""The folder in the cache of an archive that was opened before: which it is, and unpacked again where it is gone."""

from collections.abc import Callable
from pathlib import Path

from resnet_studio.core.archives.in_use import hold
from resnet_studio.core.archives.known import is_archive, known_of
from resnet_studio.core.basics import places


def restore_unpacked(
    root: Path, check: Callable[[], object] = lambda: None, progress: Callable[[int], None] | None = None
) -> None:
    """Unpack an archive again if this is its folder in the cache, and that was emptied; any other folder stays.

    So are those of a folder of links.

    Raises:
        DatasetError: the archive is not there any more, or another one.
    """
    if places.is_together(root):
        from resnet_studio.core.archives.linked import unpack_linked

        unpack_linked(root, check, progress)
    if known_of(root) is not None:
        from resnet_studio.core.archives.cache import restore  # here, because most datasets are folders

        restore(root, check, progress)
        hold(root)


def known_root(path: Path) -> Path:
    """The folder of an archive that was opened before, as far as that is known without reading it; else the path."""
    if not is_archive(path):
        return path.absolute()
    from resnet_studio.core.archives.cache import opened_before  # here, because most datasets are folders

    return opened_before(path) or path.absolute()
