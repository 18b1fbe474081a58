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

    The last of them has the names of the columns where it looks like the line below it, which is not one of names.
    """
    lines, at = list[str](), 0
    while at < len(text) and (found := _LINE.match(text, at)) and _is_above(found[0]):
        lines.append(found[0])
        at = found.end()
    last = max((place for place, line in enumerate(lines) if line.startswith("#")), default=None)
    below = list(islice(filter(str.strip, (found[0] for found in _LINE.finditer(text, at))), 2))
    if last is None or not below:
        return text
    first, second = (*below, "")[:2]
    named = names_no_picture(_split(first)) and not names_no_picture(_split(second))
    kept = [_end(line) for line in lines]
    if not named and _has_names(lines[last], first):
        kept[last] = lines[last].removeprefix("#")
    return "".join(kept) + text[at:]


def _is_above(line: str) -> bool:
    return not line.strip() or (line.startswith("#") and names_no_picture(_split(line)))


def _has_names(line: str, below: str) -> bool:
    """Whether a line has as many texts as the one below and no number. A sentence has spaces, also after commas."""
    texts = [text.strip() for text in _split(line.removeprefix("#"))]
    words = any(" " in text for text in texts)
    alike = (one for one in DELIMITERS if line.count(one) == below.count(one) > 0)
    return any(f"{one} " in below or f"{one} " not in line or not words for one in alike) and not any(
        text.isdecimal() for text in texts
    )


def _split(line: str) -> list[str]:
    return _COLUMNS.split(line)


def _end(line: str) -> str:
    return line[len(line.rstrip("\r\n")) :]
