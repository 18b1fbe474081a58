"""What can be done about a finding, and that it is gone then."""

from collections.abc import Callable, Sequence
from itertools import combinations
from pathlib import Path

import pytest

from resnet_studio.core.checks import find as module
from resnet_studio.core.checks.facts import Facts
from resnet_studio.core.checks.find import Checked, check, with_learned
from resnet_studio.core.checks.pairs import pairs_of
from resnet_studio.core.checks.remedies import Remedy, only, remedies, settings_for, with_settings
from resnet_studio.core.checks.store import Measured, Pair
from resnet_studio.core.dataset.balance import imbalance
from resnet_studio.core.dataset.catalogue import Catalogue, Part, Picture
from resnet_studio.core.dataset.dataset import Dataset, apply
from resnet_studio.core.dataset.edits import GroupedSplit
from resnet_studio.core.dataset.picture_edits import LeaveOut, SortPictures

PARTS: list[Part] = ["train"] * 40 + ["validation"] * 10
DATASET = apply(
    Catalogue(
        Path("/pictures"),
        ("a", "b"),
        tuple(
            Picture(f"{name}/{number:02}.jpg", label, part, 1000, 1)
            for label, name in enumerate("ab")
            for number, part in enumerate(PARTS)
        ),
    )
)
Make = Callable[..., Facts]


def checked(dataset: Dataset, facts: Make, pairs: Sequence[tuple[str, str]] = (), **changed: Facts) -> Checked:
    known = {one.path: facts() for one in DATASET.pictures}
    known |= {path.replace("_", "/") + ".jpg": one for path, one in changed.items()}
    return check(dataset, Measured(known, {}, tuple(Pair(one, other, 0.95) for one, other in pairs)))


def of(kind: str, found: Checked) -> list[Remedy]:
    return next(remedies(one, DATASET, found) for one in found.findings if one.kind == kind)


ACROSS = [("a/00.jpg", "a/45.jpg"), ("b/03.jpg", "b/48.jpg")]


@pytest.mark.parametrize("number", range(4))
def test_every_remedy_of_a_leak_mends_it_and_can_be_undone(facts: Make, number: int) -> None:
    found = checked(DATASET, facts, ACROSS)
    remedy = of("leak", found)[number]
    after = DATASET.with_edit(remedy.edit)
    assert "leak" not in {str(one.kind) for one in checked(after, facts, ACROSS).findings}
    assert after.without_last_edit() == DATASET


def test_split_against_a_leak_is_suggested_and_keeps_the_shares(facts: Make) -> None:
    first, *others = of("leak", checked(DATASET, facts, ACROSS))
    assert first.suggested
    assert not any(one.suggested for one in others)
    assert [str(one.note) for one in others] == ["validation keeps 18", "98 pictures stay", "it is not listed again"]
    assert DATASET.with_edit(first.edit).counts("validation") == (10, 10)
    assert str(first.note).endswith("and the shares stay: 80 for training, 20 for validation, 0 for testing.")


def test_split_against_a_leak_says_how_much_that_a_run_has_learned_from_leaves_training(facts: Make) -> None:
    training = {one.path for one in DATASET.part("train")}
    pairs = tuple(Pair(one, other, 0.95) for one, other in ACROSS)
    measured = Measured({one.path: facts() for one in DATASET.pictures}, {}, pairs)
    first = of("leak", with_learned(check(DATASET, measured), DATASET, {"first": training}))[0]
    lost = training - {one.path for one in DATASET.with_edit(first.edit).part("train")}
    assert lost
    assert f"testing. first has learned from {len(lost)} pictures that leave training" in str(first.note)


def test_split_against_a_leak_keeps_the_test_share_in_force_and_says_what_each_part_gets(facts: Make) -> None:
    aside = [
        tuple(f"{name}/{number}.jpg" for name in "ab" for number in tens) for tens in (range(30, 40), range(40, 50))
    ]
    before = DATASET.with_edit(GroupedSplit("near_duplicates", 0.2, 0.2, 0, *aside))
    found = checked(before, facts, ACROSS)
    first = next(remedies(one, before, found)[0] for one in found.findings if one.kind == "leak")
    after = before.with_edit(first.edit)
    assert (after.size("train"), after.size("validation"), after.size("test")) == (60, 20, 20)
    assert str(first.note).endswith("and the shares stay: 60 for training, 20 for validation, 20 for testing.")


