"""A field for the name of a class: of a new one, or another one of a class that there is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QVBoxLayout, QWidget

from resnet_studio.core.basics.message import show, tr
from resnet_studio.core.dataset.class_edits import name_problem
from resnet_studio.gui.theme.held_keys import is_repeat
from resnet_studio.gui.theme.tokens import CAPTION, REGULAR
from resnet_studio.gui.widgets.text import Label


class NameField(QLineEdit):
    """A class's name, with those that there are offered.

    Signals: ``given(str)``; ``left()``, Escape; ``ended()``, what is typed goes elsewhere now.
    """

    given = Signal(str)
    left = Signal()
    ended = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._held = False  # whether the key that asked for a name may still be held
        self.setPlaceholderText(tr("Name of a class"))
        self.setAccessibleName(tr("Name of a class"))
        self.returnPressed.connect(self._give)
        self._names = QStringListModel(self)
        completer = QCompleter(self._names, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setCompletionMode(QCompleter.CompletionMode.InlineCompletion)
        self.setCompleter(completer)  # one for good: to replace it while the window is laid out has ended the program
        self.hide()

    def offer(self, names: Sequence[str]) -> None:
        """Complete these names."""
        if self._names.stringList() != list(names):
            self._names.setStringList(list(names))

    def ask(self, text: str = "") -> None:
        """Ask for a name."""
        self._held = True
        self.setText(text)
        self.selectAll()
        self.show()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def is_typed_into(self) -> bool:
        """Whether it has the keyboard, or has it again when its window becomes active again."""
        return self.window().focusWidget() is self

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._held = self._held and is_repeat(event)
        if self._held:
            return
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.ended.emit()

    def _give(self) -> None:
        if self.text().strip():
            self.given.emit(self.text().strip())
        else:
            self.left.emit()


class ClassNamer(QWidget):
    """The field, and why a name was refused; it shows while a name is asked for.

    Signals: ``named(str, str)``, a class's name, and the one that it had, or empty for a class to be made or given to
    pictures; ``left()``, the field was left.
    """

    named = Signal(str, str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = NameField()
        self._why = Label("", CAPTION, REGULAR, "wrong", wrap=True)
        self._renamed = ""
        self._names: tuple[str, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.field)
        column.addWidget(self._why)
        self._why.hide()
        self.hide()
        self.field.given.connect(self._take)
        self.field.left.connect(self._leave)
        self.field.textEdited.connect(lambda _: self._why.hide())

    def set_names(self, names: Sequence[str]) -> None:
        """Know the classes that there are, and complete their names."""
        self._names = tuple(names)
        self.field.offer(names)

    def ask(self, renamed: str = "") -> None:
        """Ask for the name of a class, or for another one of the class ``renamed``."""
        self._renamed = renamed
        self._why.hide()
        self.show()
        self.field.ask(renamed)

    def why(self) -> str:
        """Return why a name was refused; empty where none was."""
        return "" if self._why.isHidden() else self._why.text()

    def _take(self, name: str) -> None:
        if problem := name_problem(name):
            self._refuse(tr("It must be {allowed}.", allowed=show(problem)))
        elif self._renamed and name != self._renamed and name in self._names:
            self._refuse(tr("There is a class of that name. Merge them from the menu of this one."))
        else:
            self._leave()
            if name != self._renamed:
                self.named.emit(name, self._renamed)

    def _refuse(self, why: str) -> None:
        self._why.setText(why)
        self._why.show()

    def _leave(self) -> None:
        self._why.hide()
        self.field.hide()
        self.hide()
        self.left.emit()
