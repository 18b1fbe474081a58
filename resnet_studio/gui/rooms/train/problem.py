"""Why a run failed, in the Train room, with other ways to get weights where they are what is missing."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from resnet_studio.core.basics.errors import Failure
from resnet_studio.core.basics.message import show, tr
from resnet_studio.core.protocol.events import Phase, RunFailed
from resnet_studio.core.protocol.jobs.weights import WeightsOnDisk
from resnet_studio.core.runs.config import IMAGENET, SCRATCH, TrainConfig
from resnet_studio.core.runs.history import RunHistory
from resnet_studio.gui.widgets.feedback import ErrorPanel
from resnet_studio.gui.work.whereabouts import missed_folder

_OF_WEIGHTS = {Failure.WEIGHTS, Failure.UNREACHABLE, Failure.CERTIFICATE}


def lacks_weights(history: RunHistory, config: TrainConfig) -> bool:
    """Whether a run failed for want of its weights, so that others, or a start from scratch, would help.

    A download can also fail because the disk is full or the file cannot be written.
    """
    ended = history.ended
    if config.weights == SCRATCH or not isinstance(ended, RunFailed):
        return False
    return ended.kind in _OF_WEIGHTS or history.ended_in is Phase.DOWNLOADING


def is_solved(config: TrainConfig, following: TrainConfig, on_disk: Collection[int]) -> bool:
    """Whether a run with these settings, which lacked its weights, would not lack them with the `following` ones.

    `on_disk` are the depths whose ImageNet weights are on this computer.
    """
    if following.weights == IMAGENET and following.depth in on_disk:
        return True
    names = ("depth", "shortcuts", "weights", "weights_entry", "frozen")
    return any(getattr(config, name) != getattr(following, name) for name in names)


class RunProblem(ErrorPanel):
    """The sentence of a failed run. The room's header has the button that tries again.

    Signals: ``weights_wanted()`` (to the dialog for a file), ``solved_later()`` (what was missing is there).

    Attributes:
        solved: the run on show failed for want of its weights or its pictures, and the next one would not.
    """

    weights_wanted = Signal()
    solved_later = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.solved = False
        self._on_disk: Collection[int] = ()
        self._run: tuple[RunHistory, TrainConfig, TrainConfig | None] | None = None
        self._root: Path | None = None
        self._back: RunFailed | None = None  # its pictures are there again
        tip = tr("A file that you have or downloaded yourself; a start from scratch is in the Model room too")
        self.weights_button = self.add_action(tr("Choose the weights…"), self.weights_wanted.emit, "model", tip=tip)
        self.weights_button.hide()
        self.folder_back.connect(self.solved_later)

    def set_root(self, root: Path | None) -> None:
        """Take the folder of the pictures of the run on show."""
        self._root = root

    def folder_found(self, root: Path) -> None:
        if self.missed() == root and (ended := self._on_show()) is not None:
            self._back = ended
        super().folder_found(root)

    def _on_show(self) -> RunFailed | None:
        """The failure of the run, where it and nothing else is on show."""
        ended = self._run[0].ended if self._run is not None else None
        return ended if isinstance(ended, RunFailed) and self.sentence() == show(ended.error) else None

    def show_run(self, history: RunHistory, config: TrainConfig, following: TrainConfig | None) -> None:
        """Say why a run failed, until the settings of the next run, if it has any, put that right."""
        self._run = (history, config, following)
        self.solved = False
        ended = history.ended
        if not isinstance(ended, RunFailed):
            return
        lacking = following is not None and lacks_weights(history, config)
        self.solved = lacking and following is not None and is_solved(config, following, self._on_disk)
        self.solved = self.solved or ended is self._back
        if self.solved:
            if self._on_show():
                self.clear()
        elif not self._on_show():
            self.show_failure(ended, weights=lacking)

    def set_on_disk(self, on_disk: WeightsOnDisk) -> None:
        """Note which ImageNet weights need no download: a run that lacked them can be started again."""
        self._on_disk = on_disk.depths
        if self._run is not None and self._on_show() is not None:
            self.show_run(*self._run)
            if self.solved:
                self.solved_later.emit()

    def show_failure(self, ended: RunFailed, *, weights: bool) -> None:
        """Say why a run failed; with ``weights`` offer to choose others."""
        self.show_error(show(ended.error), ended.details)
        self.weights_button.setVisible(weights)
        if ended.kind is Failure.DATASET_GONE and self._root is not None:
            self.offer_folder(self._root, missed_folder(ended.error, self._root))

    def show_error(self, sentence: str, details: str = "", *, retry: bool = False) -> None:
        self.weights_button.hide()
        super().show_error(sentence, details, retry=retry)
