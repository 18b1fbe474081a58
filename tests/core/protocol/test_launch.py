"""The start of the engine's process."""

import importlib
import signal
from multiprocessing import Pipe
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from resnet_studio.core.protocol import launch
from resnet_studio.core.protocol.events import EngineFailed


@pytest.fixture(autouse=True)
def process(monkeypatch: pytest.MonkeyPatch) -> None:
    """What would change this process is replaced: its signals, its environment and the thread of the inbox."""
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    monkeypatch.setenv("GOMP_SPINCOUNT", "1")
    monkeypatch.setattr(launch, "Inbox", lambda commands: ("inbox", commands))


def test_engine_that_cannot_be_imported_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: str) -> ModuleType:
        raise ImportError("libtorch.so is missing")

    monkeypatch.setattr(importlib, "import_module", broken)
    window, engine = Pipe()
    with window, engine:
        with pytest.raises(SystemExit, match="1"):
            launch.run_engine(None, engine)  # type: ignore[arg-type]
        assert window.poll(10)
        job, failed = window.recv()
    assert job == 0
    assert isinstance(failed, EngineFailed)
    assert "The engine could not start: ImportError: libtorch.so is missing" in str(failed.error)


def test_engine_serves_the_inbox_after_its_import(monkeypatch: pytest.MonkeyPatch) -> None:
    served: list[Any] = []
    module = SimpleNamespace(serve=lambda *arguments: served.append(arguments))
    monkeypatch.setattr(importlib, "import_module", lambda name: module if name.endswith("engine.serve") else None)
    launch.run_engine("commands", "events")  # type: ignore[arg-type]
    assert served == [(("inbox", "commands"), "events")]
