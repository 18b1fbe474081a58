"""How deep: the five depths for photographs or for small images, as cards with what has been published of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from resnet_studio.core.basics import formatting
from resnet_studio.core.network.architecture import PHOTO_DEPTHS, PUBLISHED, SMALL_DEPTHS, Family, architecture
from resnet_studio.gui.theme.tokens import REGULAR, SECONDARY, SEMIBOLD, TITLE
from resnet_studio.gui.widgets.card import SelectableCard
from resnet_studio.gui.widgets.choice import Segmented, one_tab_stop
from resnet_studio.gui.widgets.text import ElidedLabel, Label, heading

# He et al. 2015 (arXiv:1512.03385), table 6: test error on CIFAR-10 in percent; 110 is the best of five runs.
CIFAR10_ERROR: Final = {20: 8.75, 32: 7.51, 44: 7.17, 56: 6.97, 110: 6.43}
_CIFAR10_CLASSES = 10
_BYTES_A_PARAMETER = 4
_NOTES: Final[dict[Family, str]] = {
    "photographs": "top-1 on ImageNet, as published",
    "small": "error on CIFAR-10, as published",
}
_PLAIN_NOTES: Final[dict[Family, str]] = {
    "photographs": "top-1 on ImageNet with shortcuts, as published",
    "small": "error on CIFAR-10 with shortcuts, as published",
}
_MEANING: Final[dict[Family, str]] = {
    "photographs": "Networks for pictures of usual size, 224 px by default",
    "small": "Networks for small pictures such as digits and icons, 32 px by default",
}


@dataclass(frozen=True, slots=True)
class DepthFacts:
    """What a card says: parameters and file size in words, and the published result with what it is."""

    parameters: str
    size: str
    result: str
    measure: str


def facts(depth: int) -> DepthFacts:
    """What is published of a depth; sizes of small networks are those of their 32-bit parameters."""
    if depth in PHOTO_DEPTHS:
        known = PUBLISHED[depth]
        return DepthFacts(
            formatting.parameters(known.parameters),
            formatting.size(known.file_size),
            formatting.percent(known.top1),
            "top-1",
        )
    parameters = architecture(depth).total_parameters(_CIFAR10_CLASSES)
    size = formatting.size(_BYTES_A_PARAMETER * parameters)
    return DepthFacts(formatting.parameters(parameters), size, f"{CIFAR10_ERROR[depth]:.2f} %", "error")


class _Parameters(ElidedLabel):
    """ "11.7 M parameters", or "11.7 M param." where that is too wide."""

    def __init__(self, parameters: str) -> None:
        self._short, self._narrow = f"{parameters} param.", False
        super().__init__(f"{parameters} parameters", SECONDARY, REGULAR, "text2", elide="right")

    def shown(self) -> str:
        """Return what fits into the present width."""
        fits = self.fontMetrics().horizontalAdvance(self.text()) <= self.width()
        return self.text() if fits and not self._narrow else self._short

    def set_narrow(self, narrow: bool) -> None:
        """Be short in any case, so that the cards of a row are alike."""
        self._narrow = narrow
        self.update()


class DepthCard(SelectableCard):
    """One depth."""

    def __init__(self, depth: int) -> None:
        told = facts(depth)
        where = "on ImageNet" if depth in PHOTO_DEPTHS else "on CIFAR-10"
        name = f"ResNet-{depth}, {told.parameters} parameters, {told.size}, {told.result} {told.measure} {where}"
        super().__init__(name, padding=12)
        self._size = Label(told.size, SECONDARY, REGULAR, "text2")
        result = QHBoxLayout()
        result.setSpacing(3)
        result.addWidget(Label(told.result, SECONDARY, SEMIBOLD))
        result.addWidget(Label(told.measure, SECONDARY, REGULAR, "text2"))
        result.addStretch(1)
        self.layout_.addWidget(Label(str(depth), TITLE, SEMIBOLD))
        self._parameters = _Parameters(told.parameters)
        self.layout_.addWidget(self._parameters)
        self.layout_.addWidget(self._size)
        self.layout_.addLayout(result)
        self.layout_.addStretch(1)
        self.setToolTip(f"ResNet-{depth}: {depth} layers with weights, one after the other")

    def set_narrow(self, narrow: bool) -> None:
        """Leave out the size where there is no room for it."""
        self._size.setVisible(not narrow)
        self._parameters.set_narrow(narrow)
        padding = 10 if narrow else 12
        self.layout_.setContentsMargins(padding, 12, padding, 12)


class DepthChoice(QWidget):
    """The switch between the two families, and the cards of the present one. Signal: ``chosen(int)``, a depth."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._latest: dict[Family, int] = {"photographs": PHOTO_DEPTHS[0], "small": SMALL_DEPTHS[0]}
        self.family = Segmented((("photographs", "Photographs"), ("small", "Small images")), "Kind of pictures")
        for key, meaning in _MEANING.items():
            self.family.button(key).setToolTip(meaning)
        self._note = ElidedLabel("", SECONDARY, REGULAR, "text2", elide="right")
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(heading("Depth"))
        top.addWidget(self.family)
        top.addWidget(self._note, 1)
        self.cards: dict[int, DepthCard] = {}
        self._rows: dict[Family, QWidget] = {
            "photographs": self._make_row(PHOTO_DEPTHS),
            "small": self._make_row(SMALL_DEPTHS),
        }
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(top)
        for row in self._rows.values():
            column.addWidget(row, 1)
        self.family.changed.connect(self._family_chosen)
        self.set_depth(PHOTO_DEPTHS[0])

    def _make_row(self, depths: tuple[int, ...]) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        group = QButtonGroup(holder)
        for depth in depths:
            card = DepthCard(depth)
            self.cards[depth] = card
            group.addButton(card, depth)
            row.addWidget(card, 1)
        one_tab_stop(group)
        group.idClicked.connect(self.chosen)
        return holder

    def set_depth(self, depth: int, *, shortcuts: bool = True) -> None:
        """Show a depth as chosen; the published results are those of networks with shortcuts."""
        family = architecture(depth).family
        self._latest[family] = depth
        self.family.set_current(family)
        self.cards[depth].setChecked(True)
        for key, row in self._rows.items():
            row.setVisible(key == family)
        self._note.setText((_NOTES if shortcuts else _PLAIN_NOTES)[family])

    def set_narrow(self, narrow: bool) -> None:
        """Show less in the smallest windows."""
        for card in self.cards.values():
            card.set_narrow(narrow)

    def note(self) -> str:
        """Return what is said of the published results."""
        return self._note.text()

    def _family_chosen(self, family: str) -> None:
        self.chosen.emit(self._latest["small" if family == "small" else "photographs"])
