"""A class that is made for some pictures, in one step."""

from pathlib import Path

from resnet_studio.core.dataset.by_hand import changes
from resnet_studio.core.dataset.catalogue import UNLABELLED, Catalogue, Picture
from resnet_studio.core.dataset.class_edits import AddClass, MergeClass
from resnet_studio.core.dataset.class_folder import folder_of
from resnet_studio.core.dataset.dataset import Dataset, apply
from resnet_studio.core.dataset.label_as_new import LabelAsNew
from resnet_studio.core.dataset.picture_edits import LeaveOut, MovePictures
from resnet_studio.core.dataset.record import from_record, to_record
from resnet_studio.core.dataset.scan import scan
from tests.made_folders import class_folders


def heap() -> Dataset:
    pictures = tuple(Picture(f"{number}.jpg", UNLABELLED, "train", number, number) for number in range(6))
    return apply(Catalogue(Path("/data/heap"), (), pictures))


def labels(dataset: Dataset) -> dict[str, str]:
    return {one.path: dataset.classes[one.label] for one in dataset.pictures}


def test_class_and_labels_are_there_at_once_and_one_undo_takes_both_back() -> None:
    made = heap().with_edit(LabelAsNew(("0.jpg", "2.jpg"), "ants"))
    assert labels(made) == {"0.jpg": "ants", "2.jpg": "ants"}
    assert made.contents is not None
    assert made.contents.confirmed == {"0.jpg", "2.jpg"}
    assert made.without_last_edit() == heap()
    assert str(made.edits[-1].label) == "New class ants with 2 pictures"


def test_labels_stay_where_the_class_is_there_already_and_where_edits_are_merged_and_read_again() -> None:
    made = heap().with_edit(AddClass("ants")).with_edit(MovePictures(("1.jpg",), "ants"))
    for edit in (LabelAsNew(("0.jpg",), "ants"), LeaveOut(("5.jpg",)), LabelAsNew(("0.jpg", "3.jpg"), "bees")):
        made = made.with_edit(edit)
    assert labels(made) == {"0.jpg": "bees", "1.jpg": "ants", "3.jpg": "bees"}
    assert apply(made.catalogue, made.edits) == made
    assert from_record(to_record(made)) == made


def test_folder_of_a_class_into_which_it_is_merged_is_found_and_its_pictures_have_moved(tmp_path: Path) -> None:
    dataset = scan(class_folders(tmp_path, "cat", "dog"))
    first = dataset.pictures[0].path
    made = dataset.with_edit(LabelAsNew((first,), "pet"))
    assert changes(made)[first].was == "cat"
    assert folder_of(made, "cat") == tmp_path / "cat"
    assert folder_of(made.with_edit(MergeClass("cat", "pet")), "pet") == tmp_path / "cat"
