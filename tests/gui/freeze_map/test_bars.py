"""Bars of frozen and trainable shares."""

from pytestqt.qtbot import QtBot

from resnet_studio.core.network.architecture import architecture
from resnet_studio.gui.freeze_map.bars import ShareBars


def test_share_bars_use_pattern_of_map(qtbot: QtBot) -> None:
    bars = ShareBars()
    qtbot.addWidget(bars)
    bars.show_network(architecture(18), 224, 2, ("stem", "layer1", "layer4.0"))
    assert bars.parameters_total.text() == "11.2 M"
    assert bars.computing_total.text() == "1.8 GMAC"
    name = bars.parameters.accessibleName()
    assert name.startswith("stem 9.5 K, layer1 0.15 M, layer2 0.53 M")
    assert name.count("layer4") == 2  # its frozen and its trainable block
    assert "layer1 25.5 %" in bars.computing.accessibleName()
    assert len(bars.parameters.boxes()) == 7
    bars.show_network(architecture(18), 224, 0, ())
    assert "head" not in bars.parameters.accessibleName()
