"""Reading a picture for training, prediction and figures, within its limits of time and memory.

Ordinary pictures are decoded in the thread that asks. What may take long by its header is decoded in a process that can
be ended, so neither a picture nor the interpreter's lock that its decoder holds stops a run.
"""

import threading
from collections.abc import Callable
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from typing import TypeVar

import psutil
from PIL import Image

from resnet_studio.core.basics.errors import DecodeError
from resnet_studio.core.pictures import limits
from resnet_studio.core.pictures.decode import Pixels, decode
from resnet_studio.core.pictures.decoder import Decoder, DecoderStartError
from resnet_studio.core.pictures.examine import Header, examined
from resnet_studio.core.pictures.limits import ALONE, MEMORY, Claim, OddPictureError, SharedMemory
from resnet_studio.core.pictures.value_scale import UNKNOWN_SCALE, ValueScale
from resnet_studio.engine.inputs.load_thread import claim_from, waits_elsewhere

T = TypeVar("T")

_SHARE = 4  # of the computer's memory, for all pictures that threads decode at a time
_PROCESSES = 2

_lock = threading.Lock()


def read_picture(path: Path, smallest_side: int, scale: ValueScale = UNKNOWN_SCALE) -> Pixels:
    """The pixels of a picture, as `decode` gives them.

    Raises:
        DecodeError: it cannot be read, or not within the limits.
    """
    return _read(
        lambda claim, odd: decode(path, smallest_side=smallest_side, scale=scale, claim=claim, odd=odd),
        lambda: read_apart(path, smallest_side, scale),
    )


def examine_picture(path: Path, smallest_side: int) -> tuple[Header, Image.Image]:
    """What the header says, and a picture of mode "L"; it raises as `read_picture`. Nothing is printed about it."""

    def here(claim: Claim, odd: bool) -> tuple[Header, Image.Image]:
        return examined(path, smallest_side=smallest_side, claim=claim, odd=odd, quiet=not odd)

    def there(process: Decoder, should_stop: Callable[[], bool]) -> tuple[Header, Image.Image]:
        header, grey = process.examine(path, smallest_side, limits.seconds(), should_stop)
        return header, Image.fromarray(grey)

    def apart() -> tuple[Header, Image.Image]:
        return _apart(there, lambda claim: here(claim, True))

    return _read(here, apart)


def read_apart(path: Path, smallest_side: int, scale: ValueScale = UNKNOWN_SCALE) -> Pixels:
    """The same, decoded in a process that can be ended, whatever picture it is."""
    return _apart(
        lambda process, should_stop: process.decode(
            path, smallest_side=smallest_side, scale=scale, seconds=limits.seconds(), should_stop=should_stop
        ),
        lambda claim: decode(path, smallest_side=smallest_side, scale=scale, claim=claim),
    )


def _read(here: Callable[[Claim, bool], T], apart: Callable[[], T]) -> T:
    """What `here` makes of an ordinary picture in this thread; what `apart` makes of another one."""
    memory = picture_memory()
    try:
        try:
            return here(partial(claim_from, memory), False)
        except DecodeError as error:
            if not isinstance(error.__cause__, MemoryError):
                raise
        # Memory that several large pictures do not find at once may suffice for one.
        with claim_from(memory, memory.allowed):
            return here(ALONE, False)
    except OddPictureError:
        return apart()


def _apart(there: Callable[[Decoder, Callable[[], bool]], T], here: Callable[[Claim], T]) -> T:
    with _lock:
        process = _decoder()
    with waits_elsewhere() as should_stop, suppress(DecoderStartError):
        return there(process, should_stop)
    # Where no process can be started, the picture is not at fault. A thread that it holds is left behind.
    return here(partial(claim_from, picture_memory()))


@cache
def picture_memory() -> SharedMemory:
    """The memory for pictures that the threads of this process decode."""
    return SharedMemory(min(MEMORY, psutil.virtual_memory().total // _SHARE))


@cache
def _decoder() -> Decoder:
    return Decoder(_PROCESSES)
