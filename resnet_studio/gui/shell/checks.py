"""Connecting the check of the open dataset with the Data room, once a dataset is open: no window waits for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from resnet_studio.gui.rooms.data.room import DataRoom
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from resnet_studio.gui.work.checks import ChecksControl
from resnet_studio.gui.work.session import Session

if TYPE_CHECKING:
    from resnet_studio.core.checks.kinds import CheckFinding
    from resnet_studio.gui.rooms.train.plan import PlanCard
    from resnet_studio.gui.shell.check_notice import CheckNotice


def connect_checks(
    room: DataRoom, thumbnails: ThumbnailLoader, session: Session, control: ChecksControl
) -> Callable[[], CheckNotice]:
    """Show how the check stands in the page of the open dataset; returns what shows it, which is made when needed."""
    made: list[CheckNotice] = []

    def notice() -> CheckNotice:
        if not made:
            from resnet_studio.gui.shell.check_notice import CheckNotice

            made.append(CheckNotice(room.dataset_page, thumbnails, session, control))
        return made[0]

    def follow() -> None:
        if session.dataset is not None and (control.automatic or control.busy):
            notice()

    session.dataset_changed.connect(follow)
    control.changed.connect(follow)
    control.changed.connect(lambda: room.dataset_page.split.show_unreadable(control.unreadable))
    return notice


def connect_plan(
    plan: PlanCard,
    notice: Callable[[], CheckNotice],
    room: DataRoom,
    control: ChecksControl,
    go_to: Callable[[str], object],
) -> None:
    """Say in the plan of a training what of the findings would mislead its results, and lead from there to them, or to
    pictures that must be sorted first."""

    def found() -> list[CheckFinding]:
        return control.checked.misleading if control.checked is not None else []

    def lead() -> None:
        go_to("data")
        room.show_pictures()
        notice().open_findings(next((one.key for one in found()), ""))

    def fold() -> None:
        go_to("data")
        room.show_pictures()
        notice().open_split("folds")

    def sort() -> None:
        go_to("data")
        room.show_sorting()

    plan.sort_wanted.connect(sort)
    plan.folds_wanted.connect(fold)
    control.changed.connect(lambda: plan.set_found(found(), control.unreadable))
    plan.findings_wanted.connect(lead)
