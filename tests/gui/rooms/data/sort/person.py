"""A person at the keyboard, who sorts a heap of pictures and knows what each shows."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.protocol.jobs.features import DescribePictures
from resnet_studio.engine.run_job import run_job
from resnet_studio.gui.engine.jobs import JobRunner
from resnet_studio.gui.engine.status import EngineState
from resnet_studio.gui.rooms.data.room import DataRoom
from resnet_studio.gui.shell.sorting import connect_sorting
from resnet_studio.gui.theme.manager import install
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from resnet_studio.gui.work.proposing import ProposingControl
from resnet_studio.gui.work.session import Session


class Person:
    """Presses keys in the page that sorts pictures, and counts them.

    Attributes:
        presses: so far.
    """

    def __init__(self, qtbot: QtBot, app: QApplication, worker: Any, folder: Path, right: Mapping[str, str]) -> None:
        install(app).choose("light")
        self._qtbot, self._worker, self._right, self.presses = qtbot, worker, right, 0
        self.room = DataRoom(ThumbnailLoader(app))
        self.session = Session(self.room)  # what is still computed when a test ends, ends with the room
        self.control = ProposingControl(self.session, JobRunner(worker, self.session), self.session)
        qtbot.addWidget(self.room)
        connect_sorting(self.room, self.control)
        self.room.edit_wanted.connect(self.session.edit_dataset)
        self.room.undo_wanted.connect(self.session.undo_edit)
        self.room.redo_wanted.connect(self.session.redo_edit)
        self.session.dataset_changed.connect(
            lambda dataset: self.room.show_dataset(dataset, 0.1, self.session.redoable)
        )
        self.room.resize(1112, 804)  # of a window of 1280 x 832
        with qtbot.waitActive(self.room):
            self.room.show()
            self.room.activateWindow()
        self.session.set_dataset(scan(folder, unsorted=True))
        self.page = self.room.sort_page

    @property
    def dataset(self) -> Dataset:
        """As it is now."""
        assert self.session.dataset is not None
        return self.session.dataset

    def describe(self) -> None:
        """Let the engine compute the features that the page waits for."""
        job = next(job for job in self._worker.submitted.values() if isinstance(job, DescribePictures))
        self._worker.report(EngineState.BUSY)
        for event in run_job(job, lambda: None):
            self._worker.tell(event)
        self._worker.report(EngineState.READY)
        self._qtbot.waitUntil(lambda: bool(self.control.first), timeout=20_000)

    def press(self, key: Qt.Key | str, *more: str, on: QWidget | None = None) -> None:
        """Press keys one after the other, and wait until what follows from the last one shows."""
        for one in (key, *more):
            self._qtbot.keyClick(on or self.page.grid, one)
            self.presses += 1
        self._qtbot.waitUntil(lambda: not self.control.renewing and self._sees(), timeout=20_000)

    def new_class(self, name: str) -> None:
        """Make a class by the button for that, which gives it to what is selected."""
        self._qtbot.mouseClick(self.page.side.new_button, Qt.MouseButton.LeftButton)
        self._type(name)

    def name(self, name: str) -> None:
        """Give what is selected, or the picture in focus, the class of that name, which may be a new one."""
        self.press("n")
        self._type(name)

    def _type(self, name: str) -> None:
        self.press(*name, on=self.page.side.field)
        self.press(Qt.Key.Key_Return, on=self.page.side.field)

    def current(self) -> str:
        """The picture that keys act on."""
        return self.page.grid.paths[self.page.grid.current()]

    def label(self, pictures: int) -> None:
        """Look at the next pictures, and press the key of the class of each, or type its name where there is none."""
        for _ in range(pictures):
            if (name := self._right[self.current()]) in self.dataset.all_classes:
                self.press(self._key_of(self.current()))
            else:
                self.name(name)

    def accept_all(self) -> None:
        """Go to the proposals, correct what is wrong in each row, and accept it."""
        self.press(Qt.Key.Key_Return)
        while self.dataset.unlabelled:
            grid = self.page.grid
            for path in grid.in_row(grid.row()) if self.page.by_rows else grid.paths:
                label = self.page.corrections.proposed(path)
                if label is not None and self._right[path] != self.page.class_name(label):
                    self._correct(path)
            self.press(Qt.Key.Key_Return)

    def wrong(self) -> list[str]:
        """The pictures that have no class, or another one than they should."""
        found = {one.path: self.dataset.classes[one.label] for one in self.dataset.pictures}
        return [path for path, name in self._right.items() if found.get(path) != name]

    def _sees(self) -> bool:
        """Whether all proposals that show are drawn."""
        return self.page.mode != "proposed" or self.page.grid.drawn(self.page.grid.paths)

    def _correct(self, path: str) -> None:
        if letter := self.page.corrections.letter(path):
            while self.page.look(path).words != self._right[path]:
                self.press(letter)
            return
        self._go_to(path)
        self.press(self._key_of(path))

    def _go_to(self, path: str) -> None:
        """Move to a picture by arrow keys: up or down to its row, then along it."""
        grid = self.page.grid
        place, columns = grid.paths.index(path), max(1, grid.width() // (grid.tile_rect(0).width() + 12))
        while grid.current() // columns != place // columns:
            self.press(Qt.Key.Key_Down if grid.current() < place else Qt.Key.Key_Up)
        while grid.current() != place:
            self.press(Qt.Key.Key_Right if grid.current() < place else Qt.Key.Key_Left)

    def _key_of(self, path: str) -> str:
        return str(1 + self.dataset.all_classes.index(self._right[path]))
