"""A dataset's folder that is gone: every room that says so asks where it is now, and goes on once it is found."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from resnet_studio.core.basics.message import message, tr
from resnet_studio.core.dataset.names import folder_name
from resnet_studio.core.runs.moved_dataset import Moved
from resnet_studio.gui.rooms.use.export import ExportPanel
from resnet_studio.gui.widgets import file_dialogs
from resnet_studio.gui.work.whereabouts import Whereabouts, missed_folder

if TYPE_CHECKING:
    from resnet_studio.gui.shell.parts import WindowParts


class MissingFolders(QObject):
    """Connects the rooms of a window with its `Whereabouts`."""

    def __init__(self, window: WindowParts) -> None:
        super().__init__(window)
        self._window = window
        self.whereabouts = Whereabouts(window.session, window.opening, self)
        self._panels = (
            window.train_room.error,
            window.results_room.problem,
            window.use_room.problem,
            window.runs_room.details,
        )
        for place in (window.data_room, window.failures, *self._panels):
            place.folder_wanted.connect(self.ask)
            place.folder_missed.connect(self.whereabouts.watch)
        window.runs_room.compared.verdict.folder_wanted.connect(self._ask_for_pair)
        (exports,) = window.use_room.findChildren(ExportPanel)
        self._exports = exports.control
        exports.folder_wanted.connect(self._ask_for_model)
        exports.control.changed.connect(self._watch_for_export)
        self.whereabouts.back.connect(self._go_on)
        self.whereabouts.moved.connect(self._follow)
        self.whereabouts.refused.connect(window.drop_notice.say)

    def ask(self, root: Path) -> None:
        """Ask where a dataset's folder is now."""
        title = tr("Choose the folder where {name:name} is now", name=folder_name(root))
        file_dialogs.choose_folder(
            self._window, title, file_dialogs.Last("last"), lambda folder: self._compare(root, folder)
        )

    def _compare(self, root: Path, folder: Path) -> None:
        """Look whether it is the same dataset, which takes a while where there are many pictures or a slow drive."""
        self._window.drop_notice.say(message("Comparing {folder:place} with {name:name}…", folder=folder,
                                             name=folder_name(root)), look="info")  # fmt: skip
        self.whereabouts.choose(root, folder)

    def _ask_for_pair(self) -> None:
        """Ask for the folder of that one of the compared runs whose pictures are gone."""
        control = self._window.comparison
        if control.pair is None or control.problem is None:
            return
        roots = [Path(run.root) for run in control.pair]
        missed = missed_folder(control.problem[0], roots[0])
        self.ask(next((root for root in roots if _are_nested(root, missed)), roots[0]))

    def _ask_for_model(self) -> None:
        """Ask for the folder of the pictures that the model in use was trained on."""
        if (run := self._window.session.model) is not None:
            self.ask(Path(run.root))

    def _watch_for_export(self) -> None:
        for root in self._exports.folders_gone():
            self.whereabouts.watch(root, root)

    def _follow(self, moved: Moved) -> None:
        """Have all that is in the window follow a dataset that was moved, and say what was found."""
        window = self._window
        self._clear(moved.before)  # before the runs on show have another folder
        for control in (window.session, window.training, window.results, window.opening):
            control.follow_moved(moved)
        window.runs_room.refresh()
        self._go_on(moved.before)
        look = "warning" if moved.missing else "ok"
        window.drop_notice.say(moved.text, look=look)

    def _go_on(self, root: Path) -> None:
        """Do what could not be done while a folder was gone, and say no more that it is."""
        window = self._window
        self._clear(root)
        for control in (window.results, window.failures.labels, window.failures.maps, window.comparison):
            control.ask_again()
        window.failures.answers.look()
        self._exports.folder_found(root)
        window.opening.look()

    def _clear(self, root: Path) -> None:
        for panel in self._panels:
            panel.folder_found(root)


def _are_nested(root: Path, missed: Path) -> bool:
    """Whether a folder that is gone is that of a dataset, in it, or above it, as where a drive is not connected."""
    return root == missed or root in missed.parents or missed in root.parents
