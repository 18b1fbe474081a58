"""The Use room: pictures in, ranked probabilities out, from the best model of a run."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QPoint, QStandardPaths, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QStackedWidget, QWidget

from resnet_studio.core.basics import formatting, places, safe_text
from resnet_studio.core.basics.message import show
from resnet_studio.core.protocol.events import JobFailed, JobFinished, JobStopped, Phase, Progress
from resnet_studio.core.protocol.jobs.predict import Prediction, PredictionFailed
from resnet_studio.core.runs import predictions
from resnet_studio.core.runs.run import ModelInfo
from resnet_studio.core.runs.summary import RunSummary
from resnet_studio.gui.rooms.use import dialogs as use_dialogs
from resnet_studio.gui.rooms.use import words as use_words
from resnet_studio.gui.rooms.use.cards import CardGrid
from resnet_studio.gui.rooms.use.drop import DropInvitation
from resnet_studio.gui.rooms.use.page import ResultsPage
from resnet_studio.gui.rooms.use.paste import clipboard_paths, clipboard_picture, keep_picture
from resnet_studio.gui.rooms.use.results import Answers
from resnet_studio.gui.theme.icons import icon
from resnet_studio.gui.threads.background import Background
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.feedback import EmptyState, ErrorPanel, NoticeBar
from resnet_studio.gui.widgets.room import RoomPage

_DRAW_MS = 60  # answers may come by the hundred a second; what they change is drawn at this pace


class UseRoom(RoomPage):
    """Asks for predictions and shows them.

    Signals:
        predict_wanted(object): list of Paths, files and folders, in order.
        cancel_wanted(): end what is under way.
        runs_wanted(), train_wanted(): go to where a model comes from.
    """

    predict_wanted = Signal(object)
    cancel_wanted = Signal()
    runs_wanted = Signal()
    train_wanted = Signal()

    def __init__(self, thumbnails: ThumbnailLoader, parent: QWidget | None = None) -> None:
        super().__init__("Use", parent=parent)
        self._answers = Answers()
        self._run: RunSummary | None = None
        self._waiting: list[Path] = []
        self._asked: list[Path] = []
        self._put_away: list[Path] = []
        self._begun = math.nan
        self._seconds = math.nan
        self._background = Background(self)
        self._draw_clock = QTimer(self, interval=_DRAW_MS, singleShot=True)
        self._draw_clock.timeout.connect(self._draw)
        self._make_actions()
        self.problem = ErrorPanel()
        self.notice = NoticeBar()
        self.pages = QStackedWidget()
        self.no_run = EmptyState("Train a model first, or pick one of your runs.", "Train a model", "use")
        self.grid = CardGrid(self._answers, thumbnails)
        for widget in (self.problem, self.notice):
            self.content.addWidget(widget)
        self.content.addWidget(self.pages, 1)
        self._make_pages()
        self._connect()
        self._show_page()

    # What the window calls -------------------------------------------------------------------------------------

    def set_run(self, run: RunSummary | None, info: ModelInfo | None) -> None:
        """Use this run from now on; the answers of another one are put away, and can be asked for again."""
        if self._run and run and run.path == self._run.path and run.best_epoch == self._run.best_epoch:
            self._run = run
            return
        self._abandon()
        self._put_away = [Path(path) for path in self._answers.paths()]
        self._run = run if info else None
        self._empty()
        self.problem.clear()
        self.header.set_facts(use_words.facts(run, info) if run and info else "")
        self.zone.classes.setText(f"It tells apart {formatting.listed(info.classes)}." if info else "")
        if self._put_away and self._run:
            count = formatting.counted(len(self._put_away), "picture")
            self.notice.say(
                "Another model is in use now.",
                f"The former one's answers about {count} were put away.",
                action="Ask this one",
                dismissible=True,
            )
        self._show_page()

    def begin(self) -> None:
        """A prediction was given to the engine."""
        self._begun = time.monotonic()
        self.problem.clear()
        self.notice.hide()
        self.bar.show_progress(Progress(Phase.PREDICTING, 0, 0), len(self._waiting))
        self._draw()

    def add(self, event: Prediction | PredictionFailed) -> None:
        """Show an answer; what still comes from a job that was abandoned is left out."""
        if self.busy:
            self._answers.add(event)
            self._dirty()

    def set_progress(self, progress: Progress) -> None:
        """Show how far the engine is."""
        if self.busy:
            self.bar.show_progress(progress, len(self._waiting))

    def end(self, event: JobFinished | JobStopped | JobFailed) -> None:
        """The prediction ended; what waits is asked for next."""
        if not self.busy:
            return
        known = self._seconds if math.isfinite(self._seconds) else 0.0
        self._seconds = known + time.monotonic() - self._begun
        self._begun = math.nan
        self.bar.show_progress(None)
        if isinstance(event, JobFailed):
            self._waiting.clear()
            self.problem.show_error(show(event.error), event.details, retry=bool(self._asked))
        self._draw()
        if self._waiting:
            paths, self._waiting = self._waiting, []
            self._ask(paths)

    def show_problem(self, sentence: str, details: str = "") -> None:
        """Say why a run cannot be used."""
        self.problem.show_error(sentence, details)

    def offer(self, paths: Sequence[Path]) -> None:
        """Ask about these files and folders, as if dropped here; they wait while others are under way."""
        if not paths or self._run is None:
            return
        if self.busy:
            self._waiting.extend(paths)
            self.bar.show_progress(Progress(Phase.PREDICTING, 0, 0), len(self._waiting))
        else:
            self._ask(list(paths))

    def set_drop_hover(self, active: bool) -> None:
        """Light up the drop zone while something is dragged over the window."""
        self.strip.set_active(active)
        self.zone.set_active(active)

    @property
    def busy(self) -> bool:
        """Whether the engine is at work for this room."""
        return math.isfinite(self._begun)

    # Layout ----------------------------------------------------------------------------------------------------

    def _make_actions(self) -> None:
        self.other_run = Button("Other run…", "action", "runs", tip="Pick the run whose model is used")
        self.choose_folder = Button("Choose folder…", "action", "folder", tip="All pictures in a folder, and below it")
        self.choose = Button("Choose pictures…", "main", "picture", tip="Pick one or more picture files")
        for button in (self.other_run, self.choose_folder, self.choose):
            self.header.add_action(button)

    def _make_pages(self) -> None:
        self.zone, self.results = DropInvitation(), ResultsPage(self.grid)
        self.strip, self.bar, self.said = self.results.strip, self.results.bar, self.results.said
        self.clear_button, self.copy_button, self.save_button = self.results.buttons
        for page in (self.no_run, self.zone, self.results):
            self.pages.addWidget(page)

    def _connect(self) -> None:
        self.no_run.acted.connect(self.train_wanted)
        self.other_run.clicked.connect(self.runs_wanted)
        self.choose.clicked.connect(lambda: use_dialogs.choose_pictures(self, self.offer))
        self.choose_folder.clicked.connect(lambda: use_dialogs.choose_folder(self, self.offer))
        self.problem.retried.connect(lambda: self.offer(self._asked))
        self.notice.acted.connect(lambda: self.offer(self._put_away))
        self.bar.cancelled.connect(self._cancel)
        self.bar.threshold_changed.connect(self._threshold_changed)
        self.clear_button.clicked.connect(self._clear)
        self.copy_button.clicked.connect(lambda: self._copy(self._answers.events()))
        self.save_button.clicked.connect(self._choose_table)
        self.grid.menu_asked.connect(self._menu)
        # wherever in the window the focus is: the room that shows is the one that is meant
        QShortcut(QKeySequence.StandardKey.Paste, self, self.paste, context=Qt.ShortcutContext.WindowShortcut)
        QShortcut(QKeySequence.StandardKey.Copy, self.grid, self._copy_current, context=_HERE)
        QShortcut(QKeySequence.StandardKey.Delete, self.grid, self._remove_current, context=_HERE)

    def _show_page(self) -> None:
        page: QWidget = self.no_run
        if self._run is not None:
            page = self.results if len(self._answers) or self.busy else self.zone
        self.pages.setCurrentWidget(page)
        self.choose.setVisible(self._run is not None)
        self.choose_folder.setVisible(self._run is not None)
        self.other_run.set_words("Other run…" if self._run else "Pick a run…")

    # Asking ----------------------------------------------------------------------------------------------------

    def _ask(self, paths: list[Path]) -> None:
        self._asked = paths
        self.predict_wanted.emit(paths)

    def _cancel(self) -> None:
        self._waiting.clear()
        self.cancel_wanted.emit()

    def _abandon(self) -> None:
        """Cancel, and want no more answers of what is under way: they would be of another model or list."""
        if self.busy:
            self._cancel()
            self._begun = math.nan
            self.bar.show_progress(None)

    def paste(self) -> None:
        """Ask about what is on the clipboard: files, paths as text, or a picture."""
        if self._run is None:
            return
        mime = QGuiApplication.clipboard().mimeData()
        paths, image = clipboard_paths(mime), clipboard_picture(mime)
        if paths:
            self.offer(paths)
        elif image is not None:
            self._background.do(
                f"paste {time.monotonic_ns()}",  # each pasted picture counts, not only the newest
                lambda _: keep_picture(image),
                lambda path: self.offer([path]),
                lambda error: self.problem.show_error("The pasted picture cannot be kept.", str(error)),
            )
        else:
            self.notice.say("There is no picture on the clipboard.", dismissible=True)

    # Answers ---------------------------------------------------------------------------------------------------

    def _dirty(self) -> None:
        if not self._draw_clock.isActive():
            self._draw_clock.start()

    def _draw(self) -> None:
        self._draw_clock.stop()
        self.grid.grow(len(self._answers))
        self.bar.show_summary(*self._answers.summary(self._seconds))
        for button in (self.clear_button, self.copy_button):
            button.setEnabled(len(self._answers) > 0)
        why = "The answers are still coming" if self.busy else ""
        self.save_button.set_available(len(self._answers) > 0 and not self.busy, why)
        self._show_page()

    def _threshold_changed(self, threshold: float) -> None:
        self._answers.set_threshold(threshold)
        self.grid.viewport().update()
        self._dirty()

    def _empty(self) -> None:
        self._answers.clear()
        self._seconds = math.nan
        self.said.setText("")
        self.notice.hide()
        self.grid.set_count(0)
        self._draw()

    def _clear(self) -> None:
        self._abandon()
        self._put_away = []
        self._empty()

    def _copy(self, events: list[Prediction | PredictionFailed]) -> None:
        QGuiApplication.clipboard().setText(predictions.clipboard_text(events))
        self.said.setText(f"Copied {formatting.counted(len(events), 'row')}.")

    def _copy_current(self) -> None:
        if self.grid.current() >= 0:
            self._copy([self._answers.items[self.grid.current()].event])

    def _remove_current(self) -> None:
        if self.grid.current() >= 0:
            self._answers.remove(self.grid.current())
            self._draw()

    def _menu(self, index: int, where: QPoint) -> None:
        folder = Path(self._answers.items[index].event.path).parent
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(icon("copy"), "Copy", self._copy_current)
        show = menu.addAction(icon("folder"), "Open its folder")
        show.triggered.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))))
        menu.addAction(icon("cross"), "Take away", self._remove_current)
        menu.popup(where)

    def _choose_table(self) -> None:
        """Ask where to save, first beside the pictures; a pasted one lies in the cache, which is no place for it."""
        cache = places.cache_folder()
        folders = dict.fromkeys(Path(path).parent for path in self._answers.paths())
        own = next((folder for folder in folders if not folder.is_relative_to(cache) and folder.is_dir()), None)
        documents = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
        use_dialogs.choose_table(self, own or documents, lambda to: self.save_table(to[0]))

    def save_table(self, path: Path) -> None:
        """Write all answers to a CSV file, and say so or why not."""
        events = self._answers.events()
        rows = formatting.counted(len(events), "row")
        self._background.do(
            f"save {path}",
            lambda _: predictions.save_table(path, events),
            lambda _: self.said.setText(f"Saved {rows} as {safe_text.printable(path.name)}."),
            lambda error: self.problem.show_error(
                f"The table cannot be saved as {safe_text.printable(path.name)}: {use_words.reason(error)}.", str(error)
            ),
        )


_HERE = Qt.ShortcutContext.WidgetWithChildrenShortcut
