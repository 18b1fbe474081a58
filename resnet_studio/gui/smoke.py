"""The program tests itself: `resnet-studio --smoke FILE` does in the real window what a person does first.

It opens the sample, trains an epoch, predicts some of the pictures and writes a screenshot. Every package's test uses
it. It needs no network, leaves the person's files alone and ends within a limited time.
"""

import contextlib
import os
import shutil
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn, TextIO

import psutil
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from resnet_studio.core.basics import files, places
from resnet_studio.core.basics.errors import StudioError
from resnet_studio.core.basics.message import Message, literal, message, show
from resnet_studio.core.basics.scratch import scratch
from resnet_studio.core.protocol.events import JobFailed, RunFinished
from resnet_studio.core.protocol.jobs.predict import Prediction
from resnet_studio.gui.app import end_process, open_window
from resnet_studio.gui.engine.status import EngineState

if TYPE_CHECKING:
    from resnet_studio.gui.shell.window import StudioWindow

DONE, FAILED = 0, 1
LIMIT_SECONDS = 600.0
_GRACE_SECONDS = 20.0
_POLL_MS = 50
_PICTURES = 12
_THUMBNAIL = 96  # px
_SIZE = (1280, 832)
_CLOSED: Final = message("The window was closed before the test ended.")


class SmokeError(StudioError):
    """A step did not end as it should."""


def run_smoke(picture: Path, limit: float = LIMIT_SECONDS) -> NoReturn:
    """Do the test and end the process: with 0, or with 1 where something failed, which is said in a sentence.

    A window that is closed before the end, by a person or by a signal, is a failure too.

    The report goes to the standard output and to a text file beside the screenshot: on Windows a program with a window
    has no output.

    Args:
        picture: the screenshot to write, a PNG.
        limit: seconds until the test counts as failed.
    """
    with scratch("resnet-studio-smoke-") as home:
        os.environ.setdefault(places.HOME_VARIABLE, str(home))
        smoke = Smoke(picture, limit)
        _on_signals(lambda: _end_early(smoke, home))
        watchdog = threading.Timer(limit + _GRACE_SECONDS, smoke.hang)
        watchdog.daemon = True
        watchdog.start()
        open_window(None, smoke.begin)
        watchdog.cancel()
        code = smoke.end()
    end_process(code)


def _on_signals(then: Callable[[], None]) -> None:
    """What Ctrl-C and SIGTERM do from now on."""
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: then())


def _end_early(smoke: "Smoke", home: Path) -> NoReturn:
    """End the process before there is a window that can be closed."""
    smoke.end()
    shutil.rmtree(home, ignore_errors=True)
    end_process(FAILED)


