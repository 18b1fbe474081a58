"""Edits that were taken back, in a record."""

import pytest

from resnet_studio.core.dataset.edits import Edit, SplitBySeed
from resnet_studio.core.dataset.picture_edits import LeaveOut, MovePictures
from resnet_studio.core.dataset.undone import States, from_record, to_record

OUT, TO_BEES, SPLIT = LeaveOut(("a.png",)), MovePictures(("a.png",), "bees"), SplitBySeed(0.2, 3)
NOW: tuple[Edit, ...] = (OUT,)
UNDONE: States = ((OUT, TO_BEES, SPLIT), (SPLIT, TO_BEES), (OUT, TO_BEES))


def test_what_was_taken_back_is_read_as_it_was_written() -> None:
    record = to_record(NOW, UNDONE)
    assert [item["kept"] for item in record] == [1, 0, 0], "edits in common are not written again"
    assert from_record(record, NOW) == UNDONE


@pytest.mark.parametrize("kept", [2, -1, True, "1", None])
def test_damaged_record_ends_what_can_be_made_again(kept: object) -> None:
    nearest, *others = to_record(NOW, UNDONE)
    assert from_record([nearest, {**others[0], "kept": kept and 9}, *others], NOW) == UNDONE[-1:]
    assert from_record([{**nearest, "kept": kept}], NOW) == ()
    assert from_record(kept, NOW) == ()


def test_what_would_make_the_record_too_large_is_left_out() -> None:
    large = LeaveOut(tuple(f"{'folder/' * 20}{number}.png" for number in range(20_000)))
    assert from_record(to_record(NOW, ((large,), (OUT, large), (OUT, TO_BEES))), NOW) == ((OUT, large), (OUT, TO_BEES))
