"""A run to export, and a check that does without another process."""

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import torch

from resnet_studio.core.runs.calibration import Calibration, write_calibration
from resnet_studio.core.runs.threshold import Threshold, keep_threshold
from resnet_studio.engine.exports import answering, onnx_file, reloaded, torch_files
from resnet_studio.engine.exports.sealed import Sealed


@pytest.fixture(scope="session")
def kept_run(colours_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run of the colours with a temperature, and a threshold for its probabilities."""
    run = Path(shutil.copytree(colours_run, tmp_path_factory.mktemp("export") / "my rün"))
    write_calibration(run, Calibration(1.5, 6))
    keep_threshold(run, Threshold(0.9, 0.55, "validation", 1.5))
    return run


@pytest.fixture(scope="session", autouse=True)
def one_program() -> Iterator[None]:
    """A model's graph is made once, for ONNX and for .pt2: that takes most of the time of both."""
    made: dict[tuple[float, float], Any] = {}
    make = torch_files.program

    def program(model: Sealed) -> Any:
        key = (model.temperature, float(model.network.fc.weight.sum()))
        if key not in made:
            made[key] = make(model)
        return made[key]

    with pytest.MonkeyPatch.context() as patch:
        for module in (torch_files, onnx_file):
            patch.setattr(module, "program", program)
        yield


class SameProcess:
    """Stands for a process of its own, which takes seconds to import torch; the tests of ONNX start one."""

    def __init__(self, work: Callable[[Any], bytes], _memory: int) -> None:
        self._work = work

    def wait_ready(self, *_: object) -> None:
        pass

    def ask(self, request: Any, *_: object) -> bytes:
        return self._work(request)

    def close(self) -> None:
        pass


@pytest.fixture
def same_process(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Exported files are loaded in the process of the test."""
    monkeypatch.setattr(reloaded, "LimitedProcess", SameProcess)
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.setattr(sys, "dont_write_bytecode", sys.dont_write_bytecode)
    threads = torch.get_num_threads()
    yield
    torch.set_num_threads(threads)
    answering._loaded.clear()
    for name in ("picture", "model", "network"):
        sys.modules.pop(name, None)
