"""Which objects Python looks through for unused cycles."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_YOUNG_BEFORE_ALL = 1000  # garbage collections of younger objects before one of all


@contextmanager
def looked_through_later() -> Iterator[None]:
    """Meanwhile, look for cycles only among objects that are made now. torch alone has half a million others."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def look_through_seldom() -> None:
    """From now on, look through all objects almost never, only through younger ones."""
    gc.set_threshold(*gc.get_threshold()[:2], _YOUNG_BEFORE_ALL)


@contextmanager
def looked_through_seldom() -> Iterator[None]:
    """Meanwhile, look through all objects almost never: where a million are made that stay, it takes a third of the
    time."""
    before = gc.get_threshold()
    look_through_seldom()
    try:
        yield
    finally:
        gc.set_threshold(*before)
