"""Text that comes from a stranger (file names, values in a file), made safe to print, encode or put in a sentence."""

import re
import reprlib

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def elide_middle(text: str, length: int) -> str:
    """`text` in at most `length` characters, the middle given up so that an ending stays readable."""
    if len(text) <= length:
        return text
    tail = (length - 1) // 2
    head = length - 1 - tail
    return f"{text[:head]}…{text[len(text) - tail :]}"


def printable(name: str) -> str:
    """A file's name with control and direction marks made visible, so that it cannot disguise itself."""
    return _CONTROL.sub("�", name)


class _Short(reprlib.Repr):
    """What a value is, in one line: nothing in it is looked at deeper or longer than shows."""

    def __init__(self) -> None:
        super().__init__()
        self.maxlevel, self.maxlist, self.maxtuple, self.maxdict = 2, 4, 4, 3
        self.maxstring, self.maxlong, self.maxother = 80, 40, 60

    def repr_int(self, x: int, level: int) -> str:  # noqa: ARG002 (reprlib's signature)
        """As digits, unless there are more than one reads; of very many Python itself makes none."""
        return repr(x) if abs(x) < 10**self.maxlong else f"a number of {x.bit_length():,} bits"


_short = _Short()


def shown(value: object) -> str:
    """A value that a stranger wrote, as it goes into a sentence: quoted if it is text, and always short."""
    return elide_middle(printable(_short.repr(value)), 160)


def encodable(text: str) -> str:
    """`text` with lone surrogates spelled out as backslash, u and code, as JSON does it too.

    A file's name that is not UTF-8 has them on Linux, and no encoding of text takes them.
    """
    return _SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
