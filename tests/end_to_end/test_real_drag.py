"""A real window on a real (virtual) screen: a folder dragged from another program with the mouse, then trained."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from resnet_studio.core.dataset.sample import sample_dataset
from resnet_studio.core.protocol.events import EpochEnd
from resnet_studio.core.runs.run_log import read_events
from resnet_studio.core.runs.summary import list_runs

pytestmark = pytest.mark.skipif(
    not (shutil.which("Xvfb") and shutil.which("xdotool")), reason="Xvfb and xdotool are not installed"
)
MAIN_ACTION = (1180, 32)  # where every room has it, in a window of 1280 x 832


@pytest.fixture
def screen() -> Iterator[dict[str, str]]:
    """The environment of programs on a virtual screen that belongs to this test."""
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1600x900x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL) as server:
        os.close(write)
        with os.fdopen(read) as displays:
            number = displays.readline().strip()
        yield os.environ | {"DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb", "RESNET_STUDIO_THEME": "light"}
        server.terminate()


@pytest.fixture
def xdotool(screen: dict[str, str]) -> Callable[..., str]:
    def run(*arguments: object, seconds: float = 60) -> str:
        command = ["xdotool", *map(str, arguments)]
        return subprocess.run(command, env=screen, check=True, capture_output=True, text=True, timeout=seconds).stdout

    return run


@pytest.fixture
def program(screen: dict[str, str]) -> Iterator[Callable[..., None]]:
    """Starts programs on the screen and ends them."""
    started: list[subprocess.Popen[bytes]] = []

    def start(*arguments: object) -> None:
        started.append(subprocess.Popen([sys.executable, *map(str, arguments)], env=screen, stdin=subprocess.DEVNULL))

    yield start
    for process in started:
        process.terminate()
        process.wait(20)


def test_folder_dragged_from_another_program_is_trained(
    program: Callable[..., None], xdotool: Callable[..., str], studio_home: Path, qtbot: QtBot
) -> None:
    folder = sample_dataset()
    for picture in folder.rglob("*.png"):
        if int(picture.stem) >= 300:  # an epoch of all takes long
            picture.unlink()
    program("-m", "resnet_studio")
    window = xdotool("search", "--sync", "--onlyvisible", "--name", "ResNet Studio").split()[0]
    xdotool("windowmove", "--sync", window, 0, 0)
    xdotool("windowsize", window, 1280, 832)
    program(Path(__file__).with_name("drag_source.py"), folder)
    xdotool("search", "--sync", "--onlyvisible", "--name", "drag source")

    # At once: the window answers while its rooms are made.
    xdotool("mousemove", 1400, 150, "mousedown", 1, "mousemove", 1380, 160, "sleep", 0.3)
    for x in (1300, 1200, 1000, 800, 700):
        xdotool("mousemove", "--sync", x, 400, "sleep", 0.1)
    xdotool("sleep", 1, "mouseup", 1)  # a program lets go only where it was answered, and both may share a core
    xdotool("search", "--sync", "--onlyvisible", "--name", "Handwritten digits – ResNet Studio")
    for _ in ("Choose a model", "Go to Train", "Start"):
        xdotool("mousemove", "--sync", *MAIN_ACTION, "click", 1, "sleep", 0.5)

    def epoch_ended() -> bool:
        return any(
            isinstance(event, EpochEnd) for run in list_runs(studio_home / "runs") for event in read_events(run.path)
        )

    qtbot.waitUntil(epoch_ended, timeout=180_000)
