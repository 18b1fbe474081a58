"""Whether the network in a file of weights can start a run, and what is said where it cannot."""

import pytest

from resnet_studio.core.network.architecture import architecture
from resnet_studio.core.network.weights_files import NetworkInFile, preferred_first, why_unfit

NETWORK = architecture(18)
WHOLE = NetworkInFile("", 18, (True,))


def why(found: NetworkInFile, *frozen: str, shortcuts: bool = True) -> str:
    return str(why_unfit("w.pth", found, architecture(18, shortcuts=shortcuts), frozen) or "")


def test_whole_network_of_the_depth_fits_whatever_is_frozen() -> None:
    assert why(WHOLE, *NETWORK.stage_names) == ""


def test_other_depth_is_named() -> None:
    assert why(NetworkInFile("", 50, (True,))) == (
        "w.pth holds a ResNet-50, not a ResNet-18. Choose depth 50, or another file."
    )


def test_difference_in_shortcuts_is_named() -> None:
    assert why(WHOLE, shortcuts=False) == "w.pth was trained with shortcuts, and this network has none."
    assert why(NetworkInFile("", 18, (False,))) == "w.pth was trained without shortcuts, and this network has them."
    assert why(NetworkInFile("", 18, (True, False)), shortcuts=False) == ""


@pytest.mark.parametrize(
    ("frozen", "text"),
    [
        (("layer2",), ""),
        (("stem",), "w.pth has no complete values for stem, which would stay random because it is frozen. Let it "),
        (("stem", "layer1.0"), "w.pth has no complete values for stem and layer1.0, which would stay random because"),
        (("layer1",), "w.pth has no complete values for layer1, which would stay random because it is frozen. Let it "),
    ],
)
def test_frozen_units_without_values_are_named(frozen: tuple[str, ...], text: str) -> None:
    partial = NetworkInFile("", 18, (True,), lacking=("stem", "layer1.0", "layer1.1"))
    assert why(partial, *frozen).startswith(text)
    assert bool(why(partial, *frozen)) == bool(text)


def test_frozen_units_with_further_layers_are_named() -> None:
    gated = NetworkInFile("", 18, (True,), altered=("layer1.0",))
    assert why(gated, "layer1").startswith("In w.pth, layer1.0 has further weights, for layers that this network lacks")
    assert why(gated, "stem") == ""


def test_averaged_networks_come_first() -> None:
    entries = ["student", "model", "teacher", "state_dict_ema", "emanuel"]
    assert preferred_first(entries) == ["teacher", "state_dict_ema", "student", "model", "emanuel"]
