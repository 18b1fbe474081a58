"""Pictures decoded in processes of their own: a file can take neither this process's time nor its memory, nor end it.

The processes start when they are first needed, and one that ended is replaced. The file that ended it is named, and not
tried again until it changes. Decoding is cut off in them by limits of memory and of time; see `limited_process`.
"""

import itertools
import math
import re
import signal
import threading
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import psutil

from resnet_studio.core.basics.errors import DecodeError
from resnet_studio.core.basics.files import file_identity
from resnet_studio.core.basics.limited_process import Death, ProcessDiedError
from resnet_studio.core.basics.message import NOTHING, Message, message
from resnet_studio.core.pictures import limits
from resnet_studio.core.pictures.decoder_link import Link
from resnet_studio.core.pictures.decoder_pool import DecodeStoppedError, Pool
from resnet_studio.core.pictures.decoder_process import Kind, Request
from resnet_studio.core.pictures.value_scale import UNKNOWN_SCALE, ValueScale
from resnet_studio.core.pictures.values import Values

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from resnet_studio.core.pictures.about import About
    from resnet_studio.core.pictures.decode import Pixels
    from resnet_studio.core.pictures.examine import Header

__all__ = ["DecodeStoppedError", "Decoder", "DecoderStartError", "close_shared", "shared"]

_SHARE: Final = 6  # of the computer's memory for one process, so that three together leave half of it
_MOST_REFUSED: Final = 20_000
_TRIES: Final = 2
_TRIES_KILLED: Final = 5  # of a picture whose process was ended from outside, as by a system that needs memory
_KILLED: Final = frozenset({-signal.SIGTERM, -getattr(signal, "SIGKILL", signal.SIGTERM), int(signal.SIGTERM)})

_DIGEST: Final = re.compile("[0-9a-f]{64}")

T = TypeVar("T")


class DecoderStartError(DecodeError):
    """No process can be started; the picture is not at fault."""


def _never() -> bool:
    return False