def test_copy_in_training_stays_where_others_are_left_out(facts: Make) -> None:
    pairs = [("a/00.jpg", "a/45.jpg"), ("a/01.jpg", "a/02.jpg")]
    remedy = of("near_duplicate", checked(DATASET, facts, pairs))[0]
    after = DATASET.with_edit(remedy.edit)
    assert sorted(one.path for one in after.left_out) == ["a/02.jpg", "a/45.jpg"]


def test_finding_that_is_kept_as_it_is_is_not_listed_again_for_these_pictures(facts: Make) -> None:
    found = checked(DATASET, facts, a_00=facts(high=40.0))
    after = DATASET.with_edit(of("dark", found)[-1].edit)
    assert checked(after, facts, a_00=facts(high=40.0)).findings == ()
    (again,) = checked(after, facts, a_00=facts(high=40.0), b_00=facts(high=40.0)).findings
    assert again.pictures == ("b/00.jpg",)
    assert str(again.message) == "1 picture is very dark."


def test_kinds_that_are_read_anyway_need_nothing_but_to_be_noted(facts: Make) -> None:
    (only,) = of("cmyk", checked(DATASET, facts, a_00=facts(mode="CMYK")))
    assert only.suggested
    assert str(only.title) == "Understood"
    assert str(only.note).startswith("nothing is to be done")


def test_split_against_a_leak_keeps_together_what_the_one_before_did(facts: Make) -> None:
    before = GroupedSplit("folders", 0.2, 0.0, 7, tuple(f"a/{number}.jpg" for number in range(40, 50)))
    found = checked(DATASET.with_edit(before), facts, [("a/00.jpg", "a/45.jpg")])
    assert found.apart is not None
    assert (found.apart.by, found.apart.seed) == ("folders", 7)


def test_split_that_would_leave_nothing_for_validation_is_not_offered(facts: Make) -> None:
    paths = [one.path for one in DATASET.pictures]
    found = checked(DATASET, facts, list(combinations(paths, 2)))
    titles = [str(one.title) for one in of("leak", found)]
    assert titles == ["Move 20 to training", "Leave 20 pictures out", "Keep as it is"]


def test_nothing_is_divided_where_there_is_no_leak(facts: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "grouped_split", None)
    assert checked(DATASET, facts, [("a/00.jpg", "a/01.jpg")]).apart is None


def test_one_leak_of_several_is_mended_alone(facts: Make) -> None:
    found = checked(DATASET, facts, ACROSS)
    leak = next(one for one in found.findings if one.kind == "leak")
    assert [(one.one.path, one.other.path, one.alike) for one in pairs_of(leak, DATASET, found.pairs)] == [
        (one, other, 0.95) for one, other in ACROSS
    ]
    move, out, keep = remedies(only(leak, 1), DATASET, found)
    for remedy in (move, out, keep):
        left = checked(DATASET.with_edit(remedy.edit), facts, ACROSS)
        assert [one.groups for one in left.findings if one.kind == "leak"] == [(ACROSS[0],)]


def test_picture_in_two_classes_is_labelled_as_one_of_them(facts: Make) -> None:
    found = checked(DATASET, facts, [("a/00.jpg", "b/01.jpg")])
    remedy = of("two_classes", found)[1]
    assert str(remedy.title) == "Label all as b"
    after = DATASET.with_edit(remedy.edit)
    assert not any(one.kind == "two_classes" for one in checked(after, facts, [("a/00.jpg", "b/01.jpg")]).findings)


def test_groups_in_two_classes_are_labelled_as_most_of_each_is_or_as_one_class(facts: Make) -> None:
    of_a, of_b, tied = (
        ("a/00.jpg", "a/01.jpg", "b/01.jpg"),
        ("a/05.jpg", "b/06.jpg", "b/07.jpg"),
        ("a/09.jpg", "b/09.jpg"),
    )
    pairs = [pair for group in (of_a, of_b, tied) for pair in combinations(group, 2)]
    found = checked(DATASET, facts, pairs)
    offered = {str(one.title): one for one in of("two_classes", found)}
    majority = offered["Label each group as most of it is"]
    assert majority.edit == SortPictures(("b/01.jpg", "a/05.jpg"), ("a", "b"), "two_classes")
    assert str(majority.note) == "2 pictures change their class; 1 group has no such class"
    after = checked(DATASET.with_edit(majority.edit), facts, pairs)
    assert [one.groups for one in after.findings if one.kind == "two_classes"] == [(tied,)]
    after = checked(DATASET.with_edit(offered["Label all as b"].edit), facts, pairs)
    assert "two_classes" not in {str(one.kind) for one in after.findings}
    assert DATASET.with_edit(offered["Label all as b"].edit).without_last_edit() == DATASET


