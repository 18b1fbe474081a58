"""The answers of one model: each picture once, how many there are of each class, and which are shown in which order."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from resnet_studio.core.basics.message import tr, trn
from resnet_studio.core.basics.natural_order import natural_key
from resnet_studio.core.protocol.jobs.predict import Prediction, PredictionFailed

TOP = 5
"""How many classes a card ranks."""
ALL: Final = ""
SURE_ONES, UNSURE, FAILED, DIFFER = "sure", "unsure", "failed", "differ"
"""What can be shown: all, or some kinds of answers, or those of one class: `of_class`."""
_CLASS = "class "
ASKED, BY_CLASS, LOWEST, HIGHEST, BY_NAME, DIFFERENT_FIRST = "asked", "class", "lowest", "highest", "name", "differ"
"""Orders."""


def of_class(name: str) -> str:
    """The choice that shows the answers of one class only."""
    return _CLASS + name


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
    """Answers in the order in which they came; a picture that is predicted again keeps its place.

    Attributes:
        items: all answers.
        threshold: probability of the best class from which on an answer is sure.
        second: what another model says of pictures, by their path: a class and its probability.
        corrected: the class that a person has given pictures, by their path.
    """

    def __init__(self) -> None:
        self.items: list[Answer] = []
        self._places: dict[str, int] = {}
        self._classes: tuple[str, ...] = ()
        self._unsure = self._failed = 0
        self._sure = Counter[str]()
        self.threshold = 0.8
        self.second: dict[str, tuple[str, float]] = {}
        self.corrected: dict[str, str] = {}
        self._shown, self._order = ALL, ASKED
        self._view: list[int] | None = None  # the places that are shown, in order; None for all as they came
        self._indices: dict[int, int] = {}

    def __len__(self) -> int:
        return len(self.items)

    @property
    def classes(self) -> tuple[str, ...]:
        """The classes of the model."""
        return self._classes

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
        sure = answer.sure(self.threshold)
        self._unsure += by * (not sure)
        if sure and answer.top:
            self._sure[answer.top[0][0]] += by

    def set_threshold(self, threshold: float) -> None:
        """Count answers below it as not sure."""
        self.threshold = threshold
        self._unsure = self._failed = 0
        self._sure.clear()
        for answer in self.items:
            self._count(answer, 1)

    def clear(self) -> None:
        """Remove all answers."""
        self.items.clear()
        self._places.clear()
        self.second.clear()
        self.corrected.clear()
        self._unsure = self._failed = 0
        self._sure.clear()
        self._view = [] if self._view is not None else None
        self._indices = {}

    def remove(self, place: int) -> None:
        """Remove one answer."""
        answer = self.items.pop(place)
        self._count(answer, -1)
        self.second.pop(answer.event.path, None)
        self.corrected.pop(answer.event.path, None)
        self._places = {answer.event.path: index for index, answer in enumerate(self.items)}
        self.arrange()

    def remove_files(self, paths: set[str]) -> None:
        """Remove the answers for these files."""
        for place in reversed(range(len(self.items))):
            if self.items[place].event.path in paths:
                self.remove(place)

    def rename(self, old: str, new: str) -> None:
        """Follow a file that was moved."""
        place = self._places.pop(old, None)
        if place is None:
            return
        self._places[new] = place
        self.items[place] = replace(self.items[place], event=replace(self.items[place].event, path=new))
        for known in (self.second, self.corrected):
            if old in known:
                known[new] = known.pop(old)  # type: ignore[assignment]  # of the same kind

    def knows(self, path: str) -> bool:
        """Whether there is an answer for a file."""
        return path in self._places

    # Which are shown, in which order ---------------------------------------------------------------------------

    def show(self, what: str = ALL, order: str = ASKED) -> None:
        """Show some answers, or all, in an order."""
        self._shown, self._order = what, order
        self.arrange()

    @property
    def showing(self) -> tuple[str, str]:
        """What is shown, in which order."""
        return self._shown, self._order

    def arrange(self) -> None:
        """Find out what is shown now; answers that came since are not shown before."""
        if self._shown == ALL and self._order == ASKED:
            self._view, self._indices = None, {}
            return
        wanted = self._wanted()
        self._view = [place for place, answer in enumerate(self.items) if wanted(answer)]
        if self._order != ASKED:
            keys = {place: self._key(self.items[place]) for place in self._view}
            self._view.sort(key=keys.__getitem__)
        self._indices = {place: index for index, place in enumerate(self._view)}

    def _wanted(self) -> Callable[[Answer], bool]:
        if self._shown.startswith(_CLASS):
            name = self._shown.removeprefix(_CLASS)
            return lambda answer: self.given(answer) == name
        kinds: Mapping[str, Callable[[Answer], bool]] = {
            SURE_ONES: lambda answer: bool(answer.top) and answer.sure(self.threshold),
            UNSURE: lambda answer: not answer.sure(self.threshold),
            FAILED: lambda answer: not answer.top,
            DIFFER: self.differs,
        }
        return kinds.get(self._shown, lambda _: True)

    def _key(self, answer: Answer) -> Any:
        if self._order == BY_NAME:
            return natural_key(Path(answer.event.path).name)
        if not answer.top:
            return (1, "", 0.0)  # last
        best, probability = answer.top[0]
        if self._order == BY_CLASS:
            return (0, best, -probability)
        if self._order == DIFFERENT_FIRST:
            return (0, "" if self.differs(answer) else "same", probability)
        return (0, "", probability if self._order == LOWEST else -probability)

    def shown_count(self) -> int:
        """How many are shown."""
        return len(self.items) if self._view is None else len(self._view)

    def at(self, index: int) -> Answer:
        """One of those that are shown."""
        return self.items[self.place_at(index)]

    def place_at(self, index: int) -> int:
        """The place of one that is shown."""
        return index if self._view is None else self._view[index]

    def index_of(self, path: str) -> int | None:
        """Where the answer for a file is shown, or None."""
        place = self._places.get(path)
        return place if place is None or self._view is None else self._indices.get(place)

    def picture_at(self, index: int) -> tuple[str, str] | None:
        """The picture of an answer that is shown, of which no class is known; None where it could not be read."""
        answer = self.at(index)
        return (answer.event.path, "") if answer.top else None

    # What is known of them -------------------------------------------------------------------------------------

    def given(self, answer: Answer) -> str:
        """The class that a picture counts as: what a person has said, else a sure answer; empty for none."""
        if (said := self.corrected.get(answer.event.path)) is not None:
            return said
        return answer.top[0][0] if answer.top and answer.sure(self.threshold) else ""

    def given_counts(self) -> tuple[int, ...]:
        """How many pictures count as each class: what `given` says of all answers."""
        counts = self._sure.copy()
        for path, said in self.corrected.items():
            if (place := self._places.get(path)) is None:
                continue
            answer = self.items[place]
            if answer.top and answer.sure(self.threshold):
                counts[answer.top[0][0]] -= 1
            counts[said] += 1
        return tuple(counts[name] for name in self._classes)

    def differs(self, answer: Answer) -> bool:
        """Whether the second model gives another class."""
        other = self.second.get(answer.event.path)
        return bool(answer.top) and other is not None and other[0] != answer.top[0][0]

    def counts(self) -> tuple[tuple[int, ...], int]:
        """How many pictures the model takes for each class, and how many answers are not sure."""
        return tuple(self._sure[name] for name in self._classes), self._unsure

    def paths(self) -> list[str]:
        """The files of all answers."""
        return [answer.event.path for answer in self.items]

    def events(self) -> list[Prediction | PredictionFailed]:
        """The answers as they came from the engine, sure or not by the threshold that is set."""
        return [self.event_of(answer) for answer in self.items]

    def events_shown(self) -> list[Prediction | PredictionFailed]:
        """As `events`, of those that are shown."""
        return [self.event_of(self.at(index)) for index in range(self.shown_count())]

    def event_of(self, answer: Answer) -> Prediction | PredictionFailed:
        """An answer as it came from the engine, sure or not by the threshold that is set."""
        event = answer.event
        return replace(event, threshold=self.threshold) if isinstance(event, Prediction) else event

    @property
    def unsure(self) -> int:
        """How many are not sure."""
        return self._unsure

    @property
    def failed(self) -> int:
        """How many could not be read."""
        return self._failed

    def two_classes(self) -> bool:
        """Whether every card has so few classes that their bars can be tall."""
        return len(self._classes) <= 2

    def summary(self, seconds: float) -> tuple[str, str]:
        """ "6 pictures" and "in 0.2 s"; `seconds` is NaN where it is not known."""
        details = ""
        if seconds >= 0.05:
            details = tr("in {seconds:duration}", seconds=seconds)
        elif math.isfinite(seconds):
            details = tr("in under {seconds:duration}", seconds=0.1)
        return trn("{count} picture", "{count} pictures", len(self.items)), details
