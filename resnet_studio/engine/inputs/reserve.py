"""Files of caches: their space on the disk is reserved before they are written."""

import errno
import os
import shutil
from pathlib import Path
from typing import IO

_PIECE = 4 * 1024 * 1024


def reserve(file: IO[bytes], size: int, folder: Path) -> None:
    """Fill an empty file in `folder` with `size` bytes of zeros that really take space on the disk.

    So a full disk is noticed before anything is computed for the file.

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
