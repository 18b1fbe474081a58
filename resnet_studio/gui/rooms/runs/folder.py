"""Choosing another folder for runs: those of the one before are still there, and one press leads back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from resnet_studio.core.basics.message import tr, trn

if TYPE_CHECKING:
    from resnet_studio.gui.rooms.runs.room import RunsRoom


class FolderChange(QObject):
    """Has the room list the folder that was chosen, and says where the runs of the one before are."""

    def __init__(self, room: RunsRoom) -> None:
        super().__init__(room)
        self._room = room
        self._before: Path | None = None
        room.storage.folder_chosen.connect(self._change)
        room.notice.acted.connect(self._go_back)

    def _change(self, folder: Path) -> None:
        before = self._room.folder
        count = sum(run.path.parent == before for run in self._room.summaries())
        self._take(folder)
        if not count or folder == before:
            return
        self._before = before
        self._room.notice.say(
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
            self._room.notice.hide()
            self._take(before)

    def _take(self, folder: Path) -> None:
        self._room.set_folder(folder)
        self._room.folder_changed.emit(folder)
