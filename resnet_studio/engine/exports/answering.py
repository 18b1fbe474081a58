"""What a process that checks an exported file does: it runs the program that is handed over.

The process imports neither torch, unless the format needs it, nor anything else of the engine.
"""

import importlib
import json
import statistics
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from resnet_studio.core.basics.errors import DecodeError
from resnet_studio.core.pictures.decode import decode
from resnet_studio.core.pictures.value_scale import ValueScale

_TIMED, _TIMED_SECONDS = 15, 2.0
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
