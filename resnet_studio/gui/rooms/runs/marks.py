"""Giving runs tags and notes: the small dialogs, and the writing in a thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from resnet_studio.core.basics.errors import text_of
from resnet_studio.core.basics.message import show, tr, trn
from resnet_studio.core.runs.marks import LONGEST_NOTE, Marks, tidy_tags
from resnet_studio.core.runs.summary import RunSummary
from resnet_studio.gui.theme.tokens import BODY, MARGIN, REGULAR, SECONDARY, SEMIBOLD
from resnet_studio.gui.threads.background import Background, Stale
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.chips import ChipRow
from resnet_studio.gui.widgets.text import Label

_WIDTH: Final = 420


class MarksDialog(QDialog):
    """A heading, a field, Save and Cancel. ``accepted`` is emitted by Save; it is deleted when it closes.

    What was typed is not lost by a single Esc, or a click on the cross of the window: the first one only says so.
    """

    def __init__(self, parent: QWidget, title: str, heading: str, field: QLineEdit | QPlainTextEdit, hint: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(_WIDTH)
        self.save, self.cancel = Button(tr("Save"), "main"), Button(tr("Cancel"), "action")
        self.save.clicked.connect(self.accept)
        self.cancel.clicked.connect(lambda: self.done(QDialog.DialogCode.Rejected))
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.save)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        self.column.setSpacing(8)
        self.column.addWidget(Label(heading, BODY, SEMIBOLD, wrap=True))
        self.column.addWidget(field)
        self.hint = Label(hint, SECONDARY, REGULAR, "text2", wrap=True)
        self.column.addWidget(self.hint)
        self.column.addSpacing(8)
        self.column.addLayout(buttons)
        self._field, self._warned_of = field, _text(field)
        field.setFocus()

    def reject(self) -> None:
        """Close, unless something was typed that no Esc has been answered for yet."""
        if (typed := _text(self._field)) == self._warned_of:
            super().reject()
            return
        self._warned_of = typed
        self.hint.set_tone("wrong")
        self.hint.setText(tr("Not saved yet. Press Esc again to discard what you have typed."))


def _text(field: QLineEdit | QPlainTextEdit) -> str:
    return field.toPlainText() if isinstance(field, QPlainTextEdit) else field.text()


class TagsDialog(MarksDialog):
    """The tags of some runs in one line, and the known ones to click."""

    def __init__(self, parent: QWidget, runs: Sequence[RunSummary], known: Sequence[tuple[str, int]]) -> None:
        self.field = QLineEdit()
        self.field.setAccessibleName(tr("Tags"))
        self.common = common_tags(runs)
        self.field.setText(", ".join(self.common))
        heading = (
            tr("Tags of {run:name}", run=runs[0].title)
            if len(runs) == 1
            else trn("Tags that {count} run has", "Tags that all {count} runs have", len(runs))
        )
        hint = tr("Separate tags with commas. They are kept in the run's folder.")
        super().__init__(parent, tr("Tags"), heading, self.field, hint)
        self.known = ChipRow(tr("In use"), tr("All tags"))
        self.known.set_chips(known)
        self.column.insertWidget(2, self.known)
        self.known.setVisible(bool(known))
        self._show_known()
        for chip in self.known.chips:
            chip.clicked.connect(lambda on, word=chip.word: self._put(word, on))
        self.field.textEdited.connect(self._show_known)
        steps = [self.field, *self.known.chips, self.known.more, self.cancel, self.save]
        for before, after in pairwise(steps):
            self.setTabOrder(before, after)

    def tags(self) -> tuple[str, ...]:
        """Return the tags in the line."""
        return tidy_tags(self.field.text().split(","))

    def _put(self, word: str, on: bool) -> None:
        others = [tag for tag in self.tags() if tag.casefold() != word.casefold()]
        self.field.setText(", ".join([*others, word] if on else others))

    def _show_known(self) -> None:
        given = {tag.casefold() for tag in self.tags()}
        for chip in self.known.chips:
            chip.setChecked(chip.word.casefold() in given)


class NoteDialog(MarksDialog):
    """The note of a run."""

    def __init__(self, parent: QWidget, run: RunSummary) -> None:
        self.field = QPlainTextEdit()
        self.field.setPlainText(run.marks.note)
        self.field.setAccessibleName(tr("Note"))
        self.field.setTabChangesFocus(True)
        self.field.setFixedHeight(140)
        heading, hint = tr("Note on {run:name}", run=run.title), tr("It is kept in the run's folder.")
        super().__init__(parent, tr("Note"), heading, self.field, hint)

    def note(self) -> str:
        """Return what is written, as far as it can be kept."""
        return self.field.toPlainText()[:LONGEST_NOTE]


class MarksEdit(QObject):
    """Asks for tags and notes and writes them.

    Signals:
        marked(object): a `RunSummary` with its new marks.
        refused(str): why they could not be written.
    """

    marked = Signal(object)
    refused = Signal(str)

    def __init__(self, room: QWidget, background: Background) -> None:
        super().__init__(room)
        self._room, self._background = room, background

    def ask_tags(self, runs: Sequence[RunSummary], known: Sequence[tuple[str, int]]) -> None:
        """Ask for the tags of some runs."""
        if not runs:
            return
        dialog = TagsDialog(self._room, runs, known)
        dialog.accepted.connect(lambda: self._write(runs, changed_tags(dialog.common, dialog.tags())))
        dialog.open()

    def ask_note(self, run: RunSummary | None) -> None:
        """Ask for the note of a run."""
        if run is None:
            return
        dialog = NoteDialog(self._room, run)
        dialog.accepted.connect(lambda: self._write([run], with_note(dialog.note())))
        dialog.open()

    def _write(self, runs: Sequence[RunSummary], change: Callable[[Marks], Marks]) -> None:
        for run in runs:
            work = partial(_written, run, change)
            self._background.do(f"mark {run.path}", work, self.marked.emit, self._refuse)

    def _refuse(self, error: Exception) -> None:
        self.refused.emit(show(text_of(error)))


def _written(run: RunSummary, change: Callable[[Marks], Marks], _: Stale) -> RunSummary:
    """Change what is in the file now: another window may have written to it.

    Raises:
        RunError: it cannot be written.
    """
    marks = change(Marks.read(run.path))
    marks.write(run.path)
    return replace(run, marks=marks)


def common_tags(runs: Sequence[RunSummary]) -> tuple[str, ...]:
    """The tags that all these runs have."""
    each = [{tag.casefold() for tag in run.marks.tags} for run in runs]
    return tuple(tag for tag in runs[0].marks.tags if all(tag.casefold() in tags for tags in each))


def changed_tags(before: Sequence[str], after: Sequence[str]) -> Callable[[Marks], Marks]:
    """A change that takes away what is gone from the common tags and adds what is new in them."""
    gone = {tag.casefold() for tag in before} - {tag.casefold() for tag in after}

    def change(marks: Marks) -> Marks:
        kept = [tag for tag in marks.tags if tag.casefold() not in gone]
        return Marks.build([*kept, *after], marks.note)

    return change


def with_note(note: str) -> Callable[[Marks], Marks]:
    """A change of the note."""
    return lambda marks: Marks.build(marks.tags, note)
