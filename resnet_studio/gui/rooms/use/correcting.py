"""Correcting an answer: the picture gets its class, and is added to the open dataset for the next training."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu

from resnet_studio.core.basics.message import tr
from resnet_studio.core.basics.safe_text import elide_middle, printable
from resnet_studio.core.dataset.catalogue import DatasetKey
from resnet_studio.core.dataset.picture_edits import AddPictures
from resnet_studio.core.dataset.received import known_as
from resnet_studio.gui.widgets.feedback import NoticeBar
from resnet_studio.gui.work.names import name_of
from resnet_studio.gui.work.session import Session

if TYPE_CHECKING:
    from resnet_studio.gui.rooms.use.room import UseRoom

_LONGEST = 40


class Correcting(QObject):
    """Entries in the menu of an answer, and a notice that says what was added, with Undo."""

    def __init__(self, room: UseRoom, session: Session) -> None:
        super().__init__(room)
        self._room, self._session = room, session
        self._edit: AddPictures | None = None
        self._made_in: tuple[DatasetKey, str] | None = None  # the dataset of the edit, and its name
        self.notice = NoticeBar()
        room.content.insertWidget(room.content.indexOf(room.notice), self.notice)
        self.notice.acted.connect(self.undo)
        room.card_actions.extend_menu = self.extend

    def extend(self, menu: QMenu, path: str) -> None:
        """Add the classes that a picture can be said to be of."""
        classes = menu.addMenu(tr("This is"))
        for name in self._room.answers.classes:
            words = elide_middle(printable(name), _LONGEST).replace("&", "&&")
            classes.addAction(words, self._correct(path, name))

    def _correct(self, path: str, name: str) -> Callable[[], None]:
        return lambda: self.correct(path, name)

    def correct(self, path: str, name: str) -> None:
        """Say of which class a picture is."""
        try:
            found = Path(path).stat()
        except OSError as error:
            self._room.problem.show_error(tr("{file} is not there any more.", file=path), str(error))
            return
        self._room.answers.corrected[path] = name
        self._room.redraw()
        dataset = self._session.dataset
        if dataset is None or not self._session.model_is_own() or name not in dataset.all_classes:
            self._edit = None
            self.notice.say(
                tr("{file} is {name:name}.", file=Path(path).name, name=name),
                tr("Open the dataset of this model in Data to add corrected pictures to it."),
                dismissible=True,
            )
            return
        # For training, as is said below; pictures that are added in Data are divided.
        self._edit = AddPictures((known_as(dataset, Path(path)),), name, (found.st_size,), (found.st_mtime_ns,))
        self._session.edit_dataset(self._edit)
        self._made_in = dataset.key, name_of(dataset)
        self.notice.say(
            tr("{file} is {name:name}, and is in {dataset:name} from now on.",
               file=Path(path).name, name=name, dataset=name_of(dataset)),
            tr("The next training learns from it. The file stays where it is."),
            look="ok", action=tr("Undo"), dismissible=True,
        )  # fmt: skip

    def undo(self) -> None:
        """Take the last correction back, while it is the last change of the dataset."""
        dataset, (key, name) = self._session.dataset, self._made_in or (None, "")
        if key is not None and (dataset is None or dataset.key != key):
            where = tr("Open {dataset:name} in Data, and undo it there.", dataset=name)
            self.notice.say(where, dismissible=True)
            return
        if self._edit is None or dataset is None or not dataset.edits or dataset.edits[-1] != self._edit:
            self.notice.say(tr("The dataset was changed since. Undo it in Data."), dismissible=True)
            return
        self._session.undo_edit()
        for path in self._edit.paths:
            self._room.answers.corrected.pop(str(dataset.root / path), None)
        self._edit = None
        self.notice.hide()
        self._room.redraw()
