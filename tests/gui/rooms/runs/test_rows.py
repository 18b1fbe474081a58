"""Rows of the table of runs."""

import pytest

from resnet_studio.gui.rooms.runs.rows import tags_that_fit


@pytest.mark.parametrize(
    ("widths", "room", "fitting"),
    [((), 0, 0), ((40,), 46, 1), ((40,), 45, 0), ((40, 40), 92, 2), ((40, 40), 91, 1), ((40, 40), 20, 0)],
)
def test_no_tag_is_cut_off(widths: tuple[int, ...], room: int, fitting: int) -> None:
    assert tags_that_fit(widths, room) == fitting
