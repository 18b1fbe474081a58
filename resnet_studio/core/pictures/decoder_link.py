"""The parent's end of one decoder process, and of the block of memory that both map.

What comes from the process is checked: a picture may have taken it over.
"""

import time
from collections.abc import Callable
from functools import partial
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import psutil

from resnet_studio.core.basics import json_text, spawning
from resnet_studio.core.basics.limited_process import Death, LimitedProcess, ProcessDiedError
from resnet_studio.core.pictures import decoder_process
from resnet_studio.core.pictures.decoder_process import BLOCK_BYTES, Block, Kind, Request
from resnet_studio.core.pictures.values import Values

_PATIENCE: Final = 6  # times as long may pass on the clock: a slow drive is not the picture's fault, nor a busy machine
_STOP_SECONDS: Final = 0.5  # shorter decoding is not cut off where the picture is not wanted any more
_LARGEST_ARRAY: Final = 4 * 2**30
_DTYPES: Final = frozenset({"|u1", "|i1", "<u2", ">u2", "<i2", ">i2", "<u4", ">u4", "<i4", ">i4", "<f4", ">f4", "<f8"})


class Link:
    """One process. For one thread at a time, except `limited.kill`.

    Attributes:
        limited: the process.
        fit: whether it can take another picture: it is there, and did not keep memory that the next one might lack.
        used: when it was used last, by the monotonic clock.

    Raises:
        OSError: there is no memory to share.
        ProcessDiedError: the system refuses another process.
    """

    def __init__(self, memory: int, also: Callable[[], object] | None) -> None:
        self._block: Block = spawning.context().RawArray("B", BLOCK_BYTES)
        prepare = partial(decoder_process.prepare, self._block, memory, also)
        self.limited = LimitedProcess(decoder_process.work, memory, prepare=prepare)
        self.fit = True
        self.used = 0.0

    def ask(self, request: Request, should_stop: Callable[[], object]) -> dict[str, Any]:
        """What the process answers.

        Raises:
            ProcessDiedError: it ended instead.
            ValueError: it is not an answer.
        """
        self.fit = False
        self.limited.wait_ready()
        watch = _Watch(self.limited.pid, request.seconds, should_stop)
        try:
            answer = _record(self.limited.ask(request, _PATIENCE * request.seconds, watch.is_over))
        except ProcessDiedError as error:
            raise ProcessDiedError(watch.death or error.death, error.exitcode) from None
        self.fit = answer.get("worn") is False
        return answer

    def pixels(self, answer: dict[str, Any], request: Request) -> npt.NDArray[np.uint8]:
        """The picture of an answer, `[H, W, 3]`; it raises as `array`."""
        array = self.array(answer, request)
        if array.dtype != np.uint8 or array.ndim != 3 or array.shape[2] != 3:
            raise ValueError("not a picture")
        return array.view(np.uint8)

    def grey(self, answer: dict[str, Any], request: Request) -> npt.NDArray[np.uint8]:
        """The grey values of an answer, `[H, W]`; it raises as `array`."""
        array = self.array(answer, request)
        if array.dtype != np.uint8 or array.ndim != 2 or not array.size:
            raise ValueError("not grey values")
        return array.view(np.uint8)

    def array(self, answer: dict[str, Any], request: Request) -> Values:
        """The array of an answer, copied out of the block.

        Raises:
            ProcessDiedError: the process ended meanwhile.
            ValueError: the answer does not describe an array.
        """
        shape, dtype = answer.get("shape"), answer.get("dtype")
        if not isinstance(shape, list) or not all(type(side) is int and 0 <= side < 2**31 for side in shape):
            raise ValueError("a shape that cannot be")
        if not isinstance(dtype, str) or dtype not in _DTYPES or len(shape) > 3:
            raise ValueError("a dtype that cannot be")
        size = int(np.prod(shape, dtype=object)) * np.dtype(dtype).itemsize
        if size > _LARGEST_ARRAY:
            raise ValueError("too large")
        fit, self.fit = self.fit, False
        result, block, done = np.empty(size, np.uint8), np.frombuffer(memoryview(self._block), np.uint8), 0
        while True:
            piece = min(BLOCK_BYTES, size - done)
            if answer.get("bytes") != piece:
                raise ValueError("another number of bytes")
            result[done : done + piece] = block[:piece]
            done += piece
            if done == size:
                self.fit = fit
                array: Values = result.view(dtype).reshape(shape)
                return array
            answer = _record(self.limited.ask(Request(Kind.MORE, request.path), _PATIENCE * request.seconds))


class _Watch:
    """Says when to end a process: no one waits for it any more, or it has computed for too long."""

    def __init__(self, pid: int | None, seconds: float, should_stop: Callable[[], object]) -> None:
        self.death: Death | None = None
        self._pid, self._seconds, self._should_stop = pid, seconds, should_stop
        self._began = time.monotonic()
        self._computed: float | None = None

    def is_over(self) -> bool:
        """Looked at while the process works; `death` then says why."""
        passed = time.monotonic() - self._began
        if passed > _STOP_SECONDS and self._should_stop():
            self.death = Death.STOPPED
        elif self._computed is None:
            self._computed = self._now()
        elif passed > self._seconds and self._now() - self._computed > self._seconds:
            self.death = Death.TIME
        return self.death is not None

    def _now(self) -> float:
        """Seconds that the process has computed since it was started."""
        try:
            times = psutil.Process(self._pid).cpu_times()
        except psutil.Error:
            return 0.0
        return float(times.user + times.system)


def _record(answer: bytes) -> dict[str, Any]:
    record = json_text.parse(answer)
    if not isinstance(record, dict):
        raise ValueError("not an object")
    return record
