"""How much time and memory a picture may take, and who has the memory at the moment.

The limit of time belongs to this computer and not to a run: an environment variable, which `--picture-seconds` and the
window's settings set for the process.
"""

import os
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Final

from resnet_studio.core.basics.errors import ConfigError
from resnet_studio.core.basics.message import Message, message

SECONDS_VARIABLE: Final = "RESNET_STUDIO_PICTURE_SECONDS"
SECONDS: Final = 10
"""Default: the largest sound photographs take two or three."""
LONGEST: Final = 3_600
MEMORY: Final = 2_000_000_000
"""Bytes that all pictures that are decoded at once may take, and one alone."""

Claim = Callable[[int], AbstractContextManager[None]]
"""Asks for so many bytes of memory, waits until they are free, and keeps them while its context lasts."""


class TooLargeError(Exception):
    """The header states more pixels than may be decoded; fewer may be decoded of an icon."""

    def __init__(self, *, icon: bool = False) -> None:
        super().__init__()
        self.icon = icon


class NeedsMemoryError(Exception):
    """A picture needs more memory than all pictures together may have."""

    def __init__(self, needed: int, allowed: int) -> None:
        super().__init__(needed, allowed)
        self.needed, self.allowed = needed, allowed


class OddPictureError(Exception):
    """Decoding it may take long, by what its header shows: it belongs in a process that can be ended."""


def seconds() -> int:
    """Seconds after which a picture is left out.

    Raises:
        ConfigError: the variable is not a whole number from 1 to `LONGEST`.
    """
    value = os.environ.get(SECONDS_VARIABLE)
    if value is None:
        return SECONDS
    if not (value.isascii() and value.isdecimal() and 1 <= int(value) <= LONGEST):
        allowed = message("a whole number of seconds from 1 to {longest}", longest=LONGEST)
        raise ConfigError(SECONDS_VARIABLE, value, allowed)
    return int(value)


def use_seconds(value: int | None) -> int | None:
    """Have this process and those that it starts leave a picture out after so many seconds; None changes nothing."""
    if value is not None:
        os.environ[SECONDS_VARIABLE] = str(value)
    return value


def takes_long(seconds: float) -> Message:
    """What to say of a picture that was not decoded within so many seconds."""
    return message("Decoding it takes longer than {seconds:duration}.", seconds=seconds)


def at_most(allowed: int) -> Claim:
    """Memory for one picture at a time, of which each may have all."""

    @contextmanager
    def claim(needed: int) -> Iterator[None]:
        if needed > allowed:
            raise NeedsMemoryError(needed, allowed)
        yield

    return claim


ALONE: Final = at_most(MEMORY)
"""For what decodes one picture at a time."""


class SharedMemory:
    """Memory for pictures that several threads decode at once: those that do not fit wait, in the order of asking."""

    def __init__(self, allowed: int = MEMORY) -> None:
        self.allowed = allowed
        self._used = 0
        self._taken: dict[object, int] = {}
        self._changed = threading.Condition()
        self._waiting: deque[object] = deque()

    @contextmanager
    def claim(self, needed: int) -> Iterator[None]:
        """See `Claim`; it raises as `take`."""
        give_back = self.take(needed)
        try:
            yield
        finally:
            give_back()

    def take(self, needed: int) -> Callable[[], None]:
        """Wait for memory, and return what gives it back; calling that twice does no harm.

        Raises:
            NeedsMemoryError: it is more than there is in all.
        """
        if needed > self.allowed:
            raise NeedsMemoryError(needed, self.allowed)
        ticket = object()
        with self._changed:
            self._waiting.append(ticket)
            self._changed.wait_for(lambda: self._waiting[0] is ticket and self._used + needed <= self.allowed)
            self._waiting.popleft()
            self._taken[ticket] = needed
            self._used += needed
            self._changed.notify_all()

        def give_back() -> None:
            with self._changed:
                self._used -= self._taken.pop(ticket, 0)
                self._changed.notify_all()

        return give_back
