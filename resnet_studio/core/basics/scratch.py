"""Folders for what is needed for a moment: deleted at the end, or at a later start where the process was killed."""

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

_ABANDONED_SECONDS: Final = 86_400.0  # no folder of this kind is used for so long


@contextmanager
def scratch(prefix: str, place: Path | None = None) -> Iterator[Path]:
    """A new folder; those with this prefix that killed processes left a day ago or earlier are deleted.

    Args:
        prefix: begins its name, and no other file's there.
        place: the folder that it is made in, usually the system's for temporary files.
    """
    _clear(prefix, place or Path(tempfile.gettempdir()))
    made = Path(tempfile.mkdtemp(prefix=prefix, dir=place))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _clear(prefix: str, place: Path) -> None:
    with suppress(OSError):
        for left in place.glob(f"{prefix}*"):
            with suppress(OSError):
                if time.time() - left.lstat().st_mtime > _ABANDONED_SECONDS:
                    shutil.rmtree(left, ignore_errors=True)  # which follows no links
