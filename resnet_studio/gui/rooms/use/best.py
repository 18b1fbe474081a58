"""The offer of the best model for the open dataset: in place of a model, or above the answers of another one."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from resnet_studio.core.basics.message import message, show, tr
from resnet_studio.core.runs.summary import RunSummary
from resnet_studio.gui.rooms.use import words as use_words
from resnet_studio.gui.widgets.feedback import EmptyState
from resnet_studio.gui.widgets.offer import ModelOffer, offered
from resnet_studio.gui.work.names import trained_on

_NO_MODEL = message("Train a model first, or pick one of your runs.")


class BestModel(QObject):
    """Two widgets for the room: `empty` fills it while no model is in use, `bar` is above its content.

    Signals: ``wanted()``, use the model that is offered; ``train_wanted()``, there is none.
    """

    wanted = Signal()
    train_wanted = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._best: RunSummary | None = None
        self.empty = EmptyState(show(_NO_MODEL), tr("Train a model"), "use")
        self.bar = ModelOffer()
        self.bar.acted.connect(self.wanted)
        self.empty.acted.connect(lambda: (self.wanted if self._best else self.train_wanted).emit())

    def show(self, best: RunSummary | None, in_use: RunSummary | None) -> None:
        """Offer `best`, a better model for the open dataset than the one `in_use`; None offers nothing."""
        self._best = best
        if best is not None and in_use is not None:
            top1, created = best.best_val_top1, best.created
            self.bar.offer(str(best.path), trained_on(best), top1, created, detail=use_words.instead(in_use, best))
        else:
            self.bar.withdraw()
        if best is not None:
            self.empty.set_words(offered(trained_on(best), best.best_val_top1, best.created), tr("Use it"))
        else:
            self.empty.set_words(show(_NO_MODEL), tr("Train a model"))
