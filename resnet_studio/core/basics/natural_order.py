"""Natural sort order: names with numbers in them, in the order that people expect."""

import re

_DIGITS = re.compile(r"([0-9]+)")
# Each part of a key begins with one of these, which sort before any letter: end of the name, number, other text.
_END, _NUMBER, _TEXT = "\x01", "\x02", "\x03"


def natural_key(text: str) -> str:
    """Sort key that puts "class 10" after "class 9"; keys are equal only for equal texts."""
    parts = [
        f"{_NUMBER}{len(part.lstrip('0')):06d}{part.lstrip('0')}" if part.isdecimal() else _TEXT + part.casefold()
        for part in _DIGITS.split(text)
        if part
    ]
    return "".join([*parts, _END, text])
