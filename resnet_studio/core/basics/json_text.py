"""JSON that may come from a stranger, read in bounded time and memory."""

import json
import re
from typing import Any

SMALL = 100_000
"""More values than settings, a model's description or an event hold; their largest part are the names of classes."""
_DEEPEST = 32
# So few of these signs can neither nest deeply nor be many values, and most texts need no closer look.
_HARMLESS = 30
_REST = bytes(set(range(256)) - set(b'"[]{},'))
_TEXT = re.compile(rb'"[^"]*"')


class TooMuchError(ValueError):
    """It may be JSON, but of more values or deeper than is read; the text says which."""


def parse(text: str | bytes, most: int = SMALL) -> Any:
    """The value that a text (bytes are UTF-8, a byte order mark is passed over) writes as JSON.

    A list takes three bytes to write and sixty in memory, and each level of nesting takes a part of the stack. So
    values are counted before they are made.

    Raises:
        TooMuchError: it nests deeper than 32 levels or holds more than `most` values.
        ValueError: it is no JSON.
    """
    raw = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    if raw.count(b"[") + raw.count(b"{") > _HARMLESS or raw.count(b",") > most:
        _check(raw, most)
    try:
        return json.loads(text.decode("utf-8-sig") if isinstance(text, bytes) else text)
    except RecursionError:  # its own limit depends on how deep the caller is
        raise TooMuchError("it nests too deeply") from None


def _check(raw: bytes, most: int) -> None:
    """Count what stands outside of texts.

    Raises:
        TooMuchError: there is too much of it.
    """
    escaped = raw.replace(b"\\\\", b"").replace(b'\\"', b"")
    outside = _TEXT.sub(b"", escaped.translate(None, _REST))
    if outside.count(b",") + outside.count(b"[") + outside.count(b"{") > most:
        raise TooMuchError(f"it holds more than {most:,} values")
    brackets = outside.translate(None, b',"')
    for _ in range(_DEEPEST):
        brackets = brackets.replace(b"[]", b"").replace(b"{}", b"")
        if not brackets:
            return
    raise TooMuchError(f"it is cut off, or nests deeper than {_DEEPEST} levels")
