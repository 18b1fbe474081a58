"""An exported file in its own runtime and in a process of its own: it runs the program that is handed over.

What is below `answer` is computed in that process, which imports neither torch (unless the format needs it) nor
anything of the engine.
"""

import importlib
import json
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Final

import numpy as np
import psutil
from numpy.typing import NDArray

from resnet_studio.core.basics.errors import DecodeError, ExportError
from resnet_studio.core.basics.limited_process import Death, LimitedProcess, ProcessDiedError
from resnet_studio.core.basics.message import Message, literal, message
from resnet_studio.core.pictures.decode import decode
from resnet_studio.core.pictures.value_scale import ValueScale
from resnet_studio.core.protocol.commands import Halt, Halted, ShouldStop

PROGRAMS: Final = "python"
"""The folder with the programs in Python, in that of an export."""
_START_SECONDS, _LOAD_SECONDS, _ANSWER_SECONDS = 300.0, 300.0, 600.0
_MEMORY_SHARE = 3 / 4
_TIMED, _TIMED_SECONDS = 15, 2.0


class Reloaded:
    """The file of an export, loaded in a new process.

    Raises:
        ExportError: the process cannot be started, the file cannot be loaded, or its runtime ends the process.
    """

    def __init__(self, folder: Path, file: str, should_stop: ShouldStop) -> None:
        self._should_stop, self._file = should_stop, str(folder / file)
        try:
            self._process = LimitedProcess(answer, int(psutil.virtual_memory().total * _MEMORY_SHARE))
        except ProcessDiedError as died:
            raise ExportError(_died(died)) from None
        try:
            self._start()
            self.runtime: str = self._ask("load", str(folder / PROGRAMS), self._file, seconds=_LOAD_SECONDS)
        except BaseException:
            self._process.close()
            raise

    def __enter__(self) -> "Reloaded":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._process.close()

    def use_threads(self, threads: int) -> None:
        """Load it again, to compute with so many threads; at first it uses all cores."""
        self._ask("threads", self._file, threads, seconds=_LOAD_SECONDS)

    def answers(self, paths: Sequence[str], smallest: int, scale: ValueScale) -> list[dict[str, Any]]:
        """For each picture its "probabilities" and whether the program reads it "alike"; or an "error"."""
        return list(self._ask("answers", list(paths), smallest, scale.to_record()))

    def milliseconds(self, path: str, smallest: int, scale: ValueScale) -> float:
        """How long one picture takes without decoding, the median."""
        return float(self._ask("time", path, smallest, scale.to_record()))

    def _start(self) -> None:
        try:
            self._process.wait_ready(_START_SECONDS, self._should_stop)
        except ProcessDiedError as died:
            raise self._ended(died) from None

    def _ask(self, *request: Any, seconds: float = _ANSWER_SECONDS) -> Any:
        try:
            reply = json.loads(self._process.ask(request, seconds, self._should_stop))
        except ProcessDiedError as died:
            raise self._ended(died) from None
        if "failed" in reply:
            raise ExportError(
                message("The file cannot be used in its own runtime: {reason}", reason=literal(reply["failed"]))
            )
        return reply["done"]

    def _ended(self, died: ProcessDiedError) -> Exception:
        """Why there is no reply: because it is to end, or an error."""
        if died.death is Death.STOPPED:
            return Halted(self._should_stop() or Halt.STOP)
        return ExportError(_died(died))


def _died(died: ProcessDiedError) -> Message:
    if died.death is Death.START:
        return message("No process could be started to check the file. Close other programs, and export again.")
    if died.death is Death.MEMORY:
        return message("The memory did not suffice to check the file.")
    if died.death is Death.TIME:
        return message("The file did not answer in time when it was checked.")
    return message("The runtime of the file ended unexpectedly when it was checked (exit code {code:plain}).",
                   code=died.exitcode)  # fmt: skip


_loaded: dict[str, Any] = {}


def answer(request: tuple[Any, ...]) -> bytes:
    """What the process does with a request: JSON with "done", or "failed" and the reason."""
    kind, *values = request
    work: Any = {"load": _load, "threads": _use_threads, "answers": _answers, "time": _time}[kind]
    try:
        return json.dumps({"done": work(*values)}).encode()
    except MemoryError:
        raise
    except Exception as error:  # of a runtime, which may raise anything
        return json.dumps({"failed": f"{type(error).__name__}: {error}"[:2000]}).encode()


def _load(programs: str, file: str) -> str:
    sys.path.insert(0, programs)
    sys.dont_write_bytecode = True  # the folder is handed over
    importlib.invalidate_caches()
    _loaded["picture"] = importlib.import_module("picture")
    _loaded["program"] = importlib.import_module("model")
    _loaded["model"] = _loaded["program"].Model(file)
    return str(_loaded["model"].runtime)


def _use_threads(file: str, threads: int) -> None:
    del _loaded["model"]  # there is memory for one
    _loaded["model"] = _loaded["program"].Model(file, threads)


def _answers(paths: list[str], smallest: int, scale: Any) -> list[dict[str, Any]]:
    return [_answer(path, smallest, ValueScale.from_record(scale)) for path in paths]


def _answer(path: str, smallest: int, scale: ValueScale) -> dict[str, Any]:
    model = _loaded["model"]
    try:
        pixels = decode(Path(path), smallest_side=smallest, scale=scale)
    except DecodeError as error:
        return {"error": str(error)}
    probabilities = np.asarray(model.probabilities(pixels), np.float64)
    return {"probabilities": probabilities.tolist(), "alike": _reads_alike(path, pixels)}


def _reads_alike(path: str, pixels: NDArray[np.uint8]) -> bool:
    """Whether the program that is handed over decodes a picture to the same pixels."""
    try:
        read = _loaded["picture"].read(path, _loaded["model"].recipe)
    except Exception:  # it says so in words; the window reads kinds of files that Pillow alone does not
        return False
    return bool(np.array_equal(read, pixels))


def _time(path: str, smallest: int, scale: Any) -> float:
    pixels = decode(Path(path), smallest_side=smallest, scale=ValueScale.from_record(scale))
    model, until = _loaded["model"], time.perf_counter() + _TIMED_SECONDS
    taken: list[float] = []
    model.probabilities(pixels)
    while not taken or (len(taken) < _TIMED and time.perf_counter() < until):
        start = time.perf_counter()
        model.probabilities(pixels)
        taken.append(1000 * (time.perf_counter() - start))
    return statistics.median(taken)
