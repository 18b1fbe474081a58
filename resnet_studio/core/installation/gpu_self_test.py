"""The test of a folder of torch in a process of its own, before it is used: a bad one may crash or hang."""

import importlib
import os
import signal
import sys
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

from resnet_studio.core.basics import spawning
from resnet_studio.core.basics.errors import StudioError
from resnet_studio.core.basics.message import Message, literal, message
from resnet_studio.core.installation import torch_folder
from resnet_studio.core.installation.gpu_manifest import GpuPackError

SECONDS = 300.0
_LOOK_SECONDS = 0.2
WORK = "resnet_studio.engine.training.gpu_work"
"""The module with the computations; its `work()` returns the name of the card. `core` may not import the engine; as
in `core/protocol/launch.py`, the child imports it by name."""


def self_test(
    folder: Path,
    should_stop: Callable[[], bool] = lambda: False,
    *,
    seconds: float = SECONDS,
    module: str = WORK,
) -> str:
    """Compute something with the torch in a folder, and return the name of the graphics card; "" if it was stopped.

    Raises:
        GpuPackError: it does not work on this computer, with the reason.
    """
    context = spawning.context()
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_child, args=(str(folder), module, there), name="GPU pack test", daemon=True)
    process.start()
    there.close()
    try:
        answer = _answer(here, seconds, should_stop)
    except (EOFError, BrokenPipeError):  # the latter on Windows
        process.join(10)
        answer = message("the test crashed with exit code {code:plain}", code=process.exitcode)
    finally:
        process.kill()
        process.join()
        here.close()
    if should_stop():  # a Ctrl-C in a terminal may have ended the test too
        return ""
    if isinstance(answer, str):
        return answer
    raise GpuPackError(
        message(
            "The GPU pack does not work on this computer: {reason}. Training stays on the processor.", reason=answer
        )
    )


def _answer(here: "Connection[object, object]", seconds: float, should_stop: Callable[[], bool]) -> object:
    end = time.monotonic() + seconds
    while not here.poll(_LOOK_SECONDS):
        if should_stop():
            return ""
        if time.monotonic() > end:
            return message("it did not end within {seconds:duration}", seconds=seconds)
    return here.recv()


def _child(folder: str, module: str, answers: "Connection[object, object]") -> None:
    """Target of the spawned process; a Ctrl-C is for the one that waits for it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.stdout is None:  # a windowed build has no streams, and libraries print warnings
        sys.stdout = sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    os.environ[torch_folder.VARIABLE] = folder
    answer: str | Message
    try:
        torch_folder.use()
        answer = str(importlib.import_module(module).work())
    except StudioError as error:
        answer = error.message
    except Exception as error:  # of a library or driver; it is the answer
        answer = literal(f"{type(error).__name__}: {error}")
    answers.send(answer)
