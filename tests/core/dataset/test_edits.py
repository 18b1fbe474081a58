"""Edits, their records and their labels."""

import json
from collections.abc import Callable
from dataclasses import MISSING, fields
from typing import Any

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from resnet_studio.core.basics.errors import ConfigError
from resnet_studio.core.basics.message import Message
from resnet_studio.core.dataset.catalogue import Catalogue
from resnet_studio.core.dataset.class_edits import (
    AddClass,
    LeaveClassOut,
    MergeClass,
    RemoveClass,
    RenameClass,
    TakeClassBack,
)
from resnet_studio.core.dataset.edits import (
    KINDS,
    Edit,
    FolderSplit,
    KeptSplit,
    SplitBySeed,
    UnknownEditError,
    from_record,
    in_force,
    to_record,
)
from resnet_studio.core.dataset.grouped_edit import GroupedSplit
from resnet_studio.core.dataset.keep_finding import KeepFinding, KeepFindings
from resnet_studio.core.dataset.label_as_new import LabelAsNew
from resnet_studio.core.dataset.picture_edits import (
    AddPictures,
    ClearLabels,
    KeepLabels,
    LeaveOut,
    MovePictures,
    PinPictures,
    SortPictures,
    TakeBack,
)
from resnet_studio.core.dataset.set_aside import SetAside

KindsOfEdits = Callable[[Catalogue], list[st.SearchStrategy[Edit]]]
EXAMPLES: tuple[Edit, ...] = (
    SplitBySeed(0.2, 3),
    SplitBySeed(0.2, 3, ("b/ü.png",), ("a/1.png",)),
    KeptSplit(0.2, 3, ("a/1.png", "b/ü.png"), 2),
    KeptSplit(0.2, 3, ("a/1.png",), 2, (), ("b/ü.png",)),
    GroupedSplit("names", 0.2, 0.1, 3, ("a/1.png",), ("b/ü.png",), (("a/1.png", "a/2.png"),)),
    GroupedSplit("names", 0.2, 0.1, 3, ("a/1.png",), fold="2/5"),
    GroupedSplit("pattern", 0.2, 0.1, 3, ("a/1.png",), pattern="*_"),
    FolderSplit(),
    MovePictures(("a/1.png",), "b"),
    SortPictures(("a/1.png", "b/ü.png"), ("b", "a")),
    LeaveOut(("a/1.png",)),
    TakeBack(("a/1.png",)),
    KeepLabels(("a/1.png", "b/ü.png")),
    AddPictures(("/elsewhere/ü.png",), "a", (5,), (6,)),
    ClearLabels(("a/1.png",)),
    PinPictures(("a/1.png",), "test"),
    PinPictures(("a/1.png",), None),
    KeepFinding(("a/1.png",), "blurred"),
    KeepFindings(("a/1.png", "b/ü.png"), ("rotated", "cmyk")),
    SetAside(("a/1.png",)),
    AddClass("bées"),
    LabelAsNew(("a/1.png",), "bées"),
    RenameClass("a", "b"),
    MergeClass("a", "b"),
    RemoveClass("a"),
    LeaveClassOut("a"),
    TakeClassBack("a"),
)


def test_every_kind_of_edit_has_an_example_here() -> None:
    assert {type(edit) for edit in EXAMPLES} == set(KINDS.values())


def test_every_kind_of_edit_with_every_field_is_among_those_that_properties_are_checked_with(
    kinds_of_edits: KindsOfEdits, catalogue: Catalogue
) -> None:
    once = settings(phases=[Phase.generate])
    drawn = {type(find(one, lambda _: True, settings=once)): one for one in kinds_of_edits(catalogue)}
    assert set(drawn) == set(KINDS.values())
    for kind, one in drawn.items():
        for field in fields(kind):
            usual = field.default
            # Only a split that is kept was moved behind others, and only a run of a cross-validation has a fold.
            if usual is not MISSING and field.name not in ("later", "fold"):
                find(one, lambda edit, name=field.name, usual=usual: getattr(edit, name) != usual, settings=once)


@given(st.data())
def test_record_gives_back_an_equal_edit(
    kinds_of_edits: KindsOfEdits, plain_catalogues: st.SearchStrategy[Catalogue], data: st.DataObject
) -> None:
    for edit in data.draw(st.tuples(*kinds_of_edits(data.draw(plain_catalogues)))):
        assert from_record(json.loads(json.dumps(to_record(edit)))) == edit


