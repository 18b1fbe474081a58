"""Takes the README's screenshots of every room: the real window during training on the bundled sample.

Usage: screenshots.py [FOLDER of pictures] [--out DIR] [--depth N] [--weights FILE] [--size 1280x832] [--all]
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copy2
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from resnet_studio.core.dataset.dataset import Dataset
    from resnet_studio.gui.theme.manager import Scheme

ROOT = Path(__file__).resolve().parents[1]
TIMEOUT_SECONDS = 600.0
LABELLED = 8  # of each class, before the others are proposed
# The screenshots in the README; --all takes every room in both themes.
IN_README = (
    "data-light", "sort-light", "model-light", "train-light", "train-dark", "results-light", "use-light", "runs-light",
)  # fmt: skip


def arguments() -> argparse.Namespace:
    """Options of the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, help="a dataset; the handwritten digits by default")
    parser.add_argument("--out", type=Path, default=ROOT / "assets" / "screenshots")
    parser.add_argument("--depth", type=int)
    parser.add_argument("--weights")
    parser.add_argument("--freeze")
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--size", default="1280x832", help="of the window")
    parser.add_argument("--all", action="store_true", help="every room in light and dark")
    return parser.parse_args()


def wait_for(what: str, done: Callable[[], object]) -> None:
    """Process events until `done()`; RuntimeError after ten minutes."""
    from PySide6.QtCore import QEventLoop, QTimer

    deadline = time.monotonic() + TIMEOUT_SECONDS
    while not done():
        if time.monotonic() > deadline:
            raise RuntimeError(f"timed out waiting for {what}")
        loop = QEventLoop()  # sleeps between events, so that the engine has the cores
        QTimer.singleShot(50, loop.quit)
        loop.exec()


def settle(seconds: float = 1.0) -> None:
    """Wait until clocks are up to date, and thumbnails are asked for."""
    until = time.monotonic() + seconds
    wait_for("time to pass", lambda: time.monotonic() > until)


def main() -> int:
    """Drive the window like a first-time user and save screenshots of each room."""
    chosen = arguments()
    chosen.out.mkdir(parents=True, exist_ok=True)
    from resnet_studio.core.basics.scratch import scratch

    with scratch("resnet-studio-screenshots-") as home:
        # A temporary home folder, so that the screenshots show "~" and no personal folders.
        os.environ |= {"HOME": str(home), "RESNET_STUDIO_HOME": str(home / "ResNet Studio")}
        Tour(chosen).go()
    return 0


class Tour:
    """Drives the window and takes screenshots."""

    def __init__(self, chosen: argparse.Namespace) -> None:
        from PySide6.QtWidgets import QApplication

        from resnet_studio.gui.shell.window import StudioWindow
        from resnet_studio.gui.theme.manager import install
        from resnet_studio.gui.theme.qt_icons import application_icon

        self.chosen = chosen
        app = QApplication.instance() or QApplication([])
        assert isinstance(app, QApplication)
        self.theme = install(app)
        app.setWindowIcon(application_icon())
        self.window = StudioWindow()
        width, _, height = chosen.size.partition("x")
        self.window.resize(int(width), int(height))
        self.window.show()
        self.window.finish_start(None)

    def take(self, name: str, schemes: tuple[Scheme, ...] = ("light", "dark")) -> None:
        """Save a screenshot of the window in light and in dark."""
        from resnet_studio.gui.threads.thumbnails import ThumbnailLoader

        for scheme in schemes:
            if not self.chosen.all and f"{name}-{scheme}" not in IN_README:
                continue
            self.theme.choose(scheme)
            settle()
            wait_for("the thumbnails", lambda: not any(one.busy for one in self.window.findChildren(ThumbnailLoader)))
            file = self.chosen.out / f"{name}-{scheme}.png"
            self.window.grab().save(str(file))
            print(file, flush=True)

    @contextmanager
    def showing_freezing(self) -> Iterator[None]:
        """For the Model room: show a frozen pretrained network, which the sample does not use."""
        draft = self.window.session.draft
        chosen = draft.chosen
        if not self.chosen.folder:
            draft.choose(depth=18, freeze="layer3")
        yield
        draft.choose(**dict.fromkeys(draft.chosen))
        draft.choose(**chosen)

    def go(self) -> None:
        """Data, Model, Train, Results, Use, Runs, and sorting."""
        window, session = self.window, self.window.session
        settle()
        self.take("welcome")
        if self.chosen.folder:
            window.opening.open(self.chosen.folder)
        else:
            window.opening.open_sample()
        wait_for("the dataset", lambda: session.dataset)
        wishes = {"depth": self.chosen.depth, "weights": self.chosen.weights}
        session.draft.choose(**{name: value for name, value in wishes.items() if value is not None})
        session.draft.choose(epochs=self.chosen.epochs, freeze=self.chosen.freeze)
        window.checks.begin()
        wait_for("the check", lambda: window.checks.checked and not window.checks.busy)
        self.take("data")
        window.go_to("model")
        with self.showing_freezing():
            self.take("model")
        window.go_to("train")
        self.take("train-before")
        wait_for("the engine", lambda: window.jobs.status.device)
        window.start_training()
        assert session.run is not None
        history = session.run.history
        wait_for("most epochs", lambda: history.ended or len(history.epochs) >= 0.7 * self.chosen.epochs)
        self.take("train")
        wait_for("the end of the run", lambda: history.ended)
        self.take("train-after")
        assert session.dataset is not None
        self.go_on(session.dataset)
        self.sort(session.dataset)
        window.close()

    def go_on(self, dataset: Dataset) -> None:
        """Results, Use, Runs: what comes after a run."""
        window = self.window
        window.go_to("results")
        wait_for("the figures", lambda: window.results.known)
        self.take("results")
        pictures = list(map(dataset.absolute, dataset.part("validation")))
        window.go_to("use")
        answers: list[object] = []
        window.prediction.ended.connect(answers.append)
        window.prediction.ask(pictures[:: max(1, len(pictures) // 12)][:12])
        wait_for("predictions", lambda: answers)
        self.take("use")
        window.go_to("runs")
        self.take("runs")

    def sort(self, dataset: Dataset) -> None:
        """New pictures without classes, of which a few are labelled: a class is proposed for each of the others."""
        from resnet_studio.core.dataset.class_edits import AddClass
        from resnet_studio.core.dataset.picture_edits import MovePictures

        window, session = self.window, self.window.session
        heap = Path(os.environ["HOME"]) / "New pictures"
        heap.mkdir()
        new = [one for one in dataset.pictures if one.part == "validation"]
        for one in new:
            copy2(dataset.absolute(one), heap / f"{dataset.classes[one.label]}-{Path(one.path).name}")
        window.go_to("data")
        window.opening.open(heap)
        wait_for("the pictures", lambda: session.dataset and session.dataset.root == heap)
        assert session.dataset is not None
        for name in dataset.classes:
            session.edit_dataset(AddClass(name))
            paths = [one.path for one in session.dataset.unlabelled if one.path.startswith(f"{name}-")]
            session.edit_dataset(MovePictures(tuple(paths[:LABELLED]), name))
        proposing = window.proposing
        wait_for("proposals", lambda: proposing.proposals and not (proposing.busy or proposing.renewing))
        wait_for("the check", lambda: not window.checks.busy)
        window.data_room.sort_page.go_to("proposed")
        self.take("sort")


if __name__ == "__main__":
    sys.exit(main())
