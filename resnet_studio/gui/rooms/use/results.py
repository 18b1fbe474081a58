"""The answers of one model: each picture once, and how many of them are sure."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from resnet_studio.core.basics.message import tr, trn
from resnet_studio.core.protocol.jobs.predict import Prediction, PredictionFailed

TOP = 5
"""How many classes a card ranks."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One card: the event, and its most probable classes with their probabilities (none for a failure)."""

    event: Prediction | PredictionFailed
    top: tuple[tuple[str, float], ...]

    @property
    def probability(self) -> float:
        """Probability of the best class; NaN for a picture that could not be read."""
        return self.top[0][1] if self.top else math.nan

    def sure(self, threshold: float) -> bool:
        """Whether the best class reaches the threshold. A picture that could not be read never counts as unsure."""
        return not self.top or self.probability >= threshold


class Answers:
    """Answers in the order in which they came; a picture that is predicted again keeps its place."""

    def __init__(self) -> None:
        self.items: list[Answer] = []
        self._places: dict[str, int] = {}
        self._classes: tuple[str, ...] = ()
        self._unsure = self._failed = 0
        self.threshold = 0.8

    def __len__(self) -> int:
        return len(self.items)

    def add(self, event: Prediction | PredictionFailed) -> int:
        """Add an answer and return its place."""
        top: tuple[tuple[str, float], ...] = ()
        if isinstance(event, Prediction):
            if event.classes == self._classes:  # thousands of answers share one tuple of names
                event = replace(event, classes=self._classes)
            self._classes = event.classes
            top = tuple(event.ranked()[:TOP])
        answer = Answer(event, top)
        place = self._places.setdefault(event.path, len(self.items))
        if place == len(self.items):
            self.items.append(answer)
        else:
            self._count(self.items[place], -1)
            self.items[place] = answer
        self._count(answer, 1)
        return place

    def _count(self, answer: Answer, by: int) -> None:
        self._failed += by * (not answer.top)
        self._unsure += by * (not answer.sure(self.threshold))

    def set_threshold(self, threshold: float) -> None:
        """Count answers below it as not sure."""
        self.threshold = threshold
        self._unsure = sum(not answer.sure(threshold) for answer in self.items)

    def clear(self) -> None:
        """Remove all answers."""
        self.items.clear()
        self._places.clear()
        self._unsure = self._failed = 0

    def remove(self, place: int) -> None:
        """Remove one answer."""
        self._count(self.items.pop(place), -1)
        self._places = {answer.event.path: index for index, answer in enumerate(self.items)}

    def place(self, path: str) -> int | None:
        """The place of the answer for a file, or None."""
        return self._places.get(path)

    def shown(self, place: int) -> tuple[str, str] | None:
        """The picture of an answer, of which no class is known; None where it could not be read."""
        return (self.items[place].event.path, "") if self.items[place].top else None

    def paths(self) -> list[str]:
        """The files of all answers."""
        return [answer.event.path for answer in self.items]

    def events(self) -> list[Prediction | PredictionFailed]:
        """The answers as they came from the engine."""
        return [answer.event for answer in self.items]

    def two_classes(self) -> bool:
        """Whether every card has so few classes that their bars can be tall."""
        return len(self._classes) <= 2

    def summary(self, seconds: float) -> tuple[str, str]:
        """ "6 pictures" and "in 0.2 s, 1 not sure, 1 could not be read"; `seconds` is NaN where it is not known."""
        parts: list[str] = []
        if seconds >= 0.05:
            parts.append(tr("in {seconds:duration}", seconds=seconds))
        elif math.isfinite(seconds):
            parts.append(tr("in under {seconds:duration}", seconds=0.1))
        if self._unsure:
            parts.append(trn("{count} not sure", "{count} not sure", self._unsure))
        if self._failed:
            parts.append(trn("{count} could not be read", "{count} could not be read", self._failed))
        return trn("{count} picture", "{count} pictures", len(self.items)), ", ".join(parts)
