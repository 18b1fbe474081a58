"""What can be done with a picture of a dataset, as entries of its menu: another class, leave out, take back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtWidgets import QMenu

from resnet_studio.core.basics.message import tr
from resnet_studio.core.basics.safe_text import elide_middle, printable
from resnet_studio.core.dataset.changed import changes
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.edits import Edit
from resnet_studio.core.dataset.picture_edits import LeaveOut, MovePictures, TakeBack
from resnet_studio.gui.rooms.data.filter import class_name, is_left_out, pictures_of
from resnet_studio.gui.theme.qt_icons import icon

_LONGEST: Final = 40


def add_edits(menu: QMenu, dataset: Dataset, picture: int, do: Callable[[Edit], object]) -> None:
    """Add the edits of a picture (its index in ``pictures_of``) to its menu; ``do`` makes the chosen one."""
    paths = (pictures_of(dataset)[picture].path,)
    menu.addSeparator()
    change = changes(dataset).get(paths[0])
    if change is not None and change.how == "moved":
        words = tr("Back to {name:name}", name=change.was).replace("&", "&&")
        menu.addAction(icon("undo", "text2"), words, partial(do, MovePictures(paths, change.was)))
    if is_left_out(dataset, picture):
        menu.addAction(icon("undo", "text2"), tr("Take back"), partial(do, TakeBack(paths)))
        return
    own = class_name(dataset, picture)
    classes = menu.addMenu(tr("Move to"))
    for name in dataset.all_classes:
        if name != own:
            words = elide_middle(printable(name), _LONGEST).replace("&", "&&")
            classes.addAction(words, partial(do, MovePictures(paths, name)))
    menu.addAction(icon("cross", "text2"), tr("Leave out"), partial(do, LeaveOut(paths)))
