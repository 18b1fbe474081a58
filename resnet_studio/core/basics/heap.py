"""What the C library keeps of freed memory, which only glibc can be asked."""

import ctypes
from collections.abc import Callable
from functools import cache
from typing import Any

_M_MMAP_THRESHOLD = -3  # malloc.h of glibc


def trim_heap() -> None:
    """Return what glibc keeps for later to the system; the next to need it waits a few milliseconds for it."""
    if trim := _function("malloc_trim", ctypes.c_size_t):
        trim(0)


def return_at_once(size: int) -> None:
    """From now on, return blocks of so many bytes and more to the system as soon as they are freed.

    Unless asked, glibc keeps blocks of up to 32 MB once one of that size was freed (mallopt(3), M_MMAP_THRESHOLD).
    """
    if choose := _function("mallopt", ctypes.c_int, ctypes.c_int):
        choose(_M_MMAP_THRESHOLD, size)


@cache
def _function(name: str, *arguments: Any) -> Callable[..., int] | None:
    try:
        found = getattr(ctypes.CDLL(None), name)
    except (AttributeError, OSError, TypeError):  # TypeError: Windows, where None names no library
        return None
    found.argtypes, found.restype = arguments, ctypes.c_int
    return found  # type: ignore[no-any-return]
