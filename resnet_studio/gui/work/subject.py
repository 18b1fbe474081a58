"""Finding what the pictures of the open dataset show, in a thread, once it matters for the draft."""

from __future__ import annotations

from PySide6.QtCore import QObject

from resnet_studio.core.dataset.catalogue import DatasetKey
from resnet_studio.core.dataset.subject import Shown
from resnet_studio.core.runs.augmentation import NONE
from resnet_studio.gui.threads.background import Background, Stale
from resnet_studio.gui.work.session import Session

_LOOK = "subject"


class SubjectControl(QObject):
    """Looks at the open dataset once, where random changes are wanted; the session keeps what is found."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._background = Background(self)
        self._looked: DatasetKey | None = None
        session.dataset_changed.connect(lambda _: self._follow())
        session.draft.changed.connect(lambda _: self._follow())

    def _follow(self) -> None:
        session, dataset = self._session, self._session.dataset
        if dataset is None or session.shown is not None or session.draft.config.augment == NONE:
            return
        key = dataset.key
        if key == self._looked or session.draft.key != key:
            return
        self._looked = key

        def work(stale: Stale) -> tuple[DatasetKey, Shown]:
            from resnet_studio.core.dataset.subject import what_is_shown

            return key, what_is_shown(dataset, stale)

        self._background.do(_LOOK, work, lambda found: session.set_shown(*found), lambda _: None)
