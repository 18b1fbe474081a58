"""From what was measured to findings."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from resnet_studio.core.checks.facts import AGAIN, Facts
from resnet_studio.core.checks.find import Checked, check
from resnet_studio.core.checks.kinds import CheckFinding, CheckKind
from resnet_studio.core.checks.store import Measured, Pair
from resnet_studio.core.dataset.catalogue import Catalogue, Part, Picture
from resnet_studio.core.dataset.dataset import Dataset, apply
from resnet_studio.core.dataset.edits import Edit
from resnet_studio.core.dataset.keep_finding import KeepFinding
from resnet_studio.core.dataset.picture_edits import AddPictures, LeaveOut, MovePictures

Make = Callable[..., Facts]


def dataset(edits: Sequence[Edit] = ()) -> Dataset:
    """Two classes of 30 training and 10 validation pictures."""
    parts: list[Part] = ["train"] * 30 + ["validation"] * 10
    pictures = tuple(
        Picture(f"{name}/{number:02}.jpg", label, part, 1000, 1)
        for label, name in enumerate("ab")
        for number, part in enumerate(parts)
    )
    return apply(Catalogue(Path("/pictures"), ("a", "b"), pictures), edits)


@pytest.fixture
def checked(facts: Make) -> Callable[..., Checked]:
    """The check of that dataset, with these facts, digests and pairs."""

    def run(
        edits: Sequence[Edit] = (),
        changed: dict[str, Facts] | None = None,
        digests: dict[str, str] | None = None,
        pairs: Sequence[tuple[str, str]] = (),
    ) -> Checked:
        known = {one.path: facts() for one in dataset().pictures} | (changed or {})
        alike = tuple(Pair(one, other, 0.95) for one, other in pairs)
        return check(dataset(edits), Measured(known, digests or {}, alike))

    return run


def kinds(checked: Checked) -> list[str]:
    return [str(one.kind) for one in checked.findings]


def only(checked: Checked, kind: CheckKind) -> CheckFinding:
    (found,) = [one for one in checked.findings if one.kind is kind]
    return found


def test_clean_dataset_has_no_findings(checked: Callable[..., Checked]) -> None:
    assert checked().findings == ()
    assert checked().measured == 80


def test_copies_are_files_of_one_size_and_digest(checked: Callable[..., Checked]) -> None:
    found = checked(digests={"a/00.jpg": "f", "a/01.jpg": "f", "a/02.jpg": "e"})
    assert kinds(found) == ["duplicate"]
    assert found.findings[0].groups == (("a/00.jpg", "a/01.jpg"),)
    assert str(found.findings[0].message) == "1 picture is an exact copy of another one."


def test_near_duplicates_across_classes_and_parts_are_named_for_each(checked: Callable[..., Checked]) -> None:
    found = checked(pairs=[("a/00.jpg", "b/05.jpg"), ("a/01.jpg", "a/35.jpg"), ("a/02.jpg", "a/03.jpg")])
    assert kinds(found) == ["near_duplicate", "two_classes", "leak"]
    assert only(found, CheckKind.TWO_CLASSES).groups == (("a/00.jpg", "b/05.jpg"),)
    assert only(found, CheckKind.LEAK).groups == (("a/01.jpg", "a/35.jpg"),)


def test_pictures_in_several_classes_are_counted_with_their_groups(checked: Callable[..., Checked]) -> None:
    found = checked(pairs=[("a/00.jpg", "b/05.jpg"), ("a/00.jpg", "a/07.jpg"), ("a/01.jpg", "b/06.jpg")])
    assert str(only(found, CheckKind.TWO_CLASSES).message) == (
        "5 pictures, in 2 groups that are the same or nearly the same, are in more than one class."
    )


def test_copies_alone_are_not_near_duplicates_as_well(checked: Callable[..., Checked]) -> None:
    found = checked(digests={"a/00.jpg": "f", "a/01.jpg": "f"}, pairs=[("a/00.jpg", "a/01.jpg")])
    assert kinds(found) == ["duplicate"]


def test_copies_are_a_pair_once(facts: Make) -> None:
    known = {one.path: facts() for one in dataset().pictures}
    digests = dict.fromkeys(("a/00.jpg", "a/01.jpg", "a/02.jpg"), "f")
    pairs = (Pair("a/00.jpg", "a/01.jpg", 1.0), Pair("a/03.jpg", "a/04.jpg", 0.95))
    found = check(dataset(), Measured(known, digests, pairs))
    assert found.pairs == (*pairs, Pair("a/00.jpg", "a/02.jpg", 1.0))


def test_many_copies_of_one_file_hide_no_leak(checked: Callable[..., Checked]) -> None:
    copies = {f"a/{number:02}.jpg": "f" for number in range(2, 25)}
    found = checked(digests=copies, pairs=[("a/05.jpg", "a/35.jpg"), ("b/00.jpg", "b/35.jpg")])
    assert kinds(found) == ["duplicate", "near_duplicate", "leak"]
    assert only(found, CheckKind.LEAK).groups == ((*copies, "a/35.jpg"), ("b/00.jpg", "b/35.jpg"))


def test_picture_that_is_left_out_is_in_no_finding(checked: Callable[..., Checked], facts: Make) -> None:
    changed = {"a/00.jpg": facts(high=50.0)}
    pairs = [("a/00.jpg", "b/31.jpg")]
    assert kinds(checked(changed=changed, pairs=pairs)) == ["dark", "near_duplicate", "two_classes", "leak"]
    assert checked([LeaveOut(("a/00.jpg",))], changed, None, pairs).findings == ()


def test_copy_that_is_left_out_hides_no_leak_of_the_others(facts: Make) -> None:
    known = {one.path: facts() for one in dataset().pictures}
    pairs = (Pair("a/00.jpg", "a/01.jpg", 1.0), Pair("a/00.jpg", "a/35.jpg", 1.0), Pair("a/00.jpg", "b/35.jpg", 0.95))
    found = check(dataset([LeaveOut(("a/00.jpg",))]), Measured(known, {}, pairs))
    assert only(found, CheckKind.LEAK).groups == (("a/01.jpg", "a/35.jpg", "b/35.jpg"),)
    assert check(dataset([LeaveOut(("a/00.jpg", "a/01.jpg", "b/35.jpg"))]), Measured(known, {}, pairs)).findings == ()


def test_moved_picture_is_no_longer_in_two_classes(checked: Callable[..., Checked]) -> None:
    pairs = [("a/00.jpg", "b/05.jpg")]
    assert kinds(checked([MovePictures(("a/00.jpg",), "b")], pairs=pairs)) == ["near_duplicate"]


def test_facts_of_a_file_that_has_changed_do_not_count(checked: Callable[..., Checked], facts: Make) -> None:
    changed = {"a/00.jpg": facts(size=999, high=50.0), "a/01.jpg": facts(mtime_ns=2, high=50.0)}
    assert checked(changed=changed).findings == ()
    assert checked(changed=changed).measured == 78
    assert checked(changed=changed).changed == 2
    assert checked([LeaveOut(("a/00.jpg",))], changed).changed == 1


def test_picture_that_a_person_has_added_is_not_one_that_has_changed(checked: Callable[..., Checked]) -> None:
    assert checked([AddPictures(("/elsewhere.jpg",), "a", (5,), (6,))]).changed == 0


def test_file_that_was_out_of_reach_is_unreadable_until_the_next_check(
    checked: Callable[..., Checked], facts: Make
) -> None:
    assert kinds(checked(changed={"a/00.jpg": facts(readable=False, mtime_ns=AGAIN)})) == ["unreadable"]


def test_small_class_and_imbalance_name_the_classes(checked: Callable[..., Checked]) -> None:
    found = checked([LeaveOut(tuple(f"b/{number:02}.jpg" for number in range(2, 28)))])
    assert kinds(found) == ["small_class", "imbalance"]
    assert found.findings[0].classes == ("b",)
    assert str(found.findings[1].message) == (
        "a has 30 training pictures, b only 4: the small class is learned less well."
    )


def test_classes_are_counted_without_pictures_that_cannot_be_read(checked: Callable[..., Checked], facts: Make) -> None:
    damaged = ("a/00.jpg", *(f"b/{number:02}.jpg" for number in range(2, 28)))
    found = checked(changed=dict.fromkeys(damaged, facts(readable=False)))
    assert kinds(found) == ["unreadable", "small_class", "imbalance"]
    assert str(found.findings[2].message).startswith("a has 29 training pictures, b only 4:")


def test_shortcut_says_how_often_it_is_right(checked: Callable[..., Checked], facts: Make) -> None:
    changed = {one.path: facts(mean=200.0) for one in dataset().pictures if one.label}
    found = only(checked(changed=changed), CheckKind.SHORTCUT)
    assert str(found.message) == "Brightness alone tells the classes apart: it is right for 100.0 %."


def test_one_shortcut_that_is_kept_leaves_the_others(checked: Callable[..., Checked], facts: Make) -> None:
    changed = {one.path: facts(mean=200.0, mode="L") for one in dataset().pictures if one.label}
    found = [one for one in checked(changed=changed).findings if one.kind is CheckKind.SHORTCUT]
    assert {one.detail for one in found} == {"brightness", "format"}
    keep = KeepFinding(found[0].classes, found[0].key)
    assert only(checked([keep], changed), CheckKind.SHORTCUT).detail == found[1].detail
