"""What each class has of a property that tells classes apart, and a few of its pictures: what a person looks at.

It is computed when it is about to show, of some pictures of each class, so that findings take no longer.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from resnet_studio.core.basics.message import Message, message
from resnet_studio.core.checks.facts_table import Columns, FactsTable
from resnet_studio.core.checks.shortcuts import LEAST
from resnet_studio.core.checks.store import Measured
from resnet_studio.core.dataset.catalogue import Picture
from resnet_studio.core.dataset.dataset import Dataset

EXAMPLES: Final = 3
"""Pictures of each class that are shown: those in its middle."""
_LOOKED_AT: Final = 5_000  # pictures of all classes together, and of each enough to judge by
_MOST: Final = (0.1, 0.9)  # what most pictures of a class have is between what these shares of them have
_RARE: Final = 0.01  # share of a class that has a format of which nothing is said
_MODES: Final = {
    "1": message("black and white"),
    "L": message("grey"),
    "LA": message("grey"),
    "P": message("palette"),
    "RGBA": message("colour, transparent"),
    "CMYK": message("colours for print"),
}

NAMES: Final[dict[str, Message]] = {
    "bytes": message("Size of the files"),
    "pixels": message("Width × height, in pixels"),
    "format": message("Format of the files"),
    "border": message("How much the edges vary: 0 is one colour, 100 and more is full of detail"),
    "brightness": message("Brightness: 0 % is black, 100 % is white"),
}
"""What is compared, by the names of a `Shortcut`."""


@dataclass(frozen=True, slots=True)
class OfClass:
    """One class.

    Attributes:
        name: of the class.
        usual: what most of its pictures have.
        examples: paths of pictures in the middle of it.
        values: what each of these has.
    """

    name: str
    usual: Message
    examples: tuple[str, ...]
    values: tuple[Message, ...]


def values_of(by: str, dataset: Dataset, measured: Measured) -> list[OfClass]:
    """What each class has that was judged.

    Args:
        by: as of a `Shortcut`.
        dataset: with the classes.
        measured: what is known of its files.
    """
    members: list[list[Picture]] = [[] for _ in dataset.classes]
    for one in dataset.pictures:
        members[one.label].append(one)
    table, found = FactsTable.of(measured.facts), []
    most = max(LEAST, _LOOKED_AT // max(1, len(dataset.classes)))
    for name, pictures in zip(dataset.classes, members, strict=True):
        some = pictures[:: max(1, -(-len(pictures) // most))]
        paths, columns = table.known(some).columns(one.path for one in some)
        if len(pictures) >= LEAST and paths:
            found.append(_of_class(name, by, paths, columns))
    return found


def _of_class(name: str, by: str, paths: Sequence[str], columns: Columns) -> OfClass:
    said, order = _SAID[by], sorted(range(len(paths)), key=lambda place: _ORDER[by](columns, place))
    if by == "format":
        usual, places = _formats(columns)
    else:
        low, high = (said(columns, order[round(share * (len(order) - 1))]) for share in _MOST)
        usual = low if str(low) == str(high) else message("{low} to {high}", low=low, high=high)
        first = max(0, (len(order) - EXAMPLES) // 2)
        places = order[first : first + EXAMPLES]
    return OfClass(
        name, usual, tuple(paths[place] for place in places), tuple(said(columns, place) for place in places)
    )


def _formats(columns: Columns) -> tuple[Message, list[int]]:
    """The formats of a class, each with its share where there are several, and places of the most common one."""
    each = [(one.format, one.mode) for one in columns.headers]
    counts = Counter[Message]()
    for one, count in Counter(each).items():
        counts[_format(*one)] += count
    (most, _), *_ = common = counts.most_common()
    shares = [(one, count / len(each)) for one, count in common if count >= _RARE * len(each)]
    usual = tuple(message("{format} {share:percent}", format=one, share=share) for one, share in shares)
    of_most = {one for one in set(each) if _format(*one) == most}
    places = [place for place, one in enumerate(each) if one in of_most][:EXAMPLES]
    return message("{formats:commas}", formats=usual) if len(usual) > 1 else most, places


def _format(name: str, mode: str) -> Message:
    colours = _MODES.get(mode, message("grey") if mode.startswith(("I", "F")) else message("colour"))
    return message("{name} ({colours})", name=name, colours=colours)


_ORDER: Final[dict[str, Callable[[Columns, int], float]]] = {
    "bytes": lambda columns, place: columns.sizes[place],
    "pixels": lambda columns, place: columns.headers[place].width * columns.headers[place].height,
    "format": lambda _, place: place,
    "border": lambda columns, place: columns.border_contrasts[place],
    "brightness": lambda columns, place: columns.means[place],
}
_SAID: Final[dict[str, Callable[[Columns, int], Message]]] = {
    "bytes": lambda columns, place: message("{value:size}", value=columns.sizes[place]),
    "pixels": lambda columns, place: message(
        "{width:plain} × {height:plain}", width=columns.headers[place].width, height=columns.headers[place].height
    ),
    "format": lambda columns, place: _format(columns.headers[place].format, columns.headers[place].mode),
    "border": lambda columns, place: message("{value}", value=round(columns.border_contrasts[place])),
    "brightness": lambda columns, place: message("{value:percent}", value=columns.means[place] / 255),
}
