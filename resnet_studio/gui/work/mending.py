"""The program's own split of the open dataset, divided again by itself where near-duplicates are on both sides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from resnet_studio.gui.work.checks import ChecksControl
from resnet_studio.gui.work.folds import FoldsControl
from resnet_studio.gui.work.session import Session

if TYPE_CHECKING:
    from resnet_studio.core.checks.mending import Mending


class MendingControl(QObject):
    """Does what the check finds out when it ends, before anything is shown of that.

    Not where a run of the dataset was started meanwhile, is being made, or has learned: what it divides must stay. And
    not while something can be made again, which a new edit would end.

    Signal: ``mended(object)``: a `Mending` that was done; the last edit is what takes it back.
    """

    mended = Signal(object)

    def __init__(
        self, session: Session, checks: ChecksControl, folds: FoldsControl, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._folds = session, folds
        checks.mendable.connect(self._mend)

    def _mend(self, mending: Mending) -> None:
        session, now = self._session, mending.after
        if session.dataset is not mending.before or session.own_run is not None or session.undone:
            return
        if self._folds.busy or session.edits.learned_from(now.key):
            return
        session.set_dataset(now)
        session.dataset_edited.emit(now)
        self.mended.emit(mending)
