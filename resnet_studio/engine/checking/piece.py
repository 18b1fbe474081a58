"""Measuring some pictures in a process of their own, and what it answers."""

import json
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image

from resnet_studio.core.pictures.decode import Pixels, decode
from resnet_studio.core.pictures.examine import Header, examined
from resnet_studio.core.pictures.limits import at_most
from resnet_studio.engine.checking.sight import SIDE, Sight, facts_of, seen

File = tuple[str, int, int]
"""Path, size and time."""
_FEW: Final = 100
"""Pictures on a plain ground that are left to the caller, which has what finds letters: it takes a process as long to
import that as to look at so many."""
_AT_ONCE: Final = 4_000_000  # pixels that are decoded before their figures: in turns, each evicts the other's code


class _LeftToCallerError(Exception):
    """Of a picture, no more is done here."""


_plain = count()


def answer(files: Sequence[File], memory: int) -> bytes:
    """See `measuring_process.work`.

    Raises:
        MemoryError: it ran out for figures of a picture; where it did for its pixels, decoding has failed.
    """
    claim = at_most(memory)

    def read(path: Path, side: int) -> Pixels:
        if next(_plain) < _FEW:
            raise _LeftToCallerError
        return decode(path, smallest_side=side, claim=claim, odd=False)

    sights: list[tuple[int, Sight]] = []
    waiting: list[tuple[int, Header, Image.Image]] = []
    pixels = 0
    for place, (path, _, _) in enumerate(files):
        try:
            header, grey = examined(path, smallest_side=SIDE, claim=claim, odd=False)
            waiting.append((place, header, grey))
            pixels += grey.width * grey.height
        except MemoryError:
            raise
        except Exception:  # the caller finds out what it is
            pass
        if pixels > _AT_ONCE or place == len(files) - 1:
            for number, header, grey in waiting:
                try:
                    sights.append((number, seen(files[number], header, grey, read)))
                except MemoryError:
                    raise
                except Exception:  # the same
                    pass
            waiting, pixels = [], 0
    places = np.array([place for place, _ in sights], "<u4")
    facts = facts_of([sight for _, sight in sights])
    head = len(sights).to_bytes(4, "little") + places.tobytes() + b"".join(one.print for one in facts)
    return head + "\n".join(json.dumps(one.to_record()) for one in facts).encode()
