"""The freeze map: clicks, drags, keys, focus and tooltips."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from resnet_studio.core.network.architecture import architecture
from resnet_studio.gui.freeze_map import describe
from resnet_studio.gui.freeze_map.view import FreezeMap
from resnet_studio.gui.theme.manager import install

CLASSES = ("ants", "bees")
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


def test_click_on_stage_freezes_everything_before_it(show: Show) -> None:
    drawn = show()
    wanted = asked(drawn)
    click(drawn, title(drawn, "layer3"))
    click(drawn, cell_of(drawn, "layer2", 1))
    click(drawn, title(drawn, "head"))
    click(drawn, title(drawn, "stem"))
    assert wanted == [("stem", "layer1", "layer2"), ("stem", "layer1"), architecture(18).stage_names, ()]


def test_ctrl_click_toggles_only_one_stage_or_block(show: Show) -> None:
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


def test_ctrl_click_on_folded_cell_toggles_all_its_blocks(show: Show) -> None:
    drawn = show(101)
    wanted = asked(drawn)
    click(drawn, cell_of(drawn, "layer3", 1), ctrl=True)
    assert wanted == [tuple(f"layer3.{number}" for number in range(1, 22))]
    assert "layer3.1 to layer3.21, frozen" in drawn.tip_at(cell_of(drawn, "layer3", 1))


def test_head_cannot_be_frozen(show: Show) -> None:
    drawn = show()
    wanted = asked(drawn)
    click(drawn, title(drawn, "head"), ctrl=True)
    assert wanted == []


def test_dragged_handle_moves_from_gap_to_gap(show: Show) -> None:
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


def test_handle_exists_only_for_series_from_stem(show: Show) -> None:
    assert show(frozen=("stem", "layer1")).layout_now().handle is not None
    assert show(frozen=("layer1",)).layout_now().handle is None
    assert show(frozen=("stem", "layer1.0")).layout_now().handle is None
    assert show(why_not="Not now.").layout_now().handle is None


def test_left_and_right_keys_move_boundary_to_its_ends(show: Show) -> None:
    drawn = show(20, frozen=("stem",))
    wanted = asked(drawn)
    for _ in range(5):
        QTest.keyClick(drawn, Qt.Key.Key_Right)
    assert [len(names) for names in wanted] == [2, 3, 4]
    wanted.clear()
    for _ in range(6):
        QTest.keyClick(drawn, Qt.Key.Key_Left)
    assert [len(names) for names in wanted] == [3, 2, 1, 0]


def test_tab_moves_through_stages_and_space_freezes_focused_one(show: Show, qtbot: QtBot) -> None:
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


def test_map_that_cannot_freeze_ignores_input_and_shows_reason(show: Show) -> None:
    drawn = show(why_not=str(describe.SCRATCH_WHY))
    wanted = asked(drawn)
    click(drawn, title(drawn, "layer3"))
    click(drawn, title(drawn, "layer3"), ctrl=True)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Space, Qt.Key.Key_Return):
        QTest.keyClick(drawn, key)
    assert wanted == []
    assert str(describe.SCRATCH_WHY) in drawn.tip_at(title(drawn, "layer3"))


def test_focus_survives_network_with_fewer_stages(show: Show) -> None:
    drawn = show()
    click(drawn, title(drawn, "head"))
    drawn.show_network(architecture(20), 32, CLASSES)
    assert "head" in drawn.accessibleName()
    QTest.keyClick(drawn, Qt.Key.Key_Space)


def test_tooltips_describe_stages_and_blocks(show: Show) -> None:
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
