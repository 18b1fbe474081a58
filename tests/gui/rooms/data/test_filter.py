"""The filter of pictures."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from resnet_studio.core.dataset.catalogue import Catalogue, Picture
from resnet_studio.core.dataset.dataset import Dataset, apply
from resnet_studio.core.dataset.picture_edits import (
    AddPictures,
    ClearLabels,
    LeaveOut,
    MovePictures,
    PinPictures,
    TakeBack,
)
from resnet_studio.gui.rooms.data.filter import Filter, Order, class_name, index_of, is_left_out, pictures_of

MakeDataset = Callable[..., Dataset]


def test_positions_and_pictures_agree(made: MakeDataset) -> None:
    chosen = Filter(made({"a": (5, 2, 0), "b": (1, 3, 0), "c": (2, 2, 2)}))
    chosen.choose()
    assert sorted(chosen.picture(position) for position in range(len(chosen))) == list(range(17))
    assert all(chosen.position(chosen.picture(position)) == position for position in range(len(chosen)))
    chosen.choose(label=1, part="validation", words=" 2.PNG ")
    assert len(chosen) == 1
    assert chosen.position(chosen.picture(0)) == 0
    assert sum(chosen.position(picture) >= 0 for picture in range(17)) == 1


def test_pictures_without_a_class_are_a_choice_of_their_own(made: MakeDataset) -> None:
    dataset = made({"a": (5, 2, 0), "b": (3, 1, 0)})
    edited = dataset.with_edit(ClearLabels(("train/a/0.png",))).with_edit(LeaveOut(("train/b/0.png",)))
    chosen = Filter(edited)
    pictures = pictures_of(edited)
    for part, paths in (("open", {"train/a/0.png"}), ("out", {"train/b/0.png"})):
        chosen.choose(part=part)
        assert {pictures[chosen.picture(position)].path for position in range(len(chosen))} == paths
    chosen.choose()
    assert len(chosen) == 10
    assert [class_name(edited, index) for index in (9, 10)] == ["no class yet", "b"]
    assert [is_left_out(edited, index) for index in (9, 10)] == [False, True]


def test_pictures_left_out_of_a_class_that_has_no_others_are_not_shown_with_another_class(made: MakeDataset) -> None:
    out = LeaveOut(("train/a/0.png", "train/a/1.png", "train/a/2.png", "train/b/0.png"))
    dataset = made({"a": (3, 0, 0), "b": (3, 1, 0), "c": (3, 1, 0)}).with_edit(out)
    assert dataset.classes == ("b", "c")
    chosen = Filter(dataset)
    chosen.choose(label=0, part="changed")
    assert [pictures_of(dataset)[chosen.picture(position)].path for position in range(len(chosen))] == ["train/b/0.png"]


def test_pictures_are_sorted_by_what_is_known_of_their_files(made: MakeDataset) -> None:
    found = made({"a": (12, 0, 0)})
    pictures = tuple(
        replace(one, size=number % 5, mtime_ns=-number) for number, one in enumerate(found.catalogue.pictures)
    )
    dataset = apply(replace(found.catalogue, pictures=pictures))
    chosen = Filter(dataset)

    def shown(order: Order) -> list[int]:
        chosen.choose(order=order)
        return [chosen.picture(position) for position in range(len(chosen))]

    assert shown(Order("name")) == list(range(12)), "2 comes before 10"
    assert shown(Order("name", falling=True)) == list(range(11, -1, -1))
    assert shown(Order("time", falling=True)) == list(range(12))
    assert shown(Order("bytes", falling=True))[:4] == [4, 9, 3, 8]
    assert shown(Order("bytes"))[:4] == [0, 5, 10, 1]
    assert all(chosen.picture(chosen.position(picture)) == picture for picture in range(12))


def test_what_is_not_known_of_a_picture_comes_last_in_either_direction(made: MakeDataset) -> None:
    dataset = made({"a": (2, 1, 0), "b": (1, 0, 1)})
    chosen, pictures = Filter(dataset), pictures_of(dataset)
    values = {"train/a/1.png": 3.0, "val/a/0.png": 7.0}

    def shown(order: Order) -> list[str]:
        chosen.choose(order=order)
        return [pictures[chosen.picture(place)].path for place in range(len(chosen))]

    assert shown(Order("pixels", False, values))[:2] == ["train/a/1.png", "val/a/0.png"]
    assert shown(Order("pixels", True, values))[:2] == ["val/a/0.png", "train/a/1.png"]
    assert [path.split("/")[0] for path in shown(Order("part"))] == ["train", "train", "train", "val", "test"]
    assert [path.split("/")[1] for path in shown(Order("class", falling=True))] == ["b", "b", "a", "a", "a"]


def test_tests_combine_with_class_and_part(made: MakeDataset) -> None:
    dataset = made({"a": (5, 2, 0), "b": (3, 1, 0)})
    chosen, pictures = Filter(dataset), pictures_of(dataset)
    chosen.choose(label=0, part="train", tests=[lambda one: "/1" in one.path or "/2" in one.path])
    assert {pictures[chosen.picture(place)].path for place in range(len(chosen))} == {"train/a/1.png", "train/a/2.png"}


def test_filter_made_from_the_one_before_an_edit_is_that_of_a_new_dataset(made: MakeDataset) -> None:
    dataset = made({"a": (5, 2, 1), "b": (3, 1, 0), "c": (1, 0, 0)})
    first, second, third = (one.path for one in dataset.pictures[:3])
    edits = (
        MovePictures((first,), dataset.classes[-1]),
        PinPictures((second,), "test"),
        LeaveOut((third,)),
        MovePictures((third,), dataset.classes[-1]),
        ClearLabels((first,)),
        TakeBack((third,)),
        LeaveOut((second,)),
    )
    before = Filter(dataset)
    for edit in edits:
        dataset = dataset.with_edit(edit)
        after, alone = Filter(dataset, before), Filter(dataset)
        for label in (None, *range(len(dataset.classes))):
            for part in (None, "train", "validation", "test", "open", "out", "changed"):
                for one in (after, alone):
                    one.choose(label=label, part=part)
                assert [*map(after.picture, range(len(after)))] == [*map(alone.picture, range(len(alone)))]
        before = after


def test_every_picture_is_found_by_its_path_wherever_edits_have_put_it() -> None:
    pictures = tuple(Picture(f"{number}.jpg", number % 2, "train", 1, 1) for number in range(20))
    dataset = apply(Catalogue(Path("/p"), ("a", "b"), pictures))
    for edit in (
        AddPictures(("/x/1.jpg", "/x/2.jpg", "/x/3.jpg"), "b", (1, 1, 1), (1, 1, 1)),
        LeaveOut(("3.jpg", "/x/2.jpg", "18.jpg")),
        ClearLabels(("0.jpg", "7.jpg", "/x/3.jpg")),
    ):
        dataset = dataset.with_edit(edit)
        shown = [one.path for one in pictures_of(dataset)]
        assert [index_of(dataset, path) for path in shown] == list(range(len(shown)))
        assert index_of(dataset, "gone.jpg") == index_of(dataset, "/x/9.jpg") == -1
