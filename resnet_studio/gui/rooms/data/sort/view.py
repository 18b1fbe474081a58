"""What shows while pictures are sorted: how far it is, the classes, and the pictures of one view."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.propose import Proposals
from resnet_studio.gui.rooms.data.class_rows import ALL
from resnet_studio.gui.rooms.data.filter import out_classes
from resnet_studio.gui.rooms.data.sort.layout import SortLayout
from resnet_studio.gui.rooms.data.sort.nothing import words_of_nothing
from resnet_studio.gui.rooms.data.sort.order import Known, Mode, Turn, fitting, place_now
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from resnet_studio.gui.work.names import name_of

_RENEW: Final = 10
"""Labels after which the least certain pictures come first again."""
CLASSLESS: Final[tuple[Mode, ...]] = ("open", "unsure")
"""Views of pictures that have no class."""


class SortView(SortLayout):
    """The page without what a person does there.

    Attributes:
        said_again: the class of each picture that was corrected, where accepting it was taken back; those that show
            with a proposal again are corrected again, once.
        one_class: whether a person has chosen the class whose proposals show; else it is one that has few pictures.
        all_classes: whether a person wants rows of all classes; they show where more than two are proposed in any case.
    """

    def __init__(self, thumbnails: ThumbnailLoader, parent: QWidget | None = None) -> None:
        super().__init__(thumbnails, parent)
        self._renewed_at = 0  # labels when the order was last renewed
        self._turn = Turn()
        self._again = self._sharing = False  # whether the least certain are put in order again; while they get room
        self.one_class = self.all_classes = False
        self.said_again: dict[str, str] = {}

    # Values ----------------------------------------------------------------------------------------------------

    def show_dataset(self, dataset: Dataset) -> None:
        """Show a dataset; after an edit of the one that shows, mode and place stay."""
        before = self.known
        self.header.set_title(name_of(dataset))
        if before is None or before.dataset.catalogue is not dataset.catalogue:
            self.notices.show_found(dataset)
            self.notices.show_news(None)
        if before is None or before.dataset.key != dataset.key:
            self.known, self._renewed_at = Known(dataset), 0
            self.go_to("open" if dataset.unlabelled else "labelled", ALL)
            return
        label = self.side.list.current()
        there = place_now(label, before.dataset.all_classes, dataset.all_classes) if label != ALL else None
        label = ALL if there is None else there
        if before.dataset.catalogue is not dataset.catalogue:
            self.known, self._renewed_at = Known(dataset), 0
            self.go_to("open" if dataset.unlabelled else "labelled", label)
            return
        self.known = Known(dataset, fitting(before.proposals, dataset), before.first)
        if dataset.edits != before.dataset.edits:
            self.corrections.settle()  # Undo takes back what was done last
        self.refresh(label)

    def show_proposals(self, proposals: Proposals | None, first: tuple[str, ...], words: str) -> None:
        """Show what is proposed; ``words`` say from what."""
        self.side.say(words, proposals)
        before = self.known
        if before is None:
            return
        proposals = fitting(proposals, before.dataset)
        if proposals is before.proposals and first == before.first:
            return
        self.known = Known(before.dataset, proposals, first)
        labelled = len(before.dataset.pictures)
        fresh = first != before.first or before.proposals is None or labelled - self._renewed_at >= _RENEW
        if self.mode == "proposed":
            self._again = self._again or fresh
            self._renewed_at = labelled if fresh else self._renewed_at
        if self.mode == "proposed" and not self.corrections.number() and not self.grid.number_selected():
            self.go_to("proposed")
        else:
            self.refresh(self.side.list.current(), again=fresh and self.mode in ("open", "all"), keep=True)

    def go_to(self, mode: Mode, label: int | None = None) -> None:
        """Show pictures without a class, proposals, or others; of a class, ``ALL``, or (None) the one that is chosen.

        Pictures without a class are in none, so these modes have no chosen class.
        """
        if self.known is None:
            return
        self._again = self._again or mode != self.mode
        self.mode = mode
        self.modes.set_current(mode)
        asked, label = label is not None, self.side.list.current() if label is None else label
        if mode == "proposed" and not (self.one_class and label != ALL and (asked or self.known.proposed(label))):
            self.one_class = False
            best = self.known.best_class()
            label = ALL if best is None or self._wants_rows() else best
        elif mode in CLASSLESS:
            label = ALL
        place = self.grid.current() if self.rows and mode == "proposed" and label == ALL else 0
        self.corrections.clear()
        self._show_classes(label)
        self.grid.set_tile(self.tile_size.turn_to(proposed=mode == "proposed"))
        wanted = self._wanted()
        self._turn.begin(wanted)
        self._show_paths(wanted, place)

    def _wants_rows(self) -> bool:
        """Whether rows of several classes show, where no class is chosen."""
        classes = sum(number > 0 for number in self.known.proposed_counts) if self.known is not None else 0
        return classes > 2 or (self.all_classes and classes > 0)

    @property
    def by_rows(self) -> bool:
        """Whether rows of proposals show, each of one class."""
        return self.mode == "proposed" and self.side.list.current() == ALL and self._wants_rows()

    def fits(self) -> bool:
        """Whether as many proposals show as there is room for: what is accepted was seen, in a window of any size."""
        if self.known is None or self.mode != "proposed" or not self.grid.count() or self._sharing:
            return True
        if self.by_rows:
            return self.rows.fit()
        proposed = len(self.known.proposed(self.side.list.current()))
        return self.grid.count() == min(proposed, self.grid.at_once())

    # What shows ------------------------------------------------------------------------------------------------

    def _wanted(self) -> list[str]:
        assert self.known is not None  # nothing is shown without
        label = self.side.list.current()
        self._share(label)
        if self.by_rows:
            return self.rows.take(self.known, self.corrections)
        self.rows.clear()
        paths = self.known.shown(self.mode, None if label == ALL else label)
        if self.mode != "proposed":
            return paths
        corrected = [path for path in self.corrections.among(self.grid.paths, label) if path in self.known.waiting]
        taken = set(corrected)
        return (corrected + [path for path in paths if path not in taken])[: self.grid.at_once()]

    def _share(self, label: int) -> None:
        """Leave room below proposals for those that are least certain."""
        assert self.known is not None  # nothing is shown without
        rows, counts = self.by_rows, self.known.proposed_counts
        proposed = sum(counts) if rows or label == ALL else counts[label]
        self._sharing = True
        self.grid.set_headed(rows)
        self.areas.share(rows if self.mode == "proposed" else None, len(self.known.waiting), proposed)
        self._sharing = False

    def refresh(self, label: int | None = None, *, again: bool = False, keep: bool = False) -> None:
        """Show the same view after an edit: what is gone is left out, what is back is in its place; or in a new order.

        Args:
            label: the class that is chosen now, where an edit has moved or removed it.
            again: in a new order, the current picture first.
            keep: what is selected stays selected.
        """
        assert self.known is not None  # nothing is shown without
        self._show_classes(self.side.list.current() if label is None else label)
        place = self.grid.current() if keep else next(iter(self.grid.selection.targets()), 0)
        current = self.grid.paths[self.grid.current() if again else place] if self.grid.current() >= 0 else ""
        wanted = self._wanted()
        if self.rows:
            self._show_paths(wanted, place, keep=keep)
            return
        if again:
            self._renewed_at = len(self.known.dataset.pictures)
            first = [current] if current in set(wanted) else []
            self._turn.renew(first + [path for path in wanted if path != current])
            current = "".join(first)
        self._show_paths(*self._turn.now(wanted, current, at_end=self.mode == "proposed"), keep=keep)

    def _show_classes(self, chosen: int) -> None:
        assert self.known is not None  # nothing is shown without
        dataset, proposed = self.known.dataset, self.known.proposed_counts
        self.side.set_classes(dataset.all_classes, self.known.counts(), proposed, chosen, out_classes(dataset))
        self.card.show_dataset(dataset, sum(proposed))
        unsure = len(self.known.unsure())
        self.modes.button("unsure").setVisible(unsure > 0)
        self.next_button.setVisible(self.mode != "proposed" and bool(self.known.classless))
        self.modes.button("proposed").setVisible(sum(proposed) > 0 or self.mode == "proposed")

    def _show_paths(self, paths: list[str], current: int, *, keep: bool = False) -> None:
        assert self.known is not None  # nothing is shown without
        label = self.side.list.current()
        if self.mode == "proposed":  # first, because letters are said of the current picture
            own = self.rows.proposed() if self.rows else dict.fromkeys(paths, label)
            self.corrections.begin(own, self.known.proposals, len(self.known.dataset.all_classes))
            self._say_again(own)
        self.grid.show_paths(self.known.dataset, paths, current, keep=keep)
        if not self.least.isHidden():
            self.least.show_least(self.known, paths, again=self._again)
            self._again = False
        self.act_on(self.acting())
        self.line.setVisible(self.mode == "proposed" and bool(paths) and not self.rows)
        self.name_row()
        self.say_proposed()
        self._right.setCurrentWidget(self.grid if paths else self.nothing)
        if not paths:
            self.nothing.set_icon("check" if self.mode == "open" else "picture")
            self.nothing.set_words(*words_of_nothing(self.known, self.mode, self.side.list))
        if self.isVisible() and not self.side.field.is_typed_into():
            mode = self.modes.button(self.mode)
            mode = mode if mode.isVisible() else self.modes.button("all")
            keys = self.acting() if paths else mode  # else Qt would hand it on to any button
            keys.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say_again(self, shown: Iterable[str]) -> None:
        """Correct those of these proposals again whose corrections were taken back together with accepting them."""
        assert self.known is not None  # nothing is shown without
        names = self.known.dataset.all_classes
        again = {path: name for path in shown if (name := self.said_again.pop(path, "")) in names}
        self.corrections.set({path: names.index(name) for path, name in again.items()})

    def say_proposed(self) -> None:
        """Say what is proposed for the pictures that show."""
        label = self.side.list.current()
        if self.known is None:
            return
        self.card.show_correction(self.mode == "proposed" and self.corrections.can_take_back())
        self.rows.say(self.known, self.corrections)
        if self.mode == "proposed" and label != ALL:
            proposed = len(self.known.proposed(label))
            taken = self.grid.number_selected() or self.grid.count()
            self.line.show_class(self.known.dataset, label, proposed, taken, self.corrections.number())
            self.line.show_drawn(self.grid.drawn(self.grid.paths))

    def name_row(self, _place: int = 0) -> None:
        """Give the pictures of the row in focus the letters that correct them."""
        if self.rows:
            self.corrections.name(self.grid.in_row(self.grid.row()))
            self.say_keys()
            self.grid.viewport().update()
