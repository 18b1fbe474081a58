"""A split by groups of the open dataset: by what pictures can be kept together, and what it would give."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, SignalInstance

from resnet_studio.core.basics.errors import text_of
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.gui.threads.background import Background, Stale
from resnet_studio.gui.work.checks import ChecksControl
from resnet_studio.gui.work.session import Session

if TYPE_CHECKING:
    from resnet_studio.core.dataset.group_split import Shares
    from resnet_studio.core.dataset.grouped_edit import GroupedBy


class SplittingControl(QObject):
    """Computes both in threads: of 60,000 pictures it takes a second.

    Signals, only for the dataset that is open: ``found(object, object)``, the `Dataset` and what is `KeptTogether` in
    it; ``planned(object, object)``, the `Dataset` and a `PlannedSplit` of it; ``refused(object)``, why there is none;
    ``learned(object, object)``, the `Dataset`, and what `known_by` says of its pictures for validation and testing.
    """

    found = Signal(object, object)
    planned = Signal(object, object)
    refused = Signal(object)
    learned = Signal(object, object)

    def __init__(self, session: Session, checks: ChecksControl, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._checks = session, checks
        self._background = Background(self)
        session.dataset_changed.connect(self._look_at_learned)
        session.edits.learned_changed.connect(self._look_at_learned)

    def _look_at_learned(self) -> None:
        """Find how many of the pictures that are held back now a run has learned from."""
        if (dataset := self._session.dataset) is None:
            return
        learned = self._session.edits.learned_from(dataset.key)

        def work(_: object) -> object:
            from resnet_studio.core.dataset.planned_split import known_by

            return known_by((one.path for one in dataset.pictures if one.part != "train"), learned)

        if learned:
            self._do("learned", dataset, work, self.learned)
        else:
            self._background.cancel("learned")
            self.learned.emit(dataset, None)

    def look(self) -> None:
        """Find by what the pictures of the open dataset can be kept together."""
        if (dataset := self._session.dataset) is None:
            return
        alike, unreadable = self._alike(), self._checks.unreadable

        def work(_: object) -> object:
            from resnet_studio.core.dataset.planned_split import kept_together

            return kept_together(dataset, alike, unreadable)

        self._do("look", dataset, work, self.found)

    def plan(self, by: GroupedBy, shares: Shares, seed: int, pattern: str = "") -> None:
        """Compute what a split would give; `pattern` of names, where these are meant."""
        if (dataset := self._session.dataset) is None:
            return
        alike, learned = self._alike() or (), self._session.edits.learned_from(dataset.key)
        unreadable = self._checks.unreadable

        def work(_: object) -> object:
            from resnet_studio.core.dataset.planned_split import planned

            return planned(dataset, by, alike, shares, seed, pattern, learned, unreadable)

        self._do("plan", dataset, work, self.planned)

    def _alike(self) -> tuple[tuple[str, ...], ...] | None:
        """Groups of near-duplicates; None where they are not known."""
        return self._checks.checked.groups if self._checks.checked is not None else None

    def _do(self, kind: str, dataset: Dataset, work: Callable[[Stale], object], result: SignalInstance) -> None:
        def done(found: object) -> None:
            if dataset is self._session.dataset:
                result.emit(dataset, found)

        def failed(error: Exception) -> None:
            if dataset is self._session.dataset:
                self.refused.emit(text_of(error))

        self._background.do(kind, work, done, failed)
