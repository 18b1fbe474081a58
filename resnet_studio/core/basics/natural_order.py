"""Natural sort order: names with numbers in them, in the order that people expect."""

import re

_DIGITS = re.compile(r"([0-9]+)")
# Each part of a key begins with one of these, which sort before any letter: end of the name, number, other text.
_END, _NUMBER, _TEXT = "\x01", "\x02", "\x03"
_NUMBERS = [f"{_NUMBER}{digits:06d}" for digits in range(32)]  # of a million names, to format them takes a second


def natural_key(text: str) -> str:
    """Sort key that puts "class 10" after "class 9"; keys are equal only for equal texts."""
    key = ""
    for part in _DIGITS.split(text):
        if part.isdecimal():
            number = part.lstrip("0")
            digits = len(number)
            key += (_NUMBERS[digits] if digits < len(_NUMBERS) else f"{_NUMBER}{digits:06d}") + number
        elif part:
            key += _TEXT + part.casefold()
    return key + _END + text
