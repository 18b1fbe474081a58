"""The assembled window, with an engine that never starts: the test sends its events."""

import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QLabel, QMenu, QMessageBox, QSystemTrayIcon, QWidget
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics import places
from resnet_studio.core.basics.message import show
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.protocol.events import (
    BatchEnd,
    EpochEnd,
    Event,
    JobFinished,
    Phase,
    Progress,
    RunFinished,
    RunStarted,
)
from resnet_studio.core.protocol.jobs.predict import Prediction
from resnet_studio.core.protocol.jobs.weights import WeightsOnDisk
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.run import ModelInfo, create_run
from resnet_studio.core.runs.run_log import EventLog
from resnet_studio.core.runs.summary import rename_run, summarise
from resnet_studio.gui.engine.status import EngineState, EngineStatus
from resnet_studio.gui.engine.worker import EngineWorker
from resnet_studio.gui.shell.menus import KEYS
from resnet_studio.gui.shell.window import StudioWindow
from resnet_studio.gui.theme.manager import install
from resnet_studio.gui.theme.palette import palette
from resnet_studio.gui.widgets.keys import KeysDialog
from resnet_studio.gui.work.session import ActiveRun

CLASSES = ("blue", "green", "red")
_KEYS, _BUTTONS = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton


@pytest.fixture
def make_window(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], StudioWindow]]:
    monkeypatch.setattr(EngineWorker, "start", lambda _: None)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    manager = install(app)
    made: list[StudioWindow] = []

    def make() -> StudioWindow:
        window = StudioWindow()
        made.append(window)
        window.show()
        qtbot.waitExposed(window)
        window.finish_start(None)
        return window

    yield make
    monkeypatch.setattr("resnet_studio.gui.shell.window.ask_to_close", lambda _: True)
    for window in made:
        window.close()
        window.deleteLater()
    manager.choose(None)


@pytest.fixture
def window(make_window: Callable[[], StudioWindow]) -> StudioWindow:
    return make_window()


def tell(window: StudioWindow, job: int, *events: Event) -> None:
    for event in events:
        window.worker.event_arrived.emit(job, event)


def job_of_training(window: StudioWindow) -> int:
    assert window.training.job is not None
    return window.training.job.number


def start(window: StudioWindow, colours: Path) -> ActiveRun:
    """Open the colours and start a run on them, whose first epoch is over."""
    window.session.set_dataset(scan(colours))
    window.session.draft.choose(depth=20, epochs=4)
    window.start_training()
    run = window.session.run
    assert run is not None
    tell(window, 1, JobFinished())  # the look for weights, which was submitted when the engine was started
    window.worker.status_changed.emit(EngineStatus(EngineState.BUSY))
    tell(
        window,
        job_of_training(window),
        RunStarted(1, str(run.path), CLASSES, 29, 7, 270_000, 270_000, "CPU", "float32", 4),
        BatchEnd(1, 1, 1.0, 0.1, 60.0, 4),
        EpochEnd(1, 1, 1.0, 0.9, 0.75, 1.0),
    )
    return run


def usable_run(colours: Path, name: str) -> Path:
    path = create_run(places.runs_folder(), TrainConfig.build(depth=20), scan(colours), name=name)
    ModelInfo(20, True, CLASSES, 32, (0.5,) * 3, (0.5,) * 3).write(path)
    (path / "best.pt").write_bytes(b"weights")
    log = EventLog(path)
    log.append(EpochEnd(1, 1, 1.0, 0.9, 0.75, 1.0))
    log.append(RunFinished(str(path), 1, 0.75))
    log.close()
    return path


