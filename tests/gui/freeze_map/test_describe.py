"""Texts of the freeze map."""

from resnet_studio.core.network.architecture import architecture
from resnet_studio.gui.freeze_map import describe


def test_shortcut_descriptions() -> None:
    def line(depth: int, block: str, shortcuts: bool = True) -> str:
        network = architecture(depth, shortcuts=shortcuts)
        return describe.block_tip(network, (block,), 32, 10, frozenset()).splitlines()[-2]

    assert line(20, "layer2.0") == "Shortcut: every second pixel, zeros for the 16 new channels"
    assert line(20, "layer2.1") == "Shortcut: h as it is"
    assert line(20, "layer2.1", shortcuts=False) == "No shortcut"


def test_macs_are_formatted_with_units() -> None:
    assert describe.macs(1_814_083_944) == "1.8 GMAC"
    assert describe.macs(40_600_000) == "41 MMAC"
    assert describe.macs(512) == "512 MAC"
