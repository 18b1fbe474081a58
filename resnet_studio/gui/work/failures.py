"""The answers of the run on show, picture by picture, and the dataset that it was trained on, read in a thread."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from resnet_studio.core.basics.errors import StudioError
from resnet_studio.core.basics.files import holds_something
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.runs.answered import Answered, read_answered
from resnet_studio.core.runs.run import ModelInfo, read_dataset
from resnet_studio.core.runs.summary import RunSummary
from resnet_studio.gui.threads.background import Background
from resnet_studio.gui.work.results import ResultsControl


@dataclass(frozen=True, slots=True)
class Failures:
    """What is known of the pictures of a run.

    Attributes:
        run: the run, and `info` about its model; None where that cannot be read.
        dataset: what it was trained on, as it was recorded.
        answered: the answers for the part on show.
        there: whether the folder of its pictures is.
    """

    run: RunSummary
    info: ModelInfo | None
    dataset: Dataset
    answered: Answered
    there: bool = True


def _info(run: Path) -> ModelInfo | None:
    try:
        return ModelInfo.read(run)
    except StudioError:
        return None


class FailuresControl(QObject):
    """Follows what the Results room shows. Signal: ``changed()``, `known` has changed.

    Attributes:
        known: the answers on show; None where there are none, or they are being read.
    """

    changed = Signal()

    def __init__(self, results: ResultsControl, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._results = results
        self._background = Background(self)
        self.known: Failures | None = None
        results.figures_changed.connect(self._follow)

    def _follow(self) -> None:
        run, stored = self._results.run, self._results.known
        if run is None or stored is None:
            self._background.cancel("answers")
            self._take(None)
            return
        path = run.path
        classes = tuple(one.name for one in stored.figures.classes)
        before: Dataset | None = None  # the one that was read, unless its folder was moved meanwhile
        if self.known is not None and (self.known.run.path, self.known.run.root) == (path, run.root):
            before = self.known.dataset

        def read(_: object) -> Failures:
            dataset = before or read_dataset(path)
            answered = read_answered(path, stored, dataset.root, classes, dataset.scale)
            return Failures(run, _info(path), dataset, answered, holds_something(dataset.root))

        self._background.do("answers", read, self._take, lambda _error: self._take(None))

    def look(self) -> None:
        """Look whether the folder of the pictures is still there, or is back."""
        known = self.known
        if known is None or self._background.busy("answers"):
            return

        def done(there: bool) -> None:
            if self.known is known and there != known.there:
                self._take(replace(known, there=there))

        self._background.do("folder", lambda _: holds_something(known.dataset.root), done, lambda _error: None)

    def _take(self, known: Failures | None) -> None:
        self.known = known
        self.changed.emit()