def drop(window: QWidget, *paths: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    QApplication.sendEvent(window, QDragEnterEvent(QPoint(400, 300), Qt.DropAction.CopyAction, mime, _BUTTONS, _KEYS))
    QApplication.sendEvent(window, QDropEvent(QPointF(400, 300), Qt.DropAction.CopyAction, mime, _BUTTONS, _KEYS))


# Closing


def answer_the_question(window: StudioWindow, button: str, asked: list[str]) -> None:
    """Click a button of the question as soon as it is there."""

    def look() -> None:
        boxes = [box for box in window.findChildren(QMessageBox) if box.isVisible()]
        if not boxes:
            QTimer.singleShot(5, look)
            return
        asked.append(boxes[0].text())
        assert boxes[0].icon() == QMessageBox.Icon.NoIcon
        assert all(one.width() >= one.sizeHint().width() for one in boxes[0].buttons()), "words are cut"
        next(one for one in boxes[0].buttons() if one.text() == button).click()

    QTimer.singleShot(0, look)


def test_keep_training_keeps_the_window(window: StudioWindow, colours: Path) -> None:
    start(window, colours)
    asked: list[str] = []
    answer_the_question(window, "Keep training", asked)
    assert not window.close()
    assert asked == ["A run is still in training."]
    assert window.isVisible()
    assert window.training.active
    assert window.train_room.state() == "running"


def test_pause_and_close_closes(window: StudioWindow, colours: Path) -> None:
    start(window, colours)
    asked: list[str] = []
    answer_the_question(window, "Pause and close", asked)
    assert window.close()
    assert len(asked) == 1
    assert not window.isVisible()


def test_leaving_asks_nothing_and_ends_the_run(
    window: StudioWindow, colours: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start(window, colours)
    monkeypatch.setattr("resnet_studio.gui.shell.window.ask_to_close", lambda _: pytest.fail("it asked"))
    window.leave()
    assert not window.isVisible()


def test_without_a_run_nothing_is_asked(window: StudioWindow) -> None:
    assert window.close()


def test_f1_lists_every_key_beside_what_it_does(window: StudioWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(window, Qt.Key.Key_F1)
    keys = window.findChild(KeysDialog)
    assert keys is not None
    assert keys.isVisible()
    assert not keys.isModal()
    grid = keys.layout()
    assert isinstance(grid, QGridLayout)
    shown = {}
    for row in range(grid.rowCount()):
        key, what = (grid.itemAtPosition(row, column).widget() for column in (0, 1))
        assert isinstance(key, QLabel)
        assert isinstance(what, QLabel)
        shown[key.text()] = what.text()
    assert shown == {show(keys): show(what) for keys, what in KEYS}
    assert {"Ctrl+F", "Enter, Esc", "F5"} <= shown.keys()
    qtbot.keyClick(keys, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.findChild(KeysDialog) is None)


def test_the_settings_menu_begins_with_what_it_is_about(window: StudioWindow) -> None:
    menu = next(menu for menu in window.findChildren(QMenu) if menu.title() == "Settings")
    heading, *choices = menu.actions()
    assert (heading.text(), heading.isEnabled()) == ("Appearance", False)
    assert [choice.text() for choice in choices] == ["As the system", "Light", "Dark"]


def test_size_and_place_are_remembered(make_window: Callable[[], StudioWindow]) -> None:
    first = make_window()
    first.resize(1024, 701)  # no wider: the virtual screen is small, and a window is put back onto the screen
    first.close()
    assert make_window().height() == 701


# Training


def test_ctrl_return_starts_and_ctrl_full_stop_stops(
    window: StudioWindow, qtbot: QtBot, colours: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped: list[int] = []
    monkeypatch.setattr(window.worker, "stop", lambda job, **_: stopped.append(job))
    window.session.set_dataset(scan(colours))
    window.activateWindow()  # shortcuts are the active window's
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    qtbot.keyClick(window, Qt.Key.Key_Period, Qt.KeyboardModifier.ControlModifier)
    assert stopped == []
    qtbot.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    run = window.session.run
    assert run is not None
    assert window.rail.current() == "train"
    qtbot.keyClick(window, Qt.Key.Key_Period, Qt.KeyboardModifier.ControlModifier)
    assert stopped == [job_of_training(window)]
    assert window.train_room.buttons.stop.words() == "Stopping…"


def test_full_disk_is_reported_in_train_and_nothing_starts(
    window: StudioWindow, colours: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.session.set_dataset(scan(colours))
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1_000_000))
    window.start_training()
    assert window.session.run is None
    assert window.train_room.error.isVisible()
    assert "1.0 MB are free" in window.train_room.error.sentence()
    monkeypatch.undo()


def test_an_engine_that_cannot_start_says_so_in_train(window: StudioWindow, colours: Path) -> None:
    window.session.set_dataset(scan(colours))
    window.go_to("train")
    problem = "The engine could not start: ImportError: half an installation"
    window.worker.status_changed.emit(EngineStatus(EngineState.FAILED, problem=problem))
    assert window.train_room.notice.isVisible()
    assert window.train_room.notice.sentence() == problem
    assert window.status.engine_text() == "Engine could not start"


def test_the_theme_changes_while_training(window: StudioWindow, colours: Path) -> None:
    start(window, colours)
    window.menus._choose_scheme("light")
    window._tick()
    light = window.grab().toImage()
    window.menus._choose_scheme("dark")
    assert palette().dark
    tell(window, job_of_training(window), BatchEnd(2, 2, 0.8, 0.1, 60.0, 4))
    window._tick()
    dark = window.grab().toImage()
    middle = QPoint(window.width() // 2, window.height() // 2)
    assert light.pixelColor(middle).lightness() > 128 > dark.pixelColor(middle).lightness()
    assert window.rail.state("train") == "epoch 2 of 4"


def test_run_that_ends_behind_other_windows_is_announced_once(
    window: StudioWindow, colours: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: True)
    monkeypatch.setattr(QSystemTrayIcon, "showMessage", lambda _, title, *rest: shown.append(f"{title}; {rest[0]}"))
    monkeypatch.setattr(window, "isActiveWindow", lambda: False)
    for _ in range(2):
        run = start(window, colours)
        tell(window, job_of_training(window), RunFinished(str(run.path), 1, 0.75))
    assert shown == ["three cölours: done in 1 s; Best 75.0 % on validation"] * 2
    assert len(window.menus.findChildren(QSystemTrayIcon)) == 1
    monkeypatch.setattr(window, "isActiveWindow", lambda: True)
    run = start(window, colours)
    tell(window, job_of_training(window), RunFinished(str(run.path), 1, 0.75))
    assert len(shown) == 2


# Dropping


def test_pictures_dropped_in_another_room_are_predicted(window: StudioWindow, qtbot: QtBot, colours: Path) -> None:
    window.session.use_run(summarise(usable_run(colours, "model")))
    window.go_to("model")
    picture = colours / "red" / "red 1.png"
    drop(window, picture)
    qtbot.waitUntil(lambda: window.prediction.busy)
    assert window.rail.current() == "use"


def test_a_folder_dropped_in_another_room_is_opened(window: StudioWindow, qtbot: QtBot, colours: Path) -> None:
    window.session.use_run(summarise(usable_run(colours, "model")))
    window.go_to("runs")
    with qtbot.waitSignal(window.session.dataset_changed):
        drop(window, colours)
    assert window.rail.current() == "data"


def test_dropped_folder_that_vanished_is_reported(window: StudioWindow, qtbot: QtBot, tmp_path: Path) -> None:
    with qtbot.waitSignal(window.opening.failed) as emitted:
        drop(window, tmp_path / "gone")
    assert emitted.args is not None
    assert "gone" in str(emitted.args[1])
    assert window.rail.current() == "data"


def test_only_files_are_taken(window: StudioWindow) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl("https://example.org/x.png")])
    enter = QDragEnterEvent(QPoint(400, 300), Qt.DropAction.CopyAction, mime, _BUTTONS, _KEYS)
    QApplication.sendEvent(window, enter)
    assert not enter.isAccepted()


# Models and weights


def test_a_renamed_run_stays_in_use_and_a_deleted_one_does_not(window: StudioWindow, colours: Path) -> None:
    session = window.session
    old = usable_run(colours, "old")
    session.use_run(summarise(old))
    new = summarise(rename_run(old, "new"))
    session.run_renamed(old, new)
    assert session.model == new
    session.run_deleted(old)
    assert session.model == new
    session.run_deleted(new.path)
    assert session.model is None
    assert window.rail.state("use") == "no model yet"


def test_a_run_that_ends_does_not_take_an_answer_under_way(window: StudioWindow, colours: Path) -> None:
    session = window.session
    before = summarise(usable_run(colours, "before"))
    session.use_run(before)
    run = start(window, colours)
    ModelInfo(20, True, CLASSES, 32, (0.5,) * 3, (0.5,) * 3).write(run.path)
    (run.path / "best.pt").write_bytes(b"weights")
    picture = colours / "red" / "red 1.png"
    window.go_to("use")
    window.use_room.offer([picture])  # it waits for the training
    asked = window.worker._last_number
    tell(window, job_of_training(window), RunFinished(str(run.path), 1, 0.75))
    assert session.model == before
    tell(window, asked, Prediction(str(picture), CLASSES, (0.1, 0.1, 0.8)), JobFinished())
    assert window.use_room.grid.count() == 1
    window.train_room.use_wanted.emit()
    assert session.model is not None
    assert session.model.path == run.path


def test_a_download_asked_for_while_the_engine_starts_can_be_cancelled(
    window: StudioWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped = list[int]()
    monkeypatch.setattr(window.worker, "stop", lambda number, **_: stopped.append(number))
    window.weights.fetch(18)
    looked, fetched = 1, 2  # the look at the cache was asked for when the engine was started
    tell(window, looked, WeightsOnDisk(depths=(), folder="/cache"), JobFinished())
    tell(window, fetched, Progress(Phase.DOWNLOADING, 1, 2))
    window.weights.cancel()
    assert stopped == [fetched]


# The law


def test_a_tour_of_all_rooms_never_imports_torch(colours: Path, tmp_path: Path) -> None:
    code = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from PySide6.QtWidgets import QApplication\n"
        "from resnet_studio.core.protocol.events import BatchEnd, EpochEnd, RunFinished, RunStarted\n"
        "from resnet_studio.core.dataset.scan import scan\n"
        "from resnet_studio.gui.theme.manager import install\n"
        "from resnet_studio.gui.shell.window import StudioWindow\n"
        "from resnet_studio.gui.engine.worker import EngineWorker\n"
        "EngineWorker.start = lambda _: None\n"
        "app = QApplication([]); install(app); window = StudioWindow(); window.show(); window.finish_start(None)\n"
        "session = window.session; session.set_dataset(scan(Path(sys.argv[1])))\n"
        "session.draft.choose(depth=20, epochs=1); window.start_training(); run = session.run\n"
        "for event in (RunStarted(1, str(run.path), ('a', 'b', 'c'), 29, 7, 1, 1, 'CPU', 'float32', 1),\n"
        "              BatchEnd(1, 1, 1.0, 0.1, 60.0, 1), EpochEnd(1, 1, 1.0, 0.9, 0.75, 1.0),\n"
        "              RunFinished(str(run.path), 1, 0.75)):\n"
        "    window.worker.event_arrived.emit(window.training.job.number, event)\n"
        "for scheme in ('dark', 'light'):\n"
        "    window.menus._choose_scheme(scheme)\n"
        "    for room in window.rooms:\n"
        "        window.go_to(room); window._tick(); app.processEvents(); window.grab()\n"
        "window.close()\n"
        "assert 'pyqtgraph' in sys.modules  # the tour did draw curves\n"
        "heavy = {'torch', 'torchvision', 'sklearn', 'scipy', 'resnet_studio.engine'} & set(sys.modules)\n"
        "print(sorted(heavy), flush=True); os._exit(0)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(colours)], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.stdout.strip() == "[]", done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="a signal for one process is POSIX")
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_and_logging_out_close_the_window(sent: signal.Signals) -> None:
    code = (
        "import sys\n"
        "from PySide6.QtCore import QTimer\n"
        "from resnet_studio.gui import app\n"
        "from resnet_studio.gui.shell.window import StudioWindow\n"
        "from resnet_studio.gui.engine.worker import EngineWorker\n"
        "EngineWorker.start = lambda _: None\n"
        "finish = StudioWindow.finish_start\n"
        "StudioWindow.finish_start = lambda window, folder: (finish(window, folder), print('shown', flush=True))\n"
        "print(app.open_window(None), flush=True)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        try:
            assert program.stdout.readline().strip() == "shown"
            program.send_signal(sent)
            assert program.communicate(timeout=60)[0].strip() == "0"
        finally:
            program.kill()


def test_a_finished_run_is_trained_further_in_a_new_one(window: StudioWindow, qtbot: QtBot, colours: Path) -> None:
    parent = usable_run(colours, "first")
    window.runs_room.refresh()
    window.go_to("runs")
    qtbot.waitUntil(window.runs_room.details.further.isVisible)
    with qtbot.waitSignal(window.training.started) as started:
        qtbot.mouseClick(window.runs_room.details.further, Qt.MouseButton.LeftButton)
    assert started.args is not None
    run: ActiveRun = started.args[0]
    assert window.rail.current() == "train"
    assert run.path != parent
    assert run.config == TrainConfig.build(depth=20).changed(weights=str(parent / "best.pt"), learning_rate=0.00067)
    assert summarise(run.path).parent == "first"
    assert window.training.active


def test_why_a_run_cannot_be_trained_further_is_said_in_the_train_room(
    window: StudioWindow, qtbot: QtBot, copied_colours: Path
) -> None:
    run = usable_run(copied_colours, "fir\u202est")
    shutil.rmtree(copied_colours)
    with qtbot.waitSignal(window.training.failed_to_start):
        window.runs_room.continue_wanted.emit(summarise(run))
    assert window.rail.current() == "train"
    assert "there is no such folder" in window.train_room.error.sentence()
    assert not window.training.active
    assert [entry.name for entry in run.parent.iterdir()] == [run.name]
