"""Which keys do what while pictures are sorted: what the line above them says."""

from __future__ import annotations

from resnet_studio.core.basics.message import tr, trn
from resnet_studio.gui.rooms.data.sort.keys import NEW, NOT_SURE, keys_of
from resnet_studio.gui.rooms.data.sort.order import Known, Mode


def hints(
    known: Known, mode: Mode, *, by_rows: bool, chosen: bool, least: bool = False, some: bool = False
) -> list[tuple[str, str]]:
    """Return keys and what they do, the most useful first.

    Args:
        known: of the pictures.
        mode: which of them show.
        by_rows: whether rows of several classes are proposed.
        chosen: whether pictures are selected.
        least: whether keys act on those below proposals, which are least certain.
        some: whether there are fewer letters than proposals, so that not all of these have one.
    """
    classes = len(known.dataset.all_classes)
    label = [(keys_of(classes, letters=least or mode != "proposed"), tr("label"))] if classes else []
    if mode == "proposed":
        accept = tr("accept what is selected") if chosen else tr("accept the row") if by_rows else tr("accept these")
        if least:
            return [*label, (tr("Shift"), tr("with arrows selects")), (NOT_SURE, tr("not sure")), (tr("Enter"), accept)]
        correct = tr("correct one with a letter") if some else tr("correct one")
        return [(tr("Enter"), accept), ("A–Z", correct), *label, (NOT_SURE, tr("not sure"))]
    forward = [(tr("Enter"), tr("see proposals"))] if any(known.proposed_counts) else []
    others = [*forward, (tr("Shift"), tr("with arrows selects")), (NOT_SURE, tr("not sure"))]
    if not classes:
        return [(NEW, tr("make a class")), *others]
    return [*label, *others, (NEW, tr("class by its name, also a new one"))]


def words_of_selected(number: int, known: Known | None, mode: Mode) -> tuple[str, ...]:
    """How many pictures are selected with what can be done with them, and in fewer words."""
    few, classes = trn("{count} selected", "{count} selected", number), len(known.dataset.all_classes) if known else 0
    if not classes:
        return (few,)
    keys = keys_of(classes, letters=mode != "proposed")
    if mode == "proposed":
        how = trn(
            "{count} selected: {enter} accepts it, {keys} correct it",
            "{count} selected: {enter} accepts them, {keys} correct them",
            number,
            enter=tr("Enter"),
            keys=keys,
        )
        return how, few
    how = trn(
        "{count} selected: press {keys}, or drag it onto a class",
        "{count} selected: press {keys}, or drag them onto a class",
        number,
        keys=keys,
    )
    return how, trn("{count} selected: press {keys}", "{count} selected: press {keys}", number, keys=keys), few
