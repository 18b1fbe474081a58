"""What each block adds: laid out from stem to head for every depth, and said in one sentence."""

import math
from itertools import pairwise

import pytest
from pytestqt.qtbot import QtBot

from resnet_studio.core.network.architecture import DEPTHS, architecture
from resnet_studio.gui.charts.block_shares import BlockShares, sections


@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize("width", [420, 900])
def test_every_block_has_a_bar_in_its_stage_from_stem_to_head(depth: int, width: int) -> None:
    network = architecture(depth)
    values = tuple(0.1 + number % 7 for number in range(len(network.blocks)))
    laid = sections(network, values, width, 63)
    assert [section.name for section in laid] == [*network.stage_names, "head"]
    assert laid[-1].box.right() == pytest.approx(width)
    for section, stage in zip(laid[1:-1], network.stages, strict=True):
        assert len(section.bars) == len(stage.blocks)
        assert section.bars[-1].right() <= section.box.right() + 1
    bars = [bar for section in laid for bar in section.bars]
    assert all(one.right() <= other.left() + 0.01 for one, other in pairwise(bars))
    heights = [bar.height() for bar in bars]
    assert heights.index(max(heights)) == values.index(max(values))


def test_bar_of_small_share_is_small_on_a_scale_that_reaches_one() -> None:
    network = architecture(18)
    laid = sections(network, (0.5,) * 8, 600, 63)
    (first, *_) = (bar for section in laid for bar in section.bars)
    assert first.height() == pytest.approx((63 - 16 - 4) / 2)


def test_value_that_is_not_finite_does_not_break_the_scale() -> None:
    laid = sections(architecture(18), (math.inf, math.nan, *(1.0,) * 6), 600, 63)
    assert all(math.isfinite(bar.height()) for section in laid for bar in section.bars)


@pytest.fixture
def card(qtbot: QtBot) -> BlockShares:
    card = BlockShares()
    qtbot.addWidget(card)
    card.resize(700, card.sizeHint().height())
    card.show()
    return card


def test_sentence_names_the_block_that_adds_most(card: BlockShares) -> None:
    card.show_shares(architecture(18), (0.2, 0.3, 0.4, 0.1, 0.9, 0.2, 0.3, 7.92))
    assert card.sentence.text() == (
        "Measured by what its shortcut passes on, layer4.1 adds most to this picture: 7.92 times as much."
    )
    section = card.bars.laid_out()[2]
    tip = card.bars.tip_at(section.bars[0].center().toPoint())
    assert tip == "What layer2.0 adds is 0.4 times what its shortcut passes on"
    assert card.bars.tip_at(card.bars.laid_out()[0].box.center().toPoint()) == "stem has no shortcut"
    assert "layer3.1" in card.bars.accessibleName()
    assert not card.grab().isNull()


def test_network_without_shortcuts_says_what_its_bars_are(card: BlockShares) -> None:
    card.show_shares(architecture(20, shortcuts=False), (0.5,) * 8 + (1.25,))
    assert card.title.text() == "What each block changes"
    assert card.sentence.text() == (
        "This network has no shortcuts: a bar is a block's output compared with its input, "
        "at most 1.25 times, in layer3.2."
    )


@pytest.mark.parametrize("values", [(), (1.0,), (1.0,) * 9])
def test_values_that_do_not_fit_the_network_show_nothing(card: BlockShares, values: tuple[float, ...]) -> None:
    card.show_shares(architecture(18), values)
    assert card.sentence.text() == ""
    assert card.bars.laid_out() == []
    assert not card.grab().isNull()
