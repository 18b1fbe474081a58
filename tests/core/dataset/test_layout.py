"""What the folders of a dataset are: parts, classes, or parts inside of classes; and when a person is asked."""

from pathlib import Path

import pytest

from resnet_studio.core.basics.errors import DatasetError
from resnet_studio.core.dataset.catalogue import Part
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.findings import FindingKind
from resnet_studio.core.dataset.record import from_record, to_record
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.dataset.unclear_layout import UnclearLayoutError


def make(root: Path, *folders: str, count: int = 3) -> Path:
    """Folders with empty files that are named like pictures: a scan reads no pixels."""
    for folder in folders:
        (root / folder).mkdir(parents=True, exist_ok=True)
        for index in range(count):
            (root / folder / f"{index}.jpg").touch()
    return root


def in_parts(root: Path, *parts: str) -> Path:
    return make(root, *(f"{part}/{name}" for part in parts for name in ("cat", "dog")))


def folders_of(dataset: Dataset, part: Part) -> set[str]:
    """The first step of the paths in a part of the dataset's folder."""
    return {picture.path.split("/")[0] for picture in dataset.catalogue.pictures if picture.part == part}


@pytest.mark.parametrize(
    ("train", "validation", "test"),
    [
        ("Training", "", "Testing"), ("training_set", "", "test_set"), ("seg_train", "", "seg_test"),
        ("train_data", "val_data", ""), ("train", "dev", ""), ("Train", "Eval", ""),
        ("training", "validation", "evaluation"), ("train", "valid", "test"), ("TRAIN", "VAL", "TEST"),
        ("train2017", "val2017", "test2017"), ("trainset", "devset", "testset"), ("dogs-train", "dogs-val", ""),
        ("TrainData", "ValData", "TestData"), ("01_train", "02_validation", "03_test"),
    ],
)  # fmt: skip
def test_folders_named_like_parts_are_parts(tmp_path: Path, train: str, validation: str, test: str) -> None:
    dataset = scan(in_parts(tmp_path, *(name for name in (train, validation, test) if name)))
    assert dataset.classes == ("cat", "dog")
    assert folders_of(dataset, "train") == {train}
    assert folders_of(dataset, "validation") == ({validation} if validation else set())
    assert folders_of(dataset, "test") == ({test} if test else set())
    kinds = [finding.kind for finding in dataset.catalogue.findings]
    assert kinds == ([FindingKind.LAYOUT] if train == "dogs-train" else [])  # which may be classes, too


def test_part_inside_of_a_folder_of_its_name_is_found(tmp_path: Path) -> None:
    in_parts(tmp_path, "seg_train/seg_train", "seg_test/seg_test")
    make(tmp_path, "seg_pred/seg_pred")
    dataset = scan(tmp_path)
    assert dataset.classes == ("cat", "dog")
    assert dataset.counts("test") == (3, 3)
    assert [finding.kind for finding in dataset.catalogue.findings] == [FindingKind.UNUSED_FOLDER]


def test_folder_of_several_datasets_says_so(tmp_path: Path) -> None:
    make(
        tmp_path,
        *(f"{name}/{part}/{known}" for name in ("animals", "signs") for part in ("train", "val") for known in "ab"),
    )
    with pytest.raises(DatasetError, match="holds datasets: animals and signs"):
        scan(tmp_path)


def test_parts_inside_of_each_class_folder_are_parts(tmp_path: Path) -> None:
    make(tmp_path, "cat/train", "cat/test", "dog/Train", "dog/Test", "dog/masks")
    dataset = scan(tmp_path)
    assert dataset.classes == ("cat", "dog")
    assert dataset.counts("test") == (3, 3)
    assert {picture.path for picture in dataset.part("test")} >= {"cat/test/0.jpg", "dog/Test/0.jpg"}
    assert [str(finding.message) for finding in dataset.catalogue.findings] == [
        "1 folder beside train was left out: dog/masks."
    ]


@pytest.mark.parametrize("folders", [("2022", "2023"), ("fold1", "fold2", "fold3"), ("train", "extra"), ("a", "test")])
def test_folders_with_the_same_folders_are_asked_about(tmp_path: Path, folders: tuple[str, ...]) -> None:
    with pytest.raises(UnclearLayoutError) as caught:
        scan(in_parts(tmp_path, *folders))
    assert set(caught.value.folders) == set(folders)
    assert caught.value.classes == ("cat", "dog")
    assert "may be parts of one dataset with the classes cat and dog, or classes themselves." in str(caught.value)


