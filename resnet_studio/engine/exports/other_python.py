"""A process of another Python environment that answers requests: for a runtime that cannot be in the program's own.

It has the face of `LimitedProcess`. Requests and replies are lines of JSON.
"""

import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import psutil

from resnet_studio.core.basics.limited_process import Death, ProcessDiedError
from resnet_studio.core.basics.other_program import END_SECONDS, end
from resnet_studio.engine.exports.answering import answer

_LOOK_SECONDS: Final = 0.02  # between two looks at time, memory and the caller's wish
_READY: Final = b"ready"
_NO_MEMORY: Final = 73  # exit code of a process that ended for lack of memory
_ROOT: Final = Path(__file__).resolve().parents[3]
_PROGRAM: Final = (
    "import sys; sys.path.append(sys.argv[1]); "  # not a text
    "from resnet_studio.engine.exports.other_python import serve; serve()"  # not a text
)


class OtherPython:
    """Starts the process; it answers as `answering.answer` does.

    Args:
        python: of the environment.
        memory: bytes that it may use.

    Raises:
        ProcessDiedError: the system refuses the process.
    """

    def __init__(self, python: Path, memory: int) -> None:
        self._memory = memory
        self._said: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        try:
            self._process = subprocess.Popen(
                [str(python), "-u", "-c", _PROGRAM, str(_ROOT)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                env=os.environ | {"PYTHONUTF8": "1"}, creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )  # fmt: skip
        except OSError:
            raise ProcessDiedError(Death.START) from None
        self._reader = threading.Thread(target=self._read, name="another Python", daemon=True)
        self._reader.start()

    def wait_ready(self, seconds: float, should_stop: Callable[[], object]) -> None:
        """Wait until it takes requests.

        Raises:
            ProcessDiedError: it was not ready in time, or ended.
        """
        try:
            said = self._receive(time.monotonic() + seconds, should_stop)
        except ProcessDiedError as error:
            stopped = error.death is Death.STOPPED
            raise error if stopped else ProcessDiedError(Death.START, error.exitcode) from None
        if said != _READY:
            self.close()
            raise ProcessDiedError(Death.START, self._process.returncode)

    def ask(self, request: Any, seconds: float, should_stop: Callable[[], object]) -> bytes:
        """Send a request, anything that JSON can hold, and wait for the reply.

        Raises:
            ProcessDiedError: there is no reply, and no process any more.
        """
        assert self._process.stdin is not None
        with suppress(OSError):  # if it is gone, that shows when its reply is awaited
            self._process.stdin.write(json.dumps(request).encode() + b"\n")
            self._process.stdin.flush()
        return self._receive(time.monotonic() + seconds, should_stop)

    def close(self) -> None:
        """End it now, and wait until it is gone."""
        end(self._process)
        self._reader.join(END_SECONDS)
        if self._reader.is_alive():  # a pipe that is being read cannot be closed
            return
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._said.put(line.rstrip(b"\r\n"))
        self._said.put(b"")

    def _receive(self, deadline: float, should_stop: Callable[[], object]) -> bytes:
        while True:
            try:
                said = self._said.get(timeout=_LOOK_SECONDS)
            except queue.Empty:
                if should_stop():
                    raise self._died(Death.STOPPED) from None
                if time.monotonic() > deadline:
                    raise self._died(Death.TIME) from None
                if self._used() > self._memory:
                    raise self._died(Death.MEMORY) from None
                continue
            if not said:
                raise self._died(Death.CRASH)
            return said

    def _used(self) -> int:
        try:
            return int(psutil.Process(self._process.pid).memory_info().rss)
        except psutil.Error:
            return 0

    def _died(self, death: Death) -> ProcessDiedError:
        if death is Death.CRASH:
            self._process.wait()
            death = Death.MEMORY if self._process.returncode == _NO_MEMORY else Death.CRASH
        self.close()
        return ProcessDiedError(death, self._process.returncode)


def serve() -> None:
    """What the process runs: until its input ends, as it does when the program is gone."""
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a runtime prints is not a reply
    replies.write(_READY + b"\n")
    replies.flush()
    for request in sys.stdin.buffer:
        try:
            reply = answer(tuple(json.loads(request)))
        except MemoryError:
            os._exit(_NO_MEMORY)  # at once: there is none to clear up with
        replies.write(reply + b"\n")
        replies.flush()
