"""Natural sort order: names with numbers in them, in the order that people expect."""

import re
from collections.abc import Callable
from typing import TypeVar

_DIGITS = re.compile(r"([0-9]+)")
_ANY_DIGIT = bytes.maketrans(b"123456789", b"000000000")
# Each part of a key begins with one of these, which sort before any letter: end of the name, number, other text.
_END, _NUMBER, _TEXT = "\x01", "\x02", "\x03"
_NUMBERS = [f"{_NUMBER}{digits:06d}" for digits in range(32)]  # of a million names, to format them takes a second

T = TypeVar("T")


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


def sort_naturally(items: list[T], text_of: Callable[[T], str]) -> None:
    """Sort by the `natural_key` of a text that each item has.

    Where all have their digits at the same places, as file names with leading zeros do, that is the order of the texts
    themselves: for a million, three seconds less.
    """
    texts = "\0".join(map(text_of, items)).encode("utf-8", "surrogatepass")
    alike = len(set(texts.translate(_ANY_DIGIT).split(b"\0"))) == 1
    items.sort(key=text_of if alike else lambda item: natural_key(text_of(item)))
