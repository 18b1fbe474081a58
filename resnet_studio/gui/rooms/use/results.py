"""What the Use room shows: the answers of one model, each picture once, and how many of them are sure."""

from __future__ import annotations

import math
from dataclasses import dataclass

from resnet_studio.core.basics import formatting
from resnet_studio.core.protocol.jobs.predict import Prediction, PredictionFailed

TOP = 5
"""How many classes a card ranks."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One card: the event, and the best classes of it with their probabilities (none for a failure)."""

    event: Prediction | PredictionFailed
    top: tuple[tuple[str, float], ...]

    @property
    def probability(self) -> float:
        """Probability of the best class; NaN for a picture that could not be read."""
        return self.top[0][1] if self.top else math.nan

    def sure(self, threshold: float) -> bool:
        """Whether the best guess reaches the threshold. A failure is no guess, and so never unsure."""
        return not self.top or self.probability >= threshold


class Answers:
    """Answers in the order in which they came; a picture that is asked about again keeps its place."""

    def __init__(self) -> None:
        self.items: list[Answer] = []
        self._places: dict[str, int] = {}
        self._classes: tuple[str, ...] = ()
        self._unsure = self._failed = 0
        self.threshold = 0.8

    def __len__(self) -> int:
        return len(self.items)

    def add(self, event: Prediction | PredictionFailed) -> int:
        """Take in an answer and return its place."""
        top: tuple[tuple[str, float], ...] = ()
        if isinstance(event, Prediction):
            if event.classes == self._classes:  # thousands of answers share one tuple of names
                event = Prediction(event.path, self._classes, event.probabilities)
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
        """Call not sure what is below it."""
        self.threshold = threshold
        self._unsure = sum(not answer.sure(threshold) for answer in self.items)

    def clear(self) -> None:
        """Forget everything."""
        self.items.clear()
        self._places.clear()
        self._unsure = self._failed = 0

    def remove(self, place: int) -> None:
        """Take one answer out."""
        self._count(self.items.pop(place), -1)
        self._places = {answer.event.path: index for index, answer in enumerate(self.items)}

    def place(self, path: str) -> int | None:
        """Where the answer about a file is."""
        return self._places.get(path)

    def paths(self) -> list[str]:
        """All files that were asked about."""
        return [answer.event.path for answer in self.items]

    def events(self) -> list[Prediction | PredictionFailed]:
        """The answers as they came from the engine."""
        return [answer.event for answer in self.items]

    def two_classes(self) -> bool:
        """Whether every card has so few classes that their bars can be tall."""
        return len(self._classes) <= 2

    def summary(self, seconds: float) -> tuple[str, str]:
        """ "6 pictures" and "in 0.2 s, 1 not sure, 1 could not be read"."""
        took = f"in {formatting.duration(seconds)}" if seconds >= 0.05 else "in under 0.1 s"
        parts = [took] if math.isfinite(seconds) else []
        if self._unsure:
            parts.append(f"{formatting.count(self._unsure)} not sure")
        if self._failed:
            parts.append(f"{formatting.count(self._failed)} could not be read")
        return formatting.counted(len(self.items), "picture"), ", ".join(parts)
