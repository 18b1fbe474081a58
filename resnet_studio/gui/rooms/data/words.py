"""A dataset in words: where it is, how its classes are balanced, how its parts came about, when it was opened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from resnet_studio.core.basics import formatting, safe_text
from resnet_studio.core.basics.message import Message, message, plural, show, tr, trn
from resnet_studio.core.dataset.catalogue import PART_NAMES, UNLABELLED, Part, Picture
from resnet_studio.core.dataset.findings import HOW_READ, Finding, FindingKind
from resnet_studio.gui.work.names import place_of

if TYPE_CHECKING:
    from resnet_studio.core.dataset.dataset import Dataset

PART_TITLES: Final[dict[Part, Message]] = {
    "train": message("Train"),
    "validation": message("Validation"),
    "test": message("Test"),
}
_NOTICES: Final = frozenset({FindingKind.LAYOUT, FindingKind.ADDED_GONE, FindingKind.KEPT_CHANGES})
_EVEN: Final = 1.5  # the largest class has at most this many times the pictures of the smallest


def part(name: Part) -> str:
    """The name of a part."""
    return show(PART_NAMES[name])


def part_of(dataset: Dataset, picture: Picture) -> str:
    """The part of a picture, and whether it is pinned to it."""
    name = PART_NAMES[picture.part]
    return tr("{part}, pinned", part=name) if picture.path in dataset.pinned else show(name)


def pins(dataset: Dataset) -> str:
    """How many pictures are pinned to their part, in a sentence; empty for none."""
    number = sum(one.path in dataset.pinned for one in dataset.pictures) if dataset.pinned else 0
    text = trn("{count} picture is pinned to its part.", "{count} pictures are pinned to their parts.", number)
    return text if number else ""


def _pictures(number: int) -> Message:
    return plural("{count} picture", "{count} pictures", number)


def _classes(number: int) -> Message:
    return plural("{count} class", "{count} classes", number)


def facts(dataset: Dataset, seconds: float) -> tuple[str, ...]:
    """The line below a dataset's name, whose pictures were read in `seconds`, and shorter ones for less room."""
    counts = {"pictures": _pictures(len(dataset.pictures)), "classes": _classes(len(dataset.classes))}
    where = counts | {"folder": place_of(dataset.root)}
    if dataset.unlabelled:
        left = len(dataset.unlabelled)
        return (
            tr("{pictures} in {classes}, {open} without  ·  {folder}", open=left, **where),
            tr("{pictures} in {classes}, {open} without", open=left, **counts),
        )
    timed = (
        tr("{pictures} in {classes}  ·  read in under 0.1 s  ·  {folder}", **where)
        if seconds < 0.05
        else tr("{pictures} in {classes}  ·  read in {seconds:duration}  ·  {folder}", seconds=seconds, **where)
    )
    return (
        timed,
        tr("{pictures} in {classes}  ·  {folder}", **where),
        tr("{pictures} in {classes}", **counts),
    )


def balance(dataset: Dataset) -> str:
    """How evenly the pictures are spread over the classes, in a sentence or two."""
    counts = dataset.counts()
    if len(counts) < 2:
        return tr("At least two classes are needed.")
    least, most = min(counts), max(counts)
    even = most <= _EVEN * least
    if len(counts) == 2:
        one, other = (count / sum(counts) for count in counts)
        if even:
            return tr("Balanced: {one:percent} and {other:percent}", one=one, other=other)
        return tr(
            "Uneven: {one:percent} and {other:percent}. Class weights, in Train, make up for it.", one=one, other=other
        )
    if least == most:
        return trn("Balanced: {count} picture in each class", "Balanced: {count} pictures in each class", least)
    if even:
        return tr("Balanced: {least} to {most} in a class", least=least, most=most)
    small, large = (_short(dataset.classes[counts.index(edge)]) for edge in (least, most))
    return tr(
        "Uneven: from {least} ({small}) to {most} ({large}) pictures in a class. Class weights, in Train, make up for "
        "it.",
        least=least,
        small=small,
        most=most,
        large=large,
    )


def _short(class_name: str) -> str:
    return safe_text.elide_middle(safe_text.printable(class_name), 20)


def split(dataset: Dataset) -> str:
    """How the validation part came about."""
    # Imported here to keep the start-up fast.
    from resnet_studio.core.dataset.grouped import split_by_groups
    from resnet_studio.core.dataset.split import in_percent
    from resnet_studio.core.tables.columns import columns_of

    how = dataset.split
    match how.source:
        case "seed":
            counts = parts(dataset)
            pool = counts["train"] + counts["validation"]
            return tr(
                "{number} of {pool} pictures ({share:percent}) are set aside for validation. Asked for: seed "
                "{seed:plain}, {asked} % of each class.",
                number=counts["validation"],
                pool=pool,
                share=counts["validation"] / max(1, pool),
                asked=in_percent(how.fraction or 0.0),
                seed=how.seed,
            )
        case "groups" if (last := split_by_groups(dataset)) and last.by == "column":
            return tr(
                "Divided with seed {seed:plain}: pictures with the same {column:name} are in one part.",
                seed=how.seed,
                column=columns.group if (columns := columns_of(dataset.catalogue.reading)) else "",
            )
        case "groups":
            return tr("Groups stay together, seed {seed:plain}.", seed=how.seed)
        case "folder" if (columns := columns_of(dataset.catalogue.reading)) and columns.part:
            return tr("As the column {column:name} of the table says.", column=columns.part)
        case "folder":
            folders = [folder for part in PART_NAMES if (folder := _folder_of(dataset, part))]
            return tr("As the folder brings it: {folders}.", folders=tuple(dict.fromkeys(folders)))
        case "none":
            return tr("There is no validation part.")


def _folder_of(dataset: Dataset, part: Part) -> str:
    """The name of the folder that holds a part, as it is on disk; it may be inside of each class folder.

    Edits may have given pictures another part, and classes another name, so that the catalogue says it.
    """
    from resnet_studio.core.dataset.walk import class_name  # imported here to keep the start-up fast

    found = next((one for one in dataset.catalogue.pictures if one.part == part), None)
    if found is None:
        return ""
    first, *others = found.path.split("/")
    own = dataset.catalogue.classes[found.label] if found.label != UNLABELLED else None
    inside = class_name(first) == own and len(others) > 1
    return others[0] if inside else first


def parts(dataset: Dataset) -> dict[Part, int]:
    """How many pictures each part has."""
    return {part: dataset.size(part) for part in PART_NAMES}


def share(number: int, total: int) -> str:
    """A part of a whole as a percentage."""
    return formatting.percent(number / total) if total else formatting.UNKNOWN


def tally(pictures: int, classes: int) -> str:
    """Pictures and classes of a recent dataset."""
    return tr("{pictures}, {classes}", pictures=_pictures(pictures), classes=_classes(classes))


def findings(found: Sequence[Finding]) -> list[tuple[str, bool]]:
    """What a dataset's findings say, each as one line of plain text, and whether something may be wrong; without those
    that have a notice of their own."""
    return [(show(one.message), one.kind not in HOW_READ) for one in found if one.kind not in _NOTICES]
