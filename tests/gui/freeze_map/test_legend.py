"""The legend of the freeze map."""

from pytestqt.qtbot import QtBot

from resnet_studio.core.network.architecture import architecture
from resnet_studio.gui.freeze_map.legend import Legend


def test_legend_explains_symbols_of_network(qtbot: QtBot) -> None:
    legend = Legend()
    qtbot.addWidget(legend)
    legend.set_network(architecture(50))
    assert any("1 × 1" in entry for entry in legend.entries())
    legend.set_network(architecture(20))
    assert not any("1 × 1" in entry for entry in legend.entries())
    assert any("zeros" in entry for entry in legend.entries())
    legend.set_network(architecture(50, shortcuts=False))
    assert legend.entries() == ("no shortcuts: a block passes on relu(F(h)), and h itself is lost",)