def test_settings_that_train_offers_answer_classes_of_different_sizes_and_not_small_ones_alone(facts: Make) -> None:
    uneven = DATASET.with_edit(LeaveOut(tuple(f"b/{number:02}.jpg" for number in range(30))))  # 40 and 10 in training
    found = checked(uneven, facts)
    assert [str(one.kind) for one in found.findings] == ["small_class", "imbalance"]
    for finding in found.findings:
        assert [(one.name, one.value) for one in settings_for(finding, uneven)] == [
            ("class_weights", "balanced"),
            ("class_weights", "sampling"),
        ]
        assert not any(one.suggested for one in remedies(finding, uneven, found))
    assert with_settings(found, uneven, {"class_weights": "none"}) == found
    answered = with_settings(found, uneven, {"class_weights": "sampling"})
    assert (answered.findings, answered.answered) == ((), found.findings)
    small = DATASET.with_edit(LeaveOut(tuple(f"{name}/{number:02}.jpg" for name in "ab" for number in range(30))))
    found = checked(small, facts)
    assert [str(one.kind) for one in found.findings] == ["small_class"]
    assert settings_for(found.findings[0], small) == []
    assert with_settings(found, small, {"class_weights": "balanced"}) == found


def test_check_begins_where_train_does(facts: Make) -> None:
    by_count = {
        count: DATASET.with_edit(LeaveOut(tuple(f"b/{number:02}.jpg" for number in range(40 - count))))
        for count in (13, 14)
    }
    for count, dataset in by_count.items():
        found = {str(one.kind) for one in checked(dataset, facts).findings}
        assert ("imbalance" in found) == (imbalance(dataset) is not None) == (count == 13)


def test_each_picture_of_a_group_stands_beside_the_one_that_it_is_most_like(facts: Make) -> None:
    group = ("a/00.jpg", "a/01.jpg", "a/45.jpg")
    known = {one.path: facts() for one in DATASET.pictures}
    pairs = (Pair("a/00.jpg", "a/01.jpg", 1.0), Pair("a/00.jpg", "a/45.jpg", 0.95))
    found = check(DATASET, Measured(known, {}, pairs))
    by_kind = {str(one.kind): pairs_of(one, DATASET, found.pairs) for one in found.findings}
    assert [(one.one.path, one.other.path, one.alike) for one in by_kind["leak"]] == [
        ("a/00.jpg", "a/45.jpg", 0.95),
        ("a/01.jpg", "a/45.jpg", 0.95),
    ]
    assert found.groups == (group,)
    assert {one.alike for one in by_kind["near_duplicate"]} == {1.0, 0.95}


def test_every_picture_that_a_remedy_would_leave_out_is_in_a_pair_that_shows(facts: Make) -> None:
    found = checked(DATASET, facts, list(combinations(("a/00.jpg", "a/01.jpg", "b/01.jpg"), 2)))
    both = next(one for one in found.findings if one.kind == "two_classes")
    suggested = next(one for one in remedies(both, DATASET, found) if one.suggested)
    assert isinstance(suggested.edit, LeaveOut)
    shown = {path for pair in pairs_of(both, DATASET, found.pairs) for path in (pair.one.path, pair.other.path)}
    assert set(suggested.edit.paths) == set(both.pictures) == shown


def test_brightness_that_tells_classes_apart_is_answered_by_a_setting_and_no_shortcut_is_best_kept(facts: Make) -> None:
    bright = {one.path: facts(mean=200.0, mode="L") if one.label else facts() for one in DATASET.pictures}
    found = check(DATASET, Measured(bright, {}, ()))
    by = {one.detail: one for one in found.findings}
    assert set(by) == {"brightness", "format"}
    for finding in by.values():
        assert [(str(one.title), one.suggested) for one in remedies(finding, DATASET, found)] == [
            ("Keep as it is", False)
        ]
    (setting,) = settings_for(by["brightness"], DATASET)
    assert settings_for(by["format"], DATASET) == []
    assert with_settings(found, DATASET, {setting.name: 0.2}) == found
    answered = with_settings(found, DATASET, {setting.name: setting.value})
    assert (answered.findings, answered.answered) == ((by["format"],), (by["brightness"],))
