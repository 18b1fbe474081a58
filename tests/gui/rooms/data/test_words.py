"""A dataset in words."""

from collections.abc import Callable
from pathlib import Path

import pytest

from resnet_studio.core.dataset.catalogue import Catalogue, Part, Picture
from resnet_studio.core.dataset.class_edits import RenameClass
from resnet_studio.core.dataset.dataset import Dataset, apply
from resnet_studio.core.dataset.edits import Edit
from resnet_studio.core.dataset.picture_edits import LeaveOut, MovePictures, PinPictures
from resnet_studio.gui.rooms.data import words as data_words
from resnet_studio.gui.rooms.data.room import DataRoom

MakeDataset = Callable[..., Dataset]


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        ({"ants": (123, 70, 0), "bees": (121, 83, 0)}, "Balanced: 48.6 % and 51.4 %"),
        ({"a": (10, 0, 0), "b": (90, 0, 0)}, "Uneven: 10.0 % and 90.0 %. Class weights, in Train, make up for it."),
        ({"a": (4, 0, 0), "b": (4, 0, 0), "c": (4, 0, 0)}, "Balanced: 4 pictures in each class"),
        ({"a": (4, 0, 0), "b": (5, 0, 0), "c": (6, 0, 0)}, "Balanced: 4 to 6 in a class"),
        (
            {"rare": (1, 0, 0), "b": (500, 0, 0), "common": (1200, 0, 0)},
            "Uneven: from 1 (rare) to 1,200 (common) pictures in a class. Class weights, in Train, make up for it.",
        ),
    ],
)
def test_balance_of_classes_is_described(
    room: DataRoom, counts: dict[str, tuple[int, int, int]], sentence: str, made: MakeDataset
) -> None:
    room.show_dataset(made(counts), 0.1)
    assert room.dataset_page.classes.balance() == sentence


def test_folders_of_a_split_are_as_on_disk_also_after_edits_of_parts_and_classes() -> None:
    folders = (("train/a/1.png", "train"), ("val/a/2.png", "validation"), ("train/b/3.png", "train"))
    assert said(folders, PinPictures(("train/a/1.png", "train/b/3.png"), "test")) == "train and val"
    assert said(folders, LeaveOut(("train/a/1.png",)), PinPictures(("val/a/2.png",), "train")) == "train and val"
    inside = (("a/train/1.png", "train"), ("a/val/2.png", "validation"), ("b/train/3.png", "train"))
    assert said(inside, RenameClass("a", "x"), MovePictures(("a/val/2.png",), "b")) == "train and val"


def said(pictures: tuple[tuple[str, Part], ...], *edits: Edit) -> str:
    """The folders that are named."""
    entries = tuple(Picture(path, int("b/" in path), part, 1, 1) for path, part in pictures)
    text = data_words.split(apply(Catalogue(Path("/pictures"), ("a", "b"), entries), edits))
    return text.removeprefix("As the folder brings it: ").removesuffix(".")