class Smoke:
    """The steps of the test, one after the other, and what is said of them."""

    def __init__(self, picture: Path, limit: float) -> None:
        self._picture = picture
        self._deadline = time.monotonic() + limit
        self._began: Final = psutil.Process().create_time()
        self._lines: list[str] = []
        self._problem: Message | None = None
        self._window: StudioWindow | None = None
        self._code: int | None = None

    def begin(self, window: "StudioWindow") -> None:
        """Do all steps in a window that was just shown, and let the program end."""
        sys.excepthook = self._unexpected
        self._window, self._code = window, FAILED
        _on_signals(lambda: QTimer.singleShot(0, window, self._leave_at_once))  # Ctrl-C asks nothing either
        try:
            self._do(window)
            self._code = DONE
        except StudioError as error:
            self._say(error.message)
        except Exception as error:  # whatever it is, the test has failed and says so
            self._say(literal("".join(traceback.format_exception(error))))
        self._report()
        QApplication.setQuitOnLastWindowClosed(False)
        if window.isVisible():
            window.leave()
        QApplication.exit()

    def end(self) -> int:
        """The exit code, once the window is closed, which may be before the test began."""
        if self._code is None:
            self._say(_CLOSED)
            self._report()
        return FAILED if self._code is None else self._code

    def _leave_at_once(self) -> None:
        """Close the window without waiting for an engine that starts or trains: its run is of no use to anyone."""
        assert self._window is not None
        self._window.worker.shut_down(at_once=True)
        self._window.leave()

    def hang(self) -> None:
        """End the process, whose window does not answer any more."""
        self._say(message("The window does not answer."))
        self._report()
        os._exit(FAILED)

    def _do(self, window: "StudioWindow") -> None:
        session = window.session
        window.resize(*_SIZE)  # the same screenshot on every screen
        self._say(message("The window is ready."))
        self._picture.parent.mkdir(parents=True, exist_ok=True)
        window.opening.failed.connect(lambda _, problem, __: self._fail(problem))
        window.training.failed_to_start.connect(self._fail)
        window.session.model_problem.connect(self._fail)
        window.opening.open_sample()
        self._wait(message("the sample to open"), lambda: session.dataset)
        self._say(message("The sample is open."))
        self._wait(message("the first thumbnail"), lambda: self._has_thumbnail(window))
        self._wait(message("the engine"), lambda: self._engine_is_ready(window))
        self._say(message("The engine is ready: {device}.", device=window.jobs.status.device))
        session.draft.choose(epochs=1)
        window.start_training()
        self._wait(message("the training"), lambda: session.run and session.run.history.ended)
        assert session.run is not None
        ended = session.run.history.ended
        if not isinstance(ended, RunFinished):
            raise SmokeError(getattr(ended, "error", message("The training ended too early.")))
        self._say(message("One epoch is trained: {top1:percent} on validation.", top1=ended.best_val_top1))
        self._predict(window)
        self._settle(0.5)
        self._require_window()
        if not window.grab().save(str(self._picture), "PNG"):
            raise SmokeError(message("The screenshot {file} could not be written.", file=self._picture))
        self._say(message("The screenshot is {file}.", file=self._picture))

    def _predict(self, window: "StudioWindow") -> None:
        """Ask about some pictures of the validation part."""
        dataset, answers, endings = window.session.dataset, list[object](), list[object]()
        assert dataset is not None
        window.prediction.answered.connect(answers.append)
        window.prediction.ended.connect(endings.append)
        self._wait(message("the model"), lambda: window.session.model)
        pictures = [dataset.absolute(picture) for picture in dataset.part("validation")]
        pictures = pictures[:: max(1, len(pictures) // _PICTURES)][:_PICTURES]
        window.go_to("use")
        window.use_room.offer(pictures)
        self._wait(message("the predictions"), lambda: endings)
        if isinstance(failed := endings[0], JobFailed):
            raise SmokeError(failed.error)
        given = [answer for answer in answers if isinstance(answer, Prediction)]
        if len(given) != len(pictures):
            raise SmokeError(
                message("{given} of {asked} pictures were predicted.", given=len(given), asked=len(pictures))
            )
        right = sum(answer.ranked()[0][0] == Path(answer.path).parent.name for answer in given)
        self._say(message("{count} pictures are predicted, {right} of them right.", count=len(given), right=right))

    def _has_thumbnail(self, window: "StudioWindow") -> bool:
        """Whether the decoder's process has decoded a picture."""
        dataset = window.session.dataset
        assert dataset is not None
        path = dataset.absolute(dataset.pictures[0])
        if problem := window.thumbnails.failed(path):
            raise SmokeError(literal(problem))
        return window.thumbnails.pixmap(path, _THUMBNAIL) is not None

    def _engine_is_ready(self, window: "StudioWindow") -> bool:
        status = window.jobs.status
        if status.state is EngineState.FAILED:
            raise SmokeError(status.problem)
        return bool(status.device)

    def _wait(self, what: Message, done: Callable[[], object]) -> None:
        """Let the window work until `done()`."""
        while not done():
            self._require_window()
            if time.monotonic() > self._deadline:
                raise SmokeError(message("Waited too long for {what}.", what=what))
            self._settle(_POLL_MS / 1000)
        self._require_window()

    def _require_window(self) -> None:
        """End where something failed, or where the window is closed: events are not waited for any more then."""
        if self._problem:
            raise SmokeError(self._problem)
        if self._window is None or not self._window.isVisible():
            raise SmokeError(_CLOSED)

    def _settle(self, seconds: float) -> None:
        loop = QEventLoop()
        QTimer.singleShot(round(1000 * seconds), loop.quit)
        loop.exec()

    # The report ------------------------------------------------------------------------------------------------

    def _fail(self, problem: Message | str) -> None:
        self._problem = self._problem or (problem if isinstance(problem, Message) else literal(problem))

    def _unexpected(self, kind: type[BaseException], error: BaseException, trace: object) -> None:
        self._fail(literal("".join(traceback.format_exception(kind, error, error.__traceback__))))

    def _say(self, sentence: Message) -> None:
        seconds = time.time() - self._began
        self._lines.append(f"{seconds:6.1f} s  {show(sentence)}")  # not a text: a column of figures

    def _report(self) -> None:
        """Print what was done and how long after the start of the process, and write it beside the screenshot."""
        text = "\n".join(self._lines)
        _print(text, sys.stdout)
        try:
            files.write_text(self._picture.with_suffix(".txt"), text + "\n")
        except OSError as error:
            _print(str(error), sys.stderr)


def _print(text: str, stream: TextIO | None) -> None:
    """Print what may not be read: there may be no stream, or its reader may be gone, as `head` is."""
    if stream is not None:
        with contextlib.suppress(OSError, ValueError):
            print(text, file=stream, flush=True)
