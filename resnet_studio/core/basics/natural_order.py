"""The order in which people expect names that hold numbers."""

import re

_DIGITS = re.compile(r"([0-9]+)")
# They separate the steps of a key and sort before any letter: the end of a name, a number, other text.
_END, _NUMBER, _TEXT = "\x01", "\x02", "\x03"


def natural(text: str) -> str:
    """Sort key by which "class 10" comes after "class 9"; equal keys only for equal texts."""
    steps = [
        f"{_NUMBER}{len(step.lstrip('0')):06d}{step.lstrip('0')}" if step.isdecimal() else _TEXT + step.casefold()
        for step in _DIGITS.split(text)
        if step
    ]
    return "".join([*steps, _END, text])
