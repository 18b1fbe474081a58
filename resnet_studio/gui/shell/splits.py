"""Connecting the split by groups, and folds, with the panel of the Data room that shows them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from resnet_studio.core.basics.message import show, tr, trn
from resnet_studio.gui.rooms.data.dataset import DatasetPage
from resnet_studio.gui.rooms.runs.room import RunsRoom
from resnet_studio.gui.rooms.train.words import facts
from resnet_studio.gui.shell.notice_row import NoticeRow
from resnet_studio.gui.work.folds import FoldsControl
from resnet_studio.gui.work.splitting import SplittingControl

if TYPE_CHECKING:
    from resnet_studio.core.runs.config import TrainConfig
    from resnet_studio.gui.rooms.data.split_card import SplitCard
    from resnet_studio.gui.shell.check_notice import CheckNotice


def connect_splits(
    notice: Callable[[], CheckNotice],
    page: DatasetPage,
    splitting: SplittingControl,
    folds: FoldsControl,
    runs_room: RunsRoom,
    go_to: Callable[[str], None],
) -> NoticeRow:
    """Open the panel where a person wants what belongs together to stay in one part, and fill its card of splits.

    Returns a notice for above the rooms.
    """
    made: list[SplitCard] = []

    def card() -> SplitCard:
        if not made:
            made.append(notice().panel.split)
            _connect(made[0], splitting, folds)
            made[0].edit_wanted.connect(page.edit_wanted)
            made[0].folds.runs_wanted.connect(lambda: show_runs(folds.tag))
            show_standing()
        return made[0]

    def open_() -> None:
        notice().open_split()  # which makes the card

    def show_runs(tag: str) -> None:
        go_to("runs")
        runs_room.filters.show_only(tag)

    def show_standing() -> None:
        if made:
            runs = folds.of_open and bool(folds.tag) and not folds.busy
            made[0].folds.show_plan("" if folds.busy else _plan(folds.config))
            made[0].folds.say(show(folds.standing_here), busy=folds.busy, runs=runs)

    page.split.groups_wanted.connect(open_)
    splitting.learned.connect(lambda _, known: page.split.show_learned(known))
    page.check_opened.connect(card)
    folds.changed.connect(show_standing)
    trained = FoldsNotice(folds)
    trained.runs_wanted.connect(show_runs)
    return trained


def _plan(config: TrainConfig) -> str:
    return trn(
        "With the settings of Train: {facts}; {count} epoch in each run.",
        "With the settings of Train: {facts}; {count} epochs in each run.",
        config.epochs,
        facts=facts(config),
    )


class FoldsNotice(NoticeRow):
    """Says that all folds are trained, or why one failed, and leads to their runs; goes on with those that a person
    ended, while their dataset is open as it was and has their settings, or says why they cannot: Start and Resume in
    Train are about one run.

    Signal: ``runs_wanted(str)``, the tag that finds the runs; others may be trained since.
    """

    runs_wanted = Signal(str)

    def __init__(self, folds: FoldsControl) -> None:
        super().__init__()
        self._folds, self._tag, self._left = folds, "", 0
        self._asked = 0  # folds that were to go on from here
        folds.finished.connect(lambda: self._say("ok", tr("Show the runs")))
        folds.failed.connect(lambda runs: self._say("warning", tr("Show the runs") if runs else ""))
        folds.left.connect(lambda count: self._offer("info", count))
        folds.refused.connect(lambda: self._offer("warning", self._asked) if self._asked else None)
        folds.changed.connect(self._follow)
        self.notice.acted.connect(self._act)
        self.notice.dismissed.connect(self.hide)

    def _say(self, look: str, action: str, left: int = 0) -> None:
        self._tag, self._left, self._asked = self._folds.tag, left, 0
        self.notice.say(show(self._folds.standing), look=look, action=action, dismissible=True)
        self.show()

    def _offer(self, look: str, count: int) -> None:
        self._say(look, tr("Train {count} folds", count=count), left=count)

    def _follow(self) -> None:
        if self._folds.busy or (self._left and not self._folds.goes_on):
            self.hide()

    def _act(self) -> None:
        if self._left:
            self._asked = self._left
            self._folds.start(self._left)  # which hides this, if it can
        else:
            self.hide()
            self.runs_wanted.emit(self._tag)


def _connect(card: SplitCard, splitting: SplittingControl, folds: FoldsControl) -> None:
    card.look_wanted.connect(splitting.look)
    card.plan_wanted.connect(splitting.plan)
    card.folds.train_wanted.connect(folds.start)
    splitting.found.connect(card.show_found)
    splitting.planned.connect(card.show_planned)
    splitting.refused.connect(lambda problem: card.show_refused(show(problem)))
