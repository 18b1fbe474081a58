"""What the figures of a measurement come to, in one sentence."""

from collections.abc import Sequence

from resnet_studio.core.basics.message import Message, message, plural
from resnet_studio.core.runs.figures import ClassFigures, Figure

_WIDE_GAP = 0.1  # of accuracy between training and these pictures
_FEW_PICTURES = 3  # of a class, from which on it says something that it is never predicted


def verdict(
    part: str, pictures: int, top1: Figure, classes: Sequence[ClassFigures], train_top1: float | None
) -> tuple[str, Message]:
    """A name for code, and the sentence: what is worst first, and where nothing is, how good the model is.

    Args:
        part: of which the pictures are.
        pictures: how many there are.
        top1: on them, with its interval.
        classes: their figures.
        train_top1: accuracy on the training pictures in the same epoch, or None.
    """
    value, (low, high) = top1.value or 0.0, top1.interval or (0.0, 1.0)
    largest = max(classes, key=lambda one: one.n)
    guessed = largest.n / pictures
    never = [one for one in classes if one.n >= _FEW_PICTURES and not one.predicted]
    if len(classes) > 1 and guessed < 1 and low <= guessed:
        return "guessing", _guessing(largest.name, guessed, value, high, pictures)
    if never:
        return "never", plural(
            "One class is never predicted: {names:few}.",
            "{count} classes are never predicted: {names:few}.",
            len(never),
            names=tuple(one.name for one in never),
        )
    if (
        train_top1 is not None
        and part in ("validation", "test")
        and train_top1 > high
        and train_top1 - value > _WIDE_GAP
    ):
        return "gap", _gap(part, train_top1, value)
    return "plain", message(
        "{value:percent} of {pictures} pictures are right; of more like these, {low:percent} to {high:percent}.",
        value=value, pictures=pictures, low=low, high=high,
    )  # fmt: skip


def _guessing(name: str, guessed: float, value: float, high: float, pictures: int) -> Message:
    if value > guessed:
        return message(
            "{value:percent} of {pictures} pictures are right, and {guessed:percent} would be by always answering "
            "{name}: too few pictures to show that the model is better.",
            name=name, guessed=guessed, value=value, pictures=pictures,
        )  # fmt: skip
    if high < guessed:
        return message(
            "Worse than guessing: {value:percent} are right, and {guessed:percent} would be by always answering "
            "{name}. Perhaps the names of classes are mixed up.",
            name=name, guessed=guessed, value=value,
        )  # fmt: skip
    return message(
        "No better than guessing: {value:percent} are right, and {guessed:percent} would be by always answering "
        "{name}.",
        name=name, guessed=guessed, value=value,
    )  # fmt: skip


def _gap(part: str, train: float, value: float) -> Message:
    if part == "test":
        return message(
            "{train:percent} on train, {value:percent} on test: too few pictures, or too alike.",
            train=train, value=value,
        )  # fmt: skip
    return message(
        "{train:percent} on train, {value:percent} on validation: too few pictures, or too alike.",
        train=train, value=value,
    )  # fmt: skip
