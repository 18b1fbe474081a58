"""What trains: the card of the freeze map, with its bars, its legend and the switch for shortcuts."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from resnet_studio.core.basics.message import message, show, tr
from resnet_studio.core.network.architecture import Architecture, Family, architecture
from resnet_studio.core.runs.config import SCRATCH, TrainConfig
from resnet_studio.gui.freeze_map.bars import ShareBars
from resnet_studio.gui.freeze_map.choice import boundary, up_to
from resnet_studio.gui.freeze_map.describe import SCRATCH_WHY, how_to
from resnet_studio.gui.freeze_map.layout import MOST_WIDTH
from resnet_studio.gui.freeze_map.legend import Legend
from resnet_studio.gui.freeze_map.view import FreezeMap
from resnet_studio.gui.theme.tokens import RADIUS_CARD, REGULAR, SECONDARY
from resnet_studio.gui.widgets.choice import Segmented
from resnet_studio.gui.widgets.fields import CheckBox
from resnet_studio.gui.widgets.paint import paint_box
from resnet_studio.gui.widgets.text import ElidedLabel, Label, heading

OWN: Final = "own"
_PADDING = 16
_SHORTCUTS_TIP: Final = message(
    "Off trains the plain network of the same depth, to see what shortcuts do. "
    "ImageNet's weights need them, so it starts from scratch."
)


class FreezeCard(QFrame):
    """The map with its controls; the lower edge is open because the totals follow directly below.

    Signals: ``frozen_wanted(object)``: the names to freeze; ``shortcuts_wanted(bool)``.
    """

    frozen_wanted = Signal(object)
    shortcuts_wanted = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._network: Architecture = architecture(18)
        self.map, self.bars, self.legend = FreezeMap(), ShareBars(), Legend()
        self.shortcuts = CheckBox(tr("Residual shortcuts"))
        self.shortcuts.setToolTip(show(_SHORTCUTS_TIP))
        self.quick: dict[Family, Segmented] = {
            "photographs": _quick_choice(architecture(18)),
            "small": _quick_choice(architecture(20)),
        }
        self._hint = ElidedLabel("", SECONDARY, REGULAR, "text2", elide="right")
        self._lay_out()
        self.map.frozen_wanted.connect(self.frozen_wanted)
        self.shortcuts.clicked.connect(self.shortcuts_wanted)
        for quick in self.quick.values():
            quick.changed.connect(self._quick_chosen)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(heading(tr("Freeze map")))
        top.addStretch(1)
        top.addWidget(Label(tr("Train"), SECONDARY, REGULAR, "text2"))
        for quick in self.quick.values():
            top.addWidget(quick)
        self._drawn = QVBoxLayout()
        self._drawn.setSpacing(0)
        self._drawn.addWidget(self.map, 1)
        self._drawn.addSpacing(8)
        self._drawn.addWidget(self.bars)
        self._drawn.addSpacing(12)
        signs = QHBoxLayout()
        signs.addSpacing(100)
        signs.addWidget(self.legend)
        signs.addStretch(1)
        signs.addWidget(self.shortcuts)
        self._drawn.addLayout(signs)
        column = QVBoxLayout(self)
        column.setContentsMargins(_PADDING, 12, _PADDING, 14)
        column.setSpacing(0)
        column.addLayout(top)
        column.addSpacing(2)
        column.addWidget(self._hint)
        column.addSpacing(8)
        column.addStretch()  # on the largest screens the drawing stands in the middle
        column.addLayout(self._drawn, 1)
        column.addStretch()

    # What is shown ----------------------------------------------------------------------------------------------

    def set_config(
        self, config: TrainConfig, classes: tuple[str, ...], recommended: tuple[str, ...] | None = None
    ) -> None:
        """Show the network of the settings with its head for ``classes`` (none: no dataset yet).

        ``recommended`` are the layers to freeze that suit the pictures, or None while that is not known.
        """
        network = self._network = config.architecture
        scratch = config.weights == SCRATCH
        why_not = show(SCRATCH_WHY) if scratch else ""
        self.map.show_network(network, config.image_size, classes, config.frozen, why_not)
        self.bars.show_network(network, config.image_size, len(classes), config.frozen)
        self.legend.set_network(network)
        self.shortcuts.setChecked(config.shortcuts)
        at = boundary(network, config.frozen)
        self._hint.setText(why_not or how_to(movable=at is not None))
        self._show_quick(at, scratch)
        self._show_recommended(None if recommended is None else boundary(network, recommended))

    def set_picture(self, picture: QPixmap | None) -> None:
        """Show a picture where the network takes its input."""
        self.map.set_picture(picture)

    def set_narrow(self, narrow: bool, *, short: bool = False, crowded: bool = False) -> None:
        """In the smallest windows: a lower map, no legend. ``crowded``, with a notice above: a lower map."""
        self.map.set_low(narrow, short=short, crowded=crowded)
        self.legend.setVisible(not narrow)

    def hint(self) -> str:
        """Return the sentence above the map."""
        return self._hint.text()

    def _show_quick(self, at: int | None, scratch: bool) -> None:
        for family, quick in self.quick.items():
            quick.setVisible(family == self._network.family)
        quick = self.quick[self._network.family]
        key = str(at) if at is not None and str(at) in quick.keys() else OWN  # noqa: SIM118 - not a dictionary
        quick.button(OWN).setVisible(key == OWN)
        quick.set_current(key)
        for other in quick.keys():  # noqa: SIM118 - not a dictionary
            quick.set_available(other, not scratch or other == key, show(SCRATCH_WHY))

    def _show_recommended(self, at: int | None) -> None:
        quick = self.quick[self._network.family]
        for key in quick.keys():  # noqa: SIM118 - not a dictionary
            here = key == str(at)
            quick.set_icon(key, "star" if here else "")
            if key != OWN:
                tip = _quick_tip(self._network, int(key))
                quick.set_tip(key, tr("{tip} Recommended for these pictures.", tip=tip) if here else tip)

    def _quick_chosen(self, key: str) -> None:
        if key != OWN:
            self.frozen_wanted.emit(up_to(self._network, int(key)))

    # Painting ---------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        side = max(0, (self.width() - 2 * _PADDING - int(MOST_WIDTH)) // 2)
        self._drawn.setContentsMargins(side, 0, side, 0)

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_box(QPainter(self), self.rect().adjusted(0, 0, 0, RADIUS_CARD + 2), RADIUS_CARD, "surface", "line")


def _quick_choice(network: Architecture) -> Segmented:
    """The usual choices for a family, keyed by the number of stages that they freeze."""
    stages = network.stage_names
    count = len(stages)
    options = (
        ("0", tr("everything")),
        (str(count - 2), tr("from {stage}", stage=stages[-2])),
        (str(count - 1), tr("{stage} and head", stage=stages[-1])),
        (str(count), tr("head only")),
        (OWN, tr("own choice")),
    )
    quick = Segmented(options, tr("What trains"))
    quick.set_tip(OWN, tr("What you froze on the map"))
    return quick


def _quick_tip(network: Architecture, frozen: int) -> str:
    """What a quick choice does that freezes so many stages."""
    stages = network.stage_names
    if frozen == 0:
        return tr("All layers learn. This takes longest, and needs many pictures.")
    if frozen == len(stages):
        return tr("Only the head learns. This is quickest, and the best choice for few pictures.")
    return tr(
        "{learning:list} learn. Up to {last}, the layers keep their weights and are computed only once.",
        learning=(*stages[frozen:], tr("head")),
        last=stages[frozen - 1],
    )
