"""Classes whose pictures cannot be read: noticed with the first of them, and no training with fewer than two left."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from resnet_studio.core.basics.errors import DecodeError, RunError
from resnet_studio.core.basics.message import message
from resnet_studio.engine.inputs.unreadable import Unreadable
from resnet_studio.engine.training.readable_classes import ReadableClasses

MakeSource = Callable[..., Any]
CLASSES = ("ants", "bees", "wasps")


class Watched:
    """Nine training and six validation items of three classes in turn, some of which cannot be read."""

    def __init__(self, vectors: MakeSource, broken: set[int], validation: set[int] | None = None, *known: str) -> None:
        self.train = vectors(9, "train", broken=broken)
        self.validation = vectors(6, "validation", broken=validation or set())
        self.unreadable = Unreadable(known)
        setup: Any = SimpleNamespace(classes=CLASSES, train=self.train, validation=self.validation)
        self.classes = ReadableClasses(setup, self.unreadable)

    def fail(self, source: Any, index: int) -> list[str]:
        """What is reported when one item fails."""
        self.unreadable.noting(source)(index, DecodeError("x.txt", message("It is empty.")))
        return [str(notice.text) for notice in (*self.unreadable.report(), *self.classes.check())]


def test_first_unreadable_item_of_a_class_leads_to_all_others(vectors: MakeSource) -> None:
    watched = Watched(vectors, {1, 4, 7})
    *items, of_class = watched.fail(watched.train, 4)
    assert len(items) == 3
    assert of_class == "No training picture of bees can be read: the network does not learn this class."
    assert watched.unreadable.names == {"train 1", "train 4", "train 7"}


def test_class_with_a_readable_item_is_looked_at_no_further(vectors: MakeSource) -> None:
    watched = Watched(vectors, {4, 7})
    assert len(watched.fail(watched.train, 4)) == 1
    assert watched.unreadable.names == {"train 4"}


def test_class_whose_last_item_fails_later_is_noticed(vectors: MakeSource) -> None:
    watched = Watched(vectors, {4, 7})
    watched.fail(watched.train, 4)
    watched.train.broken.add(1)
    assert watched.fail(watched.train, 1)[-1].startswith("No training picture of bees")


def test_single_readable_class_is_refused_with_the_reason(vectors: MakeSource) -> None:
    watched = Watched(vectors, {0, 3, 6, 1, 4, 7})
    assert watched.fail(watched.train, 0)[-1].startswith("No training picture of ants")
    with pytest.raises(RunError) as caught:
        watched.fail(watched.train, 1)
    assert str(caught.value) == (
        "No training picture of ants and bees can be read. 0.txt: It is empty. At least two classes with pictures that "
        "can be read are needed."
    )


def test_lost_class_of_the_validation_part_is_noticed(vectors: MakeSource) -> None:
    watched = Watched(vectors, set(), {2, 5})
    assert watched.fail(watched.validation, 5)[-1] == (
        "No validation picture of wasps can be read: the results say nothing about this class."
    )


def test_resumed_run_does_not_report_a_lost_class_again(vectors: MakeSource) -> None:
    watched = Watched(vectors, {1, 4, 7}, None, "train 1", "train 4", "train 7")
    assert list(watched.classes.check()) == []


def test_resumed_run_with_a_single_readable_class_is_refused_again(vectors: MakeSource) -> None:
    known = [f"train {index}" for index in (0, 3, 6, 1, 4, 7)]
    watched = Watched(vectors, {0, 3, 6, 1, 4, 7}, None, *known)
    with pytest.raises(RunError):
        list(watched.classes.check())
