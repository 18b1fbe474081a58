"""Reading the plain values of a checkpoint: each is checked for its type and range before anything uses it."""

import math
from collections.abc import Collection, Mapping
from dataclasses import asdict
from typing import Any

from resnet_studio.core.basics.errors import RunError
from resnet_studio.core.basics.json_text import is_number, is_whole
from resnet_studio.core.basics.message import Message, message
from resnet_studio.core.protocol.events import EpochEnd


class Fields:
    """The fields of one record. What is missing is an error, as is any value that training could not have written."""

    def __init__(self, record: object, name: str) -> None:
        """`name` is that of the record, for the message."""
        self._name = name
        if not isinstance(record, Mapping):
            raise RunError(message("{field} is {value:value}, which cannot be.", field=name, value=record))
        self._record: Mapping[Any, Any] = record

    def whole(self, name: str, low: int, high: int) -> int:
        """A whole number in a range, both ends included."""
        value = self._get(name)
        if not is_whole(value) or not low <= value <= high:
            raise self._wrong(name, value, message("a whole number from {low} to {high}", low=low, high=high))
        return value

    def figure(self, name: str, low: float, high: float = math.inf, *, absent: float | None = None) -> float:
        """A finite number in a range, both ends included; `absent` where there is no such field, or it is an error."""
        if absent is not None and name not in self._record:
            return absent
        value = self._get(name)
        if not is_number(value) or not low <= value <= high:
            raise self._wrong(name, value, message("a number in its range"))
        return float(value)

    def names(self, name: str) -> frozenset[str]:
        """A list of texts."""
        value = self._get(name)
        if not isinstance(value, list) or not all(type(item) is str for item in value):
            raise self._wrong(name, value, message("a list of names"))
        return frozenset(value)

    def one_of(self, name: str, allowed: Collection[str]) -> str:
        """One of some texts."""
        value = self._get(name)
        if type(value) is not str or value not in allowed:
            raise self._wrong(name, value, message("one of {allowed}", allowed=tuple(allowed)))
        return value

    def sums(self, name: str, most: int) -> tuple[float, float, float]:
        """The sums of losses, right answers and items of an epoch of at most `most` items."""
        value = self._get(name)
        if isinstance(value, list) and len(value) == 3:
            three = Fields(dict(zip(("losses", "right", "items"), value, strict=True)), f"{self._name}.{name}")
            items = three.figure("items", 0, most)
            return three.figure("losses", 0), three.figure("right", 0, items), items
        raise self._wrong(name, value, message("a list of three numbers"))

    def epoch(self, name: str, epochs: int, steps: int) -> EpochEnd | None:
        """The figures of an epoch of a run of at most so many epochs and steps, or None."""
        value = self._get(name)
        return None if value is None else epoch_end(value, f"{self._name}.{name}", epochs, steps)

    def _get(self, name: str) -> Any:
        if name not in self._record:
            raise RunError(message("{field} is missing.", field=f"{self._name}.{name}"))
        return self._record[name]

    def _wrong(self, name: str, value: object, expected: Message) -> RunError:
        return RunError(
            message(
                "{field} is {value:value}, not {expected}.",
                field=f"{self._name}.{name}",
                value=value,
                expected=expected,
            )
        )


def epoch_end(record: object, name: str, epochs: int, steps: int) -> EpochEnd:
    """The figures of an epoch.

    Raises:
        RunError: naming the field that is missing or wrong.
    """
    fields = Fields(record, name)
    train_top1 = math.nan  # earlier versions did not count it
    if isinstance(record, Mapping) and not _is_absent(record.get("train_top1")):
        train_top1 = fields.figure("train_top1", 0, 1)
    return EpochEnd(
        epoch=fields.whole("epoch", 1, epochs),
        step=fields.whole("step", 1, steps),
        train_loss=fields.figure("train_loss", 0),
        val_loss=fields.figure("val_loss", 0),
        val_top1=fields.figure("val_top1", 0, 1),
        seconds=fields.figure("seconds", 0),
        train_top1=train_top1,
        preparing=fields.figure("preparing", 0),
    )


def epoch_record(epoch: EpochEnd | None) -> dict[str, Any] | None:
    """The figures of an epoch as plain values that JSON can hold."""
    if epoch is None:
        return None
    values = {name: value for name, value in asdict(epoch).items() if name != "memory"}  # two equal runs differ in it
    return {name: None if _is_absent(value) else value for name, value in values.items()}


def _is_absent(value: object) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))
