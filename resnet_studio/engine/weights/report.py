"""What loading weights into a network did, in sentences."""

from dataclasses import dataclass
from enum import StrEnum

from resnet_studio.core.basics.message import Message, joined, message, plural
from resnet_studio.core.dataset.findings import few
from resnet_studio.engine.weights.fit import HEAD


class Head(StrEnum):
    """What became of the head: kept, or new and why."""

    KEPT = "kept"
    MISSING = "the file has none"
    OTHER_LAYERS = "the file's is built differently"
    OTHER_COUNT = "the file's has another number of classes"
    OTHER_CLASSES = "the file's has other classes"
    UNKNOWN_CLASSES = "the file does not name its classes"


@dataclass(frozen=True, slots=True)
class WeightsReport:
    """What ``load_weights`` did. Tensors are counted without BatchNorm's batch counters.

    Attributes:
        loaded: names of the tensors that were loaded.
        missing: names in the network but not in the file; they keep their values.
        unexpected: names in the file but not in the network.
        mismatched: names in both, with another shape or kind in the file; they keep their values.
        random: units that keep random values, in network order, a stage standing for all of its blocks.
        spread: the stem was trained on pictures of one channel, and now reads three.
        head: what became of the head.
        classes: outputs of the network.
        classes_in_file: outputs of the file's head; None if it has none.
    """

    loaded: tuple[str, ...]
    missing: tuple[str, ...]
    unexpected: tuple[str, ...]
    mismatched: tuple[str, ...]
    random: tuple[str, ...]
    spread: bool
    head: Head
    classes: int
    classes_in_file: int | None

    @property
    def total(self) -> int:
        """Tensors of the network."""
        return len(self.loaded) + len(self.missing) + len(self.mismatched)

    def describe(self) -> Message:
        """The report in sentences."""
        if len(self.loaded) == self.total:
            first = message("All {total} sets of weights were taken from the file.", total=self.total)
        else:
            first = message(
                "{loaded} of {total} sets of weights were taken from the file.",
                loaded=len(self.loaded),
                total=self.total,
            )
        return joined(first, *self._about_head(), *self._about_random(), *self._about_others())

    def _about_head(self) -> list[Message]:
        count = self.classes_in_file or 0
        match self.head:
            case Head.KEPT:
                return []
            case Head.MISSING:
                return [message("The head is new because the file has none.")]
            case Head.OTHER_LAYERS:
                return [message("The head is new because that of the file is built differently.")]
            case Head.OTHER_COUNT:
                return [
                    plural(
                        "The head is new because the file has {count} class and the dataset has {classes}.",
                        "The head is new because the file has {count} classes and the dataset has {classes}.",
                        count,
                        classes=self.classes,
                    )
                ]
            case Head.OTHER_CLASSES:
                return [message("The head is new because the file's classes are not those of the dataset.")]
            case Head.UNKNOWN_CLASSES:
                return [
                    plural(
                        "The head is new because the file does not say which {count} class it knows.",
                        "The head is new because the file does not say which {count} classes it knows.",
                        count,
                    )
                ]

    def _about_random(self) -> list[Message]:
        sentences = []
        if self.spread:
            sentences.append(
                message(
                    "The stem was trained on pictures of one channel: each of the three channels gets a third of its "
                    "weights."
                )
            )
        if self.random:
            sentences.append(
                message(
                    "These layers start from random numbers, because the file has no complete values for them: "
                    "{names:list}.",
                    names=self.random,
                )
            )
        return sentences

    def _about_others(self) -> list[Message]:
        sentences = []
        if names := _without_head(self.missing):
            sentences.append(
                plural(
                    "{count} is not in the file ({names}).",
                    "{count} are not in the file ({names}).",
                    len(names),
                    names=few(names),
                )
            )
        if names := _without_head(self.mismatched):
            sentences.append(
                plural(
                    "{count} has another shape in the file ({names}).",
                    "{count} have another shape in the file ({names}).",
                    len(names),
                    names=few(names),
                )
            )
        if names := self.unexpected:
            sentences.append(
                plural(
                    "{count} set of weights of the file is not used ({names}).",
                    "{count} sets of weights of the file are not used ({names}).",
                    len(names),
                    names=few(names),
                )
            )
        return sentences


def _without_head(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if name not in HEAD)
