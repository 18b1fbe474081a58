"""The validation pictures that an epoch's event shows: the followed ones, and the worst of all."""

from collections.abc import Collection
from dataclasses import dataclass

import torch
from torch import Tensor

from resnet_studio.core.protocol.events import PredictedPicture
from resnet_studio.core.runs.defaults import FOLLOWED_PICTURES
from resnet_studio.engine.answers.answers import Answers
from resnet_studio.engine.inputs.source import Source

WORST_PICTURES = FOLLOWED_PICTURES
MOST_CLASSES = 5
"""An event names so many of the most probable classes of a picture, and its true class. That keeps it small."""


@dataclass(slots=True)
class _Rows:
    """Some pictures, a row each; on the device, because reading them at each batch would wait for it.

    Attributes:
        index: int64 `[N]`, of the item.
        label: int64 `[N]`.
        lead: float32 `[N]`, of the true class over the most probable other one: negative where the network is wrong.
        probabilities: float32 `[N, K]`.
    """

    index: Tensor
    label: Tensor
    lead: Tensor
    probabilities: Tensor

    def at(self, rows: Tensor) -> "_Rows":
        return _Rows(self.index[rows], self.label[rows], self.lead[rows], self.probabilities[rows])

    def __add__(self, other: "_Rows") -> "_Rows":
        return _Rows(
            torch.cat([self.index, other.index]),
            torch.cat([self.label, other.label]),
            torch.cat([self.lead, other.lead]),
            torch.cat([self.probabilities, other.probabilities]),
        )


class Shown:
    """Collects answers of a validation, batch after batch."""

    def __init__(self, followed: Collection[int]) -> None:
        """`followed` are the indices of the pictures that are shown whatever the network says of them."""
        self._wanted = followed
        self.clear()

    def clear(self) -> None:
        """Start from zero pictures."""
        self._followed: _Rows | None = None
        self._worst: _Rows | None = None

    def add(self, answers: Answers) -> None:
        """Take in some answers."""
        if not len(answers):
            return
        rows = _rows(answers)
        if wanted := [position for position, index in enumerate(answers.indices) if index in self._wanted]:
            some = rows.at(torch.tensor(wanted, device=rows.index.device))
            self._followed = self._followed + some if self._followed else some
        candidates = self._worst + rows if self._worst else rows
        self._worst = candidates.at(candidates.lead.argsort(stable=True)[:WORST_PICTURES])

    def followed(self, source: Source) -> tuple[PredictedPicture, ...]:
        """The followed pictures, in the order of the source."""
        return _pictures(self._followed.at(self._followed.index.argsort()), source) if self._followed else ()

    def worst(self, source: Source) -> tuple[PredictedPicture, ...]:
        """The worst of all pictures: the surest mistake first, and after all mistakes what was nearly one."""
        return _pictures(self._worst, source) if self._worst else ()


def _rows(answers: Answers) -> _Rows:
    device = answers.logits.device
    labels = answers.labels.to(device, non_blocking=True)
    probabilities = answers.logits.softmax(1)
    true = probabilities.gather(1, labels[:, None])
    others = probabilities.scatter(1, labels[:, None], -1.0)
    index = torch.tensor(answers.indices).to(device, non_blocking=True)
    return _Rows(index, labels, true[:, 0] - others.amax(1), probabilities)


def _pictures(rows: _Rows, source: Source) -> tuple[PredictedPicture, ...]:
    probabilities, labels = rows.probabilities.sort(stable=True, dim=1, descending=True)
    return tuple(
        _picture(source.name(index), true, shares, classes)
        for index, true, shares, classes in zip(
            rows.index.tolist(), rows.label.tolist(), probabilities.tolist(), labels.tolist(), strict=True
        )
    )


def _picture(name: str, true: int, probabilities: list[float], labels: list[int]) -> PredictedPicture:
    named = [place for place, label in enumerate(labels) if place < MOST_CLASSES or label == true]
    return PredictedPicture(
        name, true, tuple(probabilities[place] for place in named), tuple(labels[place] for place in named)
    )
