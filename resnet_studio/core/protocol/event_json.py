"""Events as lines of JSON and back: for `events.jsonl`, and for standard output with `--json`."""

import dataclasses
import json
import math
import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, get_args, get_origin, get_type_hints

from resnet_studio.core.basics import json_text
from resnet_studio.core.basics.message import Message, message
from resnet_studio.core.basics.safe_text import encodable
from resnet_studio.core.network.weights_files import NetworkInFile
from resnet_studio.core.protocol.events import BatchEnd, Event, EventError, PredictedPicture
from resnet_studio.core.protocol.job_kinds import EVENTS

_PARTS = (PredictedPicture, NetworkInFile)
_HINTS: dict[type, dict[str, Any]] = {kind: get_type_hints(kind) for kind in (*EVENTS.values(), *_PARTS)}
_MOST_VALUES = 1_000_000  # a prediction with the probabilities of half a million classes
_LARGEST_COUNT = 2**53  # what any program reads exactly from JSON; bytes of memory and steps are far below
_LARGEST_FIGURE = 1e40  # more than float32 holds; its square is still a float64


# A line as `to_json` writes it for a batch: nearly all of a long log are these, and to parse one as any JSON takes five
# times as long.
_COUNT, _FIGURE = "(0|[1-9][0-9]{0,14})", r"(-?(?:0|[1-9][0-9]{0,20})(?:\.[0-9]{1,30})?(?:e[+-]?[0-9]{1,3})?|null)"
_BATCH = re.compile(
    rf'\{{"event": "BatchEnd", "epoch": {_COUNT}, "step": {_COUNT}, "loss": {_FIGURE}, "learning_rate": {_FIGURE}, '
    rf'"pictures_per_second": {_FIGURE}, "steps": {_COUNT}\}}\n?'
)


def to_json(event: Event) -> str:
    """One line of JSON, `event` first; NaN and infinity become `null`."""
    return json_line({"event": type(event).__name__, **_plain(event)})


def json_line(record: Mapping[str, Any]) -> str:
    """Any record of plain values as one line of JSON that can be encoded; NaN and infinity become `null`."""
    return encodable(json.dumps(_plain(record), ensure_ascii=False, allow_nan=False))


def from_json(line: str) -> Event:
    """The event of one line; EventError where it is not one. Unknown fields are left out, missing ones refused."""
    if batch := _BATCH.fullmatch(line):
        epoch, step, loss, rate, speed, steps = batch.groups()
        return BatchEnd(int(epoch), int(step), _figure(loss), _figure(rate), _figure(speed), int(steps))
    try:
        record = json_text.parse(line, _MOST_VALUES)
    except ValueError as error:
        raise EventError(message("This is not JSON: {line:value}.", line=line[:80])) from error
    if not isinstance(record, dict):
        raise EventError(message("This is not an event: {line:value}.", line=line[:80]))
    name = record.get("event")
    kind = EVENTS.get(name) if isinstance(name, str) else None
    if kind is None:
        raise EventError(message("There is no event called {name:value}.", name=name))
    event: Event = _build(kind, record)
    return event


def _figure(text: str) -> float:
    value = math.nan if text == "null" else float(text)
    return value if -_LARGEST_FIGURE < value < _LARGEST_FIGURE else math.nan


def _plain(value: Any) -> Any:
    if isinstance(value, Message):
        return _plain(value.to_record())
    if dataclasses.is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def _build(kind: type, record: dict[str, Any]) -> Any:
    values: dict[str, Any] = {}
    for field in dataclasses.fields(kind):
        if field.name in record:
            where = f"{kind.__name__}.{field.name}"
            values[field.name] = _convert(record[field.name], _HINTS[kind][field.name], where)
        elif field.default is dataclasses.MISSING:
            raise EventError(message("{event} lacks the field {field}.", event=kind.__name__, field=field.name))
    made = kind(**values)
    if isinstance(made, Event | PredictedPicture):
        made.check()
    return made


def _convert(value: Any, hint: Any, where: str) -> Any:
    if hint is Message:
        try:
            return Message.from_record(value)
        except ValueError as error:
            raise EventError(
                message("{field} is {value:value}, not a text: {reason}.", field=where, value=value, reason=str(error))
            ) from error
    if type(None) in get_args(hint):
        return None if value is None else _convert(value, get_args(hint)[0], where)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        try:
            return hint(value)
        except ValueError as error:
            raise EventError(
                message("{field} is {value:value}, which is not one of its kinds.", field=where, value=value)
            ) from error
    if get_origin(hint) is tuple and isinstance(value, list):
        return tuple(_convert(item, get_args(hint)[0], where) for item in value)
    if dataclasses.is_dataclass(hint) and isinstance(hint, type) and isinstance(value, dict):
        return _build(hint, value)
    if hint is float and (value is None or (isinstance(value, int | float) and not isinstance(value, bool))):
        return float(value) if value is not None and -_LARGEST_FIGURE < value < _LARGEST_FIGURE else math.nan
    if hint is bool and isinstance(value, bool):
        return value
    if hint is int and json_text.is_whole(value) and not 0 <= value < _LARGEST_COUNT:
        if value < 0:
            raise EventError(message("{field} is less than any count can be.", field=where))
        raise EventError(message("{field} is larger than any count can be.", field=where))
    if isinstance(hint, type) and isinstance(value, hint) and not isinstance(value, bool):
        return value
    wanted = getattr(hint, "__name__", str(hint))
    raise EventError(message("{field} is {value:value}, not {type}.", field=where, value=value, type=wanted))
