"""Findings: what is worth knowing about a dataset, each with its kind and the paths that it is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from resnet_studio.core.basics.message import Message, message


class FindingKind(StrEnum):
    """What a finding is about. Code branches on it, never on the sentence."""

    BROKEN_LINK = "broken link"
    REPEATED_FOLDER = "repeated folder"
    UNREADABLE = "unreadable"
    INVALID_NAME = "invalid name"
    DOT_FOLDER = "dot folder"
    IN_ICLOUD = "in iCloud"
    ONLINE_ONLY = "online only"
    NOT_DOWNLOADED = "not downloaded"
    LAYOUT = "layout"
    NOT_A_PICTURE = "not a picture"
    UNUSED_FOLDER = "unused folder"
    NO_CLASS_FOLDER = "no class folder"
    NO_TRAINING_PICTURES = "no training pictures"
    FOLDERS_IN_CLASS = "folders in a class"
    EMPTY_CLASS = "empty class"
    EMPTIED_CLASS = "emptied class"
    UNUSED_PART = "unused part"
    CLASS_WITHOUT_TEST = "class without test pictures"
    CLASS_WITHOUT_VALIDATION = "class without validation pictures"
    SIMILAR_NAME = "similar name"
    UNKNOWN_CLASS = "unknown class"
    ABSENT_CLASS = "absent class"
    CHANGED_FILES = "changed files"
    NEW_FILES = "new files"
    NEW_DIVIDED = "new files divided"
    SPLIT = "split"
    VALUE_SCALE = "value scale"
    NOT_UNPACKED = "not unpacked"
    TABLE = "table"
    TABLE_BESIDE = "table beside"
    WRONG_LINE = "wrong line"
    MISSING_FILE = "missing file"
    OUTSIDE_FOLDER = "outside of the folder"
    NOT_IN_TABLE = "not in the table"
    REPEATED_ROW = "repeated row"
    TWO_CLASSES = "two classes"
    NO_PART = "no part"
    TWO_PARTS = "two parts"
    DIVIDED_GROUP = "divided group"
    ADDED_GONE = "added picture gone"
    KEPT_CHANGES = "kept changes"
    MOVED_AWAY = "moved away"
    OTHER = "other"

    @classmethod
    def of(cls, value: object) -> "FindingKind":
        """The kind of that name; `OTHER` if this version does not know it."""
        return next((kind for kind in cls if kind == value), cls.OTHER)


HOW_READ = frozenset(
    {
        FindingKind.TABLE,
        FindingKind.LAYOUT,
        FindingKind.VALUE_SCALE,
        FindingKind.TABLE_BESIDE,
        FindingKind.NEW_DIVIDED,
        FindingKind.FOLDERS_IN_CLASS,
    }
)
"""Kinds that say how the dataset was read, or can be, and not what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing worth knowing about a dataset.

    Attributes:
        kind: what it is about.
        message: the sentence to show.
        paths: the files or folders that it is about, relative to the dataset's root; a record keeps the first 100.
    """

    kind: FindingKind
    message: Message
    paths: tuple[str, ...] = ()


def few(names: Sequence[str | Message], most: int = 3) -> Message | tuple[str | Message, ...]:
    """Names as a value of a message: up to `most` of them, or the first ones and how many more there are.

    There may be a hundred thousand names, and messages are stored.
    """
    if len(names) <= most:
        return tuple(names)
    return message("{names:commas} and {more} more", names=tuple(names[:most]), more=len(names) - most)
