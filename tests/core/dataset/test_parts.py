"""Which part a folder's name says."""

import pytest

from resnet_studio.core.dataset.catalogue import Part
from resnet_studio.core.dataset.parts import part_of, recognise


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("train", "train"), ("Training", "train"), ("TRAIN", "train"), ("training_set", "train"), ("trainset", "train"),
        ("train_data", "train"), ("TrainData", "train"), ("seg_train", "train"), ("train2017", "train"),
        ("Train Pictures", "train"), ("01_train", "train"), ("trn", "train"), ("train-labelled", "train"),
        ("val", "validation"), ("valid", "validation"), ("Validation", "validation"), ("val_data", "validation"),
        ("valset", "validation"), ("val2017", "validation"), ("validation_set", "validation"), ("dev", "validation"),
        ("devset", "validation"), ("Development", "validation"), ("eval", "validation"), ("Evaluation", "validation"),
        ("test", "test"), ("Testing", "test"), ("test_set", "test"), ("seg_test", "test"), ("testSet", "test"),
    ],
)  # fmt: skip
def test_name_of_a_part_is_recognised(name: str, part: Part) -> None:
    assert part_of(name) == part


@pytest.mark.parametrize(
    "name",
    ["cat", "trains", "train station", "test tube", "Val Kilmer", "Dev Patel", "training shoe", "validity", "contest",
     "trainval", "train_test", "latest", "device", "evaluator", "2017", "", "тест"],
)  # fmt: skip
def test_other_names_say_no_part(name: str) -> None:
    assert part_of(name) is None


def test_same_other_words_in_two_parts_are_no_hindrance() -> None:
    assert recognise(["dogs-train", "dogs-val"]) == {"dogs-train": "train", "dogs-val": "validation"}
    assert recognise(["train_faces", "test_faces", "faces"]) == {"train_faces": "train", "test_faces": "test"}
    assert recognise(["train station", "test tube", "car"]) == {}
    assert recognise(["Val Kilmer", "Dev Kilmer"]) == {}


@pytest.mark.parametrize(
    ("beside", "part"),
    [
        ([], "validation"),
        (["train"], "validation"),
        (["train", "test"], "validation"),
        (["training", "validation"], "test"),
        (["train", "dev"], "test"),
        (["train", "val", "test"], None),
    ],
)
def test_evaluation_is_the_part_that_is_lacking(beside: list[str], part: Part | None) -> None:
    assert recognise([*beside, "evaluation"]).get("evaluation") == part
