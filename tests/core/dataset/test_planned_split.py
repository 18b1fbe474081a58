"""What a split by groups would give, before it is made."""

from pathlib import Path

from resnet_studio.core.dataset.catalogue import Catalogue, Picture
from resnet_studio.core.dataset.dataset import apply
from resnet_studio.core.dataset.edits import SplitBySeed
from resnet_studio.core.dataset.group_split import Shares
from resnet_studio.core.dataset.picture_edits import PinPictures
from resnet_studio.core.dataset.planned_split import kept_together, planned

PICTURES = tuple(
    Picture(f"{name}/patient{name}{number:02}_{shot}.png", label, "train", 1000, number)
    for label, name in enumerate("ab")
    for number in range(10)
    for shot in range(4)
)
DATASET = apply(Catalogue(Path("/pictures"), ("a", "b"), PICTURES), (SplitBySeed(0.2, 0),))


def test_names_are_proposed_with_an_example() -> None:
    found = kept_together(DATASET, None)
    assert found.names is not None
    assert (found.best, found.names.number, found.folders, found.column, found.alike) == ("names", 20, 0, "", None)
    assert kept_together(DATASET, [("a/x.png", "a/y.png")]).alike == 1


def test_plan_says_what_the_edit_does() -> None:
    plan = planned(DATASET, "names", [], Shares(0.2, 0.1), 1)
    after = DATASET.with_edit(plan.edit)
    assert plan.pictures == {part: sum(after.counts(part)) for part in ("train", "validation", "test")}
    assert plan.groups == {"train": 14, "validation": 4, "test": 2}
    assert plan.moved == sum(a.part != b.part for a, b in zip(DATASET.pictures, after.pictures, strict=True))
    parts: dict[str, set[str]] = {}
    for one in DATASET.pictures:
        parts.setdefault(one.path.rpartition("_")[0], set()).add(one.part)
    assert plan.across == 0
    assert plan.now == sum(len(found) > 1 for found in parts.values()) > 0
    damaged = after.part("test")[0].path
    less = planned(DATASET, "names", [], Shares(0.2, 0.1), 1, unreadable={damaged}).pictures
    assert less == {**plan.pictures, "test": plan.pictures["test"] - 1}
    again = planned(after, "names", [], Shares(0.2, 0.1), 1)
    assert (again.moved, again.edit, again.now) == (0, plan.edit, 0)


def test_groups_without_a_readable_picture_are_not_counted() -> None:
    plan = planned(DATASET, "names", [], Shares(0.2, 0.1), 1)
    first = DATASET.with_edit(plan.edit).part("train")[0].path.rpartition("_")[0]
    shots = [f"{first}_{shot}.png" for shot in range(4)]
    assert planned(DATASET, "names", [], Shares(0.2, 0.1), 1, unreadable=set(shots[1:])).groups == plan.groups
    less = planned(DATASET, "names", [], Shares(0.2, 0.1), 1, unreadable=set(shots))
    assert less.groups == {**plan.groups, "train": plan.groups["train"] - 1}


def test_what_names_say_counts_only_readable_pictures() -> None:
    damaged = {one.path for one in PICTURES if one.path.startswith(("a/patienta00", "a/patienta01_0"))}
    found = kept_together(DATASET, None, damaged)
    plan = planned(DATASET, "pattern", [], Shares(0.2, 0.1), 1, "patient*_", unreadable=damaged)
    assert found.names is not None
    assert plan.named is not None
    assert found.names.number == plan.named.number == 19
    assert len(found.names.groups) == len(plan.named.groups) == 19
    assert sum(map(len, plan.named.groups)) == len(PICTURES) - len(damaged)


def test_pictures_that_cannot_be_read_do_not_move() -> None:
    plan = planned(DATASET, "names", [], Shares(0.2, 0.1), 1)
    after = {one.path: one.part for one in DATASET.with_edit(plan.edit).pictures}
    moving = {one.path for one in DATASET.pictures if after[one.path] != one.part}
    assert len(moving) == plan.moved
    assert planned(DATASET, "names", [], Shares(0.2, 0.1), 1, unreadable=moving).moved == 0


def test_groups_that_are_pinned_to_two_parts_are_counted() -> None:
    pinned = DATASET.with_edit(PinPictures(("a/patienta00_0.png",), "test")).with_edit(
        PinPictures(("a/patienta00_1.png",), "train")
    )
    assert planned(pinned, "names", [], Shares(0.2), 0).across == 1


def test_training_pictures_that_a_run_has_learned_from_and_would_lose_are_counted() -> None:
    training = [one.path for one in DATASET.part("train")]
    held = {one.path for one in DATASET.with_edit(planned(DATASET, "names", [], Shares(0.2, 0.1), 1).edit).part("test")}
    runs = {"few": training[:1], "most": training, "none": [one.path for one in DATASET.part("validation")]}
    plan = planned(DATASET, "names", [], Shares(0.2, 0.1), 1, learned=runs)
    after = DATASET.with_edit(plan.edit)
    lost = {one.path for one in (*after.part("validation"), *after.part("test"))} & set(training)
    assert plan.learned == (len(lost), "most")
    assert lost & held
    assert planned(after, "names", [], Shares(0.2, 0.1), 1, learned=runs).learned is None, "they are held back already"
