"""What a process does that measures pictures for checks. It starts quickly: it imports only what it always needs."""

import gc
import os
from collections.abc import Sequence
from typing import Final

from resnet_studio.core.basics.limited_process import silence_libraries
from resnet_studio.core.basics.priority import give_way

_NICE: Final = 10
_YOUNG: Final = 20_000  # objects, those of a piece, that are made before cycles among them are looked for

Request = tuple[Sequence[tuple[str, int, int]], int]
"""Path, size and time of files, and the memory that a picture may take."""


def prepare() -> None:
    """Import what measures, before the limit of memory, and give way to everything else."""
    give_way(_NICE)
    silence_libraries()
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before NumPy: more would wait busily for work, and get none
    from resnet_studio.engine.checking import piece  # noqa: F401

    gc.freeze()  # what is there now stays, so it need not be looked at again and again
    gc.set_threshold(_YOUNG)


def work(request: Request) -> bytes:
    """Number of the files that were measured, their places, their fingerprints, and a line with the record of each.

    What is not an ordinary picture, or fails, is missing.
    """
    from resnet_studio.engine.checking.piece import answer

    return answer(*request)
