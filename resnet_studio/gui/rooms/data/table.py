"""The Data room while a person says which columns of a table have the files, the classes, the parts and the groups."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from resnet_studio.core.basics import formatting
from resnet_studio.core.basics.errors import ConfigError, text_of
from resnet_studio.core.basics.message import Message, joined, message, plural, show, tr, trn
from resnet_studio.core.basics.safe_text import elide_middle, printable
from resnet_studio.core.dataset.table_preview import Preview, count_there, preview
from resnet_studio.core.dataset.walk import ScanStopped
from resnet_studio.core.tables.columns import ROLES, Columns
from resnet_studio.core.tables.rows import Form
from resnet_studio.gui.rooms.data.table_rows import TableRows
from resnet_studio.gui.theme.tokens import LEAD, REGULAR, SECONDARY, SEMIBOLD
from resnet_studio.gui.threads.background import Background, Stale
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.card import Card
from resnet_studio.gui.widgets.feedback import ErrorPanel
from resnet_studio.gui.widgets.fields import CheckBox, ComboBox
from resnet_studio.gui.widgets.room import RoomPage
from resnet_studio.gui.widgets.text import Label, plain_tip

_READ, _FIND = "read", "find"
_NAMES: Final = {
    "file": (message("Files"), message("The path of each picture, from the table's folder or a folder in it")),
    "label": (message("Classes"), message("An empty cell is a picture without a class, to be sorted later")),
    "part": (message("Parts"), message("train, val or test: the table brings its own split")),
    "group": (message("Stay together"), message("Such as a patient: one is never in training and in validation both")),
}
_MEANINGS: Final = {
    "file": message("file"), "label": message("class"), "part": message("part"), "group": message("stays together")
}  # fmt: skip
_ELSEWHERE: Final = message("Choose another column, or put the table into the folder with its pictures.")
_ENCODINGS: Final = {
    "utf-8": message("Unicode, UTF-8"),
    "utf-16": message("Unicode, UTF-16"),
    "cp1252": message("Western Europe"),
    "cp1250": message("Central Europe"),
    "cp1251": message("Cyrillic"),
    "shift_jis": message("Japanese"),
    "gb18030": message("Chinese, simplified"),
    "big5": message("Chinese, traditional"),
    "euc_kr": message("Korean"),
}
_SEPARATORS: Final = {",": message("Comma"), ";": message("Semicolon"), "\t": message("Tab"), "|": message("Bar")}


class TablePage(RoomPage):
    """Asks for the columns of a table, guessed ones first, with its first rows below.

    Signals: ``accepted(object, str)``, the table, a `Path`, and its columns as a `Reading`; ``back_wanted()``.
    """

    accepted = Signal(object, str)
    back_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self._file = Path()
        self._preview: Preview | None = None
        self._background = Background(self)
        self.open_button = Button(tr("Open the pictures"), "main")
        self.back_button = Button("", "action")
        self.header.add_action(self.back_button)
        self.header.add_action(self.open_button)
        self.problem, self.rows, self.said = (
            ErrorPanel(),
            TableRows(),
            Label("", SECONDARY, REGULAR, "text2", wrap=True),
        )
        self.boxes = {role: ComboBox() for role in ROLES}
        self.header_box = CheckBox(tr("The first line names the columns"))
        self.separator, self.encoding = ComboBox(), ComboBox()
        self._lay_out()
        self._wire()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(Label(tr("Which columns say what?"), LEAD, SEMIBOLD))
        top.addStretch(1)
        top.addWidget(self.header_box)
        self.content.addLayout(top)
        card = Card(padding=16, spacing=12)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        for column, (role, (name, tip)) in enumerate(_NAMES.items()):
            label, box = Label(show(name), SECONDARY, REGULAR, "text2"), self.boxes[role]
            box.setAccessibleName(show(name))
            box.setToolTip(plain_tip(show(tip)))
            box.setMinimumContentsLength(8)
            box.setSizeAdjustPolicy(ComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            grid.addWidget(label, 0, column)
            grid.addWidget(box, 1, column)
            grid.setColumnStretch(column, 1)
        card.layout_.addLayout(grid)
        card.layout_.addWidget(self.said)
        card.layout_.addWidget(self.problem)
        self.content.addWidget(card)
        below = Card(padding=0)
        below.layout_.addWidget(self.rows)
        self.content.addWidget(below, 1)
        self.content.addWidget(self._form())

    def _form(self) -> QWidget:
        """How the file is read, which is rarely to be said."""
        form = QWidget()
        row = QHBoxLayout(form)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addStretch(1)
        for name, box in ((tr("Separator"), self.separator), (tr("Encoding"), self.encoding)):
            row.addWidget(Label(name, SECONDARY, REGULAR, "text2"))
            row.addWidget(box)
            box.setAccessibleName(name)
        for sign, words in _SEPARATORS.items():
            self.separator.addItem(show(words), sign)
        for code, words in _ENCODINGS.items():
            self.encoding.addItem(show(words), code)
        self.encoding.setMinimumContentsLength(14)
        self.encoding.setSizeAdjustPolicy(ComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        return form

    def _wire(self) -> None:
        self.back_button.clicked.connect(self.back_wanted)
        self.open_button.clicked.connect(self._accept)
        for box in self.boxes.values():
            box.activated.connect(lambda _: self._show_chosen())
        self.header_box.clicked.connect(lambda: self._read(self._form_now()))
        for box in (self.separator, self.encoding):
            box.activated.connect(lambda _: self._read(self._form_now()))

    # Values ----------------------------------------------------------------------------------------------------

    def ask(self, file: Path, known: Columns | None, back: str) -> None:
        """Show a table; ``known`` are columns that were chosen before, ``back`` the words that lead back."""
        self._file, self._preview = file, None
        self.header.set_title(elide_middle(printable(file.name), 48))
        self.header.set_facts(formatting.place(file.parent))
        self.back_button.set_words(back)
        self.rows.show_rows((), (), {})
        self.said.setText(tr("Reading the table"))
        self._offer(())
        self._read(Form() if known is None else Form(known.header, known.delimiter, known.encoding), known)

    def _read(self, form: Form, known: Columns | None = None) -> None:
        file = self._file

        def done(found: Preview) -> None:
            self._show(found, known)

        self.open_button.set_available(False, tr("The table is being read"))
        self._background.cancel(_FIND)
        self._background.do(_READ, lambda stale: preview(file, form, _checking(stale)), done, self._fail)

    def _form_now(self) -> Form:
        if self._preview is None:  # nothing could be read so far, so that only what was chosen is known
            return Form(None, "", str(self.encoding.currentData()))
        in_lines = self._preview is not None and self._preview.table.in_lines
        delimiter = "" if in_lines else str(self.separator.currentData())
        return Form(self.header_box.isChecked(), delimiter, str(self.encoding.currentData()))

    def _show(self, found: Preview, known: Columns | None) -> None:
        table, begins = found.table, self._preview is None
        before = None if begins else self._columns()
        self._preview = found
        self.problem.clear()
        self._offer(table.names)
        there = set(table.names)
        asked = next((one for one in (known, before) if one and there.issuperset(one.named.values())), found.guess)
        for role, box in self.boxes.items():
            box.setCurrentIndex(max(0, box.findData(getattr(asked, role) if asked else "")))
        self.header_box.setChecked(table.form.header is not False)
        for box, value in ((self.separator, table.form.delimiter), (self.encoding, table.form.encoding)):
            box.setCurrentIndex(max(0, box.findData(value)))
        for widget in (self.header_box, self.separator):
            widget.setEnabled(not table.in_lines)
        self._show_chosen()
        if begins:
            self._take_keyboard()

    def _take_keyboard(self) -> None:
        """Let Enter open the pictures, or begin at the first column that is to be chosen."""
        if self.isVisible():
            open_ = next((box for box in self.boxes.values() if not box.currentData()), self.boxes["file"])
            where = self.open_button if self.open_button.isEnabled() else open_
            where.setFocus(Qt.FocusReason.OtherFocusReason)

    def _offer(self, names: tuple[str, ...]) -> None:
        for role, box in self.boxes.items():
            box.clear()
            box.addItem(tr("Choose…") if role in ("file", "label") else tr("None"), "")
            for name in names:
                box.addItem(elide_middle(printable(name), 40), name)
            box.setEnabled(bool(names))
        self.open_button.set_available(False, tr("Choose the columns first"))

    def _columns(self) -> Columns | None:
        """What is chosen; None while that is not whole."""
        chosen = {role: str(box.currentData() or "") for role, box in self.boxes.items()}
        form = self._form_now()
        try:
            return Columns(**chosen, header=form.header is not False, delimiter=form.delimiter, encoding=form.encoding)
        except ConfigError:
            return None

    def _show_chosen(self) -> None:
        """Mark the chosen columns, and look in a thread which of their files are there."""
        found = self._preview
        if found is None:
            return
        chosen = {
            str(box.currentData()): show(_MEANINGS[role]) for role, box in self.boxes.items() if box.currentData()
        }
        self.rows.show_rows(found.table.names, found.table.rows, chosen)
        columns = self._columns()
        self.open_button.set_available(columns is not None, show(self._missing()))
        self.said.set_tone("text2")
        self._background.cancel(_FIND)
        if columns is None:
            self.said.setText(show(self._missing()))
            return
        names, root = found.named(columns.file), self._file.parent
        self._background.do(
            _FIND,
            lambda stale: count_there(names, root, _checking(stale)),
            lambda there: self._say(columns, there, len(names)),
            lambda _error: None,  # opening the table reports it
        )

    def _missing(self) -> Message:
        if self._preview is not None and not self._preview.table.rows:
            return message("This table has no line with a picture.")
        if not all(self.boxes[role].currentData() for role in ("file", "label")):
            return message("Choose the column with the files and the one with the classes.")
        return message("Each column says one thing: choose different ones.")

    def _say(self, columns: Columns, there: int, of: int) -> None:
        """Say how many of the files are there, of the first or of all, which lines are left out, and what is open."""
        found = self._preview
        if found is None:
            return
        whole = found.whole
        if not there:
            text = show(joined(self._none_there(of, whole=whole), _ELSEWHERE))
        elif there < of and whole:
            text = tr("Of its {count} files, {there} are there. Others are left out.", count=of, there=there)
        elif there < of:
            text = tr("Of the first {count} files, {there} are there. Others are left out.", count=of, there=there)
        elif whole:
            text = trn("Its file is there.", "All of its {count} files are there.", of)
        else:
            text = trn("The first file is there.", "The first {count} files are there.", of)
        self.said.setText(" ".join([text, *map(show, found.notes(columns))]))
        self.said.set_tone("text2" if there else "wrong")

    def _none_there(self, count: int, *, whole: bool) -> Message:
        folder = self._file.parent
        if not count:
            return message("This column names no file.")
        if whole:
            return plural(
                "Its file is not in {folder:place} or a folder in it.",
                "None of its {count} files is in {folder:place} or a folder in it.",
                count,
                folder=folder,
            )
        return message(
            "None of the first {count} files is in {folder:place} or a folder in it.", count=count, folder=folder
        )

    def _fail(self, error: Exception) -> None:
        self._preview = None
        self.said.setText("")
        self.rows.show_rows((), (), {})
        self.open_button.set_available(False, tr("The table cannot be read"))
        self.problem.show_error(show(text_of(error)))

    def _accept(self) -> None:
        if (columns := self._columns()) is not None:
            self.accepted.emit(self._file, columns.reading)


def _checking(stale: Stale) -> Callable[[], None]:
    def check() -> None:
        if stale():
            raise ScanStopped(message("Reading the folder was stopped."))

    return check
