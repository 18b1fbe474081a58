"""The choice of what is shown of where a network looked: whether, of which stage, for which class."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from resnet_studio.core.basics.message import tr
from resnet_studio.core.basics.safe_text import printable
from resnet_studio.gui.theme.tokens import REGULAR, SECONDARY
from resnet_studio.gui.widgets.fields import ComboBox
from resnet_studio.gui.widgets.switch import Switch
from resnet_studio.gui.widgets.text import ElidedLabel, plain_tip

PREDICTED: Final = ""
"""The evidence for the class that the network finds most probable, in each picture."""
LABEL: Final = "\0label"
"""The evidence for each picture's own class; a class cannot have this name."""
_WIDEST: Final = 168  # px of the choice of a class, where the names are long


class LookChoice(QObject):
    """What is shown of where a network looked, in a grid and large alike. Signal: ``changed()``.

    Attributes:
        on: whether maps are shown.
        stage: whose output they are of.
        of: `PREDICTED`, `LABEL` or the name of a class.
        stages, classes: of the model; `labelled` says that the class of each picture is known.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None, *, labelled: bool = False) -> None:
        super().__init__(parent)
        self.on, self.stage, self.of = False, "", PREDICTED
        self.stages: tuple[str, ...] = ()
        self.classes: tuple[str, ...] = ()
        self.labelled = labelled

    def set_model(self, stages: tuple[str, ...], classes: tuple[str, ...]) -> None:
        """Choose among the stages and classes of another model; the last stage, where it lacks the chosen one."""
        if (stages, classes) == (self.stages, self.classes):
            return
        self.stages, self.classes = stages, classes
        if self.stage not in stages:
            self.stage = stages[-1] if stages else ""
        if self.of not in (PREDICTED, LABEL, *classes):
            self.of = PREDICTED
        self.changed.emit()

    def set_on(self, on: bool) -> None:
        """Show maps, or not."""
        if on != self.on:
            self.on = on
            self.changed.emit()

    def choose(self, *, stage: str | None = None, of: str | None = None) -> None:
        """Show maps of another stage or for another class; unknown ones are ignored."""
        before = self.stage, self.of
        if stage in self.stages:
            self.stage = str(stage)
        if of in (PREDICTED, *self.classes) or (of == LABEL and self.labelled):
            self.of = str(of)
        if (self.stage, self.of) != before:
            self.changed.emit()

    def step_stage(self, by: int) -> None:
        """Choose the stage so many places later."""
        if self.stage in self.stages:
            place = self.stages.index(self.stage) + by
            self.choose(stage=self.stages[min(len(self.stages) - 1, max(0, place))])

    def step_class(self, by: int) -> None:
        """Choose the class so many places later, around."""
        known = self.options()
        self.choose(of=known[(known.index(self.of) + by) % len(known)] if self.of in known else PREDICTED)

    def options(self) -> tuple[str, ...]:
        """The choices of a class, in order."""
        return (PREDICTED, *((LABEL,) if self.labelled else ()), *self.classes)

    def class_of(self, label: str) -> str:
        """The class that the map of a picture is for, whose own class is `label`; empty for the predicted one."""
        return label if self.of == LABEL else self.of


class LookBar(QWidget):
    """A switch, and while it is on the choices of class and stage; `note` says at the left what there is to say."""

    def __init__(self, choice: LookChoice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choice = choice
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        self.note = ElidedLabel("", SECONDARY, REGULAR, "text2", elide="right")
        self.note.yield_room()
        self.switch = Switch(tr("Show where it looked"))
        self.of, self.stage = ComboBox(bar=True), ComboBox(bar=True)
        self.of.setAccessibleName(tr("Evidence for the class"))
        for box in (self.of, self.stage):
            box.setSizeAdjustPolicy(ComboBox.SizeAdjustPolicy.AdjustToContents)
        self.stage.setAccessibleName(tr("Stage of the network"))
        row.addWidget(self.note, 1)
        for widget in (self.switch, self.of, self.stage):
            row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        self._apart = False  # whether the switch is elsewhere
        self.set_keys("", "", "")
        self.switch.toggled.connect(choice.set_on)
        self.of.activated.connect(lambda _: choice.choose(of=self.of.currentData()))
        self.stage.activated.connect(lambda _: choice.choose(stage=self.stage.currentData()))
        choice.changed.connect(self._follow)
        self._shown: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
        self._follow()

    def part_with_switch(self) -> Switch:
        """Return the switch for another place; the bar then shows only while there is something to choose or to say."""
        self._apart = True
        self._show_needed()
        return self.switch

    def _show_needed(self) -> None:
        if self._apart:
            self.setVisible(self.choice.on or bool(self.note.text()))

    def add(self, widget: QWidget) -> None:
        """Put one more control at the right end."""
        layout = self.layout()
        assert layout is not None
        layout.addWidget(widget)

    def set_keys(self, switch: str, of: str, stage: str) -> None:
        """Say in the tooltips which keys do the same."""
        tips = (
            tr("Bright is where the picture speaks for the class (Grad-CAM). The network sees what is in the frame."),
            tr("The class whose evidence is shown."),
            tr("Early stages are fine and see edges; the last one is coarse and sees things."),
        )
        for widget, tip, keys in zip((self.switch, self.of, self.stage), tips, (switch, of, stage), strict=True):
            widget.setToolTip(plain_tip("\n".join(filter(None, (tip, keys)))))

    def say(self, text: str, *, wrong: bool = False) -> None:
        """Say what the maps wait for, or why there is none."""
        self.note.set_tone("wrong" if wrong else "text2")
        self.note.setText(text)
        self._show_needed()

    def _follow(self) -> None:
        choice = self.choice
        with QSignalBlocker(self.switch), QSignalBlocker(self.of), QSignalBlocker(self.stage):
            if (choice.options(), choice.stages) != self._shown:
                self._fill()
            self.switch.setChecked(choice.on)
            self.of.setCurrentIndex(self.of.findData(choice.of))
            self.stage.setCurrentIndex(self.stage.findData(choice.stage))
        for box in (self.of, self.stage):
            box.setVisible(choice.on)
        self._show_needed()

    def _fill(self) -> None:
        self._shown = self.choice.options(), self.choice.stages
        self.of.clear()
        names = {PREDICTED: tr("predicted class"), LABEL: tr("its own class")}
        for option in (option for option in self.choice.options() if option in names):
            self.of.addItem(names[option], option)
        self.of.setMaximumWidth(max(_WIDEST, self.of.sizeHint().width()))  # names of classes may be longer
        for name in self.choice.classes:
            self.of.addItem(printable(name), name)
        self.stage.clear()
        for stage in self.choice.stages:
            self.stage.addItem(stage, stage)
