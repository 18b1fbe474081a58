"""Where the network looked, large: what a person chooses above the picture, and what each block adds below it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent

from resnet_studio.core.basics.message import show, tr
from resnet_studio.gui.charts.block_shares import BlockShares
from resnet_studio.gui.theme.tokens import REGULAR, SECONDARY
from resnet_studio.gui.why.maps import Maps
from resnet_studio.gui.widgets.fields import Slider
from resnet_studio.gui.widgets.look_bar import LookBar
from resnet_studio.gui.widgets.text import Label
from resnet_studio.gui.work.explain import Looked

_STEP: Final = 10  # percent of the opacity that a key changes


class LargeMap(QObject):
    """Asks for the map of one picture while it is shown large. Signal: ``changed()``, another map or opacity.

    Attributes:
        bar: the switch and its choices; `chart`: the bars of the blocks.
        looked: the map of the picture, where it is there and maps are on.
    """

    changed = Signal()

    def __init__(self, maps: Maps, parent: QObject) -> None:
        super().__init__(parent)
        self._maps = maps
        self._path, self._label, self._low = "", "", False
        self.bar, self.chart = LookBar(maps.choice), BlockShares()
        self.strength = Slider(0, 100, 100, filled=True, width=80)
        self.strength.setAccessibleName(tr("Strength of the map, percent"))
        self.strength.setToolTip(tr("How strong the map is over the picture (plus and minus keys)"))
        self._caption = Label(tr("Strength"), SECONDARY, REGULAR, "text2")
        self.bar.add(self._caption)
        self.bar.add(self.strength)
        self.bar.set_keys(tr("Key M"), tr("Key C, back with Shift"), tr("Page Up and Page Down keys"))
        self.strength.valueChanged.connect(self.changed)
        maps.changed.connect(self._ask)
        maps.arrived.connect(self._note_arrival)
        maps.control.changed.connect(self._note_change)
        self._update()

    @property
    def looked(self) -> Looked | None:
        """The map of the picture, where maps are on and it is there."""
        return self._maps.find(self._path, self._label) if self._path else None

    @property
    def opacity(self) -> float:
        """Opacity of the map, 0 to 1."""
        return self.strength.value() / 100

    def show(self, path: str, label: str = "") -> None:
        """Ask for the map of a picture, whose own class is `label` where it is known."""
        self._path, self._label = path, label
        self._ask()

    def clear(self) -> None:
        """Ask for no map."""
        self._path = ""
        self._ask()

    def set_low(self, low: bool) -> None:
        """Leave the chart out where there is little height."""
        self._low = low
        self.chart.setVisible(self._maps.choice.on and not low)

    def press(self, event: QKeyEvent) -> bool:
        """Do what a key means: M turns maps on and off, C is the next class, Page keys the stage, + and - strength."""
        choice, back = self._maps.choice, bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        match Qt.Key(event.key()):
            case Qt.Key.Key_M:
                choice.set_on(not choice.on)
            case Qt.Key.Key_C if choice.on:
                choice.step_class(-1 if back else 1)
            case Qt.Key.Key_PageUp if choice.on:
                choice.step_stage(-1)
            case Qt.Key.Key_PageDown if choice.on:
                choice.step_stage(1)
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal if choice.on:
                self.strength.setValue(self.strength.value() + _STEP)
            case Qt.Key.Key_Minus if choice.on:
                self.strength.setValue(self.strength.value() - _STEP)
            case _:
                return False
        return True

    def _ask(self) -> None:
        asked = self._maps.asked(self._path, self._label) if self._path and self._maps.choice.on else None
        self._maps.control.want(self, [asked] if asked else [])
        self._update()

    def _note_arrival(self, path: str) -> None:
        if path == self._path:
            self._update()

    def _note_change(self) -> None:
        if self._path:
            self._update()

    def _update(self) -> None:
        on, looked = self._maps.choice.on, self.looked
        for widget in (self._caption, self.strength):
            widget.setVisible(on)
        self.chart.setVisible(on and not self._low)
        self.chart.show_shares(self._maps.architecture, looked.contributions if looked else ())
        problem = self._maps.problem(self._path, self._label) if self._path and on and looked is None else None
        self.bar.say(self._words(looked), wrong=False)
        if problem is not None:
            self.bar.say(tr("Where it looked is not known: {reason}", reason=show(problem)), wrong=True)
        self.changed.emit()

    def _words(self, looked: Looked | None) -> str:
        if not self._maps.choice.on or not self._path:
            return ""
        if looked is None:
            reason = self._maps.control.waiting_for()
            return show(reason) if reason else tr("Finding where it looked…")
        if looked.empty:
            return tr("Nothing here speaks for {known:name}, {probability:percent}", known=looked.of,
                      probability=looked.probability)  # fmt: skip
        return tr("What speaks for {known:name}, {probability:percent}", known=looked.of,
                  probability=looked.probability)  # fmt: skip
