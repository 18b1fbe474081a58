"""A dataset in words: where it is, how its classes are balanced, how its parts came about, when it was opened."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from resnet_studio.core.basics import formatting, safe_text
from resnet_studio.core.dataset.catalogue import Dataset, Part

_EVEN: Final = 1.5  # the largest class has up to so many times the pictures of the smallest
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def name(folder: Path) -> str:
    """A folder's own name, or its whole path where it has none, as the root of a drive."""
    return safe_text.printable(folder.name or str(folder))


def facts(dataset: Dataset, seconds: float) -> str:
    """The line below a dataset's name."""
    pictures = formatting.counted(len(dataset.pictures), "picture")
    classes = formatting.counted(len(dataset.classes), "class", "classes")
    took = formatting.duration(seconds) if seconds >= 0.05 else "under 0.1 s"
    return f"{formatting.place(dataset.root)}  ·  {pictures} in {classes}  ·  read in {took}"


def balance(dataset: Dataset) -> str:
    """How evenly the pictures are spread over the classes, in a sentence or two."""
    counts = dataset.counts()
    least, most = min(counts), max(counts)
    even = most <= _EVEN * least
    if len(counts) == 2:
        shares = [formatting.percent(count / sum(counts)) for count in counts]
        if even:
            return f"Balanced: {shares[0]} and {shares[1]}"
        return f"Uneven: {shares[0]} and {shares[1]}. Class weights, in Train, make up for it."
    if least == most:
        return f"Balanced: {formatting.counted(least, 'picture')} in each class"
    if even:
        return f"Balanced: {formatting.count(least)} to {formatting.count(most)} pictures in a class"
    small, large = (_short(dataset.classes[counts.index(edge)]) for edge in (least, most))
    return (
        f"Uneven: from {formatting.count(least)} ({small}) to {formatting.count(most)} ({large}) pictures in a class. "
        "Class weights, in Train, make up for it."
    )


def _short(class_name: str) -> str:
    return safe_text.elide_middle(safe_text.printable(class_name), 20)


def split(dataset: Dataset) -> str:
    """How the validation part came about."""
    how = dataset.split
    if how.source == "seed":
        assert how.fraction is not None  # as Split says for this source
        share = formatting.percent(how.fraction).replace(".0 %", " %")
        return f"Split off by the program: {share} for validation, seed {how.seed}."
    folders = [folder for part in ("train", "validation", "test") if (folder := _folder_of(dataset, part))]
    return f"As the folder brings it: {formatting.listed(folders)}."


def _folder_of(dataset: Dataset, part: Part) -> str:
    """The name of the folder that holds a part, as it is on disk."""
    return next((picture.path.split("/")[0] for picture in dataset.pictures if picture.part == part), "")


def parts(dataset: Dataset) -> dict[Part, int]:
    """How many pictures each part has."""
    counts: dict[Part, int] = {"train": 0, "validation": 0, "test": 0}
    for picture in dataset.pictures:
        counts[picture.part] += 1
    return counts


def share(number: int, total: int) -> str:
    """A part of a whole as a percentage."""
    return formatting.percent(number / total) if total else "–"


def when(opened: float, now: datetime.datetime) -> str:
    """A moment (seconds since 1970) as a person speaks of it: "today", "yesterday", "18 November"."""
    try:
        then = datetime.datetime.fromtimestamp(opened)
    except (ValueError, OverflowError, OSError):
        return ""
    days = (now.date() - then.date()).days
    if days in (0, 1):
        return ("today", "yesterday")[days]
    year = "" if then.year == now.year else f" {then.year}"
    return f"{then.day} {_MONTHS[then.month - 1]}{year}"


def tally(pictures: int, classes: int) -> str:
    """Pictures and classes of a recent dataset."""
    return f"{formatting.counted(pictures, 'picture')}, {formatting.counted(classes, 'class', 'classes')}"


def notices(sentences: Sequence[str]) -> list[str]:
    """What scanning has to say, each as one line of plain text."""
    return [safe_text.printable(sentence) for sentence in sentences]
