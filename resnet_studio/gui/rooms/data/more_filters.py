"""More filters of the pictures, in a menu: by format, by pixels, by what the check has found, by what the model in use
says."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial
from typing import Final, Literal

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from resnet_studio.core.basics.message import Message, message, show, tr, trn
from resnet_studio.core.basics.safe_text import elide_middle, printable
from resnet_studio.core.checks.kinds import CheckFinding
from resnet_studio.core.checks.sentences import title_of
from resnet_studio.core.dataset.catalogue import Catalogue, Picture
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.gui.rooms.data.filter import By, pictures_of
from resnet_studio.gui.rooms.data.formats import counts_of_formats, format_of
from resnet_studio.gui.rooms.data.pixel_bands import Band, bands, merged, within
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.staying_menu import StayingMenu
from resnet_studio.gui.work.run_answers import Said

Test = Callable[[Picture], bool]
Kind = Literal["format", "pixels", "finding", "answer"]
KINDS: Final[dict[Kind, Message]] = {
    "format": message("Format"),
    "pixels": message("Pixels of the shorter side"),
    "finding": message("Finding"),
    "answer": message("The model says"),
}
AWAITED: Final[dict[Kind, Message]] = {
    "format": message("There are no pictures"),
    "pixels": message("Known when the pictures were checked"),
    "finding": message("Known when the check has found something"),
    "answer": message("Known when the run in use was measured"),
}
"""Why there is nothing of a kind."""
_RIGHT: Final = "right"
_WRONG: Final = "wrong"
_CLASS: Final = "class "
_LONGEST: Final = 48


class MoreFilters(Button):
    """A button with how many of its filters are on; its menu switches them. Of a kind, a picture has to meet one.

    Signals: ``changed()``, other pictures are wanted; ``answers_wanted()``, the menu offers what a model says;
    ``renewed()``, more, or something else, is known of the pictures. `findings`: titles and paths, by their keys.
    """

    changed = Signal()
    renewed = Signal()
    answers_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", "small", "settings", parent=parent)
        self.set_tip(tr("Show pictures of formats, sizes or findings, or by what the model says"))
        self._on: dict[Kind, list[str]] = {kind: [] for kind in KINDS}
        self._formats: Sequence[tuple[str, int]] = ()
        self._of: tuple[Catalogue, int] | None = None  # what these are of, and how many pictures it had
        self._pictures: Sequence[Picture] = ()
        self._format_of: dict[str, str] = {}  # by path, made when pictures are sorted by it
        self.findings: Mapping[str, tuple[str, Collection[str]]] = {}
        self._answers: Mapping[str, Said] = {}
        self._sides: Mapping[str, int] = {}
        self._bands: list[Band] = []
        self._menu: QMenu | None = None
        self._menus: dict[Kind, QMenu] = {}
        self.clicked.connect(lambda: self.menu_of_filters().popup(self.mapToGlobal(QPoint(0, self.height() + 2))))
        self._say()

    # Values ----------------------------------------------------------------------------------------------------

    def set_dataset(self, dataset: Dataset) -> None:
        """Offer the formats of a dataset's files, by their suffixes: none is read."""
        pictures = pictures_of(dataset)
        of = (dataset.catalogue, len(pictures))  # an edit can only add pictures
        if self._of is None or self._of[0] is not of[0] or self._of[1] != of[1]:
            self._of = of
            self._formats = counts_of_formats(pictures).most_common()
            self._format_of = {}
        self._pictures = pictures
        self._on["format"] = [name for name in self._on["format"] if name in dict(self._formats)]
        self._say()

    def set_findings(self, findings: Iterable[CheckFinding]) -> None:
        """Offer findings that name pictures."""
        before = self.findings
        self.findings = {one.key: (show(title_of(one.key)), one.pictures) for one in findings if one.pictures}
        self._keep("finding", changed=before != self.findings)

    def set_answers(self, answers: Mapping[str, Said]) -> None:
        """Offer what the model in use says, by the paths of the pictures."""
        if answers == self._answers:  # while a check runs, this is called again and again, and a menu may be open
            return
        self._answers = answers
        self._keep("answer", changed=True)

    def set_sides(self, sides: Mapping[str, int]) -> None:
        """Offer sizes: the shorter side of each picture, px, by its path."""
        if sides is self._sides or sides == self._sides:
            return
        self._sides, self._bands = sides, bands(sides.values())
        self._keep("pixels", changed=True)

    def clear(self) -> None:
        """Take these filters away, without a signal."""
        for chosen in self._on.values():
            chosen.clear()
        self._say()

    def switch(self, kind: Kind, value: str, *, on: bool) -> None:
        """Switch one filter; of what a model says, only one is on. "" switches off all of a kind.

        Several bands of pixels are switched together where `value` has all their keys.
        """
        values = value.split() if kind == "pixels" else [value]
        others = [one for one in self._on[kind] if one not in values] if value and kind != "answer" else []
        self._on[kind] = [*others, *values] if on and value else others
        self._say()
        self.changed.emit()

    def on(self, kind: Kind) -> list[str]:
        """Return which filters of a kind are on."""
        return list(self._on[kind])

    def shown(self) -> list[tuple[Kind, str, str]]:
        """Return the filters that are on, each with its kind and its words; bands that touch each other are one."""
        found: list[tuple[Kind, str, str]] = []
        for kind in KINDS:
            words = dict(self._offered(kind)) if self._on[kind] else {}
            if kind == "pixels":
                for band in merged(self._bands, self._on[kind]):
                    inside = (one.key for one in self._bands if one.key in self._on[kind] and band.covers(one))
                    found.append((kind, " ".join(inside), band.words))
            else:
                found += [(kind, value, words.get(value, value)) for value in self._on[kind]]
        return found

    def tests(self) -> list[Test]:
        """Return what pictures have to meet, all of it."""
        found: list[Test] = []
        if names := frozenset(self._on["format"]):
            found.append(lambda one: format_of(one) in names)
        if keys := self._on["pixels"]:
            sides, inside = self._sides, within(band for band in self._bands if band.key in keys)
            found.append(lambda one: inside(sides.get(one.path, -1)))
        if keys := self._on["finding"]:
            paths = frozenset(path for key in keys for path in self.findings[key][1])
            found.append(lambda one: one.path in paths)
        if answers := self._on["answer"]:
            said = frozenset(path for path, known in self._answers.items() if _is(known, answers[0]))
            found.append(lambda one: one.path in said)
        return found

    def values(self, by: By) -> Mapping[str, float]:
        """Return what pictures are sorted by, by their path, where the dataset does not have it itself."""
        match by:
            case "format":
                if not self._format_of:
                    self._format_of = {one.path: format_of(one) for one in self._pictures}
                place = {name: at for at, name in enumerate(sorted(dict(self._formats)))}
                return {path: place[name] for path, name in self._format_of.items()}
            case "pixels":
                return self._sides
            case "finding":
                ranks: dict[str, float] = {}
                for rank, (_, paths) in enumerate(self.findings.values()):
                    for path in paths:
                        ranks.setdefault(path, rank)
                return ranks
            case "prediction":
                names = {name: at for at, name in enumerate(sorted({one.predicted for one in self._answers.values()}))}
                return {path: names[one.predicted] + 1 - one.probability for path, one in self._answers.items()}
            case _:
                return {}

    def _keep(self, kind: Kind, *, changed: bool) -> None:
        """Take filters away that are not offered any more, and filter again where what they mean has changed."""
        before, offered = self._on[kind], {value for value, _ in self._offered(kind)}
        self._on[kind] = left = [value for value in before if value in offered]
        if changed:  # what hears of it may filter at once, by what is left
            self._fill(kind)
            self.renewed.emit()
        if not before or (left == before and not changed):
            return
        self._say()
        self.changed.emit()

    def _say(self) -> None:
        on = sum(map(len, self._on.values()))
        self.set_words(tr("Filter: {number}", number=on) if on else tr("Filter"))

    # The menu --------------------------------------------------------------------------------------------------

    def menu_of_filters(self) -> QMenu:
        """Return the menu, which is deleted when the next one is made."""
        if self._menu is not None:
            self._menu.deleteLater()
        self._menu = menu = QMenu(self)
        menu.setToolTipsVisible(True)
        for kind, title in KINDS.items():
            inside = StayingMenu(show(title), menu)
            menu.addMenu(inside)
            self._menus[kind] = inside
            self._fill(kind)
        menu.addSeparator()
        clear = menu.addAction(tr("Clear"), self._clear)
        clear.setEnabled(any(self._on.values()))
        self.answers_wanted.emit()
        return menu

    def _offered(self, kind: Kind) -> list[tuple[str, str]]:
        """What can be chosen of a kind: values and words."""
        match kind:
            case "format":
                return [(name, name) for name, _ in self._formats]
            case "pixels":
                return [(band.key, band.words) for band in self._bands]
            case "finding":
                return [(key, elide_middle(words, _LONGEST)) for key, (words, _) in self.findings.items()]
            case _ if not self._answers:
                return []
            case _:
                classes = sorted({one.predicted for one in self._answers.values()})
                rows = [(_RIGHT, tr("Right when it was measured")), (_WRONG, tr("Wrong when it was measured"))]
                return rows + [(_CLASS + name, elide_middle(printable(name), _LONGEST)) for name in classes]

    def _fill(self, kind: Kind) -> None:
        menu = self._menus.get(kind)
        if menu is None:
            return
        for inside in menu.findChildren(QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly):
            inside.deleteLater()
        menu.clear()
        counts = dict(self._formats) if kind == "format" else {}
        counts |= {band.key: band.count for band in self._bands} if kind == "pixels" else {}
        counts |= {key: len(paths) for key, (_, paths) in self.findings.items()} if kind == "finding" else {}
        rows = [("", tr("All")), *self._offered(kind)]
        for value, words in rows:
            number = counts.get(value)
            text = words if number is None else tr("{name:plain}  ({number})", name=words, number=number)
            action = menu.addAction(text.replace("&", "&&"))
            action.setCheckable(True)
            action.setData(value)
            action.triggered.connect(lambda on, value=value: self._switched(kind, value, on=on))
        if kind == "answer" and self._answers:
            menu.addSeparator()
            covered = trn(
                "Only {count} measured picture, of validation and test",
                "Only {count} measured pictures, of validation and test",
                len(self._answers),
            )
            menu.addAction(covered).setEnabled(False)
        if kind == "pixels" and len(self._bands) > 1:
            self._fill_limits(menu)
        self._check(kind)
        menu.setEnabled(len(rows) > 1)
        menu.menuAction().setToolTip("" if len(rows) > 1 else show(AWAITED[kind]))

    def _fill_limits(self, menu: QMenu) -> None:
        """All bands from one on, or up to one, by one click."""
        menu.addSeparator()
        least, most = menu.addMenu(tr("At least")), menu.addMenu(tr("At most"))
        for place, band in enumerate(self._bands):
            above, below = self._bands[place:], self._bands[: place + 1]
            if band.low:
                least.addAction(tr("{low} px", low=band.low), partial(self._choose_bands, above))
            if band.high is not None:
                most.addAction(tr("{low} px", low=band.high - 1), partial(self._choose_bands, below))

    def _choose_bands(self, chosen: Iterable[Band]) -> None:
        self._on["pixels"] = []
        self._switched("pixels", " ".join(band.key for band in chosen), on=True)

    def _switched(self, kind: Kind, value: str, *, on: bool) -> None:
        self.switch(kind, value, on=on)
        self._check(kind)

    def _check(self, kind: Kind) -> None:
        for action in self._menus[kind].actions():
            action.setChecked(action.data() in self._on[kind] if action.data() else not self._on[kind])

    def _clear(self) -> None:
        self.clear()
        self.changed.emit()


def _is(said: Said, answer: str) -> bool:
    if answer in (_RIGHT, _WRONG):
        return said.right == (answer == _RIGHT)
    return said.predicted == answer.removeprefix(_CLASS)
