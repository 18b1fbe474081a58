"""Trying a model at once, on validation pictures of its run, whose classes are known."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from resnet_studio.core.basics.errors import DatasetGoneError, text_of
from resnet_studio.core.basics.message import show, tr
from resnet_studio.core.runs.examples import validation_examples
from resnet_studio.core.runs.summary import RunSummary
from resnet_studio.gui.threads.background import Background

if TYPE_CHECKING:
    from resnet_studio.gui.rooms.use.room import UseRoom


class Trial(QObject):
    """Connects the button of the empty Use room: reads the pictures in a thread, and asks about them."""

    def __init__(self, room: UseRoom) -> None:
        super().__init__(room)
        self._room = room
        self._run: RunSummary | None = None
        self._background = Background(self)
        room.zone.try_button.clicked.connect(self._read)
        room.problem.folder_back.connect(self._read)  # no other problem there is about a dataset's folder

    def set_run(self, run: RunSummary | None) -> None:
        """Try the model of this run from now on."""
        renamed = self._run is not None and run is not None and run.has_model_of(self._run)
        self._run = run
        if renamed:
            return
        self._background.cancel("examples")
        self._room.grid.set_truths({})

    def _read(self) -> None:
        if self._run is None:
            return
        run = self._run.path
        self._background.do("examples", lambda _: validation_examples(run), self._ask, self._fail)

    def _ask(self, examples: dict[Path, str]) -> None:
        if not examples:
            self._room.show_problem(tr("The validation pictures of this run are not there any more."))
            return
        self._room.grid.set_truths({str(path): name for path, name in examples.items()})
        self._room.try_on(list(examples))

    def _fail(self, error: Exception) -> None:
        self._room.show_problem(show(text_of(error)))
        if isinstance(error, DatasetGoneError):
            self._room.problem.offer_folder(error.path, error.path)
