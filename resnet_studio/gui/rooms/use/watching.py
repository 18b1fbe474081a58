"""A watched folder in the window: its pictures are asked about as they arrive, also after a restart of the program."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QSettings, QTimer

from resnet_studio.core.basics.errors import RunError, StudioError, text_of
from resnet_studio.core.basics.message import Message, joined, message, plural, show, tr
from resnet_studio.core.protocol.events import Event, JobFailed, JobStopped
from resnet_studio.core.protocol.jobs.predict import Prediction, PredictionFailed
from resnet_studio.core.runs.run import ModelInfo
from resnet_studio.core.runs.summary import RunSummary, summarise
from resnet_studio.core.runs.watched import Watched
from resnet_studio.gui.rooms.use import words as use_words
from resnet_studio.gui.threads.background import Background
from resnet_studio.gui.widgets import file_dialogs
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.feedback import NoticeBar
from resnet_studio.gui.work.prediction import PredictionControl
from resnet_studio.gui.work.session import Session

if TYPE_CHECKING:
    from resnet_studio.gui.rooms.use.room import UseRoom

RUN, FOLDER = "use/watched_run", "use/watched_folder"
_AT_ONCE: Final = 200  # earlier answers that are shown in one turn of the event loop
_OPEN, _LOOK, _RECALL = "open", "look", "recall"


class Watching(QObject):
    """A button in the room's header, and a line that says what is watched.

    What is watched is remembered until a person ends it.
    """

    def __init__(self, room: UseRoom, prediction: PredictionControl, session: Session, settings: QSettings) -> None:
        super().__init__(room)
        self._room, self._prediction, self._session, self._settings = room, prediction, session, settings
        self._background = Background(self)
        self._watched: Watched | None = None
        self._run: RunSummary | None = None
        self._ended: Path | None = None  # the folder that is not watched any more, while the notice says so
        self._earlier: Iterator[Prediction | PredictionFailed] = iter(())
        self.notice = NoticeBar()
        room.content.insertWidget(0, self.notice)
        self.button = Button(
            tr("Watch…"),
            "action",
            "folder",
            tip=tr("Classify the pictures in a folder, and all that arrive in it"),
        )
        room.header.add_action(self.button, before=room.choose)
        self._clock = QTimer(self, singleShot=True)
        self._clock.timeout.connect(self._look)
        self._feed = QTimer(self, interval=0)
        self._feed.timeout.connect(self._show_earlier)
        self.button.clicked.connect(self._choose)
        self.notice.acted.connect(self._act)
        prediction.accept = self._accept
        prediction.holds = lambda: self._watched is not None or self._background.busy(_OPEN)
        prediction.abandoned.connect(self._give_back)
        prediction.ended.connect(self._follow_end)
        room.drawn.connect(self._say)
        session.model_changed.connect(self._use_model)
        self._show_button()

    # What is watched -------------------------------------------------------------------------------------------

    def recall(self) -> None:
        """Go on with what was watched when the program ended; its model is used again."""
        run = Path(str(self._settings.value(RUN, "")))
        if run == Path() or not self._settings.value(FOLDER, ""):
            return

        def read(_: object) -> RunSummary:
            ModelInfo.read(run)
            return summarise(run)

        def use(found: RunSummary) -> None:
            if self._session.model is None:
                self._session.use_run(found)
            elif self._session.model.path != run:
                self._say_ended(_other_model(found.name))

        def fail(error: Exception) -> None:
            self._say_ended(text_of(error))

        self._background.do(_RECALL, read, use, fail)

    def _choose(self) -> None:
        file_dialogs.choose_folder(self._room, tr("Watch which folder?"), file_dialogs.Last("watched"), self.watch)

    def watch(self, folder: Path) -> None:
        """Watch this folder with the model in use."""
        run = self._room.run
        if run is None:
            return
        self.stop()
        self._settings.setValue(RUN, str(run.path))
        self._settings.setValue(FOLDER, str(folder))
        self._start(run, folder)

    def stop(self) -> None:
        """Watch no more; the answers stay."""
        self._settings.remove(RUN)
        self._settings.remove(FOLDER)
        self._close()

    def _use_model(self, run: RunSummary | None, _: object) -> None:
        """Go on with the folder that this run watches, if it does, also where it or its dataset has another name."""
        used = self._run
        if used is not None and run is not None and (run.path == used.path or run.has_model_of(used)):
            self._run = run
            if run.path != used.path:
                self._settings.setValue(RUN, str(run.path))
                self._close()
        elif used is not None:
            self._close()
            self._say_ended(_other_model(used.name) if run else message("Its model is not in use any more."))
        folder = str(self._settings.value(FOLDER, ""))
        if self._watched is None and run and folder and str(self._settings.value(RUN, "")) == str(run.path):
            self._start(run, Path(folder))
        self._show_button()

    def _start(self, run: RunSummary, folder: Path) -> None:
        self._ended = None
        self.notice.hide()

        def begin(watched: Watched) -> None:
            if self._room.run is None or self._room.run.path != run.path:
                watched.close()
                self._say_ended(_other_model(run.name))
                return
            self._watched, self._run, self._room.watched = watched, run, folder
            self._earlier = watched.answers()
            self._feed.start()
            self._say()
            self._show_button()
            self._clock.start(0)

        def fail(error: Exception) -> None:
            sentence = show(error.message) if isinstance(error, StudioError) else use_words.reason(error)
            self._room.problem.show_error(sentence)

        self._background.do(_OPEN, lambda _: Watched(run.path, folder), begin, fail)

    def _close(self) -> None:
        self._clock.stop()
        self._feed.stop()
        self._background.cancel(_LOOK)
        self._background.cancel(_OPEN)
        self._earlier = iter(())
        if self._watched is not None:
            self._watched.close()
        self._watched, self._run, self._room.watched, self._ended = None, None, None, None
        self.notice.hide()
        self._show_button()

    # Looking ---------------------------------------------------------------------------------------------------

    def _look(self) -> None:
        watched = self._watched
        if watched is None:
            return
        if self._prediction.busy or self._feed.isActive():
            self._clock.start(round(1000 * watched.pause))
            return
        self._background.do(_LOOK, lambda _: watched.look(), self._ask, lambda _: self._ask([]))

    def _ask(self, ready: list[str]) -> None:
        watched = self._watched
        if watched is None:
            return
        if ready:
            self._prediction.ask([Path(name) for name in ready])
        self._say()
        self._clock.start(round(1000 * watched.pause))

    def _accept(self, result: Prediction | PredictionFailed) -> bool:
        """Whether a result is to be shown: of a watched picture, only its answer."""
        watched = self._watched
        if watched is None or not watched.is_asked(result.path):
            return True
        try:
            return watched.take(result)
        except RunError as error:
            self.stop()
            self._room.problem.show_error(show(error.message))
            return True

    def _follow_end(self, event: Event) -> None:
        """Ask again about what has no answer; not where a person has cancelled that, or the engine could not do it."""
        watched = self._watched
        if watched is None:
            return
        concerned = watched.asked
        self._give_back()
        if not concerned:  # it was about other pictures
            return
        if isinstance(event, JobStopped):
            self.stop()
            self._say_ended(message("You have cancelled the predictions."), watched.folder)
        elif isinstance(event, JobFailed):
            self._close()  # it is remembered: the next start goes on
            self._say_ended(message("Its pictures could not be predicted."), watched.folder)

    def _give_back(self) -> None:
        if self._watched is not None:
            self._watched.give_back()

    def _show_earlier(self) -> None:
        some = list(islice(self._earlier, _AT_ONCE))
        for event in some:
            self._room.take(event, earlier=True)
        if not some:
            self._feed.stop()

    # What is said ----------------------------------------------------------------------------------------------

    def _say(self) -> None:
        watched = self._watched
        if watched is None:
            return
        sentence = message("Watching {folder}", folder=str(watched.folder))
        count = plural("{count} picture is answered.", "{count} pictures are answered.", watched.answered)
        if watched.waiting:
            waits = plural("{count} is waited for.", "{count} are waited for.", watched.waiting)
            count = joined(count, waits)
        if watched.problem is not None:
            self.notice.say(show(sentence), show(watched.problem), look="warning", action=tr("Stop"))
        else:
            self.notice.say(show(sentence), show(count), look="info", action=tr("Stop"))

    def _say_ended(self, reason: Message, folder: Path | None = None) -> None:
        """Say why a folder is not watched any more: this one, which can be watched again, or the remembered one."""
        shown = str(folder or self._settings.value(FOLDER, ""))
        self._ended = folder
        action = tr("Watch again") if folder is not None else ""
        sentence = tr("{folder} is not watched any more.", folder=shown)
        self.notice.say(sentence, show(reason), look="warning", action=action, dismissible=True)

    def _act(self) -> None:
        if self._ended is not None and self._watched is None:
            self.watch(self._ended)
        else:
            self.stop()

    def _show_button(self) -> None:
        self.button.setVisible(self._room.run is not None and self._watched is None)


def _other_model(name: str) -> Message:
    return message("Another model is in use. Use {name:name} again to go on.", name=name)
