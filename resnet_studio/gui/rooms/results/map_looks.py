"""How the points of a map look: by class, by whether the model is right, by part. Never by colour alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from resnet_studio.core.basics.message import tr
from resnet_studio.gui.rooms.results.map_families import NONE
from resnet_studio.gui.rooms.results.map_paint import Group, Shape
from resnet_studio.gui.theme.palette import palette
from resnet_studio.gui.widgets.paint import colour

Looks = tuple[list[Group], str]
"""The points in groups, and what each look means."""
Indices = NDArray[np.int64]
_RADIUS: Final = 3.2
_MANY: Final = 3_000
_SMALLER: Final = 2.2  # the radius of points where there are more than `_MANY`
_LARGER: Final = 1.2  # px by which the points of the chosen class are larger
SHAPES: Final[tuple[Shape, ...]] = ("disc", "square", "ring", "cross")
_PARTS: Final[tuple[tuple[Shape, str], ...]] = (("disc", "text3"), ("square", "validation"), ("ring", "train"))


@dataclass(frozen=True, slots=True)
class ClassLook:
    """How the points of a class look: a shape, in a colour that may be that of its family."""

    shape: Shape
    tone: str


def class_looks(classes: int, families: Indices) -> list[ClassLook]:
    """The look of each class: up to six differ in colour, of more each family has a colour, and shapes in it."""
    colours = palette().classes
    if classes <= len(colours):
        return [ClassLook(SHAPES[label % len(SHAPES)], colours[label]) for label in range(classes)]
    looks, seen = [], [0] * len(colours)
    for family in families.tolist():
        if family == NONE:
            looks.append(ClassLook("disc", "line2"))
            continue
        looks.append(ClassLook(SHAPES[seen[family] % len(SHAPES)], colours[family]))
        seen[family] += 1
    return looks


def by_class(labels: Indices, names: Sequence[str], looks: Sequence[ClassLook], chosen: int) -> Looks:
    """Each class as `looks` say; with a chosen one (-1: none) the others are faint."""
    groups, kinds = _faint(labels, chosen), {look: kind for kind, look in enumerate(dict.fromkeys(looks))}
    of_label = np.array([kinds[look] if chosen in (-1, label) else -1 for label, look in enumerate(looks)] + [-1])
    of_point = of_label[labels]  # -1 is of no class, and the last one
    for look, kind in kinds.items():  # together, because each group takes time
        if np.any(of_label == kind):
            groups.append(_group(np.flatnonzero(of_point == kind), look.shape, look.tone, len(labels), chosen))
    if len(names) > len(palette().classes):
        return groups, tr("Classes near each other have one colour. Point at a picture to see which it is.")
    signs = {"disc": tr("discs"), "square": tr("squares"), "ring": tr("rings"), "cross": tr("crosses")}
    pairs = [
        tr(
            "{name:name} {count} ({sign})",
            name=name,
            count=int((labels == label).sum()),
            sign=signs[looks[label].shape],
        )
        for label, name in enumerate(names)
    ]
    return groups, tr("{names:commas}", names=tuple(pairs))


def by_answer(wrong: Sequence[bool | None], labels: Indices, chosen: int) -> Looks:
    """Mistakes are crosses; None is a picture that was not measured. With a chosen class the others are faint."""
    mistaken, known = (np.array([test(one) for one in wrong], np.bool_) for test in (_is_wrong, _is_known))
    meant = np.ones(len(labels), np.bool_) if chosen < 0 else labels == chosen
    groups = [
        _group(np.flatnonzero(~known & meant), "disc", "line2", len(labels), chosen),
        _group(np.flatnonzero(known & ~mistaken & meant), "disc", "validation", len(labels), chosen),
        _group(np.flatnonzero(mistaken & meant), "cross", "wrong", len(labels), chosen),
    ]
    text = tr(
        "{right} right (blue), {wrong} wrong (crosses), {others} not measured (grey)",
        right=len(groups[1].rows), wrong=len(groups[2].rows), others=len(groups[0].rows),
    )  # fmt: skip
    return [*_faint(labels, chosen), *groups], text


def by_part(parts: Indices, labels: Indices, chosen: int) -> Looks:
    """Parts are indices into `PARTS`. With a chosen class the others are faint."""
    meant = np.ones(len(labels), np.bool_) if chosen < 0 else labels == chosen
    groups = [
        _group(np.flatnonzero((parts == index) & meant), shape, tone, len(labels), chosen)
        for index, (shape, tone) in enumerate(_PARTS)
    ]
    text = tr(
        "{train} train (grey), {validation} validation (blue squares), {test} test (rings)",
        train=len(groups[0].rows), validation=len(groups[1].rows), test=len(groups[2].rows),
    )  # fmt: skip
    return [*_faint(labels, chosen), *groups], text


def _faint(labels: Indices, chosen: int) -> list[Group]:
    """The points of the other classes than the chosen one; nothing without one."""
    if chosen < 0:
        return []
    return [Group(np.flatnonzero(labels != chosen), "disc", colour("line2"), _radius(len(labels)) - 0.6)]


def _group(rows: Indices, shape: Shape, tone: str, points: int, chosen: int) -> Group:
    """Points of one look; crosses and rings are larger, because they cover less of their square."""
    radius = _radius(points) + {"cross": 1.6, "ring": 0.9}.get(shape, 0.0) + (_LARGER if chosen >= 0 else 0.0)
    return Group(rows, shape, colour(tone), radius)


def _is_wrong(answer: bool | None) -> bool:
    return answer is True


def _is_known(answer: bool | None) -> bool:
    return answer is not None


def _radius(points: int) -> float:
    return _SMALLER if points > _MANY else _RADIUS
