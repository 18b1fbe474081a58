"""Choosing another folder for runs: those of the one before are still there, and one press leads back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject

from resnet_studio.core.basics.message import tr, trn
from resnet_studio.core.runs.summary import RunSummary
from resnet_studio.gui.rooms.runs.storage import StorageBar
from resnet_studio.gui.widgets.feedback import NoticeBar


@dataclass(frozen=True, slots=True)
class Listed:
    """What the room lists.

    Attributes:
        folder: the one of the runs.
        runs: all of them.
        take: lists another folder from now on.
        taken: says so to others.
    """

    folder: Callable[[], Path]
    runs: Callable[[], Sequence[RunSummary]]
    take: Callable[[Path], None]
    taken: Callable[[Path], None]


class FolderChange(QObject):
    """Has the room list the folder that was chosen, and says where the runs of the one before are."""

    def __init__(self, listed: Listed, storage: StorageBar, notice: NoticeBar, parent: QObject) -> None:
        super().__init__(parent)
        self._listed, self._notice = listed, notice
        self._before: Path | None = None
        storage.folder_chosen.connect(self._change)
        notice.acted.connect(self._go_back)

    def _change(self, folder: Path) -> None:
        before = self._listed.folder()
        count = sum(run.path.parent == before for run in self._listed.runs())
        self._take(folder)
        if not count or folder == before:
            return
        self._before = before
        self._notice.say(
            trn(
                "{count} run is still in {folder:place}.",
                "{count} runs are still in {folder:place}.",
                count,
                folder=before,
            ),
            tr(
                "New runs go to the folder that you chose. Move the folders of the others there to see all in one list."
            ),
            action=tr("Back to that folder"),
            dismissible=True,
        )

    def _go_back(self) -> None:
        if self._before is not None:
            before, self._before = self._before, None
            self._notice.hide()
            self._take(before)

    def _take(self, folder: Path) -> None:
        self._listed.take(folder)
        self._listed.taken(folder)
