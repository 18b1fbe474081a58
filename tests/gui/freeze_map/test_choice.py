"""What a click on the freeze map selects."""

from hypothesis import given
from hypothesis import strategies as st

from resnet_studio.core.network.architecture import architecture, frozen_through, frozen_units, normalise_frozen
from resnet_studio.gui.freeze_map.choice import boundary, frozen_count, toggled, up_to


def test_boundary_exists_only_for_series_of_whole_stages() -> None:
    network = architecture(18)
    assert boundary(network, ()) == 0
    assert boundary(network, frozen_through(network, "layer2")) == 3
    assert boundary(network, ("layer1",)) is None
    assert boundary(network, ("stem", "layer1.0")) is None
    assert up_to(network, 99) == network.stage_names
    assert up_to(network, -1) == ()


@given(st.sets(st.sampled_from(architecture(34).unit_names)), st.sampled_from(architecture(34).stage_names))
def test_toggling_twice_restores_choice(chosen: set[str], stage: str) -> None:
    network = architecture(34)
    frozen = normalise_frozen(network, chosen)
    once = toggled(network, frozen, (stage,))
    own = frozen_units(network, (stage,))
    assert frozen_units(network, once) - own == frozen_units(network, frozen) - own
    stopped, blocks = frozen_count(network, stage, frozen_units(network, once))
    assert stopped == (0 if own <= frozen_units(network, frozen) else blocks)
