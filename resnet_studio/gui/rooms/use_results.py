"""What the Use room shows: the answers of one model, each picture once, and how many of them are sure."""

from __future__ import annotations

import math
from dataclasses import dataclass

from resnet_studio.core import words
from resnet_studio.core.events import Prediction, PredictionFailed

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
        place = self._places.setdefault(event.path, len(self.items))
        if place == len(self.items):
            self.items.append(Answer(event, top))
        else:
            self.items[place] = Answer(event, top)
        return place

    def clear(self) -> None:
        """Forget everything."""
        self.items.clear()
        self._places.clear()

    def remove(self, place: int) -> None:
        """Take one answer out."""
        del self.items[place]
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

    def summary(self, threshold: float, seconds: float) -> tuple[str, str]:
        """ "6 pictures" and "in 0.2 s, 1 not sure, 1 could not be read"."""
        failed = sum(1 for answer in self.items if not answer.top)
        unsure = sum(1 for answer in self.items if not answer.sure(threshold))
        parts = [f"in {words.duration(seconds)}"] if math.isfinite(seconds) else []
        if unsure:
            parts.append(f"{words.count(unsure)} not sure")
        if failed:
            parts.append(f"{words.count(failed)} could not be read")
        return words.counted(len(self.items), "picture"), ", ".join(parts)
