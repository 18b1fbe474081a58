"""An exported file in its own runtime and in a process of its own: it runs the program that is handed over."""

import json
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Final

import psutil

from resnet_studio.core.basics.errors import ExportError
from resnet_studio.core.basics.limited_process import Death, LimitedProcess, ProcessDiedError
from resnet_studio.core.basics.message import Message, literal, message
from resnet_studio.core.pictures.value_scale import ValueScale
from resnet_studio.core.protocol.commands import Halt, Halted, ShouldStop
from resnet_studio.engine.exports.answering import answer
from resnet_studio.engine.exports.other_python import OtherPython

PROGRAMS: Final = "python"
"""The folder with the programs in Python, in that of an export."""
_START_SECONDS, _LOAD_SECONDS, _ANSWER_SECONDS = 300.0, 300.0, 600.0
_MEMORY_SHARE = 3 / 4


class Reloaded:
    """The file of an export, loaded in a new process, of another Python where the runtime is in one.

    Raises:
        ExportError: the process cannot be started, the file cannot be loaded, or its runtime ends the process.
    """

    def __init__(self, folder: Path, file: str, should_stop: ShouldStop, python: Path | None = None) -> None:
        self._should_stop, self._file = should_stop, str(folder / file)
        try:
            memory = int(psutil.virtual_memory().total * _MEMORY_SHARE)
            self._process = OtherPython(python, memory) if python else LimitedProcess(answer, memory)
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
        return message("There was not enough memory to check the file.")
    if died.death is Death.TIME:
        return message("The file did not answer in time when it was checked.")
    return message("The runtime of the file ended unexpectedly when it was checked (exit code {code:plain}).",
                   code=died.exitcode)  # fmt: skip
