"""The choice of depth: five cards for photographs or for small pictures, with the published results."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from resnet_studio.core.basics import formatting, language
from resnet_studio.core.basics.message import Message, message, show, tr
from resnet_studio.core.network.architecture import PHOTO_DEPTHS, PUBLISHED, SMALL_DEPTHS, Family, architecture
from resnet_studio.gui.theme.tokens import REGULAR, SECONDARY, SEMIBOLD, TITLE
from resnet_studio.gui.widgets.card import SelectableCard
from resnet_studio.gui.widgets.choice import Segmented, one_tab_stop
from resnet_studio.gui.widgets.text import ElidedLabel, Label, heading

# He et al. 2015 (arXiv:1512.03385), table 6: test error on CIFAR-10 in percent; 110 is the best of five runs.
CIFAR10_ERROR: Final = {20: 8.75, 32: 7.51, 44: 7.17, 56: 6.97, 110: 6.43}
_CIFAR10_CLASSES = 10
_BYTES_PER_PARAMETER = 4
_NOTES: Final[dict[Family, Message]] = {
    "photographs": message("top-1 on ImageNet, as published"),
    "small": message("error on CIFAR-10, as published"),
}
_PLAIN_NOTES: Final[dict[Family, Message]] = {
    "photographs": message("top-1 on ImageNet with shortcuts, as published"),
    "small": message("error on CIFAR-10 with shortcuts, as published"),
}
_MEANING: Final[dict[Family, Message]] = {
    "photographs": message("Networks for pictures of usual size, 224 px by default"),
    "small": message("Networks for small pictures such as digits and icons, 32 px by default"),
}


@dataclass(frozen=True, slots=True)
class DepthFacts:
    """The content of a card: parameters, file size in bytes, the published result, and which measure that is."""

    parameters: int
    size: int
    result: str
    measure: str


def facts(depth: int) -> DepthFacts:
    """The published facts of a depth; the size of a small network is that of its 32-bit parameters."""
    if depth in PHOTO_DEPTHS:
        known = PUBLISHED[depth]
        return DepthFacts(known.parameters, known.file_size, formatting.percent(known.top1), tr("top-1"))
    parameters = architecture(depth).total_parameters(_CIFAR10_CLASSES)
    error = f"{language.current().number(CIFAR10_ERROR[depth], 2)} %"
    return DepthFacts(parameters, _BYTES_PER_PARAMETER * parameters, error, tr("error"))


class _Parameters(ElidedLabel):
    """ "11.7 M parameters", or "11.7 M param." where that is too wide."""

    def __init__(self, parameters: int) -> None:
        self._short, self._narrow = tr("{number:parameters} param.", number=parameters), False
        super().__init__(
            tr("{number:parameters} parameters", number=parameters), SECONDARY, REGULAR, "text2", elide="right"
        )

    def shown(self) -> str:
        """Return the text that fits into the current width."""
        metrics = self.fontMetrics()
        if not self._narrow and metrics.horizontalAdvance(self.text()) <= self.width():
            return self.text()
        return metrics.elidedText(self._short, Qt.TextElideMode.ElideRight, self.width())

    def set_narrow(self, narrow: bool) -> None:
        """Use the short text in any case, so that all cards of a row look the same."""
        self._narrow = narrow
        self.update()


class DepthCard(SelectableCard):
    """One depth."""

    def __init__(self, depth: int) -> None:
        known_facts = facts(depth)
        super().__init__(_card_name(depth, known_facts), padding=12)
        self._size = Label(formatting.size(known_facts.size), SECONDARY, REGULAR, "text2")
        result = QHBoxLayout()
        result.setSpacing(3)
        result.addWidget(Label(known_facts.result, SECONDARY, SEMIBOLD))
        result.addWidget(Label(known_facts.measure, SECONDARY, REGULAR, "text2"))
        result.addStretch(1)
        self.layout_.addWidget(Label(str(depth), TITLE, SEMIBOLD))
        self._parameters = _Parameters(known_facts.parameters)
        self.layout_.addWidget(self._parameters)
        self.layout_.addWidget(self._size)
        self.layout_.addLayout(result)
        self.layout_.addStretch(1)
        self.setToolTip(
            tr("{network}: {depth} layers with weights, one after the other", network=f"ResNet-{depth}", depth=depth)
        )

    def set_narrow(self, narrow: bool) -> None:
        """Leave out the size where there is no room for it."""
        self._size.setVisible(not narrow)
        self._parameters.set_narrow(narrow)
        padding = 10 if narrow else 12
        self.layout_.setContentsMargins(padding, 12, padding, 12)


def _card_name(depth: int, known: DepthFacts) -> str:
    """The name of a card for screen readers."""
    network = f"ResNet-{depth}"
    if depth in PHOTO_DEPTHS:
        return tr(
            "{network}, {number:parameters} parameters, {size:size}, {result} top-1 on ImageNet",
            network=network, number=known.parameters, size=known.size, result=known.result,
        )  # fmt: skip
    return tr(
        "{network}, {number:parameters} parameters, {size:size}, {result} error on CIFAR-10",
        network=network, number=known.parameters, size=known.size, result=known.result,
    )  # fmt: skip


class DepthChoice(QWidget):
    """The switch between the two families, and the cards of the present one. Signal: ``chosen(int)``, a depth."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._latest: dict[Family, int] = {"photographs": PHOTO_DEPTHS[0], "small": SMALL_DEPTHS[0]}
        self.family = Segmented(
            (("photographs", tr("Photographs")), ("small", tr("Small pictures"))), tr("Kind of pictures")
        )
        for key, meaning in _MEANING.items():
            self.family.button(key).setToolTip(show(meaning))
        self._note = ElidedLabel("", SECONDARY, REGULAR, "text2", elide="right")
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(heading(tr("Depth")))
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
        self._note.setText(show((_NOTES if shortcuts else _PLAIN_NOTES)[family]))

    def set_narrow(self, narrow: bool) -> None:
        """Show less in the smallest windows."""
        for card in self.cards.values():
            card.set_narrow(narrow)

    def note(self) -> str:
        """Return the note about the published results."""
        return self._note.text()

    def _family_chosen(self, family: str) -> None:
        self.chosen.emit(self._latest["small" if family == "small" else "photographs"])
