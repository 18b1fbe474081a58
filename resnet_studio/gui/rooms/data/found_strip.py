"""Above the pictures: the weightiest findings of the check, what was done about others, and what found nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from resnet_studio.core.basics.message import show, tr, trn
from resnet_studio.core.checks.brief import brief
from resnet_studio.core.checks.detail import details_of, found_nothing, nothing_found
from resnet_studio.core.checks.done import done
from resnet_studio.core.checks.find import Checked
from resnet_studio.core.checks.kinds import weightiest
from resnet_studio.core.checks.mending import Mending
from resnet_studio.core.checks.sentences import title_of
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.gui.rooms.data.finding_row import Thumbs
from resnet_studio.gui.rooms.data.found_marks import sign_of
from resnet_studio.gui.theme.tokens import BODY, REGULAR, SECONDARY, SEMIBOLD
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from resnet_studio.gui.widgets.button import Button, IconButton
from resnet_studio.gui.widgets.card import Card, Line
from resnet_studio.gui.widgets.feedback import Icon
from resnet_studio.gui.widgets.text import ElidedLabel, Label, plain_tip

_MOST: Final = 2


@dataclass(frozen=True)
class _Shown:
    """What a place of the strip shows, and what its button is called and does."""

    pictures: Sequence[str]
    sign: tuple[str, str]
    title: str
    detail: str
    action: str
    do: Callable[[], object]
    icon: str = ""  # of the button


class FoundStrip(Card):
    """Signals: ``opened(str)``, show the finding of that key, or all where it is empty; ``back_wanted(int)``, take back
    the edit at that place of the dataset's; ``dismissed()``.

    Attributes:
        dataset: of which it shows what was found.
        places: where findings show.
    """

    opened = Signal(str)
    back_wanted = Signal(int)
    dismissed = Signal()

    def __init__(self, thumbnails: ThumbnailLoader) -> None:
        super().__init__(padding=0)
        self.dataset: Dataset | None = None
        self.places = [_Place(thumbnails) for _ in range(_MOST)]
        self._lines = [Line(vertical=True, inset=12) for _ in range(_MOST)]
        self.more = Button("", "link")
        self.passed = Label("", SECONDARY, REGULAR, "text2")
        self._passed = QWidget()
        self.cross = IconButton("cross", tr("Hide this notice"))
        row = QHBoxLayout()
        row.setContentsMargins(12, 11, 8, 11)
        row.setSpacing(12)
        for place, line in zip(self.places, self._lines, strict=True):
            row.addWidget(place, 1)
            row.addWidget(line)
        row.addLayout(self._rest())
        row.addWidget(self.cross)
        self.layout_.addLayout(row)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("What the check found"))
        self.more.clicked.connect(lambda: self.opened.emit(""))
        self.cross.clicked.connect(self.dismissed)
        self.hide()

    def _rest(self) -> QVBoxLayout:
        row = QHBoxLayout(self._passed)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(Icon("check", 16, "ok"))
        row.addWidget(self.passed, 1)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addStretch(1)
        column.addWidget(self.more)
        column.addWidget(self._passed)
        column.addStretch(1)
        return column

    def show_found(self, dataset: Dataset, checked: Checked, mended: Mending | None = None) -> None:
        """Show what was found, and what was done: where nothing more is open, or the program has just `mended` it."""
        self.dataset = dataset
        open_ = self._open(dataset, checked)[: _MOST - 1 if mended else _MOST]
        shown = [*open_, *([self._mended(mended)] if mended else self._done(dataset))][:_MOST]
        for number, (place, line) in enumerate(zip(self.places, self._lines, strict=True)):
            place.setVisible(number < len(shown))
            line.setVisible(number < len(shown))
            if number < len(shown):
                place.show_found(shown[number], dataset)
        more = len(checked.findings) - len(open_)
        self.more.set_words(trn("{count} more finding", "{count} more findings", more))
        self.more.setVisible(more > 0 or not shown)
        if not shown:  # a setting of the next run answers all
            self.more.set_words(tr("Nothing that the check found is open."))
        names = found_nothing(checked, dataset)
        self.passed.setText(show(nothing_found(len(names))))
        self._passed.setVisible(bool(names))
        self._passed.setToolTip(plain_tip(tr("{names:commas}", names=tuple(names))))

    def _open(self, dataset: Dataset, checked: Checked) -> list[_Shown]:
        found = weightiest(checked.findings)[:_MOST]
        return [
            _Shown(
                one.pictures, sign_of(one.kind), show(brief(one)), show(detail), tr("Show"),
                partial(self.opened.emit, one.key),
            )
            for one, detail in zip(found, details_of(found, dataset), strict=True)
        ]  # fmt: skip

    def _mended(self, mended: Mending) -> _Shown:
        title, what = map(show, mended.brief)
        undo = partial(self.back_wanted.emit, len(mended.after.edits) - 1)
        return _Shown(mended.groups[0], ("check", "ok"), title, what, tr("Undo"), undo, "undo")

    def _done(self, dataset: Dataset) -> list[_Shown]:
        shown = []
        for one in islice(done(dataset), _MOST):
            action, do, icon = tr("Undo"), partial(self.back_wanted.emit, one.place), "undo"
            if one.obstacle is not None:
                action, do, icon = tr("Show"), partial(self.opened.emit, ""), ""
            title, what = show(title_of(one.key)), show(one.what)
            shown.append(_Shown(one.pictures, ("check", "ok"), title, what, action, do, icon))
        return shown


class _Place(QWidget):
    """One thing that was found, or done: its pictures, two lines, and a button."""

    def __init__(self, thumbnails: ThumbnailLoader) -> None:
        super().__init__()
        self._do: Callable[[], object] = lambda: None
        self.thumbs = Thumbs(thumbnails)
        self._sign = Icon("dot", 16)
        self.title = ElidedLabel("", BODY, SEMIBOLD, elide="right")
        self.detail = ElidedLabel("", SECONDARY, REGULAR, "text2", elide="right")
        self.button = Button("", "small")
        self.button.clicked.connect(lambda _=False: self._do())
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(self._sign)
        first.addWidget(self.title, 1)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addStretch(1)
        words.addLayout(first)
        words.addWidget(self.detail)
        words.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.thumbs)
        row.addLayout(words, 1)
        row.addWidget(self.button)

    def show_found(self, shown: _Shown, dataset: Dataset) -> None:
        self._do = shown.do
        self.thumbs.setVisible(bool(shown.pictures))
        self.thumbs.show_pictures(shown.pictures, dataset)
        self._sign.set_icon(*shown.sign)
        self.title.setText(shown.title)
        self.detail.setText(shown.detail)
        self.detail.setVisible(bool(shown.detail))
        self.button.set_words(shown.action)
        self.button.set_icon(shown.icon)
        self.button.setAccessibleName(tr("{action:plain}: {title:plain}", action=shown.action, title=shown.title))
