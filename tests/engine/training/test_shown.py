"""The pictures that an epoch's event shows: the followed ones, and the worst of all."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor

from resnet_studio.engine.answers.answers import Answers
from resnet_studio.engine.training.shown import MOST_CLASSES, WORST_PICTURES, Shown


def answers(first: int, labels: list[int], logits: Tensor) -> Answers:
    return Answers(tuple(range(first, first + len(labels))), torch.tensor(labels), logits)


def leads(labels: list[int], by: list[float]) -> Tensor:
    """Logits of two classes, of which the true one leads by so much."""
    return torch.tensor([[lead, 0.0] if label == 0 else [0.0, lead] for label, lead in zip(labels, by, strict=True)])


def test_followed_pictures_are_in_the_order_of_the_source(vectors: Callable[..., Any]) -> None:
    shown = Shown({0, 3})
    logits = torch.tensor([[2.0, 1.0, 0.0], [0.0, 3.0, 0.0], [0.0, 0.0, 1.0], [1.0, 0.0, 0.5]])
    shown.add(answers(2, [0, 2], logits[2:]))
    shown.add(answers(0, [0, 1], logits[:2]))
    first, second = shown.followed(vectors(4))
    assert (first.path, first.true, first.labels) == ("vector 0", 0, (0, 1, 2))
    assert first.probabilities == pytest.approx(logits[0].softmax(0).tolist())
    assert (second.path, second.true, second.labels) == ("vector 3", 2, (0, 2, 1))
    assert second.wrong


def test_worst_pictures_are_those_of_all_batches_and_mistakes_come_first(vectors: Callable[..., Any]) -> None:
    """Of 100 pictures three are wrong, and none of them is followed."""
    shown, mistakes = Shown({0, 1}), {13: -1.0, 57: -3.0, 98: -2.0}
    labels = [index % 2 for index in range(100)]
    logits = leads(labels, [mistakes.get(index, 1.0 + index / 100) for index in range(100)])
    for first in range(0, 100, 16):
        shown.add(answers(first, labels[first : first + 16], logits[first : first + 16]))
    worst = shown.worst(vectors(100))
    assert len(worst) == WORST_PICTURES
    assert [picture.path for picture in worst[:5]] == ["vector 57", "vector 98", "vector 13", "vector 0", "vector 1"]
    assert [picture.wrong for picture in worst[:4]] == [True, True, True, False]
    of_true = [dict(picture.ranked())[picture.true] for picture in worst]
    assert of_true == sorted(of_true)
    assert {picture.path for picture in shown.followed(vectors(100))} == {"vector 0", "vector 1"}


def test_many_classes_are_cut_to_the_most_probable_and_the_true_one(vectors: Callable[..., Any]) -> None:
    """The event stays small however many classes there are."""
    shown = Shown({0})
    shown.add(answers(0, [7], torch.arange(1000.0)[None]))
    for (picture,) in (shown.followed(vectors(1)), shown.worst(vectors(1))):
        assert picture.labels == (999, 998, 997, 996, 995, 7)
        assert len(picture.probabilities) == MOST_CLASSES + 1
        assert picture.wrong
        picture.check()


def test_clear_starts_again(vectors: Callable[..., Any]) -> None:
    shown = Shown({0, 5})
    shown.add(answers(0, [0], leads([0], [-9.0])))
    shown.clear()
    assert shown.followed(vectors(9)) == shown.worst(vectors(9)) == ()
    shown.add(answers(5, [1], leads([1], [1.0])))
    shown.add(Answers((), torch.empty(0, dtype=torch.int64), torch.empty(0, 2)))
    assert [picture.path for picture in shown.worst(vectors(9))] == ["vector 5"]