class Decoder:
    """Decodes pictures in a few processes. For any number of threads, which wait for a process in turn.

    Args:
        processes: at most so many at a time.
        memory: bytes that each of them may take for a picture; by default a sixth of the computer's, up to 2 GB.
        seconds: of processor time for a picture, where a call does not say; by default those of `limits`.
        also: called in each process before its first picture; tests replace what decodes.
    """

    def __init__(
        self,
        processes: int = 1,
        *,
        memory: int | None = None,
        seconds: float | None = None,
        also: Callable[[], object] | None = None,
    ) -> None:
        self._seconds = seconds
        self._memory = memory or min(limits.MEMORY, psutil.virtual_memory().total // _SHARE)
        self._pool = Pool(processes, self._memory, also)
        self._lock = threading.Lock()
        self._refused: OrderedDict[tuple[str, Kind | None], tuple[Message, float]] = OrderedDict()

    def thumbnail(
        self, path: Path, side: int, scale: ValueScale = UNKNOWN_SCALE, should_stop: Callable[[], object] = _never
    ) -> "Pixels":
        """As `decode.thumbnail`; it raises as `decode`."""
        return self._pixels(self._request(Kind.THUMBNAIL, path, side, scale), should_stop)

    def reduced(
        self, path: Path, longest: int, scale: ValueScale = UNKNOWN_SCALE, should_stop: Callable[[], object] = _never
    ) -> "Pixels":
        """As `decode.reduced`; it raises as `decode`."""
        return self._pixels(self._request(Kind.REDUCED, path, longest, scale), should_stop)

    def decode(
        self,
        path: Path,
        *,
        smallest_side: int | None = None,
        scale: ValueScale = UNKNOWN_SCALE,
        seconds: float | None = None,
        should_stop: Callable[[], object] = _never,
    ) -> "Pixels":
        """As `decode.decode`, within limits.

        Args:
            path: the file.
            smallest_side: as there.
            scale: as there.
            seconds: of processor time that the picture may take.
            should_stop: looked at while it is decoded; it ends decoding that has taken more than half a second.

        Raises:
            DecodeError: as there; also where the picture takes too much memory or time, or ends the process.
            DecodeStoppedError: `should_stop` said so, or the decoder was closed.
        """
        return self._pixels(self._request(Kind.DECODE, path, smallest_side or 0, scale, seconds), should_stop)

    def examine(
        self, path: Path, smallest_side: int, seconds: float, should_stop: Callable[[], object] = _never
    ) -> tuple["Header", "NDArray[np.uint8]"]:
        """As `examine.examined`, with the grey values as `[H, W]`; arguments and errors as for `decode`."""
        from resnet_studio.core.pictures.examine import Header

        request = self._request(Kind.EXAMINE, path, smallest_side, UNKNOWN_SCALE, seconds)
        return self._do(
            request,
            should_stop,
            lambda link, answer: (Header.from_record(answer.get("header")), link.grey(answer, request)),
        )

    def deep_size(self, path: Path, should_stop: Callable[[], object] = _never) -> int | None:
        """As `decode.deep_size`; it raises as `decode`."""
        size = self._do(self._request(Kind.DEEP_SIZE, path), should_stop, lambda _, answer: answer.get("value"))
        return size if type(size) is int else None

    def deep_values(self, path: Path, most: int, should_stop: Callable[[], object] = _never) -> Values:
        """At most so many finite values of a picture that has a `deep_size`, from all over it: `[N]`, as they are in
        the file; it raises as `decode`.
        """
        request = self._request(Kind.DEEP_VALUES, path, most)
        return self._do(request, should_stop, lambda link, answer: link.array(answer, request))

    def about(self, path: Path, should_stop: Callable[[], object] = _never) -> "About":
        """As `about.about`; it raises as `decode`."""
        from resnet_studio.core.pictures.about import About

        request = self._request(Kind.ABOUT, path)
        return self._do(request, should_stop, lambda _, answer: About.from_record(answer.get("about")))

    def digest(self, path: Path, should_stop: Callable[[], object] = _never) -> str:
        """As `about.digest`; it raises as `decode`."""

        def taken(_: Link, answer: dict[str, Any]) -> str:
            value = answer.get("value")
            if not isinstance(value, str) or _DIGEST.fullmatch(value) is None:
                raise ValueError("not a digest")
            return value

        return self._do(self._request(Kind.DIGEST, path), should_stop, taken)

    def start(self) -> None:
        """Start one process, so that the first picture need not wait for it; returns when it is ready."""
        with suppress(DecodeStoppedError, ProcessDiedError), self._pool.use(_never) as link:
            link.limited.wait_ready()

    def close(self) -> None:
        """End all processes; who waits for a picture gets a `DecodeStoppedError`."""
        self._pool.close()

    def pids(self) -> list[int]:
        """Numbers of the processes, for diagnosis."""
        return self._pool.pids()

    # Requests --------------------------------------------------------------------------------------------------

    def _request(
        self,
        kind: Kind,
        path: Path,
        pixels: int = 0,
        scale: ValueScale = UNKNOWN_SCALE,
        seconds: float | None = None,
    ) -> Request:
        return Request(kind, path, pixels, scale, self._seconds or limits.seconds() if seconds is None else seconds)

    def _pixels(self, request: Request, should_stop: Callable[[], object]) -> "Pixels":
        return self._do(request, should_stop, lambda link, answer: link.pixels(answer, request))

    def _do(self, request: Request, should_stop: Callable[[], object], take: Callable[[Link, dict[str, Any]], T]) -> T:
        """What `take` makes of the answer. A process that crashes is replaced once: a picture before this one may have
        ended it, also while it started. One that was killed from outside is replaced more often.
        """
        path, identity = request.path, file_identity(request.path)
        for key in ((identity, None), (identity, request.kind)):
            problem, seconds = self._refused.get(key, (NOTHING, 0.0))
            if problem and request.seconds <= seconds:  # with more time it may succeed
                raise DecodeError(path, problem)
        for tried in itertools.count(1):
            try:
                with self._pool.use(should_stop) as link:
                    return _taken(link, request, should_stop, take)
            except ProcessDiedError as error:
                death, most = error.death, _TRIES_KILLED if error.exitcode in _KILLED else _TRIES
            if self._pool.closed or death is Death.STOPPED:
                raise DecodeStoppedError
            if death not in (Death.CRASH, Death.START) or tried >= most:
                break
        problem = _problem(death, request, self._memory)
        if death is Death.START:
            raise DecoderStartError(path, problem)
        seconds = request.seconds if death is Death.TIME else math.inf
        self._refuse((identity, None if death is Death.CRASH else request.kind), problem, seconds)
        raise DecodeError(path, problem)

    def _refuse(self, key: tuple[str, Kind | None], problem: Message, seconds: float) -> None:
        """Remember why a file is not tried again with so many seconds."""
        with self._lock:
            self._refused[key] = problem, seconds
            if len(self._refused) > _MOST_REFUSED:
                self._refused.popitem(last=False)


def _taken(
    link: Link,
    request: Request,
    should_stop: Callable[[], object],
    take: Callable[[Link, dict[str, Any]], T],
) -> T:
    """Raises ProcessDiedError also where the process answers with what cannot be: then it is out of order."""
    try:
        answer = link.ask(request, should_stop)
        problem = answer.get("problem")
        if problem is None:
            return take(link, answer)
        reason = Message.from_record(problem)
    except ValueError:
        link.fit = False
        raise ProcessDiedError(Death.CRASH) from None
    raise DecodeError(request.path, reason)


def _problem(death: Death, request: Request, memory: int) -> Message:
    """Why a picture could not be decoded."""
    match death:
        case Death.MEMORY:
            return message("It needs more than {limit:size} of memory to decode.", limit=memory)
        case Death.TIME:
            return limits.takes_long(request.seconds)
        case Death.START:
            return message("The process that decodes pictures could not be started. Close other programs.")
        case _:
            return message(
                "Decoding it crashed the process that decodes pictures. The file is not tried again until it changes."
            )


_lock = threading.Lock()
_shared: Decoder | None = None


def shared() -> Decoder:
    """The decoder of this process, for everything in it that is not a training: two at work, and one for a person."""
    global _shared
    with _lock:
        if _shared is None:
            _shared = Decoder(processes=3)
        return _shared


def close_shared() -> None:
    """End the processes of the decoder of this process."""
    global _shared
    with _lock:
        closing, _shared = _shared, None
    if closing is not None:
        closing.close()
