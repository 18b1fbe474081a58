"""Connecting the split by groups, and folds, with the panel of the Data room that shows them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from resnet_studio.core.basics.message import show
from resnet_studio.gui.rooms.data.dataset import DatasetPage
from resnet_studio.gui.rooms.runs.room import RunsRoom
from resnet_studio.gui.work.folds import FoldsControl
from resnet_studio.gui.work.splitting import SplittingControl

if TYPE_CHECKING:
    from resnet_studio.gui.rooms.data.split_card import SplitCard
    from resnet_studio.gui.shell.check_notice import CheckNotice


def connect_splits(
    notice: Callable[[], CheckNotice],
    page: DatasetPage,
    splitting: SplittingControl,
    folds: FoldsControl,
    runs_room: RunsRoom,
    go_to: Callable[[str], None],
) -> None:
    """Open the panel where a person wants what belongs together to stay in one part, and fill its card of splits."""
    made: list[SplitCard] = []

    def card() -> SplitCard:
        if not made:
            made.append(notice().panel.split)
            _connect(made[0], splitting, folds)
            made[0].edit_wanted.connect(page.edit_wanted)
            made[0].folds.runs_wanted.connect(show_runs)
            show_standing()
        return made[0]

    def open_() -> None:
        card()
        notice().open_split()

    def show_runs() -> None:
        go_to("runs")
        runs_room.filters.show_only(folds.tag)

    def finish() -> None:
        show_runs()
        runs_room.notice.say(show(folds.standing), look="ok", dismissible=True)

    def show_standing() -> None:
        if made:
            made[0].folds.say(show(folds.standing), busy=folds.busy, runs=bool(folds.tag) and not folds.busy)

    page.split.groups_wanted.connect(open_)
    page.check_opened.connect(card)
    folds.changed.connect(show_standing)
    folds.finished.connect(finish)


def _connect(card: SplitCard, splitting: SplittingControl, folds: FoldsControl) -> None:
    card.look_wanted.connect(splitting.look)
    card.plan_wanted.connect(splitting.plan)
    card.folds.train_wanted.connect(folds.start)
    splitting.found.connect(card.show_found)
    splitting.planned.connect(card.show_planned)
    splitting.refused.connect(lambda problem: card.show_refused(show(problem)))