def test_answer_decides_what_the_folders_are_and_is_recorded(tmp_path: Path) -> None:
    in_parts(tmp_path, "2022", "2023")
    parts, classes = scan(tmp_path, reading="parts"), scan(tmp_path, reading="classes")
    assert (parts.classes, parts.counts()) == (("cat", "dog"), (6, 6))
    assert (classes.classes, classes.counts()) == (("2022", "2023"), (6, 6))
    for dataset in (parts, classes):
        again = from_record(to_record(dataset))
        assert again == dataset
        assert scan(again.root, reading=again.catalogue.reading) == dataset
    assert [str(one.message) for one in parts.findings] == [
        "The folders 2022 and 2023 are taken as parts of one dataset, not as classes."
    ]
    assert [str(one.message) for one in classes.findings] == [
        "The folders 2022 and 2023 are taken as classes, not as parts."
    ]


def test_answer_parts_puts_folders_where_their_names_say(tmp_path: Path) -> None:
    in_parts(tmp_path, "main", "more", "test")
    with pytest.raises(UnclearLayoutError) as caught:
        scan(tmp_path)
    assert caught.value.parts == {"train": ("main", "more"), "test": ("test",)}
    dataset = scan(tmp_path, reading="parts")
    assert dataset.counts("test") == (3, 3)
    assert folders_of(dataset, "train") == {"main", "more"}


def test_answer_parts_always_gives_training_pictures(tmp_path: Path) -> None:
    in_parts(tmp_path, "val", "test")
    with pytest.raises(UnclearLayoutError) as caught:
        scan(tmp_path)
    assert caught.value.parts == {"train": ("val",), "test": ("test",)}


def test_train_folder_of_classes_beside_other_pictures_is_asked_about(tmp_path: Path) -> None:
    make(in_parts(tmp_path, "train"), "unlabelled")
    with pytest.raises(UnclearLayoutError):
        scan(tmp_path)
    assert scan(tmp_path, reading="parts").classes == ("cat", "dog")


@pytest.mark.parametrize(
    "folders",
    [
        ("train", "car", "bus"),
        ("cat/raw", "dog/raw"),
        ("cat/2022", "cat/2023", "dog"),
        ("oak/leaf", "oak/bark", "rose/flower", "rose/thorn", "fern/frond", "fern/root"),
        ("cat/train", "dog/train"),
    ],
)
def test_class_folders_are_not_asked_about(tmp_path: Path, folders: tuple[str, ...]) -> None:
    dataset = scan(make(tmp_path, *folders))
    assert set(dataset.classes) == {folder.split("/")[0] for folder in folders}
    assert dataset.catalogue.reading == "names"


def test_pictures_beside_the_same_folders_make_them_classes(tmp_path: Path) -> None:
    dataset = scan(make(tmp_path, "cat", "cat/2022", "cat/2023", "dog", "dog/2022", "dog/2023"))
    assert dataset.classes == ("cat", "dog")


@pytest.mark.parametrize("known", [("cat", "dog", "fox"), ("2021", "2022", "2023")])
def test_classes_of_a_model_say_what_unclear_folders_are(tmp_path: Path, known: tuple[str, ...]) -> None:
    dataset = scan(in_parts(tmp_path, "2022", "2023"), measure=True, known=known)
    assert set(dataset.classes) < set(known)


@pytest.mark.parametrize("parts", [("test",), ("val",), ("val", "test")])
def test_folder_without_training_pictures_can_be_measured(tmp_path: Path, parts: tuple[str, ...]) -> None:
    dataset = scan(in_parts(tmp_path, *parts), measure=True)
    assert dataset.classes == ("cat", "dog")
    assert not dataset.part("train")


def test_parts_whose_names_say_more_are_said_and_can_be_read_as_classes(tmp_path: Path) -> None:
    in_parts(tmp_path, "training shoe", "test shoe")
    dataset = scan(tmp_path)
    assert dataset.classes == ("cat", "dog")
    assert dataset.counts("test") == (3, 3)
    assert [str(one.message) for one in dataset.findings] == [
        "The folders test shoe and training shoe are taken as parts of one dataset, not as classes."
    ]
    assert scan(tmp_path, reading="classes").classes == ("test shoe", "training shoe")
    assert scan(in_parts(tmp_path / "usual", "seg_train", "seg_test")).findings == ()


def test_pictures_in_folders_whose_names_say_more_than_a_part_are_asked_about(tmp_path: Path) -> None:
    make(tmp_path, "training shoe", "test shoe")
    with pytest.raises(UnclearLayoutError, match=r"hold no class folders\. They may be classes themselves") as caught:
        scan(tmp_path)
    assert (caught.value.parts, caught.value.classes) == ({"train": ("training shoe",), "test": ("test shoe",)}, ())
    assert scan(tmp_path, reading="classes").classes == ("test shoe", "training shoe")
    known = ("boot", "test shoe", "training shoe")
    assert scan(tmp_path, measure=True, known=known).classes == ("test shoe", "training shoe")


def test_two_folders_for_one_part_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="holds both dev and val"):
        scan(in_parts(tmp_path, "train", "val", "dev"))