@pytest.mark.parametrize("edit", EXAMPLES)
def test_record_of_every_kind_gives_back_an_equal_edit(edit: Edit) -> None:
    assert from_record(json.loads(json.dumps(to_record(edit)))) == edit


@pytest.mark.parametrize("edit", EXAMPLES)
def test_label_is_a_message(edit: Edit) -> None:
    assert isinstance(edit.label, Message)
    assert str(edit.label)


def test_labels_say_what_the_split_is() -> None:
    assert str(SplitBySeed(0.2, 3).label) == "Split 20 % off for validation, seed 3"
    assert str(SplitBySeed(0.125, 4000).label) == "Split 12.5 % off for validation, seed 4000"


@pytest.mark.parametrize(
    ("record", "problem"),
    [
        ({}, "it has no kind"),
        ({"edit": 3}, "it has no kind"),
        ({"edit": "SplitBySeed"}, "its fields are not those of SplitBySeed"),
        ({"edit": "SplitBySeed", "fraction": 0.2, "seed": 1, "more": 1}, "its fields are not those of SplitBySeed"),
        ({"edit": "SplitBySeed", "fraction": 1, "seed": 1}, "a number between 0 and 1"),
        ({"edit": "SplitBySeed", "fraction": float("nan"), "seed": 1}, "a number between 0 and 1"),
        ({"edit": "SplitBySeed", "fraction": 0.2, "seed": -1}, "a whole number from 0"),
        ({"edit": "SplitBySeed", "fraction": 0.2, "seed": [[1]]}, "a whole number from 0"),
        ({"edit": "SplitBySeed", "fraction": 0.2, "seed": 10**400}, r"2\^1328 is too large"),
        ({"edit": "KeptSplit", "fraction": 0.2, "seed": 1, "validation": "a.png"}, "a list of paths"),
        ({"edit": "KeptSplit", "fraction": 0.2, "seed": 1, "validation": [1]}, "a list of paths"),
        ({"edit": "SplitBySeed", "fraction": 0.2, "seed": 1, "test": [1]}, "a list of paths"),
        ({"edit": "SplitBySeed", "fraction": 0.2, "seed": 1, "test": False}, "a list of paths"),
        ({"edit": "SplitBySeed", "fraction": 0.2, "seed": 1, "learned": "a.png"}, "a list of paths"),
        ({"edit": "LeaveOut", "paths": [1]}, "a list of paths"),
        ({"edit": "MovePictures", "paths": "a.png", "to": "b"}, "a list of paths"),
        ({"edit": "MovePictures", "paths": ["a.png"], "to": 3}, "the name of a class"),
        ({"edit": "SortPictures", "paths": ["a.png"], "to": ["b", "a"]}, "one class for each path"),
        ({"edit": "SortPictures", "paths": ["a.png"], "to": [1]}, "a list of names of classes"),
        ({"edit": "PinPictures", "paths": ["a.png"], "part": "exam"}, "one of"),
        ({"edit": "AddClass", "name": " "}, "a name of 1 to 200 characters"),
        ({"edit": "AddClass", "name": "a\u202eb"}, "characters that cannot be seen"),
        ({"edit": "LabelAsNew", "paths": ["a.png"], "to": " "}, "a name of 1 to 200 characters"),
        ({"edit": "RenameClass", "name": "a", "to": "e\u0301"}, "characters that cannot be seen"),
        ({"edit": "FolderSplit", "self": 1}, "its fields are not those of FolderSplit"),
    ],
)
def test_wrong_record_is_refused(record: dict[str, Any], problem: str) -> None:
    with pytest.raises(ValueError, match=problem) as caught:
        from_record(record)
    assert len(str(caught.value)) < 200


def test_unknown_edit_raises_unknown_edit_error() -> None:
    with pytest.raises(UnknownEditError, match="'LaterEdit'"):
        from_record({"edit": "LaterEdit"})


@pytest.mark.parametrize(("fraction", "seed"), [(0.0, 1), (1.0, 1), (0.2, -1), (True, 1)])
def test_values_out_of_range_are_refused(fraction: float, seed: int) -> None:
    with pytest.raises(ConfigError):
        SplitBySeed(fraction, seed)


def test_only_the_last_split_is_in_effect() -> None:
    first, second, third = SplitBySeed(0.1, 1), FolderSplit(), SplitBySeed(0.3, 3)
    assert in_force(()) == []
    assert in_force((first, second, third)) == [third]
    assert in_force((first, second)) == [second]
