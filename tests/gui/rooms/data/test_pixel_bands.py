"""Bands of pixels: every picture is in one, and the quick test agrees with them."""

from hypothesis import given
from hypothesis import strategies as st

from resnet_studio.gui.rooms.data.pixel_bands import bands, within


@given(st.lists(st.integers(1, 6000), min_size=1, max_size=30), st.data())
def test_side_is_within_the_chosen_bands_that_have_it(sides: list[int], data: st.DataObject) -> None:
    found = bands(sides)
    assert sum(band.count for band in found) == len(sides)
    chosen = data.draw(st.lists(st.sampled_from(found), unique=True))
    inside = within(chosen)
    for side in (*sides, -1, 0, 10_000):
        assert inside(side) == any(band.low <= side and (band.high is None or side < band.high) for band in chosen)
