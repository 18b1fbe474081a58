"""The edits of two windows to one dataset are joined without losing or repeating any."""

from dataclasses import replace
from pathlib import Path

from resnet_studio.core.dataset.dataset import apply
from resnet_studio.core.dataset.edits import KeptSplit, SplitBySeed
from resnet_studio.core.dataset.group_split import Shares
from resnet_studio.core.dataset.grouped import grouped_split
from resnet_studio.core.dataset.joined_edits import joined_edits
from resnet_studio.core.dataset.picture_edits import LeaveOut, MovePictures
from resnet_studio.core.dataset.scan import scan


def test_split_that_is_kept_behind_other_edits_does_not_hide_what_is_shared(colours: Path) -> None:
    catalogue = scan(colours).catalogue
    there, back = MovePictures(("red/red 1.png",), "blue"), MovePictures(("red/red 1.png",), "red")
    kept = KeptSplit(0.2, 0, ("red/red 2.png",))
    own = apply(catalogue, (SplitBySeed(0.3, 1), there, LeaveOut(("red/red 3.png",))))
    theirs = (there, kept, back)
    assert joined_edits(own, theirs, theirs).edits == (*theirs, LeaveOut(("red/red 3.png",)))
    assert joined_edits(apply(catalogue, theirs), own.edits, own.edits).edits == (*own.edits, kept, back)


def test_split_that_another_window_has_mended_is_not_replaced_by_what_it_was_before(colours: Path) -> None:
    opened = scan(colours)
    first, *others = opened.edits
    assert isinstance(first, SplitBySeed)
    theirs = (replace(first, mended=True), *others, grouped_split(opened, "near_duplicates", (), Shares(0.2), 0))
    own = opened.with_edit(LeaveOut(("red/red 3.png",)))
    assert joined_edits(own, theirs, theirs).edits == (*theirs, LeaveOut(("red/red 3.png",)))


def test_split_that_another_window_has_taken_back_stays_so(colours: Path) -> None:
    opened = scan(colours)
    both = opened.with_edit(grouped_split(opened, "near_duplicates", (), Shares(0.2), 0))
    own = both.with_edit(LeaveOut(("red/red 3.png",)))
    joint = joined_edits(own, opened.edits, opened.edits, both.edits)
    assert joint.edits == (*opened.edits, LeaveOut(("red/red 3.png",)))
    assert joined_edits(own, opened.edits, opened.edits, opened.edits).edits == own.edits, "it is a new one"
