"""Making untrusted text (file names, values from a file) safe to print, encode or put into a sentence."""

import re
import reprlib

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def elide_middle(text: str, length: int) -> str:
    """`text` shortened to `length` characters by leaving out the middle, so that a suffix stays readable."""
    if len(text) <= length:
        return text
    tail = (length - 1) // 2
    head = length - 1 - tail
    return f"{text[:head]}…{text[len(text) - tail :]}"


def printable(name: str) -> str:
    """`name` with control and text-direction characters replaced, so that it cannot look like another name."""
    return _CONTROL.sub("�", name)


class _Short(reprlib.Repr):
    """A one-line `repr` that inspects no more of a value than it shows."""

    def __init__(self) -> None:
        super().__init__()
        self.maxlevel, self.maxlist, self.maxtuple, self.maxdict = 2, 4, 4, 3
        self.maxstring, self.maxlong, self.maxother = 80, 40, 60

    def repr_int(self, x: int, level: int) -> str:  # noqa: ARG002 (reprlib's signature)
        """Digits, or the power of two if there are many; Python refuses to print very long numbers."""
        return repr(x) if abs(x) < 10**self.maxlong else f"≈ {'-' if x < 0 else ''}2^{x.bit_length() - 1}"


_short = _Short()


def shown(value: object) -> str:
    """An untrusted value for use in a sentence: text in quotes, always short and printable."""
    return elide_middle(printable(_short.repr(value)), 160)


def encodable(text: str) -> str:
    """`text` with lone surrogates escaped as in JSON, because no text encoding accepts them.

    On Linux, a file name that is not valid UTF-8 contains them.
    """
    return _SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
