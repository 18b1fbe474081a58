"""A development aid: every room in its main states, at every size of the window, in both themes, saved as PNGs.

Run: ``python tests/gui/tour.py FOLDER [--only train] [--focus] [--photographs DIR] [--many DIR]``, where there is no
screen with QT_QPA_PLATFORM=offscreen. No engine is started: its events are made up, so that each state lasts.
`--photographs` and `--many` are datasets to show, the second one with many classes; the handwritten digits where they
are left out.
"""

from __future__ import annotations

import argparse
import gc
import os
import subprocess
import sys
import tempfile
import time
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget
    from tour_stage import Stage

# Of the window, in px of the screen at the given scale. The last two are what a screen of 1366 x 768 has room for.
SIZES = {"1280x832": (1280, 832, "1"), "1024x640": (1024, 640, "1"), "1600x1000": (1600, 1000, "1"),
         "1920x1080": (1920, 1080, "1"), "1366x768": (1350, 728, "1"),
         "1366x768 at 1.5": (894, 472, "1.5")}  # fmt: skip
SETTLE_SECONDS = 0.4


@dataclass(frozen=True)
class Chosen:
    """The options of the command line."""

    folder: Path
    only: str
    sizes: tuple[str, ...]
    schemes: tuple[str, ...]
    focus: bool
    photographs: Path | None
    many: Path | None


def arguments() -> Chosen:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="", help="part of the names of scenes")
    parser.add_argument("--sizes", default=",".join(SIZES))
    parser.add_argument("--schemes", default="light,dark")
    parser.add_argument("--focus", action="store_true", help="also save a sheet of all places where Tab stops")
    parser.add_argument("--photographs", type=Path)
    parser.add_argument("--many", type=Path)
    given = parser.parse_args()
    sizes, schemes = tuple(given.sizes.split(",")), tuple(given.schemes.split(","))
    return Chosen(given.folder.resolve(), given.only, sizes, schemes, given.focus, given.photographs, given.many)


def settle(seconds: float = SETTLE_SECONDS) -> None:
    """Let thumbnails, lists and timers come up to date."""
    from PySide6.QtCore import QCoreApplication, QEventLoop

    until = time.monotonic() + seconds
    while time.monotonic() < until:
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        time.sleep(0.005)


def save(stage: Stage, name: str, chosen: Chosen, sizes: list[str]) -> None:
    """Save a scene, and the dialogs over it, at each size and in each theme."""
    from PySide6.QtWidgets import QApplication

    from resnet_studio.gui.theme.manager import theme

    for size in sizes:
        stage.window.setMinimumSize(1, 1)
        stage.window.resize(*SIZES[size][:2])
        settle()
        stage.scroll()
        for scheme in chosen.schemes:
            theme().choose("dark" if scheme == "dark" else "light")
            settle(0.1)
            folder = chosen.folder / size
            folder.mkdir(parents=True, exist_ok=True)
            stage.window.grab().save(str(folder / f"{name}-{scheme}.png"))
            tops = QApplication.topLevelWidgets()
            dialogs = [top for top in tops if top.isVisible() and top is not stage.window]
            for number, dialog in enumerate(dialogs):
                dialog.activateWindow()  # or none of its buttons is the default one
                settle(0.1)
                dialog.grab().save(str(folder / f"{name}-{scheme}-dialog{number or ''}.png"))
            if chosen.focus:
                save_focus(dialogs[0] if dialogs else stage.window, folder / f"{name}-{scheme}-focus.png")


def save_focus(window: QWidget, file: Path) -> None:
    """Walk through the window with Tab, and save what was focused; print where the ring cannot be seen."""
    from tests.gui.focus_walk import sheet, walk

    window.activateWindow()
    settle(0.1)
    stops = list(walk(window))
    sheet(stops).save(str(file))
    for stop in stops:
        if stop.unseen:
            print(f"{file.stem}: {stop}", flush=True)


def show_all(chosen: Chosen, sizes: list[str]) -> None:
    """Save all scenes at sizes of one scale."""
    import tour_extremes  # noqa: F401 (adds its scenes)
    from PySide6.QtWidgets import QApplication
    from tour_stage import Stage

    from resnet_studio.gui.engine.worker import EngineWorker
    from resnet_studio.gui.theme.manager import install
    from tests.gui.tour_scenes import SCENES

    EngineWorker.start = lambda *_: None  # type: ignore[method-assign]
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    install(app)
    gc.disable()  # windows of earlier scenes are not to be destroyed while Qt changes the colours of all of them
    for name, scene in SCENES.items():
        if chosen.only not in name:
            continue
        with tempfile.TemporaryDirectory(prefix="tour ", ignore_cleanup_errors=True) as home:
            os.environ |= {"HOME": home, "RESNET_STUDIO_HOME": str(Path(home) / "ResNet Studio")}
            stage = Stage(Path(home), chosen.photographs, chosen.many)
            try:
                scene(stage)
                save(stage, name, chosen, sizes)
            except Exception:  # the other scenes can be seen
                traceback.print_exc()
            stage.close()
            del stage
            gc.collect()
        print(name, flush=True)


def main() -> None:
    chosen = arguments()
    scales = {SIZES[size][2] for size in chosen.sizes}
    if len(scales) > 1 or os.environ.get("QT_SCALE_FACTOR", "1") not in scales:
        for scale in sorted(scales):  # Qt reads the scale once, at its start
            of_scale = ",".join(size for size in chosen.sizes if SIZES[size][2] == scale)
            command = [sys.executable, *sys.argv, "--sizes", of_scale]
            subprocess.run(command, env=os.environ | {"QT_SCALE_FACTOR": scale}, check=True)
        return
    show_all(chosen, list(chosen.sizes))


if __name__ == "__main__":
    main()
