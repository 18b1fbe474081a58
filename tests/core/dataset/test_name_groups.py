"""Groups that names of files and folders show."""

from pathlib import Path

import pytest

from resnet_studio.core.dataset.catalogue import Catalogue, Picture
from resnet_studio.core.dataset.class_edits import MergeClass, RenameClass
from resnet_studio.core.dataset.dataset import apply
from resnet_studio.core.dataset.edits import Edit
from resnet_studio.core.dataset.grouped import groups_for
from resnet_studio.core.dataset.name_groups import beginning, folder_groups, name_groups
from resnet_studio.core.dataset.picture_edits import MovePictures


def pictures(*paths: str) -> list[Picture]:
    return [Picture(path, 0, "train", 1, 1) for path in paths]


@pytest.mark.parametrize(
    ("name", "group"),
    [
        ("patient12_003.png", "patient12"),
        ("clip-3 frame 0012.jpg", "clip-3"),
        ("cam1_2024-05-01_frame_17.jpg", "cam1_2024-05-01"),
        ("holiday (3).jpg", "holiday"),
        ("ants.jpg", None),
        ("12.png", None),
        ("10308379_1210edc2ab.jpg", None),
    ],
)
def test_beginning_is_what_stands_before_the_last_number(name: str, group: str | None) -> None:
    assert beginning(f"a/{name}") == group


def test_patients_are_found_with_an_example() -> None:
    some = pictures(*(f"a/patient{number // 4:02}_{number % 4:03}.png" for number in range(40)), "a/other.png")
    found = name_groups(some)
    assert found is not None
    assert (found.number, found.largest, found.unfitting) == (10, 4, 1)
    assert found.example == ("patient00_000.png", len("patient00"))
    assert all(len(group) == 4 for group in found.groups)


@pytest.mark.parametrize(
    "names",
    [
        [f"image_{number:04}.jpg" for number in range(100)],
        [f"{number}.png" for number in range(100)],
        [f"{name}_1.png" for name in "abcdefghijklmnop"],
    ],
)
def test_names_that_only_count_say_nothing(names: list[str]) -> None:
    assert name_groups(pictures(*(f"a/{name}" for name in names))) is None


def test_subfolders_of_a_class_are_groups_also_across_parts() -> None:
    some = pictures("train/a/p1/1.png", "train/a/p1/2.png", "val/a/p1/3.png", "train/a/4.png", "train/a/p2/5.png")
    read = Catalogue(Path("/data"), ("a",), tuple(some))
    assert folder_groups(some, read) == (("train/a/p1/1.png", "train/a/p1/2.png", "val/a/p1/3.png"),)


@pytest.mark.parametrize(
    "edit", [RenameClass("a", "c"), MergeClass("a", "b"), MovePictures(("a/p1/1.png", "b/p3/6.png"), "new")]
)
def test_subfolders_stay_groups_whatever_becomes_of_their_classes(edit: Edit) -> None:
    some = pictures("a/p1/1.png", "a/p1/2.png", "a/p2/3.png", "a/p2/4.png")
    others = [Picture(f"b/p3/{number}.png", 1, "train", 1, 1) for number in (5, 6, 7)]
    edited = apply(Catalogue(Path("/data"), ("a", "b"), (*some, *others)), [edit])
    groups = groups_for("folders", edited.pictures, edited.catalogue)
    assert sorted(map(len, groups)) == [2, 2, 3]
