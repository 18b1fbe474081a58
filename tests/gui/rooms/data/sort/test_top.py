"""The lines above what is sorted."""

from pytestqt.qtbot import QtBot

from resnet_studio.core.dataset.class_edits import AddClass
from resnet_studio.core.dataset.scan import scan
from resnet_studio.gui.rooms.data.sort.top import ProposalLine
from tests.gui.rooms.data.sort.conftest import Heap


def test_name_stands_beside_the_key_where_classes_have_no_colours(qtbot: QtBot, heap: Heap) -> None:
    dataset = scan(heap(2)[0], unsorted=True)
    line = ProposalLine()
    qtbot.addWidget(line)
    widths = []
    for number in range(12):
        dataset = dataset.with_edit(AddClass(f"class {number}"))
        line.show_class(dataset, 0, 1, 1, 0)
        widths.append(line.sizeHint().width())
    assert widths[0] - widths[-1] == 20
    assert len(set(widths)) == 2
