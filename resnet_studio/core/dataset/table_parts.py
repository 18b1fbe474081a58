"""Which part of a dataset each text in a column of a table says: by a word such as "val", or by yes and no."""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Final

from resnet_studio.core.dataset.catalogue import Part
from resnet_studio.core.dataset.parts import recognise

NAMES: Final = (
    "split", "part", "subset", "set", "partition", "phase", "usage", "fold", "data_set", "dataset",
    "is_valid", "is_val", "is_validation", "is_test",
)  # fmt: skip
"""How columns of parts are called, in the spelling of `plain`."""

_FLAGS: Final[dict[str, Part]] = {
    "is_valid": "validation", "is_val": "validation", "is_validation": "validation", "is_test": "test",
}  # fmt: skip
_YES, _NO = frozenset({"true", "yes", "y", "1", "1.0"}), frozenset({"false", "no", "n", "0", "0.0"})
_KNOWN_SHARE: Final = 0.5  # of the rows that say something, where the column is called so
_MISTAKES: Final = 0.1  # of these rows, where only what they say tells that they say parts


def plain(name: str) -> str:
    """A column's name in one spelling."""
    return name.strip().casefold().replace(" ", "_").replace("-", "_")


def said_parts(name: str, texts: Collection[str]) -> dict[str, Part]:
    """The part that each text of a column says, as far as it says one; an empty text says none."""
    values = {text for text in texts if text}
    flag = _FLAGS.get(plain(name))
    if flag is not None and values and {text.casefold() for text in values} <= _YES | _NO:
        return {text: flag if text.casefold() in _YES else "train" for text in values}
    return recognise(values)


def has_parts(name: str, texts: Sequence[str]) -> bool:
    """Whether a column seems to say the parts: training is among them, and almost all other texts say one too.

    Where the column is called so, most of the rows are enough: those of an unknown part are left out, and that is said.
    """
    said, rows = said_parts(name, texts), Counter(text for text in texts if text)
    known = sum(rows[text] for text in said)
    several = len(set(said.values())) > 1  # one alone may be a class, as a train beside buses
    share = _KNOWN_SHARE if plain(name) in NAMES else 1 - _MISTAKES * several
    return "train" in said.values() and known >= share * rows.total()
