"""What of a folder a model is measured on."""

from pathlib import Path

import pytest

from resnet_studio.core.basics.errors import DatasetError
from resnet_studio.core.dataset.catalogue import Catalogue, Part, Picture
from resnet_studio.core.dataset.dataset import Dataset, apply
from resnet_studio.core.dataset.measured import choose


def folder(**parts: dict[str, int]) -> Dataset:
    """A dataset with so many pictures of each class in each part."""
    classes = tuple(sorted({name for counts in parts.values() for name in counts}))
    names: dict[str, Part] = {"train": "train", "validation": "validation", "test": "test"}
    pictures = tuple(
        Picture(f"{part}/{name}/{number}.png", classes.index(name), names[part], 1, 1)
        for part, counts in parts.items()
        for name, count in counts.items()
        for number in range(count)
    )
    return apply(Catalogue(Path("/pictures"), classes, pictures))


def texts(dataset: Dataset, *known: str) -> list[str]:
    return [str(finding.message) for finding in choose(dataset, known).findings]


@pytest.mark.parametrize(
    ("parts", "part", "whole", "left_out"),
    [
        ({"train": {"ants": 4, "bees": 4}}, "train", True, {}),
        ({"test": {"ants": 4}}, "test", True, {}),
        ({"train": {"ants": 4}, "test": {"ants": 1}}, "test", False, {"train": 4}),
        ({"train": {"ants": 4}, "validation": {"ants": 2}}, "validation", False, {"train": 4}),
        (
            {"train": {"ants": 4}, "validation": {"ants": 2}, "test": {"ants": 1}},
            "test", False, {"train": 4, "validation": 2},
        ),
        ({"validation": {"ants": 2}, "test": {"unsorted": 5}}, "validation", False, {"test": 5}),
    ],
)  # fmt: skip
def test_part_that_says_most_about_new_pictures_is_measured(
    parts: dict[str, dict[str, int]], part: str, whole: bool, left_out: dict[str, int]
) -> None:
    measured = choose(folder(**parts), ("ants", "bees"))
    assert (measured.part, measured.whole, measured.left_out) == (part, whole, left_out)
    assert {picture.part for picture in measured.pictures} == {part}


def test_labels_are_those_of_the_model() -> None:
    measured = choose(folder(train={"bees": 1, "wasps": 1}), ("wasps", "ants", "bees"))
    assert measured.labels == (2, 0)


def test_unknown_and_absent_classes_are_counted_and_named() -> None:
    dataset = folder(test={"ants": 2, "zebra": 3}, train={"bees": 1})
    assert choose(dataset, ("ants", "bees")).unknown == 3
    assert texts(dataset, "ants", "bees") == [
        "1 class that the run does not know is left out: zebra.",
        "1 class of the run has no picture here, so that the figures say nothing about it: bees.",
    ]


@pytest.mark.parametrize("name", ["Ants", "ANTS", "ants_", "\uff41nts"])
def test_class_is_matched_in_other_case_and_separators(name: str) -> None:
    dataset = folder(train={name: 2})
    assert choose(dataset, ("bees", "ants")).labels == (1, 1)
    assert texts(dataset, "ants") == [f"1 class is matched by a similar name: {name} as ants."]


def test_spaces_and_underscores_mean_the_same() -> None:
    measured = choose(folder(train={"fire_truck": 1, "Fire-Engine": 1}), ("fire engine", "fire truck"))
    assert measured.labels == (1, 0)


def test_class_in_two_spellings_in_two_parts_is_measured() -> None:
    measured = choose(folder(train={"ants": 3}, test={"Ants": 2}), ("ants", "bees"))
    assert measured.labels == (0, 0)


def test_name_that_is_similar_to_two_classes_is_not_guessed() -> None:
    dataset = folder(train={"ANTS": 1, "bees": 1})
    assert texts(dataset, "ants", "Ants", "bees")[0] == "1 class that the run does not know is left out: ANTS."


def test_folder_without_a_known_class_is_refused_with_both_lists() -> None:
    with pytest.raises(DatasetError) as caught:
        choose(folder(train={"cats": 1, "dogs": 1}), ("ants", "bees"))
    assert str(caught.value) == (
        "/pictures has none of the classes that this run knows: ants and bees. It has cats and dogs."
    )
