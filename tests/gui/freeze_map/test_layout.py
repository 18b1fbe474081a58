"""The geometry of the freeze map."""

from itertools import pairwise

import pytest
from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtWidgets import QApplication

from resnet_studio.core.network.architecture import DEPTHS, architecture
from resnet_studio.gui.freeze_map.layout import Layout, class_labels, lay_out

CLASSES = ("ants", "bees")
SIZES = ((1030, 286), (904, 200), (1440, 600))


def laid(depth: int, size: tuple[int, int] = SIZES[0], handle_at: int | None = 2, shortcuts: bool = True) -> Layout:
    network = architecture(depth, shortcuts=shortcuts)
    return lay_out(network, 32 if network.family == "small" else 224, CLASSES, QSizeF(*size), handle_at)


@pytest.mark.parametrize("shortcuts", [True, False])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("depth", DEPTHS)
def test_layout_fits_and_nothing_overlaps(
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
def test_every_block_appears_once_in_order_and_wide_enough(
    qapp: QApplication, depth: int, size: tuple[int, int]
) -> None:
    cells = [cell for box in laid(depth, size).boxes for cell in box.cells]
    units = [unit for cell in cells for unit in cell.units]
    assert units == [block.name for block in architecture(depth).blocks]
    assert min(cell.rect.width() for cell in cells) >= 39.99


def test_blocks_fold_only_when_space_is_short(qapp: QApplication) -> None:
    assert [len(laid(50).box(name).cells) for name in ("layer1", "layer2", "layer3", "layer4")] == [3, 4, 6, 3]
    deep = laid(101).box("layer3")
    assert [cell.count for cell in deep.cells] == [1, 21, 1]
    assert deep.cells[1].units[0] == "layer3.1"
    assert deep.cells[1].units[-1] == "layer3.21"
    assert not deep.cells[1].slabs
    assert [cell.count for cell in laid(110).box("layer2").cells] == [1, 16, 1]


def test_slab_height_shows_resolution_and_width_channels(qapp: QApplication) -> None:
    layout = laid(18)
    slabs = [layout.box(name).cells[1].slabs[0] for name in ("layer1", "layer2", "layer3", "layer4")]
    assert [slab.height() for slab in slabs] == sorted((slab.height() for slab in slabs), reverse=True)
    assert [slab.width() for slab in slabs] == sorted(slab.width() for slab in slabs)
    assert layout.stem_slabs[0].height() > layout.stem_slabs[1].height() == pytest.approx(slabs[0].height())
    first, second, third = laid(50).box("layer2").cells[0].slabs
    assert first.height() > second.height() == third.height()  # the stride is on the 3 × 3
    assert third.width() > second.width()
    assert len(laid(20).stem_slabs) == 1  # no max pool in the small networks


def test_arcs_and_marks_match_shortcuts(qapp: QApplication) -> None:
    for depth in (18, 50, 20):
        cells = {cell.units[0]: cell for box in laid(depth).boxes for cell in box.cells}
        for block in architecture(depth).blocks:
            assert cells[block.name].arc is not None
            assert cells[block.name].mark == ("" if block.shortcut == "identity" else block.shortcut)
    plain = [cell for box in laid(18, shortcuts=False).boxes for cell in box.cells]
    assert plain
    assert all(cell.arc is None and cell.plus is None and cell.branch is None for cell in plain)


def test_wide_map_is_centred_at_1440_px(qapp: QApplication) -> None:
    layout = laid(18, (2000, 600))
    assert layout.picture.left() == 280
    assert layout.boxes[-1].rect.right() == pytest.approx(1720, abs=10)


def test_handle_is_in_gap_before_trainable_part(qapp: QApplication) -> None:
    for at in range(6):
        layout = laid(18, handle_at=at)
        assert layout.handle is not None
        x = layout.handle.center().x()
        assert x == layout.boundaries[at]
        assert x < layout.boxes[at].rect.left()
        assert at == 0 or x > layout.boxes[at - 1].rect.right()
        assert layout.nearest_boundary(x + 3) == at
    assert laid(18, handle_at=None).handle is None


def test_head_shows_first_classes_and_count_of_others(qapp: QApplication) -> None:
    assert class_labels(("ants", "bees"), 200) == (("ants", "bees"), 0)
    assert class_labels(tuple("abcdefghij"), 200) == (("a", "b", "c", "d", "+ 6 more"), 6)
    assert class_labels(tuple("abcdefghij"), 60) == (("a", "+ 9 more"), 9)
    assert class_labels(("evil\u202egnp",), 200) == (("evil�gnp",), 0)
