"""A second model on the same pictures, beside the first; where they disagree comes first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from resnet_studio.core.basics.message import message, show, tr
from resnet_studio.core.protocol.events import Event, JobFailed, Notice, NoticeKind
from resnet_studio.core.protocol.jobs.predict import Predict, Prediction
from resnet_studio.core.runs.history import is_terminal
from resnet_studio.core.runs.summary import RunSummary
from resnet_studio.gui.engine.jobs import JobHandle, JobRunner, JobTexts
from resnet_studio.gui.rooms.use.results import ALL, DIFFERENT_FIRST
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.passing_menu import passing_menu, pop_up_above

if TYPE_CHECKING:
    from resnet_studio.gui.rooms.use.room import UseRoom

_TEXTS = JobTexts(running=message("Predicting with the second model"), awaited=message("Waiting for the second model"))
_AT_ONCE = 500  # pictures of one job
_MOST = 15  # runs in the menu


class Second(QObject):
    """A button below the answers. `runs` gives the runs that there are, `device` what computes."""

    def __init__(
        self,
        room: UseRoom,
        jobs: JobRunner,
        runs: Callable[[], Sequence[RunSummary]],
        device: Callable[[], str] = lambda: "auto",
    ) -> None:
        super().__init__(room)
        self._room, self._jobs, self._runs, self._device = room, jobs, runs, device
        self._job: JobHandle | None = None
        self._left: list[str] = []
        self.run: RunSummary | None = None
        self.button = Button(tr("Second model…"), tip=tr("Ask another model about the same pictures"))
        room.results.footer.insertWidget(1, self.button)
        self.button.clicked.connect(self._choose)
        room.drawn.connect(self._follow)

    def _follow(self) -> None:
        answers = self._room.answers
        self.button.setEnabled(len(answers) > 0)
        if self.run is not None and not (len(answers) and (answers.second or self._job is not None)):
            self._forget()

    def _choose(self) -> None:
        menu, used = passing_menu(self.button), self._room.run
        for run in [one for one in self._runs() if one.usable and (used is None or one.path != used.path)][:_MOST]:
            menu.addAction(run.name.replace("&", "&&"), self._taker(run))
        if not menu.actions():
            menu.addAction(tr("There is no other model")).setEnabled(False)
        if self.run is not None:
            menu.addSeparator()
            menu.addAction(tr("No second model"), self._forget)
        pop_up_above(self.button, menu)

    def _taker(self, run: RunSummary) -> Callable[[], None]:
        return lambda: self.use(run)

    def use(self, run: RunSummary) -> None:
        """Ask this run's model about all pictures that have answers."""
        self._forget()
        self.run = run
        self._left = [answer.event.path for answer in self._room.answers.items if answer.top]
        self._room.status.setText(tr("Second model: {name:name}", name=run.name))
        self._next()

    def _next(self) -> None:
        if self.run is None or not self._left:
            self._job = None
            return
        some, self._left = tuple(self._left[:_AT_ONCE]), self._left[_AT_ONCE:]
        self._job = self._jobs.submit(Predict(str(self.run.path), some, self._device()), _TEXTS, self._take)

    def _take(self, event: Event) -> None:
        answers = self._room.answers
        if isinstance(event, Prediction):
            first = not answers.second
            if answers.knows(event.path):
                answers.second[event.path] = event.ranked()[0]
            if first:
                self._room.redraw()
                self._room.view.choose(ALL, DIFFERENT_FIRST)
            else:
                self._room.redraw_soon()
        elif isinstance(event, Notice) and event.kind is NoticeKind.WEIGHTS:
            sentence = tr("The answers of the second model are not of its run's best model.")
            self._room.notice.say(sentence, show(event.text), look="warning", dismissible=True)
        elif isinstance(event, JobFailed):
            self._left = []
            self._job = None
            self._room.problem.show_error(show(event.error), event.details)
        elif is_terminal(event):
            self._next()

    def _forget(self) -> None:
        if self._job is not None:
            self._job.abandon()
        self._job, self.run, self._left = None, None, []
        if self._room.answers.second:
            self._room.answers.second.clear()
            self._room.redraw()
        self._room.status.setText("")
