"""Files that are mapped into memory: their blocks are taken from the disk before anybody writes to them."""

import errno
import os
import shutil
from pathlib import Path
from typing import IO

_PIECE = 4 * 1024 * 1024


def reserve(file: IO[bytes], size: int, folder: Path) -> None:
    """Give an empty file in `folder` `size` bytes of zeros that really are on the disk.

    Writing to a map of a file with holes ends the process when the disk is full (SIGBUS), and nothing can catch it.

    Raises:
        OSError: there is no space for it.
    """
    if shutil.disk_usage(folder).free < size:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(file.fileno(), 0, size)
        return
    left = size
    while left:
        left -= file.write(bytes(min(left, _PIECE)))
    file.flush()
