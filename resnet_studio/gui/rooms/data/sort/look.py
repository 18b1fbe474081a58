"""What stands below a picture that is sorted."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Look:
    """What stands below a picture.

    Attributes:
        words: at the left.
        beside: at the right.
        key: that acts on this picture; empty for none.
        label: the class whose colour is shown; None for none.
        changed: whether a person has said something else than was proposed.
    """

    words: str
    beside: str = ""
    key: str = ""
    label: int | None = None
    changed: bool = False
