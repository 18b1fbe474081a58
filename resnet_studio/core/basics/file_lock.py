"""Locks of files against other processes. The system releases a lock when its process ends, in whatever way."""

import errno
import sys
import time
from typing import IO, Any

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_TRIES = 10
_LOCKED_BYTE = 2**40  # beyond any log: on Windows the byte that is locked cannot be read by others


def lock_soon(file: IO[Any]) -> bool:
    """As `lock`, with several tries: a list of runs takes the lock for a moment to see whether it is free."""
    for _ in range(_TRIES):
        if lock(file):
            return True
        time.sleep(0.05)
    return False


def lock(file: IO[Any], *, shared: bool = False) -> bool:
    """Lock the file for this process; False if another process has locked it.

    `shared`, several processes can do so at once, as those that list runs do; Windows knows no such lock.
    """
    try:
        if sys.platform == "win32":
            here = file.tell()
            file.seek(_LOCKED_BYTE)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            file.seek(here)
        else:
            fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        # Training must work on file systems without locks, such as some network drives.
        return error.errno not in {errno.EACCES, errno.EDEADLK}
    return True
