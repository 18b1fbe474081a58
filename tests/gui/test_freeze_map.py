"""The freeze map: it lies as the network is, and clicks, drags and keys ask for what they should."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from resnet_studio.core.network.architecture import DEPTHS, architecture, frozen_through, frozen_units, normalise_frozen
from resnet_studio.gui.freeze_map import describe
from resnet_studio.gui.freeze_map.bars import ShareBars
from resnet_studio.gui.freeze_map.choice import boundary, frozen_count, toggled, up_to
from resnet_studio.gui.freeze_map.layout import Layout, class_labels, lay_out
from resnet_studio.gui.freeze_map.legend import Legend
from resnet_studio.gui.freeze_map.view import FreezeMap
from resnet_studio.gui.theme.manager import install
from resnet_studio.gui.theme.palette import palette

CLASSES = ("ants", "bees")
SIZES = ((1030, 286), (904, 200), (1440, 600))
CTRL = Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton

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


def asked(drawn: FreezeMap) -> list[tuple[str, ...]]:
    wanted: list[tuple[str, ...]] = []
    drawn.frozen_wanted.connect(wanted.append)
    return wanted


def click(drawn: FreezeMap, where: QPointF, *, ctrl: bool = False) -> None:
    QTest.mouseClick(drawn, LEFT, CTRL if ctrl else Qt.KeyboardModifier.NoModifier, where.toPoint())


def title(drawn: FreezeMap, name: str) -> QPointF:
    return drawn.layout_now().box(name).title.center()


def cell_of(drawn: FreezeMap, stage: str, number: int) -> QPointF:
    return drawn.layout_now().box(stage).cells[number].rect.center()


def laid(depth: int, size: tuple[int, int] = SIZES[0], handle_at: int | None = 2, shortcuts: bool = True) -> Layout:
    network = architecture(depth, shortcuts=shortcuts)
    return lay_out(network, 32 if network.family == "small" else 224, CLASSES, QSizeF(*size), handle_at)


# Geometry ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shortcuts", [True, False])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("depth", DEPTHS)
def test_everything_fits_and_nothing_overlaps(
    qapp: QApplication, depth: int, size: tuple[int, int], shortcuts: bool
) -> None:
    layout = laid(depth, size, shortcuts=shortcuts)
    widget = QRectF(0, 0, *size).adjusted(-0.01, 0, 0.01, 0)
    assert layout.picture.left() == 0
    assert layout.picture.right() < layout.boxes[0].rect.left()
    for left, right in pairwise(layout.boxes):
        assert left.rect.right() < right.rect.left()
    for box in layout.boxes:
        assert widget.contains(box.rect)
        for left, right in pairwise(box.cells):
            assert left.rect.right() == pytest.approx(right.rect.left())
        for cell in box.cells:
            assert box.zone.adjusted(-0.01, 0, 0.01, 0).contains(cell.rect)
            parts = [*cell.slabs, *([cell.arc.boundingRect()] if cell.arc else []), *filter(None, [cell.mark_rect])]
            if cell.plus is not None:
                reach = cell.plus_radius
                parts.append(QRectF(cell.plus.x() - reach, cell.plus.y() - reach, 2 * reach, 2 * reach))
            for part in parts:
                assert cell.rect.adjusted(-0.5, 0, 0.5, 0).contains(part)
            for left_slab, right_slab in pairwise(cell.slabs):
                assert left_slab.right() < right_slab.left()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("depth", DEPTHS)
def test_every_block_is_there_once_in_order_and_wide_enough(
    qapp: QApplication, depth: int, size: tuple[int, int]
) -> None:
    cells = [cell for box in laid(depth, size).boxes for cell in box.cells]
    units = [unit for cell in cells for unit in cell.units]
    assert units == [block.name for block in architecture(depth).blocks]
    assert min(cell.rect.width() for cell in cells) >= 39.99


def test_blocks_fold_into_first_times_and_last_only_where_they_must(qapp: QApplication) -> None:
    assert [len(laid(50).box(name).cells) for name in ("layer1", "layer2", "layer3", "layer4")] == [3, 4, 6, 3]
    deep = laid(101).box("layer3")
    assert [cell.count for cell in deep.cells] == [1, 21, 1]
    assert deep.cells[1].units[0] == "layer3.1"
    assert deep.cells[1].units[-1] == "layer3.21"
    assert not deep.cells[1].slabs
    assert [cell.count for cell in laid(110).box("layer2").cells] == [1, 16, 1]


def test_slabs_tell_resolution_by_height_and_channels_by_width(qapp: QApplication) -> None:
    layout = laid(18)
    slabs = [layout.box(name).cells[1].slabs[0] for name in ("layer1", "layer2", "layer3", "layer4")]
    assert [slab.height() for slab in slabs] == sorted((slab.height() for slab in slabs), reverse=True)
    assert [slab.width() for slab in slabs] == sorted(slab.width() for slab in slabs)
    assert layout.stem_slabs[0].height() > layout.stem_slabs[1].height() == pytest.approx(slabs[0].height())
    first, second, third = laid(50).box("layer2").cells[0].slabs
    assert first.height() > second.height() == third.height()  # the stride is on the 3 × 3
    assert third.width() > second.width()
    assert len(laid(20).stem_slabs) == 1  # no max pool for small images


def test_arcs_and_marks_are_those_of_the_blocks(qapp: QApplication) -> None:
    for depth in (18, 50, 20):
        cells = {cell.units[0]: cell for box in laid(depth).boxes for cell in box.cells}
        for block in architecture(depth).blocks:
            assert cells[block.name].arc is not None
            assert cells[block.name].mark == ("" if block.shortcut == "identity" else block.shortcut)
    plain = [cell for box in laid(18, shortcuts=False).boxes for cell in box.cells]
    assert plain
    assert all(cell.arc is None and cell.plus is None and cell.branch is None for cell in plain)


def test_a_wide_map_is_centred_at_1440_px(qapp: QApplication) -> None:
    layout = laid(18, (2000, 600))
    assert layout.picture.left() == 280
    assert layout.boxes[-1].rect.right() == pytest.approx(1720, abs=10)


def test_the_handle_stands_in_the_gap_before_what_trains(qapp: QApplication) -> None:
    for at in range(6):
        layout = laid(18, handle_at=at)
        assert layout.handle is not None
        x = layout.handle.center().x()
        assert x == layout.boundaries[at]
        assert x < layout.boxes[at].rect.left()
        assert at == 0 or x > layout.boxes[at - 1].rect.right()
        assert layout.nearest_boundary(x + 3) == at
    assert laid(18, handle_at=None).handle is None


def test_the_head_names_a_few_classes(qapp: QApplication) -> None:
    assert class_labels(("ants", "bees"), 200) == (("ants", "bees"), 0)
    assert class_labels(tuple("abcdefghij"), 200) == (("a", "b", "c", "d", "+ 6 more"), 6)
    assert class_labels(tuple("abcdefghij"), 60) == (("a", "+ 9 more"), 9)
    assert class_labels(("evil\u202egnp",), 200) == (("evil�gnp",), 0)


# Choices ----------------------------------------------------------------------------------------------------------


def test_boundary_is_a_run_of_whole_stages() -> None:
    network = architecture(18)
    assert boundary(network, ()) == 0
    assert boundary(network, frozen_through(network, "layer2")) == 3
    assert boundary(network, ("layer1",)) is None
    assert boundary(network, ("stem", "layer1.0")) is None
    assert up_to(network, 99) == network.stage_names
    assert up_to(network, -1) == ()


@given(st.sets(st.sampled_from(architecture(34).unit_names)), st.sampled_from(architecture(34).stage_names))
def test_toggling_twice_gives_the_choice_back_or_freezes_nothing_else(chosen: set[str], stage: str) -> None:
    network = architecture(34)
    frozen = normalise_frozen(network, chosen)
    once = toggled(network, frozen, (stage,))
    own = frozen_units(network, (stage,))
    assert frozen_units(network, once) - own == frozen_units(network, frozen) - own
    stopped, blocks = frozen_count(network, stage, frozen_units(network, once))
    assert stopped == (0 if own <= frozen_units(network, frozen) else blocks)


def test_clicking_a_stage_freezes_everything_before_it(show: Show) -> None:
    drawn = show()
    wanted = asked(drawn)
    click(drawn, title(drawn, "layer3"))
    click(drawn, cell_of(drawn, "layer2", 1))
    click(drawn, title(drawn, "head"))
    click(drawn, title(drawn, "stem"))
    assert wanted == [("stem", "layer1", "layer2"), ("stem", "layer1"), architecture(18).stage_names, ()]


def test_ctrl_click_freezes_and_thaws_one_stage_or_block_alone(show: Show) -> None:
    drawn = show(frozen=("stem",))
    wanted = asked(drawn)
    click(drawn, title(drawn, "layer2"), ctrl=True)
    click(drawn, cell_of(drawn, "layer3", 0), ctrl=True)
    click(drawn, title(drawn, "layer2"), ctrl=True)
    click(drawn, cell_of(drawn, "layer3", 1), ctrl=True)
    click(drawn, title(drawn, "stem"), ctrl=True)
    assert wanted == [
        ("stem", "layer2"),
        ("stem", "layer2", "layer3.0"),
        ("stem", "layer3.0"),
        ("stem", "layer3"),
        ("layer3",),
    ]


def test_ctrl_click_on_a_folded_cell_takes_all_its_blocks(show: Show) -> None:
    drawn = show(101)
    wanted = asked(drawn)
    click(drawn, cell_of(drawn, "layer3", 1), ctrl=True)
    assert wanted == [tuple(f"layer3.{number}" for number in range(1, 22))]
    assert "layer3.1 to layer3.21, frozen" in drawn.tip_at(cell_of(drawn, "layer3", 1))


def test_the_head_cannot_be_frozen(show: Show) -> None:
    drawn = show()
    wanted = asked(drawn)
    click(drawn, title(drawn, "head"), ctrl=True)
    assert wanted == []


def test_the_handle_is_dragged_from_gap_to_gap(show: Show) -> None:
    drawn = show(frozen=("stem", "layer1"))
    wanted = asked(drawn)
    handle = drawn.layout_now().handle
    assert handle is not None
    start = handle.center().toPoint()
    QTest.mousePress(drawn, LEFT, Qt.KeyboardModifier.NoModifier, start)
    QTest.mouseMove(drawn, start + QPoint(10, 0))
    assert wanted == []
    QTest.mouseMove(drawn, QPoint(int(drawn.layout_now().boundaries[3]) + 8, 20))
    QTest.mouseMove(drawn, QPoint(2000, 20))
    QTest.mouseRelease(drawn, LEFT, Qt.KeyboardModifier.NoModifier, QPoint(2000, 20))
    QTest.mouseMove(drawn, QPoint(100, 20))
    assert wanted == [("stem", "layer1", "layer2"), architecture(18).stage_names]


def test_there_is_a_handle_only_for_one_run_from_the_stem(show: Show) -> None:
    assert show(frozen=("stem", "layer1")).layout_now().handle is not None
    assert show(frozen=("layer1",)).layout_now().handle is None
    assert show(frozen=("stem", "layer1.0")).layout_now().handle is None
    assert show(why_not="Not now.").layout_now().handle is None


def test_left_and_right_move_the_boundary_to_its_ends(show: Show) -> None:
    drawn = show(20, frozen=("stem",))
    wanted = asked(drawn)
    for _ in range(5):
        QTest.keyClick(drawn, Qt.Key.Key_Right)
    assert [len(names) for names in wanted] == [2, 3, 4]
    wanted.clear()
    for _ in range(6):
        QTest.keyClick(drawn, Qt.Key.Key_Left)
    assert [len(names) for names in wanted] == [3, 2, 1, 0]


def test_tab_goes_through_the_stages_and_space_freezes_the_focused_one(show: Show, qtbot: QtBot) -> None:
    drawn = show()
    wanted = asked(drawn)
    drawn.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(drawn.hasFocus)
    assert "stem, trains" in drawn.accessibleName()
    QTest.keyClick(drawn, Qt.Key.Key_Tab)
    QTest.keyClick(drawn, Qt.Key.Key_Tab)
    assert drawn.focus_rect().contains(title(drawn, "layer2").toPoint())
    QTest.keyClick(drawn, Qt.Key.Key_Space)
    assert wanted == [("layer2",)]
    assert "layer2, frozen" in drawn.accessibleName()
    QTest.keyClick(drawn, Qt.Key.Key_Space)
    QTest.keyClick(drawn, Qt.Key.Key_Down)
    QTest.keyClick(drawn, Qt.Key.Key_Down)
    assert "layer2.1" in drawn.accessibleName()
    QTest.keyClick(drawn, Qt.Key.Key_Space)
    QTest.keyClick(drawn, Qt.Key.Key_Up)
    QTest.keyClick(drawn, Qt.Key.Key_Up)
    QTest.keyClick(drawn, Qt.Key.Key_Return)
    assert wanted[1:] == [(), ("layer2.1",), ("stem", "layer1")]
    QTest.keyClick(drawn, Qt.Key.Key_Backtab)
    assert "layer1" in drawn.accessibleName()


def test_where_nothing_can_be_frozen_nothing_is_asked_and_the_reason_is_told(show: Show) -> None:
    drawn = show(why_not=str(describe.SCRATCH_WHY))
    wanted = asked(drawn)
    click(drawn, title(drawn, "layer3"))
    click(drawn, title(drawn, "layer3"), ctrl=True)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Space, Qt.Key.Key_Return):
        QTest.keyClick(drawn, key)
    assert wanted == []
    assert str(describe.SCRATCH_WHY) in drawn.tip_at(title(drawn, "layer3"))


def test_the_focus_survives_a_network_with_fewer_stages(show: Show) -> None:
    drawn = show()
    click(drawn, title(drawn, "head"))
    drawn.show_network(architecture(20), 32, CLASSES)
    assert "head" in drawn.accessibleName()
    QTest.keyClick(drawn, Qt.Key.Key_Space)


# Words ------------------------------------------------------------------------------------------------------------


def test_tooltips_explain_stages_and_blocks(show: Show) -> None:
    drawn = show(frozen=("stem", "layer1"))
    assert drawn.tip_at(title(drawn, "stem")).startswith("stem, frozen\n7 × 7 convolution, 3 → 64 channels")
    assert "2 basic blocks" in drawn.tip_at(title(drawn, "layer3"))
    block = drawn.tip_at(cell_of(drawn, "layer3", 0)).splitlines()
    assert block == [
        "layer3.0, trains",
        "3 × 3 convolution, 128 → 256 channels, halves the size",
        "3 × 3 convolution, 256 channels",
        "Shortcut: 1 × 1 convolution, 128 → 256 channels",
        "0.92 M parameters, 180 MMAC per picture, 14 × 14 × 256 out",
    ]
    assert "2 classes" in drawn.tip_at(title(drawn, "head"))
    assert drawn.tip_at(QPointF(1, 1)) == ""
    assert "8.4 M" not in drawn.accessibleDescription()
    assert "11.0 M of 11.2 M parameters train" in drawn.accessibleDescription()


def test_shortcuts_in_words() -> None:
    def line(depth: int, block: str, shortcuts: bool = True) -> str:
        network = architecture(depth, shortcuts=shortcuts)
        return describe.block_tip(network, (block,), 32, 10, frozenset()).splitlines()[-2]

    assert line(20, "layer2.0") == "Shortcut: every second pixel, zeros for the 16 new channels"
    assert line(20, "layer2.1") == "Shortcut: h as it is"
    assert line(20, "layer2.1", shortcuts=False) == "No shortcut"


def test_figures_of_computing() -> None:
    assert describe.macs(1_814_083_944) == "1.8 GMAC"
    assert describe.macs(40_600_000) == "41 MMAC"
    assert describe.macs(512) == "512 MAC"


# Colours ----------------------------------------------------------------------------------------------------------


def grabbed(drawn: FreezeMap) -> QImage:
    return drawn.grab().toImage()


def pixel(image: QImage, where: QPointF, drawn: FreezeMap) -> str:
    ratio = image.width() / drawn.width()
    return image.pixelColor(round(where.x() * ratio), round(where.y() * ratio)).name()


def above_middle(rect: QRectF) -> QPointF:
    return QPointF(rect.center().x(), rect.top() + rect.height() / 4)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_cold_is_frozen_and_warm_learns_in_both_themes(show: Show, qapp: QApplication, scheme: str) -> None:
    drawn = show(frozen=("stem", "layer1", "layer3.1"))
    install(qapp).choose("dark" if scheme == "dark" else "light")
    image, layout = grabbed(drawn), drawn.layout_now()
    slabs = {cell.units[0]: above_middle(cell.slabs[0]) for box in layout.boxes for cell in box.cells}
    frozen, trains = palette().ice_slab, palette().warm_slab
    for name, colour in {"layer1.0": frozen, "layer2.1": trains, "layer3.0": trains, "layer3.1": frozen}.items():
        assert pixel(image, slabs[name], drawn) == colour
    assert pixel(image, layout.head_slab.center(), drawn) == trains
    install(qapp).choose("light")


def test_only_what_is_frozen_is_hatched(show: Show) -> None:
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


# Bars and legend --------------------------------------------------------------------------------------------------


def test_the_bars_share_the_map_s_pattern(qtbot: QtBot) -> None:
    bars = ShareBars()
    qtbot.addWidget(bars)
    bars.show_network(architecture(18), 224, 2, ("stem", "layer1", "layer4.0"))
    assert bars.parameters_total.text() == "11.2 M"
    assert bars.computing_total.text() == "1.8 GMAC"
    told = bars.parameters.accessibleName()
    assert told.startswith("stem 9.5 K, layer1 0.15 M, layer2 0.53 M")
    assert told.count("layer4") == 2  # its frozen and its trainable block
    assert "layer1 25.5 %" in bars.computing.accessibleName()
    assert len(bars.parameters.boxes()) == 7
    bars.show_network(architecture(18), 224, 0, ())
    assert "head" not in bars.parameters.accessibleName()


def test_the_legend_explains_what_the_network_has(qtbot: QtBot) -> None:
    legend = Legend()
    qtbot.addWidget(legend)
    legend.set_network(architecture(50))
    assert any("1 × 1" in entry for entry in legend.entries())
    legend.set_network(architecture(20))
    assert not any("1 × 1" in entry for entry in legend.entries())
    assert any("zeros" in entry for entry in legend.entries())
    legend.set_network(architecture(50, shortcuts=False))
    assert legend.entries() == ("no shortcuts: a block passes on relu(F(h)), and h itself is lost",)
