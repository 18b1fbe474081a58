"""A pattern of file names that a person types."""

import pytest

from resnet_studio.core.basics.errors import ConfigError
from resnet_studio.core.dataset.catalogue import Picture
from resnet_studio.core.dataset.grouped_edit import GroupedSplit
from resnet_studio.core.dataset.name_pattern import pattern_groups, pattern_problem

PICTURES = [
    Picture(path, 0, "train", 1, 1)
    for path in ("a/p1_x_1.png", "b/p1_x_2.png", "a/p2_y.png", "a/p_.png", "a/[p]3-1.png", "a/other.png")
]


@pytest.mark.parametrize(
    ("pattern", "groups", "number", "unfitting"),
    [
        ("p*_", (("a/p1_x_1.png", "b/p1_x_2.png"),), 2, 3),
        ("p*_*_", (("a/p1_x_1.png", "b/p1_x_2.png"),), 1, 4),
        ("[p]*-", (), 1, 5),
        ("*.png", (), 6, 0),
        ("z*_", (), 0, 6),
    ],
)
def test_group_is_what_names_have_up_to_the_end_of_the_pattern(
    pattern: str, groups: tuple[tuple[str, ...], ...], number: int, unfitting: int
) -> None:
    found = pattern_groups(pattern, PICTURES)
    assert (found.groups, found.number, found.unfitting) == (groups, number, unfitting)


def test_example_and_largest_groups_are_shown_by_name() -> None:
    found = pattern_groups("p*_", PICTURES)
    assert found.largest_ones == (("p1_", 2), ("p2_", 1))
    assert found.example == ("p1_x_1.png", 3)


@pytest.mark.parametrize("pattern", ["", "patient", "patient*", "a**b", "a*" + "b" * 200])
def test_pattern_that_makes_no_groups_says_what_to_write(pattern: str) -> None:
    assert str(pattern_problem(pattern)).startswith("Write ")
    with pytest.raises(ConfigError, match="how names begin"):
        GroupedSplit("pattern", 0.2, 0.0, 0, (), pattern=pattern)
