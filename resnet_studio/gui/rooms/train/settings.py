"""The form of settings of the next run, built from the table of settings; locked where it shows those of a run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from resnet_studio.core.basics.errors import ConfigError
from resnet_studio.core.basics.message import show, tr
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.setting_kinds import Setting
from resnet_studio.core.runs.settings import SECTIONS, in_section, named
from resnet_studio.gui.rooms.train.fields import NumberField, SettingRow
from resnet_studio.gui.theme.tokens import CAPTION, REGULAR
from resnet_studio.gui.widgets.button import Button, IconButton
from resnet_studio.gui.widgets.feedback import Icon
from resnet_studio.gui.widgets.fields import Foldout
from resnet_studio.gui.widgets.scrolling import scroll_down
from resnet_studio.gui.widgets.text import Label, heading
from resnet_studio.gui.work.draft import Draft

MARGIN = 14
"""Space at the right of everything in the form, px; at the left there is none."""


class SettingsForm(QWidget):
    """Edits a `Draft`. ``show_run`` shows a run's settings instead, locked; ``show_draft`` goes back to editing."""

    closed = Signal()
    """The cross was pressed (it is visible only while the form is a drawer)."""
    checked = Signal()
    """A field became invalid, or valid again."""

    def __init__(self, draft: Draft, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._draft = draft
        self._run: TrainConfig | None = None
        self._note = ""
        self._before: dict[str, Any] = {}  # the choice that a setting had before a person began to type
        self.rows: dict[str, SettingRow] = {}
        self.folds: dict[str, Foldout] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._make_head())
        column.addWidget(self._make_area(), 1)
        self._fill()
        draft.changed.connect(self._draft_changed)
        draft.opened.connect(self._discard_typed)
        self._show()

    # What is shown -------------------------------------------------------------------------------------------------

    def show_run(self, config: TrainConfig, note: str) -> None:
        """Show the settings of a run: values as text, nothing to change. ``note`` says in two or three words why."""
        if self._run is not config or self._note != note:
            self._run, self._note = config, note
            self._show()

    def show_draft(self, note: str = "") -> None:
        """Let the settings of the next run be edited; ``note`` says that they are, where it is not plain."""
        if self._run is not None or self._note != note:
            self._run, self._note = None, note
            self._show()

    def set_drawer(self, drawer: bool) -> None:
        """Show the cross that closes the drawer, or not."""
        self.close_button.setVisible(drawer)

    def width_needed(self) -> int:
        """The width in which no label and no input is clipped, px; it depends on the language."""
        widths = [0]
        for row in self.rows.values():
            fold = self.folds.get(row.setting.section)
            indent = fold.content.contentsMargins().left() if fold else 0
            widths.append(indent + row.width_needed())
        return max(widths) + 2 * MARGIN

    @property
    def locked(self) -> bool:
        """Whether a run's settings are shown."""
        return self._run is not None

    def complaint(self) -> str:
        """What is wrong with the first invalid field, by its name; empty if all are valid."""
        row = self.first_problem()
        return row.complaint() if row else ""

    def first_problem(self) -> SettingRow | None:
        """The first field with an invalid value, or None."""
        if self.locked:
            return None
        return next((row for row in self.rows.values() if row.problem()), None)

    def reveal(self, row: SettingRow) -> None:
        """Open the fold of a row and put the cursor into it."""
        if fold := self.folds.get(row.setting.section):
            fold.set_open(True)
        row.control.setFocus(Qt.FocusReason.OtherFocusReason)

    # Building ------------------------------------------------------------------------------------------------------

    def _make_head(self) -> QWidget:
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(heading(tr("Settings")))
        row.addSpacing(4)
        self.defaults_button = Button(tr("Defaults"), "link", tip=tr("Undo all changes made here"))
        self.defaults_button.clicked.connect(self.reset)
        self._lock = Icon("lock", 13, "text3")
        self.note = Label("", CAPTION, REGULAR, "text3")
        self.close_button = IconButton("cross", tr("Close the settings"))
        self.close_button.clicked.connect(self.closed)
        self.close_button.hide()
        middle = Qt.AlignmentFlag.AlignVCenter
        row.addWidget(self._lock, 0, middle)
        row.addWidget(self.note, 0, middle)
        row.addStretch(1)
        row.addWidget(self.defaults_button, 0, middle)
        row.addWidget(self.close_button, 0, middle)
        row.setContentsMargins(0, 0, MARGIN, 0)
        head = QWidget()
        head.setFixedHeight(26)
        head.setLayout(row)
        return head

    def _make_area(self) -> QScrollArea:
        content = QWidget()
        content.setObjectName("content")
        self._column = column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, MARGIN, 0)
        column.setSpacing(0)
        area = QScrollArea()
        scroll_down(area, content)
        # The scroll bar is inside the margin, so that nothing moves when it appears.
        bar = area.verticalScrollBar()
        bar.rangeChanged.connect(
            lambda _, most: column.setContentsMargins(0, 0, MARGIN - (bar.sizeHint().width() if most else 0), 0)
        )
        return area

    def _fill(self) -> None:
        """Put the rows where they will be seen: moved there later, each would get its style once more."""
        for section in SECTIONS:
            if not section.title:
                self._add_rows(self._column, in_section(section))
                self._column.addSpacing(8)
                continue
            fold = Foldout(show(section.title))
            self._column.addWidget(fold)
            self._add_rows(fold.content, in_section(section))
            self.folds[section.id] = fold
        self._column.addStretch(1)

    def _add_rows(self, column: QVBoxLayout, settings: Sequence[Setting]) -> None:
        for setting in settings:
            row = SettingRow(setting, self._draft.config)
            row.chosen.connect(self._choose)
            if isinstance(row.control, NumberField):
                row.control.reverted.connect(lambda row=row: self._revert(row))
            column.addWidget(row)
            self.rows[setting.name] = row

    # Editing -------------------------------------------------------------------------------------------------------

    def reset(self) -> None:
        """Return every setting of this form to its default."""
        self._draft.choose(**dict.fromkeys(self.rows))
        self._discard_typed()

    def _discard_typed(self) -> None:
        """Show the settings as they stand, also where something invalid was typed."""
        self._before.clear()
        for row in self.rows.values():
            row.revert(self._draft.config)
        self._show()

    def _choose(self, name: str, value: Any, done: bool) -> None:
        row = self.rows[name]
        before = self._before.setdefault(name, self._draft.chosen.get(name))
        try:
            self._draft.choose(**{name: value})
        except ConfigError as error:
            self._draft.choose(**{name: before})  # while "99" is typed, "9" was valid and was chosen
            if done:
                self.rows.get(error.field, row).refuse(error.allowed)
                self._show()
            return
        row.refuse(None)
        if done:
            self._before.pop(name)
            row.revert(self._draft.config)
        self._show()

    def _revert(self, row: SettingRow) -> None:
        """Discard what was typed, as Escape does."""
        if row.setting.name in self._before:
            self._draft.choose(**{row.setting.name: self._before.pop(row.setting.name)})
        row.revert(self._draft.config)
        self._show()

    def _draft_changed(self, _config: object) -> None:
        self._show()

    def _show(self) -> None:
        config = self._run or self._draft.config
        for row in self.rows.values():
            row.set_locked(self.locked)
            row.show_config(config)
        for section in SECTIONS:
            if section.leading:
                self.folds[section.id].set_value(show(named(section.leading).text(config)))
        self.defaults_button.setVisible(not self.locked and self._differs())
        self._lock.setVisible(self.locked)
        self.note.setText(self._note)
        self.note.setVisible(bool(self._note))
        self.checked.emit()

    def _differs(self) -> bool:
        """Whether a setting of this form differs from its default, or what was typed is not valid."""
        if any(row.problem() for row in self.rows.values()):
            return True
        others = {name: value for name, value in self._draft.chosen.items() if name not in self.rows}
        usual = self._draft.build(others)
        return any(getattr(usual, name) != getattr(self._draft.config, name) for name in self.rows)
