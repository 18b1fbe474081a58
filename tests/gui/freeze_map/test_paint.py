"""Colours and hatching of the freeze map."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from resnet_studio.core.network.architecture import architecture
from resnet_studio.gui.freeze_map.view import FreezeMap
from resnet_studio.gui.theme.manager import install
from resnet_studio.gui.theme.palette import palette

CLASSES = ("ants", "bees")
Show = Callable[..., FreezeMap]


@pytest.fixture
def show(qtbot: QtBot, qapp: QApplication) -> Show:
    """Put a map of a depth on the screen; it records what it asks for in `.asked` and, as the room does, shows it."""
    install(qapp).choose("light")

    def make(depth: int = 18, frozen: tuple[str, ...] = (), why_not: str = "", shortcuts: bool = True) -> FreezeMap:
        network = architecture(depth, shortcuts=shortcuts)
        drawn = FreezeMap()
        qtbot.addWidget(drawn)
        drawn.resize(1030, 286)
        drawn.show_network(network, 224, CLASSES, frozen, why_not)
        drawn.frozen_wanted.connect(lambda names: drawn.show_network(network, 224, CLASSES, names, why_not))
        with qtbot.waitActive(drawn):
            drawn.show()
            drawn.activateWindow()
        return drawn

    return make


def grabbed(drawn: FreezeMap) -> QImage:
    return drawn.grab().toImage()


def pixel(image: QImage, where: QPointF, drawn: FreezeMap) -> str:
    ratio = image.width() / drawn.width()
    return image.pixelColor(round(where.x() * ratio), round(where.y() * ratio)).name()


def above_middle(rect: QRectF) -> QPointF:
    return QPointF(rect.center().x(), rect.top() + rect.height() / 4)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_frozen_is_cold_and_trainable_warm_in_both_themes(show: Show, qapp: QApplication, scheme: str) -> None:
    drawn = show(frozen=("stem", "layer1", "layer3.1"))
    install(qapp).choose("dark" if scheme == "dark" else "light")
    image, layout = grabbed(drawn), drawn.layout_now()
    slabs = {cell.units[0]: above_middle(cell.slabs[0]) for box in layout.boxes for cell in box.cells}
    frozen, trains = palette().ice_slab, palette().warm_slab
    for name, colour in {"layer1.0": frozen, "layer2.1": trains, "layer3.0": trains, "layer3.1": frozen}.items():
        assert pixel(image, slabs[name], drawn) == colour
    assert pixel(image, layout.head_slab.center(), drawn) == trains
    install(qapp).choose("light")


def test_only_frozen_parts_are_hatched(show: Show) -> None:
    drawn = show(frozen=("stem", "layer1"))
    image = grabbed(drawn)
    ratio = image.width() / drawn.width()

    def lines(name: str, ground: str) -> int:
        """How often the row below the slabs leaves its ground."""
        zone = drawn.layout_now().box(name).zone
        row = round((zone.bottom() - 4) * ratio)
        columns = range(round(zone.left() * ratio) + 3, round(zone.right() * ratio) - 3)
        off = [image.pixelColor(x, row).name() != ground for x in columns]
        return sum(now and not before for before, now in pairwise(off))

    assert lines("layer1", palette().ice) > 5
    assert lines("layer2", palette().warm) == 0
