"""Groups of alike pictures."""

from itertools import combinations, pairwise

from resnet_studio.core.checks.groups import groups_of
from resnet_studio.core.checks.store import Pair


def clique(names: str, alike: float = 0.95) -> list[Pair]:
    return [Pair(one, other, alike) for one, other in combinations(sorted(names), 2)]


def test_pairs_with_a_picture_in_common_make_one_group() -> None:
    pairs = [Pair("a", "b", 0.95), Pair("b", "c", 0.95), Pair("x", "y", 0.99)]
    assert groups_of(pairs, 0.9, 100) == [("a", "b", "c"), ("x", "y")]


def test_pairs_that_are_less_alike_do_not_count() -> None:
    assert groups_of([Pair("a", "b", 0.88)], 0.9, 100) == []


def test_large_group_in_which_all_are_alike_stays_whole() -> None:
    (group,) = groups_of(clique("abcdefghijklmnopq"), 0.9, 1000)
    assert len(group) == 17


def test_chain_is_cut_where_its_pictures_are_least_alike() -> None:
    first, second = clique("abcdefgh"), clique("opqrstuv")
    groups = groups_of([*first, *second, Pair("h", "o", 0.901)], 0.9, 1000)
    assert groups == [tuple("abcdefgh"), tuple("opqrstuv")]


def test_where_everything_is_alike_pictures_must_be_more_so() -> None:
    names = [f"{number:03}" for number in range(200)]
    chain = [Pair(one, other, 0.93) for one, other in pairwise(names)]
    assert groups_of([*chain, Pair("000", "100", 0.985)], 0.9, 200) == [("000", "100")]


def test_many_copies_are_no_chain_and_leave_what_else_is_alike_as_it_is() -> None:
    copies = [Pair("a00", f"a{number:02}", 1.0) for number in range(1, 30)]
    others = [Pair("a07", "b", 0.93), Pair("x", "y", 0.91)]
    groups = groups_of([*copies, *others], 0.9, 40)
    assert groups == [(*(f"a{number:02}" for number in range(30)), "b"), ("x", "y")]


def test_copies_that_nothing_else_is_like_are_a_group() -> None:
    assert groups_of([Pair("a", "b", 1.0), Pair("b", "c", 1.0)], 0.9, 10) == [("a", "b", "c")]
