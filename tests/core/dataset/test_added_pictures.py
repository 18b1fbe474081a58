"""Pictures that a person adds to a dataset: where they are, in which class, and after undo."""

from pathlib import Path

import pytest

from resnet_studio.core.basics.errors import ConfigError
from resnet_studio.core.dataset.catalogue import Picture
from resnet_studio.core.dataset.dataset import apply
from resnet_studio.core.dataset.edits import FolderSplit, SplitBySeed
from resnet_studio.core.dataset.picture_edits import AddPictures, MovePictures
from resnet_studio.core.dataset.record import from_record, to_record
from tests.core.dataset.test_picture_edits import class_of, parts, pets


def test_added_picture_is_for_training_where_it_is_and_undo_takes_it_back() -> None:
    dataset = apply(pets(), (SplitBySeed(0.5, 1),))
    added = dataset.with_edit(AddPictures(("/elsewhere/new.jpg",), "dogs", (7,), (8,)))
    assert class_of(added, "/elsewhere/new.jpg") == "dogs"
    assert added.pictures[-1] == Picture("/elsewhere/new.jpg", 2, "train", 7, 8)
    assert added.absolute(added.pictures[-1]) == Path("/elsewhere/new.jpg")
    assert added.without_last_edit() == dataset
    assert from_record(to_record(added)) == added


def test_picture_that_is_there_gets_the_label_instead() -> None:
    dataset = apply(pets()).with_edit(AddPictures(("cats/1.jpg",), "dogs", (7,), (8,)))
    assert class_of(dataset, "cats/1.jpg") == "dogs"
    assert len(dataset.pictures) == 12


def test_last_word_about_an_added_picture_counts() -> None:
    edits = [
        AddPictures(("/x.jpg",), "cats", (7,), (8,)),
        MovePictures(("/x.jpg",), "birds"),
        AddPictures(("/x.jpg",), "dogs", (9,), (10,)),
        FolderSplit(),
    ]
    dataset = apply(pets(), edits)
    assert class_of(dataset, "/x.jpg") == "dogs"
    assert sum(picture.path == "/x.jpg" for picture in dataset.pictures) == 1
    assert parts(dataset)["/x.jpg"] == "train"


@pytest.mark.parametrize(
    "path", ["../x.jpg", "/a/../x.jpg", "a//x.jpg", "", "/", "C:/a/../x.jpg", "a/./b.jpg", "x\0.jpg"]
)
def test_path_with_steps_up_cannot_be_added(path: str) -> None:
    with pytest.raises(ConfigError, match="without steps up"):
        AddPictures((path,), "cats", (7,), (8,))


@pytest.mark.parametrize("path", ["x.jpg", "a/x.jpg", "/a/x.jpg", "C:/a/x.jpg", "//server/share/a/x.jpg"])
def test_path_from_anywhere_can_be_added(path: str) -> None:
    assert AddPictures((path,), "cats", (7,), (8,)).paths == (path,)
