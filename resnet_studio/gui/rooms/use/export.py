"""Export in the Use room: a panel beside the answers that writes the model in use, and says what its check found."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from resnet_studio.core.basics.message import NOTHING, show, tr
from resnet_studio.core.exports.formats import FLOAT16, FLOAT32, FORMATS, INT8, Format
from resnet_studio.core.installation.pip_install import obstacle
from resnet_studio.core.runs.summary import RunSummary
from resnet_studio.gui.rooms.use import words as use_words
from resnet_studio.gui.rooms.use.export_result import ExportResult
from resnet_studio.gui.rooms.use.export_words import lacking, stage
from resnet_studio.gui.theme.tokens import BODY, SECONDARY, SEMIBOLD
from resnet_studio.gui.widgets import file_dialogs
from resnet_studio.gui.widgets.button import Button, IconButton
from resnet_studio.gui.widgets.card import Card, Line
from resnet_studio.gui.widgets.choice import RadioList, Segmented
from resnet_studio.gui.widgets.feedback import ALL_FOLLOW, CHOOSE_ITS_FOLDER
from resnet_studio.gui.widgets.file_manager import show_in_folder
from resnet_studio.gui.widgets.scrolling import scroll_down
from resnet_studio.gui.widgets.text import ElidedLabel, Label
from resnet_studio.gui.work.export import ExportControl, Kind
from resnet_studio.gui.work.runtime import RuntimeControl

if TYPE_CHECKING:
    from resnet_studio.gui.rooms.use.room import UseRoom

_WIDTH: Final = 312
_NO_LIMIT: Final = 16_777_215  # QWIDGETSIZE_MAX
_PRECISIONS: Final = (FLOAT32, FLOAT16, INT8)


class ExportPanel(QFrame):
    """Formats with a line for each, the numbers, progress, and the figures of the check. It acts on `control.run`.

    Signal: ``folder_wanted()``, say where the folder of the run's pictures is now.
    """

    folder_wanted = Signal()

    def __init__(self, control: ExportControl, runtime: RuntimeControl, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.control, self._runtime = control, runtime
        self._busy = False
        self.card = Card(16, 8)
        self._make_head()
        self.formats = RadioList([(one.key, one.name, "") for one in FORMATS.values()], tr("Format"))
        self.line, self.inside, self.note = (Label("", SECONDARY, tone="text2", wrap=True) for _ in range(3))
        self.numbers = Segmented([(name, name) for name in _PRECISIONS], tr("Numbers"))
        self.result = ExportResult()
        self.install = Button(tr("Install"), "action", "use", tip=tr("Install it beside this program with pip"))
        self.copy_line = Button(tr("Copy the line"), "small", "copy", tip=tr("Copy the line that installs it"))
        self.choose_folder = Button(show(CHOOSE_ITS_FOLDER), "small", "folder", tip=show(ALL_FOLLOW))
        self.export = Button(tr("Export…"), "action", "save", tip=tr("Choose where the folder of the export is made"))
        self.cancel = Button(tr("Cancel"), "action")
        self.show_it = Button(tr("Show in folder"), "action", "folder")
        self._lay_out()
        self.set_wide(False)
        self._connect()
        self._follow()
        self.hide()

    def kind(self) -> Kind:
        """The format and the precision that are chosen."""
        return self.formats.current(), self.numbers.current()

    def form(self) -> Format:
        """The format that is chosen."""
        return FORMATS[self.formats.current()]

    # Layout ----------------------------------------------------------------------------------------------------

    def _make_head(self) -> None:
        head = QHBoxLayout()
        self.title = ElidedLabel(tr("Export"), BODY, SEMIBOLD)
        head.addWidget(self.title, 1)
        self.close_button = IconButton("cross", tr("Close"))
        head.addWidget(self.close_button)
        self.card.layout_.addLayout(head)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(Label(tr("Numbers"), SECONDARY, tone="text2"), 1)
        row.addWidget(self.numbers)
        about = QVBoxLayout()
        about.setSpacing(8)
        for widget in (self.line, self.inside, self.note, Line()):
            about.addWidget(widget)
        about.addLayout(row)
        about.addWidget(self.result)
        for button in (self.copy_line, self.choose_folder):
            about.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        about.addStretch(1)
        self._body = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._body.setSpacing(8)
        self._body.addWidget(self.formats, 0, Qt.AlignmentFlag.AlignTop)
        self._body.addLayout(about, 1)
        self.card.layout_.addLayout(self._body, 1)
        self._buttons = buttons = QHBoxLayout()
        buttons.addStretch(0)
        for button in (self.show_it, self.install, self.export, self.cancel):
            buttons.addWidget(button, 1)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, button.sizePolicy().verticalPolicy())
        self._area = scroll_down(QScrollArea(), self.card)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._area, 1)
        whole.addLayout(buttons)

    def set_wide(self, wide: bool) -> None:
        """Take the whole width, with the formats beside what there is to say of one, or a column of a fixed width."""
        self.setMinimumWidth(_WIDTH)
        self.setMaximumWidth(_NO_LIMIT if wide else _WIDTH)
        self._body.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
        self._body.setSpacing(24 if wide else 8)
        self.formats.setMinimumWidth(_WIDTH if wide else 0)
        self._buttons.setStretch(0, 1 if wide else 0)
        for button in (self.show_it, self.install, self.export, self.cancel):
            button.setMaximumWidth(_WIDTH // 2 if wide else _NO_LIMIT)

    def _connect(self) -> None:
        self.control.changed.connect(self._follow)
        self._runtime.changed.connect(self._follow)
        self.formats.changed.connect(self._choose_format)
        self.numbers.changed.connect(self._follow)
        self.export.clicked.connect(self._ask)
        self.install.clicked.connect(lambda: self._runtime.install(self.form().key))
        self.cancel.clicked.connect(self._cancel)
        self.show_it.clicked.connect(self._show)
        self.choose_folder.clicked.connect(self.folder_wanted)
        self.copy_line.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.form().install_line))

    # What it shows ---------------------------------------------------------------------------------------------

    def _choose_format(self) -> None:
        form = self.form()
        if self.numbers.current() not in form.precisions:
            self.numbers.set_current(form.precisions[0])
        self._follow()

    def _follow(self) -> None:
        form, kind, control = self.form(), self.kind(), self.control
        self.line.setText(show(form.line))
        self.inside.setText(show(form.inside_text))
        note = form.note or (NOTHING if form.checkable else form.uncheckable)
        self.note.setText(show(note) if note else "")
        self.note.setVisible(bool(note))
        for precision in _PRECISIONS:
            why = tr("{format} is not written so.", format=form.name)
            self.numbers.set_available(precision, precision in form.precisions and not control.busy, why)
        for one in FORMATS.values():
            self._hint(one)
        self._show_state(form, kind)

    def _show_state(self, form: Format, kind: Kind) -> None:
        """Progress, what is missing, why there is no file, or the figures; and the buttons that go with it."""
        control, runtime = self.control, self._runtime
        busy, done = control.busy or runtime.busy, control.done.get(kind)
        missing, why = form.missing, NOTHING
        if busy:
            self.result.show_progress(show(stage(control, runtime, kind)))
        elif missing:
            why = obstacle()
            failed = runtime.problem[0] if runtime.problem and runtime.form == form.key else NOTHING
            self.result.show_missing(show(lacking(form, why, failed)), failed=bool(failed))
        elif kind in control.failed:
            head = tr("It was not exported again; the earlier file is unchanged") if done else tr("There is no file")
            self.result.show_problem(head, show(control.failed[kind]))
        elif done is not None:
            self.result.show_done(done, beside=kind in control.outcomes.beside)
        else:
            self.result.clear()
        self.copy_line.setVisible(bool(missing) and not busy and not why and not form.environment)
        self.choose_folder.setVisible(kind in control.gone and not busy)
        self.install.setVisible(bool(missing) and not busy and not why)
        self.show_it.setVisible(done is not None and not busy)
        self.cancel.setVisible(busy)
        self.export.setVisible(not busy and (not missing or bool(why)))
        self.export.set_words(tr("Export again") if done else tr("Export…"))
        self.export.set_tip(
            tr("Replace this export; if you have added or changed files in its folder, a new folder is made")
            if done
            else tr("Choose where the folder of the export is made")
        )
        self.export.set_available(not missing, tr("What it needs is not installed."))
        if busy != self._busy:
            self._busy = busy
            QTimer.singleShot(0, self, self._reveal)  # when the result has its place

    def _reveal(self) -> None:
        if self.result.isVisible():
            self._area.ensureWidgetVisible(self.result, 0, 0)

    def _hint(self, form: Format) -> None:
        """What stands at the right of a format."""
        if form.missing:
            self.formats.set_hint(form.key, tr("not installed"))
        elif any(kind[0] == form.key and not done.unchecked for kind, done in self.control.done.items()):
            self.formats.set_hint(form.key, tr("checked"), "check")
        elif not form.checkable:
            self.formats.set_hint(form.key, tr("check needs a Mac"))
        else:
            self.formats.set_hint(form.key, tr("weights only") if form.key == "safetensors" else "")

    # What it does ----------------------------------------------------------------------------------------------

    def _ask(self) -> None:
        run, kind = self.control.run, self.kind()
        if run is None:
            return
        done = self.control.done.get(kind)
        if done is not None:
            self.control.export(run, kind, Path(done.folder).parent)
        else:  # another model or format may be chosen while the dialog is open
            chosen = partial(self.control.export, run, kind)
            file_dialogs.choose_folder_to_fill(
                self, tr("Choose where the export is made"), file_dialogs.Last("exports"), chosen
            )

    def _cancel(self) -> None:
        self.control.cancel()
        self._runtime.cancel()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.control.look()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_button.click()
        else:
            super().keyPressEvent(event)

    def _show(self) -> None:
        done = self.control.done.get(self.kind())
        if done is not None:
            show_in_folder(Path(done.folder, done.file))


def add_export(room: UseRoom, control: ExportControl, runtime: RuntimeControl) -> Callable[[RunSummary | None], None]:
    """Put the panel beside the pages of the Use room, and the button that opens it into the header.

    Returns:
        What is to be called with the run whose model is in use.
    """
    panel = ExportPanel(control, runtime)
    button = Button(tr("Export…"), "action", "save", tip=tr("Write this model for other programs"))
    room.header.add_action(button, before=room.other_run)
    row = QHBoxLayout()
    row.setSpacing(12)
    place = room.content.indexOf(room.pages)
    room.content.removeWidget(room.pages)
    row.addWidget(room.pages, 1)
    row.addWidget(panel)
    room.content.insertLayout(place, row, 1)

    def lay() -> None:
        """Where there is little room, the panel takes the place of the answers."""
        narrow = room.width_class() == "narrow"
        room.pages.setVisible(not narrow or panel.isHidden())
        panel.set_wide(narrow)

    def toggle() -> None:
        panel.setVisible(panel.isHidden())
        lay()
        (button if panel.isHidden() else panel.formats.button(panel.formats.current())).setFocus()

    button.clicked.connect(toggle)
    panel.close_button.clicked.connect(toggle)
    room.width_class_changed.connect(lay)

    def set_run(run: RunSummary | None) -> None:
        button.setVisible(run is not None)
        if run is None:
            panel.hide()
        panel.title.setText(use_words.exported(run))
        if (run.path if run else None) != control.run:
            control.set_run(run.path if run else None)
        lay()

    set_run(None)
    return set_run
