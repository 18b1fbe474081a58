"""Suspect labels as the window controls them: looked for by the engine, and decided by a person as edits."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject

from resnet_studio.core.basics.message import Message, message
from resnet_studio.core.dataset.class_edits import name_now
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.protocol.events import Event, Notice, NoticeKind
from resnet_studio.core.protocol.jobs.suspects import FindSuspects, Suspect, SuspectsFound
from resnet_studio.gui.engine.jobs import JobRunner, JobTexts
from resnet_studio.gui.work.following import JobControl
from resnet_studio.gui.work.session import Session

TEXTS = JobTexts(
    running=message("Looking for suspect labels"),
    awaited=message("Waiting for the search for suspect labels to end"),
    gives_way=message("Waiting for the search for suspect labels to give way"),
)


class SuspectsControl(JobControl):
    """Looks for suspect labels of one run at a time; what was found is kept for each run of this window.

    Attributes:
        run: the folder of the run.
        warning: what is to be known of what was found; None where there is nothing.
    """

    texts = TEXTS

    def __init__(self, session: Session, jobs: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(jobs, parent)
        self._session = session
        self._listed: list[Suspect] = []
        self._kept: dict[Path, tuple[tuple[Suspect, ...], SuspectsFound]] = {}
        self.run: Path | None = None
        self.warning: Message | None = None

    @property
    def found(self) -> SuspectsFound | None:
        """How many labels were looked at; None before."""
        known = self._kept.get(self.run) if self.run else None
        return known[1] if known else None

    def set_run(self, run: Path | None) -> None:
        """Show what was found for this run."""
        if run != self.run:
            self._abandon()
            self.run, self.problem, self.warning = run, None, None
            self.changed.emit()

    def find(self) -> None:
        """Look for suspect labels of the run."""
        if self.run is not None and not self.busy:
            self._listed, self.warning = [], None
            self._submit(FindSuspects(str(self.run), self._session.draft.config.device))

    def undecided(self, dataset: Dataset | None, trained: Dataset | None = None) -> list[Suspect]:
        """What was found and a person has not yet decided in this dataset, the most suspect first; all without one.

        Classes that have other names since the run was `trained` have these.
        """
        known = self._kept.get(self.run) if self.run else None
        listed = known[0] if known else ()
        if dataset is None:
            return list(listed)
        label_of = {one.path: dataset.classes[one.label] for one in dataset.pictures}
        before, now = trained.edits if trained else (), dataset.edits
        called = {name: name_now(name, before, now) for one in listed for name in (one.label, one.predicted)}
        named = (
            replace(one, label=called[one.label] or one.label, predicted=called[one.predicted] or one.predicted)
            for one in listed
        )
        return [
            one
            for one in named
            if label_of.get(one.path) == one.label != one.predicted and one.path not in dataset.confirmed
        ]

    def _handle(self, event: Event) -> None:
        if isinstance(event, Suspect):
            self._listed.append(event)  # there may be a thousand; they are shown together
        else:
            super()._handle(event)

    def _take(self, event: Event) -> None:
        if isinstance(event, Notice) and event.kind is NoticeKind.WEIGHTS:
            self.warning = event.text
        elif isinstance(event, SuspectsFound) and self.run is not None:
            self._kept[self.run] = (tuple(self._listed), event)
