"""More filters of the pictures, in a menu: by format, by what the check has found, by what the model in use says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Final

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QMenu, QWidget

from resnet_studio.core.basics.message import show, tr
from resnet_studio.core.basics.safe_text import elide_middle, printable
from resnet_studio.core.checks.kinds import CheckFinding
from resnet_studio.core.dataset.catalogue import Catalogue, Picture
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.walk import suffix_of
from resnet_studio.gui.rooms.data.filter import pictures_of
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.work.run_answers import Said

Test = Callable[[Picture], bool]
_FORMATS: Final = {"jpg": "JPEG", "jpeg": "JPEG", "jpe": "JPEG", "jfif": "JPEG", "tif": "TIFF", "webp": "WebP"}
_RIGHT: Final = "right"
_WRONG: Final = "wrong"
_CLASS: Final = "class "
_LONGEST: Final = 48


class MoreFilters(Button):
    """A button with how many of its filters are on; its menu chooses one of each kind.

    Signals: ``changed()``, other pictures are wanted; ``answers_wanted()``, the menu offers what a model says.
    """

    changed = Signal()
    answers_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", "small", "settings", parent=parent)
        self.set_tip(tr("Show pictures of a format, of a finding, or by what the model says"))
        self._chosen: dict[str, str] = {}  # of each kind: format, finding, answer
        self._formats: Sequence[tuple[str, int]] = ()
        self._of: tuple[Catalogue, int] | None = None  # what these are of, and how many pictures it had
        self._findings: Mapping[str, tuple[str, Collection[str]]] = {}
        self._answers: Mapping[str, Said] = {}
        self._menu: QMenu | None = None
        self._answers_menu: QMenu | None = None
        self.clicked.connect(lambda: self.menu_of_filters().popup(self.mapToGlobal(QPoint(0, self.height() + 2))))
        self._say()

    # Values ----------------------------------------------------------------------------------------------------

    def set_dataset(self, dataset: Dataset) -> None:
        """Offer the formats of a dataset's files, by their suffixes: none is read."""
        pictures = pictures_of(dataset)
        of = (dataset.catalogue, len(pictures))  # an edit can only add pictures
        if self._of is None or self._of[0] is not of[0] or self._of[1] != of[1]:
            self._of, suffixes = of, Counter(map(_suffix, pictures))
            counts = Counter[str]()
            for suffix, number in suffixes.items():
                counts[_format(suffix)] += number
            self._formats = counts.most_common()
        if self._chosen.get("format") not in dict(self._formats):
            self._chosen.pop("format", None)
        self._say()

    def set_findings(self, findings: Iterable[CheckFinding]) -> None:
        """Offer findings that name pictures."""
        before = self._findings
        self._findings = {one.key: (show(one.message), frozenset(one.pictures)) for one in findings if one.pictures}
        self._keep("finding", self._findings, changed=before != self._findings)

    def set_answers(self, answers: Mapping[str, Said]) -> None:
        """Offer what the model in use says, by the paths of the pictures."""
        if answers == self._answers:  # while a check runs, this is called again and again, and a menu may be open
            return
        self._answers = answers
        offered = {_RIGHT, _WRONG, *(_CLASS + one.predicted for one in answers.values())} if answers else set()
        self._fill_answers()
        self._keep("answer", offered, changed=True)

    def clear(self) -> None:
        """Take these filters away, without a signal."""
        self._chosen.clear()
        self._say()

    def choose(self, kind: str, value: str) -> None:
        """Choose one filter of a kind; "" is none."""
        self._chosen.pop(kind, None)
        if value:
            self._chosen[kind] = value
        self._say()
        self.changed.emit()

    def chosen(self, kind: str) -> str:
        """Return which filter of a kind is on, or ""."""
        return self._chosen.get(kind, "")

    def tests(self) -> list[Test]:
        """Return what pictures have to meet, all of it."""
        found: list[Test] = []
        if name := self._chosen.get("format"):
            found.append(lambda one: format_of(one) == name)
        if key := self._chosen.get("finding"):
            _, paths = self._findings[key]
            found.append(lambda one: one.path in paths)
        if answer := self._chosen.get("answer"):
            said = {path for path, known in self._answers.items() if _is(known, answer)}
            found.append(lambda one: one.path in said)
        return found

    def width_of_words(self) -> int:
        """Return how much narrower it can be, px: then it is an icon, and its tooltip has the words."""
        if self._bare:
            return 0
        wide = self.sizeHint().width()
        self._bare = True
        narrow = self.sizeHint().width()
        self._bare = False
        return wide - narrow

    def _keep(self, kind: str, offered: Collection[str], *, changed: bool) -> None:
        """Take a filter away that is not offered any more, and filter again where what it means has changed."""
        if kind not in self._chosen:
            return
        if self._chosen[kind] not in offered:
            del self._chosen[kind]
        elif not changed:
            return
        self._say()
        self.changed.emit()

    def _say(self) -> None:
        on = len(self._chosen)
        self.set_words(tr("Filter: {number}", number=on) if on else tr("Filter"))

    # The menu --------------------------------------------------------------------------------------------------

    def menu_of_filters(self) -> QMenu:
        """Return the menu, which is deleted when the next one is made."""
        if self._menu is not None:
            self._menu.deleteLater()
        self._menu = menu = QMenu(self)
        formats = menu.addMenu(tr("Format"))
        rows = [(name, tr("{name:plain}  ({number})", name=name, number=number)) for name, number in self._formats]
        self._fill(formats, "format", rows)
        findings = menu.addMenu(tr("Finding"))
        self._fill(
            findings, "finding", [(key, elide_middle(words, _LONGEST)) for key, (words, _) in self._findings.items()]
        )
        findings.setEnabled(bool(self._findings))
        self._answers_menu = menu.addMenu(tr("The model says"))
        self._fill_answers()
        menu.addSeparator()
        clear = menu.addAction(tr("Clear"), self._clear)
        clear.setEnabled(bool(self._chosen))
        self.answers_wanted.emit()
        return menu

    def _fill_answers(self) -> None:
        menu = self._answers_menu
        if menu is None:
            return
        menu.clear()
        classes = sorted({one.predicted for one in self._answers.values()})
        rows = [(_RIGHT, tr("Right when it was measured")), (_WRONG, tr("Wrong when it was measured"))]
        self._fill(
            menu, "answer", rows + [(_CLASS + name, elide_middle(printable(name), _LONGEST)) for name in classes]
        )
        menu.setEnabled(bool(self._answers))

    def _fill(self, menu: QMenu, kind: str, rows: Sequence[tuple[str, str]]) -> None:
        for value, words in (("", tr("All")), *rows):
            action = menu.addAction(words.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(self._chosen.get(kind, "") == value)
            action.triggered.connect(lambda _=False, value=value: self.choose(kind, value))

    def _clear(self) -> None:
        self.clear()
        self.changed.emit()


def format_of(picture: Picture) -> str:
    """The format of a picture's file, by its suffix."""
    return _format(_suffix(picture))


def _suffix(picture: Picture) -> str:
    return suffix_of(picture.path.rpartition("/")[2]).removeprefix(".")


def _format(suffix: str) -> str:
    return _FORMATS.get(suffix, suffix.upper()) if suffix else tr("without an ending")


def _is(said: Said, answer: str) -> bool:
    if answer in (_RIGHT, _WRONG):
        return said.right == (answer == _RIGHT)
    return said.predicted == answer.removeprefix(_CLASS)
