"""What the model in use answered for pictures of the open dataset, read from its run's folder when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from resnet_studio.core.runs.answered import read_answered
from resnet_studio.core.runs.figures_file import stored
from resnet_studio.gui.threads.background import Background
from resnet_studio.gui.work.results import PARTS, ResultsControl
from resnet_studio.gui.work.session import Session


@dataclass(frozen=True, slots=True)
class Said:
    """The answer for one picture.

    Attributes:
        predicted: the most probable class.
        probability: its probability.
        right: whether that was the picture's class when the model was measured; None where it was not measured on it.
        classes: of the model, where it was not measured on it.
    """

    predicted: str
    probability: float
    right: bool | None
    classes: tuple[str, ...] = ()


class RunAnswers(QObject):
    """The answers for validation and test pictures.

    Attributes:
        known: by the paths of the pictures; empty before `want` was called and they were read.
        settled: whether they were read: a picture that is not among `known` has no answer.

    Signal: ``changed()``, `known` has changed, or is to be wanted again.
    """

    changed = Signal()

    def __init__(self, session: Session, results: ResultsControl, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._background = Background(self)
        self._read: Path | None = None  # the run whose answers are known, or are being read
        self.known: Mapping[str, Said] = {}
        self.settled = False
        session.model_changed.connect(lambda *_: self._forget())
        results.figures_changed.connect(self._forget)  # it may have been measured

    @property
    def run(self) -> Path | None:
        """The folder of the run whose model is in use, where it is of the open dataset."""
        model, dataset = self._session.model, self._session.dataset
        return model.path if model is not None and dataset is not None and model.is_of(dataset) else None

    def want(self) -> None:
        """Have the answers read, unless they were."""
        run, dataset = self.run, self._session.dataset
        if run == self._read:
            return
        self._read, self.settled = run, False
        if run is None or dataset is None:
            self._background.cancel("answers")
            self.known = {}
            return
        root = dataset.root

        def read(_: object) -> dict[str, Said]:
            return _said(run, root)

        def take(known: Mapping[str, Said]) -> None:
            self.settled = True
            self._take(known)

        self._background.do("answers", read, take, lambda _error: take({}))

    def _forget(self) -> None:
        self._background.cancel("answers")
        before, self._read, self.settled = self._read, None, False
        self._take(self.known if self.run == before else {})

    def _take(self, known: Mapping[str, Said]) -> None:
        self.known = known
        self.changed.emit()


def _said(run: Path, root: Path) -> dict[str, Said]:
    """The answers by the paths of the pictures, relative to the dataset's folder."""
    found: dict[str, Said] = {}
    for part in PARTS:
        measured = stored(run, part)
        if measured is None:
            continue
        classes = tuple(one.name for one in measured.figures.classes)
        answered = read_answered(run, measured, root, classes)
        every = zip(answered.paths, answered.predicted.tolist(), answered.sureness.tolist(), answered.wrong.tolist(),
                    strict=True)  # fmt: skip
        found |= {path: Said(classes[label], sure, not wrong) for path, label, sure, wrong in every}
    return found
