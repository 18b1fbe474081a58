"""What can be done with pictures of a dataset, as entries of a menu: show, copy paths, another class, leave out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu

from resnet_studio.core.basics.message import show, tr, trn
from resnet_studio.core.basics.safe_text import elide_middle, printable
from resnet_studio.core.dataset.by_hand import Change, changes
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.edits import Edit
from resnet_studio.core.dataset.picture_edits import LeaveOut, MovePictures, PinPictures, TakeBack
from resnet_studio.gui.rooms.data.filter import class_name, pictures_of
from resnet_studio.gui.rooms.data.undoing import show_key
from resnet_studio.gui.rooms.data.words import PART_TITLES
from resnet_studio.gui.theme.qt_icons import icon
from resnet_studio.gui.widgets.feedback import NoticeBar
from resnet_studio.gui.widgets.file_manager import show_in_folder

_LONGEST: Final = 40
Do = Callable[[Edit], object]


@dataclass(frozen=True)
class Selected:
    """Some pictures of a dataset.

    Attributes:
        dataset: the open one.
        paths: of all of them, in the dataset's order.
        out: of those that are left out.
        divided: of those that have a class, and so are in a part.
        classes: the names of the classes of the others.
        changes: what a person has done with pictures before.
    """

    dataset: Dataset
    paths: tuple[str, ...]
    out: tuple[str, ...]
    divided: tuple[str, ...]
    classes: Collection[str]
    changes: Mapping[str, Change]

    @property
    def used(self) -> tuple[str, ...]:
        """The paths of those that are not left out."""
        out = set(self.out)
        return tuple(path for path in self.paths if path not in out)


def selected(dataset: Dataset, paths: Collection[str]) -> Selected:
    """The pictures of these paths."""
    wanted, with_class = set(paths), len(dataset.pictures)
    first_out = with_class + len(dataset.unlabelled)
    found = {place: one.path for place, one in enumerate(pictures_of(dataset)) if one.path in wanted}
    return Selected(
        dataset,
        paths=tuple(found.values()),
        out=tuple(path for place, path in found.items() if place >= first_out),
        divided=tuple(path for place, path in found.items() if place < with_class),
        classes={class_name(dataset, place) for place in found if place < first_out},
        changes=changes(dataset),
    )


def turned_out(some: Selected) -> Edit | None:
    """The edit that leaves pictures out; or takes them back, where all are left out."""
    if some.used:
        return LeaveOut(some.used)
    return TakeBack(some.out) if some.out else None


def moved_to(some: Selected, name: str) -> Edit | None:
    """The edit that gives a class to pictures that are not left out; None where they all have it."""
    return MovePictures(some.used, name) if some.used and some.classes != {name} else None


def add_edits(menu: QMenu, dataset: Dataset, picture: int, do: Do) -> None:
    """Add the edits of a picture (its index in ``pictures_of``) to its menu; ``do`` makes the chosen one."""
    add_edits_of(menu, selected(dataset, (pictures_of(dataset)[picture].path,)), do)


def add_edits_of(menu: QMenu, some: Selected, do: Do) -> None:
    """Add the edits of pictures to their menu; ``do`` makes the chosen one."""
    menu.addSeparator()
    moved = [path for path in some.paths if path in some.changes and some.changes[path].how == "moved"]
    if len(was := {some.changes[path].was for path in moved}) == 1:
        (name,) = was
        words = tr("Back to {name:name}", name=name).replace("&", "&&")
        menu.addAction(icon("undo", "text2"), words, partial(do, MovePictures(tuple(moved), name)))
    if some.out:
        menu.addAction(icon("undo", "text2"), tr("Take back"), partial(do, TakeBack(some.out)))
    if used := some.used:
        classes = menu.addMenu(tr("Move to"))
        for name in some.dataset.all_classes:
            if {name} != some.classes:
                words = elide_middle(printable(name), _LONGEST).replace("&", "&&")
                classes.addAction(words, partial(do, MovePictures(used, name)))
        _add_pins(menu, some, do)
        show_key(menu.addAction(icon("cross", "text2"), tr("Leave out"), partial(do, LeaveOut(used))), "Del")


def _add_pins(menu: QMenu, some: Selected, do: Do) -> None:
    """Add the parts that pictures can be pinned to, and that they are no longer pinned."""
    pinned = some.dataset.pinned
    if some.divided:
        parts = menu.addMenu(icon("pin", "text2"), tr("Pin to"))
        for part, name in PART_TITLES.items():
            if any(pinned.get(path) != part for path in some.divided):
                parts.addAction(show(name), partial(do, PinPictures(some.divided, part)))
    if there := tuple(path for path in some.paths if path in pinned):
        menu.addAction(icon("pin", "text2"), tr("Unpin"), partial(do, PinPictures(there, None)))


def add_ways(
    menu: QMenu, dataset: Dataset, paths: Collection[str], key: str, larger: Callable[[], object],
    place: Callable[[], object],
) -> None:  # fmt: skip
    """Add what can be done with pictures that changes nothing.

    Args:
        menu: of them.
        dataset: the open one.
        paths: of the pictures.
        key: that shows the current one larger.
        larger, place: show it, or its folder.
    """
    show_key(menu.addAction(icon("picture", "text2"), tr("Show larger"), larger), key)
    menu.addAction(icon("folder", "text2"), tr("Show in folder"), place)
    words = trn("Copy path", "Copy {count} paths", len(paths))
    show_key(menu.addAction(icon("copy", "text2"), words, partial(copy_paths, dataset, paths)), "Ctrl+C")


def copy_paths(dataset: Dataset, paths: Collection[str]) -> None:
    """Put where pictures are on the clipboard, a line for each."""
    QGuiApplication.clipboard().setText("\n".join(str(dataset.root / path) for path in paths))


def show_place(file: Path, notice: NoticeBar) -> bool:
    """Show the folder of a picture; where that cannot be done, say so."""
    if show_in_folder(file):
        return True
    text = tr("The folder {folder:place} could not be opened.", folder=file.parent)
    notice.say(text, look="warning", dismissible=True)
    return False
