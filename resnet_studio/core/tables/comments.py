"""Lines above a table that say something of it, each with a # first, as many programs write them."""

import re
from collections.abc import Sequence
from itertools import islice
from typing import Final

from resnet_studio.core.pictures.formats import picture_suffixes
from resnet_studio.core.tables.columns import DELIMITERS

_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_COLUMNS: Final = re.compile("[" + re.escape("".join(DELIMITERS)) + "]")


def names_no_picture(texts: Sequence[str]) -> bool:
    """Whether the texts of a row may be names of columns."""
    return not any(text.strip(' \t\r\n"').lower().endswith(tuple(picture_suffixes())) for text in texts)


def without_comments(text: str) -> str:
    """The text of a table with such lines empty, so that all others keep their numbers.

    The last of them has the names of the columns where it has as many as the line below it, which is not one of names.
    """
    lines, at = list[str](), 0
    while text.startswith("#", at) and (found := _LINE.match(text, at)) and names_no_picture(_split(found[0])):
        lines.append(found[0])
        at = found.end()
    below = [found[0] for found in islice(_LINE.finditer(text, at), 2)]
    if not lines or not any(map(str.strip, below)):
        return text
    first, second = (*below, "")[:2]
    named = names_no_picture(_split(first)) and not names_no_picture(_split(second))
    last = lines[-1]
    keeps = not named and any(last.count(one) == first.count(one) > 0 for one in DELIMITERS)
    kept = [_end(line) for line in lines]
    if keeps:
        kept[-1] = last.removeprefix("#")
    return "".join(kept) + text[at:]


def _split(line: str) -> list[str]:
    return _COLUMNS.split(line)


def _end(line: str) -> str:
    return line[len(line.rstrip("\r\n")) :]
