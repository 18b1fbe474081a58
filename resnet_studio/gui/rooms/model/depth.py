"""The choice of depth: five cards for photographs or for small pictures, with the published results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from resnet_studio.core.basics import formatting
from resnet_studio.core.basics.message import Message, message, show, tr
from resnet_studio.core.network.architecture import PHOTO_DEPTHS, SMALL_DEPTHS, Family, architecture
from resnet_studio.core.network.published import PUBLISHED
from resnet_studio.gui.theme.tokens import REGULAR, SECONDARY, SEMIBOLD, TITLE
from resnet_studio.gui.widgets.card import SelectableCard
from resnet_studio.gui.widgets.choice import Segmented, one_tab_stop
from resnet_studio.gui.widgets.text import ElidedLabel, Label, heading

# He et al. 2015 (arXiv:1512.03385), table 6: one minus the test error on CIFAR-10; 110 is the best of five runs.
CIFAR10_TOP1: Final = {20: 0.9125, 32: 0.9249, 44: 0.9283, 56: 0.9303, 110: 0.9357}
_CIFAR10_CLASSES = 10
_BYTES_PER_PARAMETER = 4
_LEAST_WORD: Final = 20  # px; of a longer language the word may be elided, the figure never
_NOTES: Final[dict[Family, Message]] = {
    "photographs": message("as published, for the 1,000 classes of ImageNet"),
    "small": message("as published, for the 10 classes of CIFAR-10"),
}
_PLAIN_NOTES: Final[dict[Family, Message]] = {
    "photographs": message("as published with shortcuts, for the 1,000 classes of ImageNet"),
    "small": message("as published with shortcuts, for the 10 classes of CIFAR-10"),
}
_MEANING: Final[dict[Family, Message]] = {
    "photographs": message("Networks for pictures of usual size, 224 px by default"),
    "small": message("Networks for small pictures such as digits and icons, 32 px by default"),
}


@dataclass(frozen=True, slots=True)
class DepthFacts:
    """The content of a card: parameters, file size in bytes, and the published top-1 accuracy."""

    parameters: int
    size: int
    top1: str


def facts(depth: int) -> DepthFacts:
    """The published facts of a depth; the size of a small network is that of its 32-bit parameters."""
    if depth in PHOTO_DEPTHS:
        known = PUBLISHED[depth]
        return DepthFacts(known.parameters, known.file_size, formatting.percent(known.top1))
    parameters = architecture(depth).total_parameters(_CIFAR10_CLASSES)
    return DepthFacts(parameters, _BYTES_PER_PARAMETER * parameters, formatting.percent(CIFAR10_TOP1[depth]))


class _Parameters(ElidedLabel):
    """ "11.7 M parameters", or "11.7 M param." where one card of its row has no room for more."""

    def __init__(self, parameters: int) -> None:
        self._short, self._is_short = tr("{number:parameters} param.", number=parameters), False
        super().__init__(
            tr("{number:parameters} parameters", number=parameters), SECONDARY, REGULAR, "text2", elide="right"
        )

    def shown(self) -> str:
        """Return the text, elided where even the short one does not fit."""
        text = self._short if self._is_short else self.text()
        return self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, self.width())

    def set_short(self, short: bool) -> None:
        """Use the short text or the long one."""
        if short != self._is_short:
            self._is_short = short
            self.update()


class DepthCard(SelectableCard):
    """One depth."""

    def __init__(self, depth: int) -> None:
        known_facts = facts(depth)
        super().__init__(_card_name(depth, known_facts), padding=12)
        self._padding = 12
        self._size = Label(formatting.size(known_facts.size), SECONDARY, REGULAR, "text2")
        result = QHBoxLayout()
        result.setSpacing(3)
        result.addWidget(Label(known_facts.top1, SECONDARY, SEMIBOLD))
        what = ElidedLabel(tr("top-1"), SECONDARY, REGULAR, "text2", elide="right")
        what.setMinimumWidth(_LEAST_WORD)
        result.addWidget(what, 1)
        self.layout_.addWidget(Label(str(depth), TITLE, SEMIBOLD))
        self.layout_.addStretch(1)  # the figures stand at the foot, whatever height the weights beside them give
        self._parameters = _Parameters(known_facts.parameters)
        self.layout_.addWidget(self._parameters)
        self.layout_.addWidget(self._size)
        self.layout_.addLayout(result)
        self.setToolTip(
            tr("{network}: {depth} layers with weights, one after the other", network=f"ResNet-{depth}", depth=depth)
        )

    def set_narrow(self, narrow: bool) -> None:
        """Leave out the size where there is no room for it."""
        self._size.setVisible(not narrow)
        self._padding = 8 if narrow else 12
        self.layout_.setContentsMargins(self._padding, 12, self._padding, 12)

    def has_room(self) -> bool:
        """Whether the card is wide enough for the long text about its parameters."""
        return self._parameters.sizeHint().width() <= self.width() - 2 * self._padding

    def set_short(self, short: bool) -> None:
        """Use the short text about the parameters, or the long one."""
        self._parameters.set_short(short)


class _Row(QWidget):
    """The cards of one family, all of one width and with texts of one length."""

    def __init__(self, cards: Sequence[DepthCard]) -> None:
        super().__init__()
        self._cards = cards
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for card in cards:
            row.addWidget(card, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Choose the length of the texts: the long one only where every card has room for it."""
        if layout := self.layout():
            layout.activate()
        short = not all(card.has_room() for card in self._cards)
        for card in self._cards:
            card.set_short(short)


def _card_name(depth: int, known: DepthFacts) -> str:
    """The name of a card for screen readers."""
    network = f"ResNet-{depth}"
    if depth in PHOTO_DEPTHS:
        return tr(
            "{network}, {number:parameters} parameters, {size:size}, {top1} top-1 on ImageNet",
            network=network, number=known.parameters, size=known.size, top1=known.top1,
        )  # fmt: skip
    return tr(
        "{network}, {number:parameters} parameters, {size:size}, {top1} top-1 on CIFAR-10",
        network=network, number=known.parameters, size=known.size, top1=known.top1,
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
        self._note.yield_room()
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(heading(tr("Depth")))
        top.addWidget(self.family)
        top.addWidget(self._note, 1)
        self.cards: dict[int, DepthCard] = {}
        self._rows: dict[Family, _Row] = {
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

    def _make_row(self, depths: tuple[int, ...]) -> _Row:
        cards = {depth: DepthCard(depth) for depth in depths}
        self.cards |= cards
        row = _Row(tuple(cards.values()))
        group = QButtonGroup(row)
        for depth, card in cards.items():
            group.addButton(card, depth)
        one_tab_stop(group)
        group.idClicked.connect(self.chosen)
        return row

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
        for row in self._rows.values():
            row.fit()

    def note(self) -> str:
        """Return the note about the published results."""
        return self._note.text()

    def _family_chosen(self, family: str) -> None:
        self.chosen.emit(self._latest["small" if family == "small" else "photographs"])
