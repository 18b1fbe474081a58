"""Labels that may be wrong, and what a person decides about each: another class, leave out, keep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from resnet_studio.core.basics.message import show, tr
from resnet_studio.core.basics.safe_text import printable
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.picture_edits import KeepLabels, LeaveOut, MovePictures, PictureEdit
from resnet_studio.core.pictures.value_scale import UNKNOWN_SCALE
from resnet_studio.core.protocol.jobs.suspects import Suspect
from resnet_studio.gui.rooms.results.suspect_row import SuspectRow
from resnet_studio.gui.theme.tokens import BODY, REGULAR, SECONDARY
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.card import Card, Line
from resnet_studio.gui.widgets.feedback import CHOOSE_ITS_FOLDER
from resnet_studio.gui.widgets.text import Label, heading, plain_tip

AT_ONCE: Final = 4
"""Rows that are shown at first, and more each time: as many as fit beside two rows of pictures."""


@dataclass(frozen=True, slots=True)
class SuspectsView:
    """What the panel shows.

    Attributes:
        suspects: those that are not decided; None before they were looked for.
        judged: how many labels were looked at.
        left_out: how many were not, and why; empty where all were.
        classes: that the open dataset has now; None where that is not known.
        busy: what the search does or waits for; empty while there is none.
        problem, warning: why there are none, and what is to be known of those that there are.
        gone: whether the problem is that the folder of the pictures is gone.
        dataset: on which the run was trained.
        foreign: the name of that dataset while it is not the open one, else empty.
        undoable: the last edit of the open dataset, if it is a decision about a suspect label of this run.
    """

    suspects: Sequence[Suspect] | None = None
    judged: int = 0
    left_out: str = ""
    classes: Sequence[str] | None = None
    busy: str = ""
    problem: str = ""
    gone: bool = False
    warning: str = ""
    dataset: Dataset | None = None
    foreign: str = ""
    undoable: PictureEdit | None = None


class SuspectsPanel(QWidget):
    """Title, what was found, and a list.

    Signals: ``find_wanted()``, ``cancel_wanted()``; ``edit_wanted(object)``, an `Edit` of the open dataset;
    ``undo_wanted()``; ``open_wanted()``, open the dataset of the run; ``folder_wanted()``, say where its folder is now;
    ``opened(str)``, a path to show larger.
    """

    find_wanted = Signal()
    cancel_wanted = Signal()
    edit_wanted = Signal(object)
    undo_wanted = Signal()
    open_wanted = Signal()
    folder_wanted = Signal()
    opened = Signal(str)

    def __init__(self, thumbnails: ThumbnailLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self._view = SuspectsView()
        self._most = AT_ONCE
        self.rows: list[SuspectRow] = []
        self._count = Label("", SECONDARY, REGULAR, "text2")
        self.done = Label("", SECONDARY, REGULAR, "text2", wrap=True)
        self.undo = Button(tr("Undo"), "small", "undo")
        self.card = Card(padding=0, spacing=0)
        self.sentence = Label("", BODY, REGULAR, "text2", wrap=True)
        self.action = Button(tr("Look for suspect labels"))
        self.more = Button(tr("Show more"), "link")
        self._lay_out()
        self.undo.clicked.connect(self.undo_wanted)
        self.action.clicked.connect(self._act)
        self.more.clicked.connect(self._show_more)
        self.show_view(SuspectsView())

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(heading(tr("Suspect labels")))
        top.addWidget(self._count)
        top.addStretch(1)
        top.addStrut(self.undo.sizeHint().height() + 4)
        self._line = QWidget()
        line = QHBoxLayout(self._line)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(self.done, 1)
        line.addWidget(self.undo, 0, Qt.AlignmentFlag.AlignTop)
        above = QVBoxLayout()
        above.setContentsMargins(16, 12, 16, 12)
        above.setSpacing(10)
        above.addWidget(self.sentence)
        above.addWidget(self.action, 0, Qt.AlignmentFlag.AlignLeft)
        self._above = QWidget()
        self._above.setLayout(above)
        self.list = QWidget()
        self._column = QVBoxLayout(self.list)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.card.layout_.addWidget(self._above)
        self.card.layout_.addWidget(self.list)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(top)
        column.addWidget(self.card)
        column.addWidget(self._line)  # below the buttons, which would move away under the pointer
        column.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def show_view(self, view: SuspectsView) -> None:
        """Show this; rows that stay keep their place."""
        before, self._view = self._view, view
        if view.dataset is not before.dataset:
            self._most = AT_ONCE
        found = view.suspects
        self._count.setText(
            tr("{count} of {judged}", count=len(found), judged=view.judged) if found is not None else ""
        )
        self._line.setVisible(view.undoable is not None)
        self.done.setText(_done(view.undoable) if view.undoable else "")
        self.undo.setToolTip(plain_tip(tr("Undo: {edit}", edit=view.undoable.label)) if view.undoable else "")
        sentence, action = self._said()
        self.sentence.setText(sentence)
        self.action.set_words(action)
        leaves = not action and self.window().focusWidget() is self.action
        if leaves:  # else Qt gives the focus to what follows the whole list, and the page scrolls there
            self.action.clearFocus()
        self.action.setVisible(bool(action))
        self._above.setVisible(bool(sentence))
        facts = tuple((one.suspects, one.dataset, one.foreign, one.classes) for one in (view, before))
        changed = facts[0] != facts[1]
        if changed:
            self._fill()
        if leaves and self.rows:
            self.rows[0].thumb.setFocus()  # not a button: a key that was meant for Cancel must not edit

    def _said(self) -> tuple[str, str]:
        """The sentence above the list, and the button below it; empty where there is none."""
        view = self._view
        if view.busy:
            return view.busy, tr("Cancel")
        if view.problem:
            return view.problem, show(CHOOSE_ITS_FOLDER) if view.gone else tr("Try again")
        if view.suspects is None:
            text = tr(
                "Finds pictures that look more like another class, judged without their own labels. "
                "This takes about as long as preparing the pictures did."
            )
            return text, tr("Look for suspect labels")
        if not view.suspects:
            none = tr("No label is suspect that you have not decided about.")
            return " ".join(filter(None, (none, view.left_out))), ""
        if view.foreign:
            text = tr("These pictures are of {name:name}, which is not open. Open it to decide.", name=view.foreign)
            return text, tr("Open it")
        return " ".join(filter(None, (view.warning, view.left_out))), ""

    def _act(self) -> None:
        view = self._view
        if view.busy:
            self.cancel_wanted.emit()
        elif view.problem and view.gone:
            self.folder_wanted.emit()
        elif view.suspects and view.foreign:
            self.open_wanted.emit()
        else:
            self.find_wanted.emit()

    def _fill(self) -> None:
        view = self._view
        listed = list(view.suspects or ())[: self._most]
        self.list.setUpdatesEnabled(False)
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is self.more:
                widget.setParent(None)
            elif widget is not None:
                widget.hide()
                widget.deleteLater()
        self.rows = []
        for suspect in listed if view.dataset else ():
            self._add(suspect, view.dataset)
        if len(view.suspects or ()) > self._most:
            self._column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignCenter)
            self.more.show()
        self.list.setVisible(bool(self.rows))
        self.list.setUpdatesEnabled(True)

    def _add(self, suspect: Suspect, dataset: Dataset | None) -> None:
        root, scale = (dataset.root, dataset.scale) if dataset else (Path(), UNKNOWN_SCALE)
        row = SuspectRow(suspect, self._thumbnails, root, scale)
        row.set_enabled(enabled=not self._view.foreign)
        classes = self._view.classes
        there = classes is None or suspect.predicted in classes
        row.move_button.set_available(there, tr("There is no class {name:name} any more", name=suspect.predicted))
        row.edit_wanted.connect(self.edit_wanted)
        row.opened.connect(self.opened)
        if self.rows:
            self._column.addWidget(Line())
        self._column.addWidget(row)
        self.rows.append(row)

    def _show_more(self) -> None:
        self._most += 2 * AT_ONCE
        self._fill()

    def count(self) -> str:
        """How many labels are suspect, in words."""
        return self._count.text()

    def minimumSizeHint(self) -> QSize:
        return QSize(280, super().minimumSizeHint().height())


def _done(edit: PictureEdit) -> str:
    """What was done with a picture, so that a person sees what Undo takes back."""
    file = printable(edit.paths[0].rpartition("/")[2]) if edit.paths else ""
    match edit:
        case MovePictures(to=name):
            return tr("Moved {file} to {name:name}. Nothing on disk was changed.", file=file, name=name)
        case LeaveOut():
            return tr("Left {file} out. Nothing on disk was changed.", file=file)
        case KeepLabels():
            return tr("Kept the label of {file}. Nothing on disk was changed.", file=file)
        case _:
            return show(edit.label)
