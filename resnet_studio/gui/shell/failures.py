"""Where a run fails, suspect labels and the map of pictures, placed in the Results room and connected."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from resnet_studio.core.basics.message import show
from resnet_studio.core.dataset.edits import Edit
from resnet_studio.core.dataset.picture_edits import PictureEdit
from resnet_studio.core.protocol.jobs.suspects import left_out_text
from resnet_studio.core.runs.alike import Alike
from resnet_studio.gui.engine.jobs import JobRunner
from resnet_studio.gui.rooms.results.failing import FailsPanel
from resnet_studio.gui.rooms.results.map_card import MapCard
from resnet_studio.gui.rooms.results.map_state import MapState
from resnet_studio.gui.rooms.results.suspects import SuspectsPanel, SuspectsView
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from resnet_studio.gui.why.maps import Maps
from resnet_studio.gui.work.explain import ExplainControl
from resnet_studio.gui.work.failures import FailuresControl
from resnet_studio.gui.work.following import JobControl
from resnet_studio.gui.work.names import name_of
from resnet_studio.gui.work.opening import Opening
from resnet_studio.gui.work.picture_maps import MapsControl
from resnet_studio.gui.work.results import ResultsControl
from resnet_studio.gui.work.session import Session
from resnet_studio.gui.work.suspects import SuspectsControl
from resnet_studio.gui.work.whereabouts import missed_folder

if TYPE_CHECKING:
    from resnet_studio.gui.rooms.results.room import ResultsRoom


class Parts(QObject):
    """Makes the parts of the Results room that show pictures, and connects them with their controls.

    Attributes:
        fails, suspects, map: the widgets.

    Signals:
        folder_wanted(object), folder_missed(object, object): see `ErrorPanel`.
    """

    folder_wanted = Signal(object)
    folder_missed = Signal(object, object)

    def __init__(
        self,
        room: ResultsRoom,
        session: Session,
        results: ResultsControl,
        jobs: JobRunner,
        thumbnails: ThumbnailLoader,
        opening: Opening,
        explain: ExplainControl,
    ) -> None:
        super().__init__(room)
        self._session, self._opening, self._room, self._thumbnails = session, opening, room, thumbnails
        self._decided: list[Edit] = []  # of the suspect labels of the run on show
        self.answers = FailuresControl(results, self)
        self.labels = SuspectsControl(session, jobs, self)
        self.maps = MapsControl(session, jobs, self)
        self.looks = Maps(explain, self, labelled=True)
        self.fails, self.suspects = FailsPanel(thumbnails, self.looks, room), SuspectsPanel(thumbnails)
        self.map = MapCard(thumbnails)
        room.board.fails.addWidget(self.fails)
        room.board.suspects.addWidget(self.suspects)
        board = room.board.layout()
        assert board is not None
        board.addWidget(self.map)
        results.run_changed.connect(lambda run: self._set_run(run.path if run else None))
        self._connect_answers()
        self._connect_suspects()
        self._connect_map()
        self._set_run(results.run.path if results.run else None)

    def _set_run(self, run: Path | None) -> None:
        if run != self.labels.run:
            self._decided.clear()
        self.labels.set_run(run)
        self.maps.set_run(run)

    def _connect_answers(self) -> None:
        self.answers.changed.connect(self._show_answers)
        self._room.board.cell_chosen.connect(self._show_pair)
        self._room.board.confusion.epoch_changed.connect(self.fails.show_other_epoch)
        self.fails.alike_wanted.connect(self._find_alike)
        self.fails.folder_wanted.connect(self._want_folder)
        self.fails.grid.missed.connect(self.answers.look)
        self._room.entered.connect(self.answers.look)
        self.fails.alike.opened.connect(self._open_larger)
        self.fails.alike.appeared.connect(lambda: self._bring_into_sight(self.fails.alike, 16))
        self.maps.alike_found.connect(self._show_alike)
        self.maps.changed.connect(self._say_comparing)

    def _connect_suspects(self) -> None:
        labels, panel = self.labels, self.suspects
        panel.find_wanted.connect(labels.find)
        panel.cancel_wanted.connect(labels.cancel)
        panel.edit_wanted.connect(self._decide)
        panel.undo_wanted.connect(self._session.undo_edit)
        panel.open_wanted.connect(self._open_dataset)
        panel.folder_wanted.connect(self._want_folder)
        panel.opened.connect(self._open_larger)
        labels.changed.connect(self._show_suspects)
        self._session.dataset_changed.connect(self._show_suspects)

    def _connect_map(self) -> None:
        self.map.draw_wanted.connect(self.maps.draw)
        self.map.cancel_wanted.connect(self.maps.cancel)
        self.map.folder_wanted.connect(self._want_folder)
        self.map.opened.connect(self._open_larger)
        self.maps.changed.connect(self._show_map)
        self.maps.maps_changed.connect(self._show_map)

    # Answers ---------------------------------------------------------------------------------------------------

    def _show_answers(self) -> None:
        known = self.answers.known
        self.looks.set_run(known.run if known else None, known.info if known else None)
        self.fails.set_answered(known.answered if known else None)
        if known is not None and not self._room.board.pairs.isHidden():
            self._room.board.pairs.show_answered(known.answered)
        self._show_folder()
        self._show_suspects()
        self._show_map()

    def _show_pair(self, true: int, predicted: int) -> None:
        """Show the pictures of a cell of the confusion matrix, and bring them into sight."""
        self.fails.show_pair(true, predicted)
        self._bring_into_sight(self.fails, 0)

    def _bring_into_sight(self, widget: QWidget, margin: int) -> None:
        if (area := self._room.scroll_area) is not None:
            area.ensureWidgetVisible(widget, 0, margin)

    def _find_alike(self, path: str) -> None:
        if known := self.answers.known:
            self.maps.find_alike(path, [picture.path for picture in known.dataset.part("train")])
            self._say_comparing()

    def _show_alike(self, path: str, found: list[Alike] | None) -> None:
        known = self.answers.known
        if known is not None and self.fails.alike.path == path:
            names = known.dataset.classes
            self.fails.alike.show_alike(found, {one.path: names[one.label] for one in known.dataset.pictures})

    def _say_comparing(self) -> None:
        """Say what the most alike pictures wait for, or why there are none."""
        row = self.fails.alike
        if not row.waiting:
            return
        if self.maps.problem is not None:
            row.say(show(self.maps.problem[0]))
        elif self.maps.busy:
            row.say(show(self.maps.doing()))

    def _open_larger(self, path: str) -> None:
        if known := self.answers.known:
            self.fails.open_path(known.dataset.root / path, path, known.dataset.scale)

    # Suspect labels --------------------------------------------------------------------------------------------

    def _show_suspects(self) -> None:
        labels, known, opened = self.labels, self.answers.known, self._session.dataset
        own = known is not None and opened is not None and opened.key == known.dataset.key
        last = opened.last_edit if opened is not None else None
        trained = known.dataset if known is not None else None
        view = SuspectsView(
            suspects=labels.undecided(opened if own else None, trained) if labels.found else None,
            judged=labels.found.pictures if labels.found else 0,
            left_out=show(left_out_text(labels.found)) if labels.found else "",
            classes=opened.all_classes if own and opened is not None else None,
            busy=show(labels.doing()) if labels.busy else "",
            problem=show(labels.problem[0]) if labels.problem else "",
            gone=labels.folder_gone,
            warning=show(labels.warning) if labels.warning else "",
            dataset=trained,
            foreign="" if own or known is None else name_of(known.dataset),
            undoable=last if own and isinstance(last, PictureEdit) and last in self._decided else None,
        )
        self.suspects.show_view(view)
        self._note_missed(labels)

    def _decide(self, edit: Edit) -> None:
        """Change the open dataset, if it is the one that the run was trained on."""
        known, opened = self.answers.known, self._session.dataset
        if known is not None and opened is not None and opened.key == known.dataset.key:
            self._decided.append(edit)
            self._session.edit_dataset(edit)

    def _open_dataset(self) -> None:
        if known := self.answers.known:
            catalogue = known.dataset.catalogue
            self._opening.open(catalogue.root, chosen=catalogue.chosen, reading=catalogue.reading)

    # The map ---------------------------------------------------------------------------------------------------

    def _show_map(self) -> None:
        maps, known = self.maps, self.answers.known
        self.map.show_state(
            MapState(
                dataset=known.dataset if known else None,
                maps=maps.maps if known else {},
                of=maps.of,
                answered=known.answered if known else None,
                busy=show(maps.doing()) if maps.drawing else "",
                problem=show(maps.problem[0]) if maps.problem else "",
                gone=maps.folder_gone,
            )
        )
        self._note_missed(maps)

    # A folder that is gone -------------------------------------------------------------------------------------

    def _show_folder(self) -> None:
        """Say whether the pictures are there; those of a folder that is back are tried again."""
        known = self.answers.known
        gone = known.dataset.root if known is not None and not known.there else None
        if gone is not None:
            self.folder_missed.emit(gone, gone)
        elif not self.fails.gone.isHidden():
            self._thumbnails.forget_failures()
        self.fails.show_folder(gone)

    def _want_folder(self) -> None:
        if known := self.answers.known:
            self.folder_wanted.emit(known.dataset.root)

    def _note_missed(self, control: JobControl) -> None:
        if (known := self.answers.known) and control.folder_gone and control.problem is not None:
            root = known.dataset.root
            self.folder_missed.emit(root, missed_folder(control.problem[0], root))
