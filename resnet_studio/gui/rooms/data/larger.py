"""A picture of the open dataset, large over the room, with what can be done with it there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QWidget

from resnet_studio.core.basics.message import tr
from resnet_studio.core.dataset.catalogue import UNLABELLED
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.edits import Edit
from resnet_studio.core.dataset.keep_finding import KeepFinding
from resnet_studio.core.dataset.picture_edits import LeaveOut, TakeBack
from resnet_studio.gui.preview import Preview
from resnet_studio.gui.rooms.data.filter import class_name, index_of, is_left_out, pictures_of
from resnet_studio.gui.rooms.data.picture_menu import add_edits
from resnet_studio.gui.rooms.data.undoing import native, with_key
from resnet_studio.gui.rooms.data.words import part_of
from resnet_studio.gui.theme.held_keys import DELETE_KEYS
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.passing_menu import passing_menu
from resnet_studio.gui.widgets.text import plain_tip


@dataclass(frozen=True)
class Among:
    """The pictures that follow each other while one is large.

    Attributes:
        holds: whether a path is among them.
        neighbour: the path of the picture one step (-1 or 1) from a path; None where there is none.
        follow: called with the path of the picture that shows.
        left: called when the large picture was closed.
        keep: the edit that keeps what a check has found about a path as it is; None where nothing was found.
        about: gives an edit the finding that the pictures are of.
        says: what stands for the class of a path, such as what is proposed for it; "" for its class.
    """

    holds: Callable[[str], bool]
    neighbour: Callable[[str, int], str | None]
    follow: Callable[[str], object]
    left: Callable[[], object]
    keep: Callable[[str], KeepFinding] | None = None
    about: Callable[[Edit], Edit] = lambda edit: edit
    says: Callable[[str], str] = lambda _: ""


def among(paths: Sequence[str], follow: Callable[[str], object], left: Callable[[], object]) -> Among:
    """A list of pictures, which stays as it is while one of them is large."""
    places = {path: place for place, path in enumerate(paths)}

    def neighbour(path: str, step: int) -> str | None:
        there = places.get(path, -1) + step
        return paths[there] if path in places and 0 <= there < len(paths) else None

    return Among(places.__contains__, neighbour, follow, left)


class LargePicture(QObject):
    """Signals: ``edit_wanted(object)``, an `Edit` of the picture that shows; ``shown()``, another one does.

    Attributes:
        preview: shows it.
        out_button, change_button, keep_button: what can be done with it.
    """

    edit_wanted = Signal(object)
    shown = Signal()

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self.preview = Preview(page, details=True)
        self._dataset: Dataset | None = None
        self._among: Among | None = None
        self._path = ""
        self.out_button = Button("", "small")
        self.change_button = Button(tr("Change"), "small", "swap", "chevron-down")
        self.change_button.set_tip(with_key(tr("Another class, or what else can be done with it"), "M"))
        self.keep_button = Button(tr("Keep as it is"), "small", "check")
        self.keep_button.set_tip(with_key(tr("It is not listed again for this picture, or for its group"), "K"))
        for button, keys, act in (
            (self.keep_button, ("K",), self._keep),
            (self.change_button, ("M",), self._ask),
            (self.out_button, DELETE_KEYS, self._turn_out),
        ):
            self.preview.add_action(button)
            button.clicked.connect(act)
            shortcut = QShortcut(self.preview)
            shortcut.setKeys(list(map(QKeySequence, keys)))
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.setAutoRepeat(False)  # what follows was not looked at
            shortcut.activated.connect(button.click)
        self.preview.moved.connect(self._move)
        self.preview.closed.connect(self._left)

    def open(self, dataset: Dataset, path: str, pictures: Among) -> None:
        """Show one picture of a dataset, by its path, and from there its neighbours."""
        self._dataset, self._among = dataset, pictures
        self._show(path)

    def follow(self, dataset: Dataset) -> None:
        """Show what an edit has made of the picture; without it, close."""
        self._dataset = dataset
        if self.preview.isHidden():
            return
        if self._place() < 0:
            self.preview.dismiss()
        else:
            self._show(self._path)

    def dismiss(self) -> None:
        """Close."""
        self.preview.dismiss()

    def _place(self) -> int:
        """The index of the picture in `pictures_of`, or -1."""
        return index_of(self._dataset, self._path) if self._dataset is not None else -1

    def _show(self, path: str) -> None:
        assert self._dataset is not None  # both are there once a picture shows
        assert self._among is not None
        self._path, dataset = path, self._dataset
        if (place := self._place()) < 0:
            return
        entry, out = pictures_of(dataset)[place], is_left_out(dataset, place)
        name = self._among.says(path) or class_name(dataset, place)
        facts = tr("{name}  ·  {size:size}  ·  {path}", name=name, size=entry.size, path=path)
        if out:
            facts = tr("{name}  ·  left out  ·  {size:size}  ·  {path}", name=name, size=entry.size, path=path)
        elif entry.label != UNLABELLED:
            part = part_of(dataset, entry)
            facts = tr(
                "{name}  ·  {part:plain}  ·  {size:size}  ·  {path}", name=name, part=part, size=entry.size, path=path
            )
        self.out_button.set_words(tr("Take back") if out else tr("Leave out"))
        self.out_button.set_icon("undo" if out else "minus")
        self.out_button.setToolTip(plain_tip(tr("No file is changed ({key})", key=native("Del"))))
        self.keep_button.setVisible(not out and self._can_keep(path))
        ends = [self._among.neighbour(path, step) is None for step in (-1, 1)]
        self.preview.show_picture(
            dataset.absolute(entry), facts, first=ends[0], last=ends[1], scale=dataset.scale
        )  # fmt: skip
        self._among.follow(path)
        self.shown.emit()

    def _move(self, step: int) -> None:
        if self._among is not None and (there := self._among.neighbour(self._path, step)) is not None:
            self._show(there)

    def _left(self) -> None:
        if self._among is not None:
            self._among.left()

    # What is done with it --------------------------------------------------------------------------------------

    def menu(self) -> QMenu:
        """Return the menu of what can be done with it, which is deleted when it closes."""
        menu = passing_menu(self.preview)
        if self._dataset is not None and (place := self._place()) >= 0:
            add_edits(menu, self._dataset, place, self._do)
        return menu

    def _ask(self) -> None:
        self.menu().popup(self.change_button.mapToGlobal(QPoint(0, self.change_button.height() + 2)))

    def _turn_out(self) -> None:
        if self._dataset is not None and (place := self._place()) >= 0:
            out = is_left_out(self._dataset, place)
            self._do(TakeBack((self._path,)) if out else LeaveOut((self._path,)))

    def _keep(self) -> None:
        if self._among is not None and self._among.keep is not None and self.keep_button.isVisible():
            self._do(self._among.keep(self._path))

    def _can_keep(self, path: str) -> bool:
        """Whether it shows because of a finding that was not kept as it is."""
        if self._among is None or self._among.keep is None or self._dataset is None:
            return False
        edit = self._among.keep(path)
        return not all(f"{edit.finding} {one}" in self._dataset.accepted for one in edit.paths)

    def _do(self, edit: Edit) -> None:
        """Make an edit, and go on to another picture where this one is dealt with."""
        pictures = self._among
        assert pictures is not None  # a picture shows
        before = self._path
        ahead = pictures.neighbour(before, 1) or pictures.neighbour(before, -1)
        self.edit_wanted.emit(pictures.about(edit))  # which shows the dataset with it
        if self.preview.isHidden() or before != self._path:
            return
        if isinstance(edit, LeaveOut | KeepFinding) or not pictures.holds(before):
            if ahead is not None:
                self._show(ahead)
            elif not pictures.holds(before):
                self.preview.dismiss()
