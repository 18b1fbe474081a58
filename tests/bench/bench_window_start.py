"""How long until the window takes a drop, from source and packaged, against scripts that show an empty window."""

import subprocess
import sys
import tempfile
from pathlib import Path

from measure import HERE, ROOT, Figure, Options, Outcome, Taken, script, taken_by

OURS, PLAIN = "ResNet Studio, ready for a drop", "PySide6, an empty QMainWindow"
BARE = "PySide6, pyqtgraph, an empty QMainWindow"
INSTALLED, FROZEN = "ResNet Studio, packaged, ready for a drop", "PySide6, an empty QMainWindow, frozen"
PACKAGED = (INSTALLED, FROZEN)
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
        left_out = "" if PROGRAM.is_file() else "; the packaged program is left out, because make package has made none"
        if not left_out:
            commands |= {INSTALLED: [PROGRAM], FROZEN: [_frozen()]}
        taken: dict[str, list[Taken]] = {name: [] for name in commands}
        for number in range(3 * options.rounds + 1):
            for name, words in commands.items():
                found = taken_by(words, environment)
                if number:  # the first round fills the system's file cache
                    taken[name].append(found)
    clock = {name: tuple(one.clock for one in values) for name, values in taken.items()}
    figures = [Figure(f"{name}, by the clock", values, "s") for name, values in clock.items()]
    seconds = {name: tuple(one.processor for one in values) for name, values in taken.items()}
    figures += [Figure(name, values, "s") for name, values in seconds.items()]
    compared = {
        "ours / empty": (OURS, PLAIN),
        "ours / empty with pyqtgraph": (OURS, BARE),
        "packaged / frozen": PACKAGED,
    }
    for name, (one, other) in compared.items():
        if one in seconds:  # of the least: what else the machine does only adds
            figures.append(Figure(name, (min(seconds[one]) / min(seconds[other]),), at_most=1.5))
    figures += _after_paint(options.rounds)
    return Outcome(
        "From start to a window that takes a drop",
        "whole life of a process that ends after its first paint; processor time where it does not say clock; "
        f"ratios of the least{left_out}",
        figures,
    )


def _after_paint(rounds: int) -> list[Figure]:
    """What is imported and made in steps when the window is there already: how long it does not answer meanwhile."""
    after = [script("steps_after_paint.py") for _ in range(rounds)]
    longest = tuple(1000 * found["longest_processor"] for found in after)
    return [
        Figure("after the first paint, longest time without an answer", longest, "ms", at_most=33),
        Figure("the same by the clock", tuple(1000 * found["longest"] for found in after), "ms"),
        Figure("after the first paint, until all is there, by the clock", tuple(found["all"] for found in after), "s"),
    ]


def _frozen() -> Path:
    """The empty window, frozen as the program is."""
    made = BUILD / "plain" / "plain_window" / "plain_window"
    if not made.is_file():
        pyinstaller = [BUILD / "shell-environment" / "bin" / "python", "-m", "PyInstaller", "--log-level", "ERROR"]
        places = ["--distpath", BUILD / "plain", "--workpath", BUILD / "work-plain", "--specpath", BUILD]
        subprocess.run([*pyinstaller, *places, "--noconfirm", HERE / "plain_window.py"], check=True)
    return made
