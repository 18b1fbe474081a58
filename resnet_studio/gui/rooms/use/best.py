"""The offer of the best model for the open dataset: in place of a model, or above the answers of another one."""

from __future__ import annotations

import math

from PySide6.QtCore import QObject, Signal

from resnet_studio.core.basics.message import joined, message, show, tr
from resnet_studio.core.runs.checkpoints import best_file
from resnet_studio.core.runs.summary import RunSummary
from resnet_studio.gui.rooms.use import words as use_words
from resnet_studio.gui.widgets.empty_state import EmptyState
from resnet_studio.gui.widgets.offer import ModelOffer, offered
from resnet_studio.gui.work.names import trained_on
from resnet_studio.gui.work.session import ActiveRun

_NO_MODEL = message("Train a model first, or pick one of your runs.")
_TRAINS = message("A run is training.")
_CAN_BE_USED = message("Its best model so far can be used now.")
_NOT_YET = message("Its model can be used when it ends.")


class BestModel(QObject):
    """Two widgets for the room: `empty` fills it while no model is in use, `bar` is above its content.

    Signals: ``wanted()``, use the model that is offered; ``train_wanted()``, there is none; ``trained_wanted()``, use
    the best one so far of the run in training.
    """

    wanted = Signal()
    train_wanted = Signal()
    trained_wanted = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._best: RunSummary | None = None
        self.empty = EmptyState(show(_NO_MODEL), tr("Train a model"), "use")
        self.bar = ModelOffer()
        self.bar.acted.connect(self.wanted)
        self._training: tuple[bool, float] | None = None  # whether the run has a model already, and what is left of it
        self.empty.acted.connect(self._act)

    def show(self, best: RunSummary | None, in_use: RunSummary | None) -> None:
        """Offer `best`, a better model for the open dataset than the one `in_use`; None offers nothing."""
        self._best = best
        if best is not None and in_use is not None:
            self.bar.offer(trained_on(best), best, detail=use_words.instead(in_use, best))
        else:
            self.bar.withdraw()
        if best is not None:
            self.empty.set_words(offered(trained_on(best), best), tr("Use it"))
        else:
            self._say_training()

    def show_training(self, run: ActiveRun | None) -> None:
        """Say in place of a model that this run trains, and offer its best model so far."""
        now = None
        if run is not None:
            usable = run.history.best is not None and not run.dataset.split.fold and best_file(run.path) is not None
            left = run.history.time_left
            now = usable, left if math.isfinite(left) else 0.0
        if now != self._training:
            self._training = now
            if self._best is None:
                self._say_training()

    def _say_training(self) -> None:
        if self._training is None:
            self.empty.set_words(show(_NO_MODEL), tr("Train a model"))
            return
        usable, left = self._training
        trains = message("A run is training, {left:duration} left.", left=left) if left else _TRAINS
        then = _CAN_BE_USED if usable else _NOT_YET
        self.empty.set_words(show(joined(trains, then)), tr("Use it") if usable else tr("Show the run"))

    def _act(self) -> None:
        if self._best is not None:
            self.wanted.emit()
        elif self._training is not None and self._training[0]:
            self.trained_wanted.emit()
        else:
            self.train_wanted.emit()
