"""How long until the window takes a drop, from source and packaged, against scripts that show an empty window."""

import subprocess
import sys
import tempfile
from pathlib import Path

from measure import HERE, ROOT, Figure, Options, Outcome, interleaved, ratios, seconds_of

OURS, PLAIN = "ResNet Studio, ready for a drop", "PySide6, an empty QMainWindow"
BARE = "PySide6, pyqtgraph, an empty QMainWindow"
INSTALLED, FROZEN = "ResNet Studio, packaged, ready for a drop", "PySide6, an empty QMainWindow, frozen"
BUILD = ROOT / "build" / "package"
PROGRAM = BUILD / "program" / "resnet-studio" / "resnet-studio"


def main(options: Options) -> Outcome:
    """All processes end right after their first paint, so a process's whole life is what is measured."""
    with tempfile.TemporaryDirectory(prefix="resnet studio ") as home:
        environment = {"RESNET_STUDIO_HOME": home, "RESNET_STUDIO_EXIT_WHEN_READY": "1"}
        commands: dict[str, list[str | Path]] = {
            OURS: [sys.executable, "-m", "resnet_studio"],
            PLAIN: [sys.executable, HERE / "plain_window.py"],
            BARE: [sys.executable, HERE / "bare_window.py"],
        }
        if PROGRAM.is_file():
            commands |= {INSTALLED: [PROGRAM], FROZEN: [_frozen()]}
        taken = interleaved(
            {name: lambda _, words=words: seconds_of(words, environment) for name, words in commands.items()},
            3 * options.rounds + 1,
        )
    seconds = {name: values[1:] for name, values in taken.items()}  # the first round fills the system's file cache
    figures = [Figure(name, values, "s") for name, values in seconds.items()]
    figures.append(Figure("ours / empty", ratios(seconds[OURS], seconds[PLAIN]), at_most=1.5))
    figures.append(Figure("ours / empty with pyqtgraph", ratios(seconds[OURS], seconds[BARE]), at_most=1.5))
    if INSTALLED in seconds:
        figures.append(Figure("packaged / frozen", ratios(seconds[INSTALLED], seconds[FROZEN]), at_most=1.5))
    return Outcome(
        "From start to a window that takes a drop", "whole life of a process that ends after its first paint", figures
    )


def _frozen() -> Path:
    """The empty window, frozen as the program is."""
    made = BUILD / "plain" / "plain_window" / "plain_window"
    if not made.is_file():
        pyinstaller = [BUILD / "shell-environment" / "bin" / "python", "-m", "PyInstaller", "--log-level", "ERROR"]
        places = ["--distpath", BUILD / "plain", "--workpath", BUILD / "work-plain", "--specpath", BUILD]
        subprocess.run([*pyinstaller, *places, "--noconfirm", HERE / "plain_window.py"], check=True)
    return made
