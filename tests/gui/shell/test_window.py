"""The window: size, theme, and no torch in its process."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint
from pytestqt.qtbot import QtBot

from resnet_studio.core.protocol.events import (
    BatchEnd,
)
from resnet_studio.gui.shell.window import StudioWindow
from resnet_studio.gui.theme.palette import palette

Helper = Callable[..., Any]


def test_window_size_is_remembered(make_window: Callable[[], StudioWindow]) -> None:
    first = make_window()
    first.resize(1024, 701)  # no wider: the virtual screen is small, and a window is put back onto the screen
    first.close()
    assert make_window().height() == 701


def test_tab_begins_at_what_begins_the_work(window: StudioWindow) -> None:
    assert window.focusWidget() is window.data_room.welcome.choose_button


def test_run_is_shown_that_is_opened_before_the_rooms_are_there(
    make_window: Callable[[], StudioWindow], colours: Path, usable_run: Helper, qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    run = usable_run(colours, "a run")
    finish = StudioWindow.finish_start
    monkeypatch.setattr(
        StudioWindow, "finish_start", lambda window, path: (window.asked.emit(run), finish(window, path))
    )
    window = make_window()
    assert window.rail.current() == "runs"
    qtbot.waitUntil(lambda: (shown := window.runs_room.table.current()) is not None and shown.path == run)


def test_theme_changes_during_training(
    window: StudioWindow, colours: Path, job_of_training: Helper, send: Helper, start_run: Helper
) -> None:
    start_run(window, colours)
    window.menus._choose_scheme("light")
    window._tick()
    light = window.grab().toImage()
    window.menus._choose_scheme("dark")
    assert palette().dark
    send(window, job_of_training(window), BatchEnd(2, 2, 0.8, 0.1, 60.0, 4))
    window._tick()
    dark = window.grab().toImage()
    middle = QPoint(window.width() // 2, window.height() // 2)
    assert light.pixelColor(middle).lightness() > 128 > dark.pixelColor(middle).lightness()
    assert window.rail.state("train") == "epoch 2 of 4"


HEAVY = (
    "torch", "torchvision", "sklearn", "scipy", "onnx", "onnxruntime", "onnxscript", "onnx_ir", "ml_dtypes",
    "google.protobuf", "openvino", "keras", "coremltools", "sympy", "resnet_studio.engine", "resnet_studio.cli",
)  # fmt: skip
"""What only the engine's process and the terminal import; each would take longer than the window needs to open."""
UNUSED = (
    "pyqtgraph", "numpy.random", "PySide6.QtOpenGL", "ssl", "http.client", "urllib.request", "truststore", "email",
    "importlib.metadata", "asyncio", "unittest", "jinja2",
)  # fmt: skip
"""What the window does without until Train or Runs first shows; it would take a sixth of its memory."""


def test_tour_of_all_rooms_imports_nothing_of_the_engine(colours: Path, tmp_path: Path) -> None:
    code = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from PySide6.QtWidgets import QApplication\n"
        "from resnet_studio.core.protocol.events import BatchEnd, EpochEnd, RunFinished, RunStarted\n"
        "from resnet_studio.core.basics.places import runs_folder\n"
        "from resnet_studio.core.dataset.scan import scan\n"
        "from resnet_studio.core.runs.config import TrainConfig\n"
        "from resnet_studio.core.runs.run import create_run\n"
        "from resnet_studio.gui.theme.manager import install\n"
        "from resnet_studio.gui.shell.window import StudioWindow\n"
        "from resnet_studio.gui.engine.worker import EngineWorker\n"
        "EngineWorker.start = lambda _: None\n"
        "dataset = scan(Path(sys.argv[1])); create_run(runs_folder(), TrainConfig.build(depth=20), dataset)\n"
        "app = QApplication([]); install(app); window = StudioWindow(); window.show(); window.finish_start(None)\n"
        "session = window.session; session.set_dataset(dataset)\n"
        "while window.runs_room.table.current() is None: app.processEvents()\n"
        "assert window.runs_room._shown is None  # its curves are read when the room shows\n"
        "early = set(sys.argv[2].split(',')) & set(sys.modules); assert not early and window._curves is None, early\n"
        "window.go_to('train'); assert window._curves is not None  # from the event loop, before they are needed\n"
        "session.draft.choose(depth=20, epochs=1); window.start_training(); run = session.run\n"
        "for event in (RunStarted(1, str(run.path), ('a', 'b', 'c'), 29, 7, 1, 1, 'CPU', 'float32', 1),\n"
        "              BatchEnd(1, 1, 1.0, 0.1, 60.0, 1), EpochEnd(1, 1, 1.0, 0.9, 0.75, 1.0),\n"
        "              RunFinished(str(run.path), 1, 0.75)):\n"
        "    window.worker.event_arrived.emit(window.training.job.number, event)\n"
        "for scheme in ('dark', 'light'):\n"
        "    window.menus._choose_scheme(scheme)\n"
        "    for room in window.rooms:\n"
        "        window.go_to(room); window._tick(); app.processEvents(); window.grab()\n"
        "window.close()\n"
        "assert 'pyqtgraph' in sys.modules  # the tour did draw curves\n"
        "print(sorted(set(sys.argv[3:]) & set(sys.modules)), flush=True); os._exit(0)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(colours), ",".join(UNUSED), *HEAVY],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.stdout.strip() == "[]", done.stderr
