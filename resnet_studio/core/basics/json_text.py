"""Parsing untrusted JSON in bounded time and memory."""

import json
import re
import sys
from typing import Any, TypeGuard

from resnet_studio.core.basics.message import Message, message

MAX_VALUES = 100_000
"""Default limit: more than settings, a model's description or an event hold, even with thousands of class names."""
_MAX_DEPTH = 32
_FEW_BRACKETS = 30  # fewer than `_MAX_DEPTH`, so the exact check can be skipped
_NOT_STRUCTURE = bytes(set(range(256)) - set(b'"[]{},'))
_STRING = re.compile(rb'"[^"]*"')


class JsonLimitError(ValueError):
    """The JSON holds too many values or nests too deeply; `message` is a sentence about the file."""

    def __init__(self, text: Message) -> None:
        super().__init__(str(text))
        self.message = text


def parse(text: str | bytes, max_values: int = MAX_VALUES) -> Any:
    """Parse JSON. Bytes are decoded as UTF-8; a byte order mark is skipped.

    A list takes three bytes in the text but sixty in memory, and each nesting level uses stack. So values and levels
    are counted before anything is parsed.

    Raises:
        JsonLimitError: it nests deeper than 32 levels or holds more than `max_values` values.
        ValueError: it is not valid JSON.
    """
    raw = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    if raw.count(b"[") + raw.count(b"{") > _FEW_BRACKETS or raw.count(b",") > max_values:
        _check_limits(raw, max_values)
    try:
        return json.loads(text.decode("utf-8-sig") if isinstance(text, bytes) else text)
    except RecursionError:  # the parser's own limit depends on how deep the caller is in the stack
        raise JsonLimitError(message("Its values are nested too deeply.")) from None


def is_whole(value: object) -> TypeGuard[int]:
    """Whether a value is a whole number; in Python `true` is one, too."""
    return isinstance(value, int) and not isinstance(value, bool)


def is_number(value: object) -> TypeGuard[int | float]:
    """Whether a value is a number that a float can hold: not NaN, infinite, or a whole number of 400 digits, with which
    `float` and `math.isfinite` raise an `OverflowError`."""
    is_bool = isinstance(value, bool)
    return isinstance(value, int | float) and not is_bool and -sys.float_info.max <= value <= sys.float_info.max


def _check_limits(raw: bytes, max_values: int) -> None:
    """Count separators and brackets outside of strings.

    Raises:
        JsonLimitError: there are too many.
    """
    escaped = raw.replace(b"\\\\", b"").replace(b'\\"', b"")
    outside = _STRING.sub(b"", escaped.translate(None, _NOT_STRUCTURE))
    if outside.count(b",") + outside.count(b"[") + outside.count(b"{") > max_values:
        raise JsonLimitError(message("It holds more than {limit} values.", limit=max_values))
    brackets = outside.translate(None, b',"')
    for _ in range(_MAX_DEPTH):
        brackets = brackets.replace(b"[]", b"").replace(b"{}", b"")
        if not brackets:
            return
    raise JsonLimitError(message("It is cut off, or nested deeper than {limit} levels.", limit=_MAX_DEPTH))
