"""How the points of a map look: by class, by whether the model is right, by part. Never by colour alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from resnet_studio.core.basics.message import tr
from resnet_studio.gui.rooms.results.map_paint import Group, Shape
from resnet_studio.gui.theme.palette import palette
from resnet_studio.gui.widgets.paint import colour

Looks = tuple[list[Group], str]
"""The points in groups, and what each look means."""
Indices = NDArray[np.int64]
_RADIUS: Final = 3.2
_MANY: Final = 3_000
_SMALLER: Final = 2.2  # the radius of points where there are more than `_MANY`
_SHAPES: Final[tuple[Shape, ...]] = ("disc", "square", "ring", "cross")
_PARTS: Final[tuple[tuple[Shape, str], ...]] = (("disc", "text3"), ("square", "validation"), ("ring", "train"))


def by_class(labels: Indices, names: Sequence[str], chosen: int) -> Looks:
    """Up to six classes have a colour and a shape each; of more, only the chosen one (-1: none) has a colour."""
    radius, colours = _radius(len(labels)), palette()
    if len(names) > len(colours.classes):
        rest = Group(np.flatnonzero(labels != chosen), "disc", colour("text3"), radius)
        own = Group(np.flatnonzero(labels == chosen), "disc", colour("accent"), radius + 0.8)
        return [rest, own], tr("{count} classes: point at a picture to see which it is.", count=len(names))
    groups = [
        Group(
            np.flatnonzero(labels == label),
            shape := _SHAPES[label % len(_SHAPES)],
            QColor(colours.class_colour(label, len(names))),
            radius + (1.0 if shape in ("cross", "ring") else 0.0),
        )
        for label in range(len(names))
    ]
    signs = {
        "disc": tr("discs"),
        "square": tr("squares"),
        "ring": tr("rings"),
        "cross": tr("crosses"),
    }
    pairs = [
        tr("{name:name} {count} ({sign})", name=name, count=len(group.rows), sign=signs[group.shape])
        for group, name in zip(groups, names, strict=True)
    ]
    return groups, tr("{names:commas}", names=tuple(pairs))


def by_answer(wrong: Sequence[bool | None]) -> Looks:
    """Mistakes are crosses; None is a picture that was not measured."""
    radius = _radius(len(wrong))
    mistaken, known = (np.array([test(one) for one in wrong], np.bool_) for test in (_is_wrong, _is_known))
    groups = [
        Group(np.flatnonzero(~known), "disc", colour("line2"), radius),
        Group(np.flatnonzero(known & ~mistaken), "disc", colour("validation"), radius),
        Group(np.flatnonzero(mistaken), "cross", colour("wrong"), radius + 2.2),
    ]
    text = tr(
        "{right} right (blue), {wrong} wrong (crosses), {others} not measured (grey)",
        right=len(groups[1].rows), wrong=len(groups[2].rows), others=len(groups[0].rows),
    )  # fmt: skip
    return groups, text


def by_part(parts: Indices) -> Looks:
    """Parts are indices into `PARTS`."""
    radius = _radius(len(parts))
    groups = [
        Group(np.flatnonzero(parts == index), shape, colour(tone), radius + (0.8 if shape == "ring" else 0.0))
        for index, (shape, tone) in enumerate(_PARTS)
    ]
    text = tr(
        "{train} train (grey), {validation} validation (blue squares), {test} test (rings)",
        train=len(groups[0].rows), validation=len(groups[1].rows), test=len(groups[2].rows),
    )  # fmt: skip
    return groups, text


def _is_wrong(answer: bool | None) -> bool:
    return answer is True


def _is_known(answer: bool | None) -> bool:
    return answer is not None


def _radius(points: int) -> float:
    return _SMALLER if points > _MANY else _RADIUS
