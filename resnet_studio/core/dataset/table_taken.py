"""What the rows of a table have given so far: pictures, and what was left out."""

from collections import Counter
from dataclasses import dataclass, field

from resnet_studio.core.basics.message import Message
from resnet_studio.core.dataset.catalogue import Part
from resnet_studio.core.dataset.left_out import LeftOut
from resnet_studio.core.dataset.walk import FoundFile


@dataclass
class Entry:
    """One picture as a table describes it.

    Attributes:
        label: the name of its class; None where it has none, or more than one.
        groups: that it belongs to.
        line: the first that names it.
    """

    file: FoundFile
    label: str | None
    part: Part
    groups: set[str]
    line: int = 0


@dataclass
class Taken:
    """What the rows of a table have given.

    Attributes:
        entries: pictures by their path.
        missing, outside: the first line with each file that is not there, or not below the folder.
        two_labels, two_parts: the lines that say different classes or parts of a file: the first, and one more.
        repeated: lines that say again what earlier ones said.
        skipped: paths in rows that were left out.
        wrong: lines that were left out, and why.
        no_part: texts in the column of parts that say none, and how many rows have each.
        part_unsaid: rows whose cell in that column is empty.
        left_out: files that cannot be used.
        same: the file of each path as a file system writes it that does not tell capitals apart, and its identity.
        times: of the table and the folders of its pictures, as in `Catalogue`.
    """

    entries: dict[str, Entry] = field(default_factory=dict)
    missing: dict[str, int] = field(default_factory=dict)
    outside: dict[str, int] = field(default_factory=dict)
    two_labels: dict[str, tuple[int, int]] = field(default_factory=dict)
    two_parts: dict[str, tuple[int, int]] = field(default_factory=dict)
    repeated: list[int] = field(default_factory=list)
    skipped: set[str] = field(default_factory=set)
    wrong: dict[int, Message] = field(default_factory=dict)
    no_part: Counter[str] = field(default_factory=Counter)
    part_unsaid: int = 0
    left_out: LeftOut = field(default_factory=LeftOut)
    same: dict[tuple[str, int, int], str] = field(default_factory=dict)
    times: dict[str, int] = field(default_factory=dict)
