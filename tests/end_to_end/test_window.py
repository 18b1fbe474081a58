"""The whole program as a person uses it: drop, choose, train, watch, predict; and what happens after crashes."""

import os
import shutil
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psutil
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics import places
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.protocol.events import (
    CheckpointSaved,
    EpochEnd,
    RunFailed,
    RunFinished,
    RunPaused,
    RunResumed,
    RunStopped,
)
from resnet_studio.core.protocol.jobs.predict import Prediction
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.run import create_run
from resnet_studio.core.runs.run_log import read_history
from resnet_studio.core.runs.states import RunState
from resnet_studio.core.runs.summary import summarise
from resnet_studio.engine.jobs.train import train
from resnet_studio.gui.work.session import ActiveRun
from tests.end_to_end.person import LONG, Person, choose_small


def test_dropped_folder_becomes_a_model_that_predicts(
    person: Person, shared_data: Path, imagenet_weights: Path, tmp_path: Path
) -> None:
    """Some ants and bees, a frozen ResNet-18, and a picture that it has not seen; `make test-long` has all of them."""
    for group, count in (("train/ants", 40), ("train/bees", 40), ("val/ants", 30), ("val/bees", 30)):
        (tmp_path / group).mkdir(parents=True)
        for photograph in sorted((shared_data / "hymenoptera" / group).glob("*.jpg"))[:count]:
            shutil.copy(photograph, tmp_path / group)
    session = person.window.session
    person.open_dropped(tmp_path)
    person.click("Choose a model")
    assert person.window.rail.current() == "model"
    session.draft.choose(weights=str(imagenet_weights), freeze="layer4", epochs=5, views=1)
    person.click("Go to Train")
    run = person.start()
    end = person.wait_for_end(run)
    assert isinstance(end, RunFinished), end
    assert end.best_val_top1 >= 0.93
    person.click("Use the model")
    unseen = sorted((shared_data / "hymenoptera" / "val" / "bees").glob("*.jpg"))[-1]
    predictions: list[Prediction] = []
    person.window.prediction.answered.connect(predictions.append)
    with person.qtbot.waitSignal(person.window.prediction.ended, timeout=LONG):
        person.drop(unseen)
    (prediction,) = predictions
    assert prediction.path == str(unseen)
    assert prediction.ranked()[0][0] == "bees"
    person.go_to("runs")


def test_stopped_run_keeps_its_best_model_and_others_are_trained_paused_and_resumed(
    person: Person, colours: Path
) -> None:
    person.open_dropped(colours)
    choose_small(person, epochs=10_000)
    run = person.start()
    person.wait_for_epoch(run)
    person.click("Stop")
    assert isinstance(person.wait_for_end(run), RunStopped)
    assert (run.path / "best.safetensors").is_file()
    assert person.window.session.model is not None
    choose_small(person, epochs=1)
    person.click("Start")
    again = person.window.session.run
    assert again is not None
    assert again is not run
    assert isinstance(person.wait_for_end(again), RunFinished)

    choose_small(person, epochs=6)
    run = person.start()
    assert run is not again
    person.wait_for_epoch(run)
    person.click("Pause")
    ending = person.wait_for_end(run)
    if isinstance(ending, RunPaused):  # else it was finished before the request reached the engine
        done = len(run.history.epochs)
        person.click("Resume")
        assert isinstance(person.wait_for_end(run), RunFinished)
        assert len(run.history.epochs) == 6 > done
    history = read_history(run.path)
    assert [end.epoch for end in history.epochs] == [1, 2, 3, 4, 5, 6]
    assert list(history.steps) == sorted(set(history.steps))


def test_cut_off_run_is_offered_and_resumed_in_the_next_window(qtbot: QtBot, colours: Path, tmp_path: Path) -> None:
    config = TrainConfig.build(depth=20, epochs=4, batch_size=8, device="cpu")
    path = create_run(places.runs_folder(), config, scan(colours))
    with closing(train(path)) as events:  # cut off where it has saved its first checkpoint; below, processes are killed
        next(event for event in events if isinstance(event, CheckpointSaved))
    person = Person(qtbot)
    try:
        room = person.window.runs_room
        qtbot.waitUntil(lambda: [run.state for run in room.summaries()] == [RunState.CUT_OFF], timeout=LONG)
        assert person.window.offer.isVisible()
        assert "was cut off after" in person.window.offer.notice.sentence()
        qtbot.mouseClick(person.window.offer.notice.button, Qt.MouseButton.LeftButton)
        assert person.window.rail.current() == "train"
        session = person.window.session
        qtbot.waitUntil(lambda: session.run is not None, timeout=LONG)
        assert session.run is not None
        assert session.dataset == scan(colours)  # the other rooms show the run's dataset
        assert session.draft.config == config
        assert isinstance(person.wait_for_end(session.run), RunFinished)
        assert [end.epoch for end in read_history(path).epochs] == [1, 2, 3, 4]
    finally:
        person.window.leave()


def test_folder_after_an_unusable_one_is_trained_and_its_run_is_trained_further(
    person: Person, colours: Path, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    with person.qtbot.waitSignal(person.window.opening.failed, timeout=LONG):
        person.drop(tmp_path / "empty")
    seen: list[EpochEnd] = []
    person.window.worker.event_arrived.connect(
        lambda _, event: seen.append(event) if isinstance(event, EpochEnd) else None
    )
    person.open_dropped(colours)
    assert person.window.windowTitle().startswith("three cölours")
    choose_small(person, epochs=3)
    first = person.start()
    assert isinstance(person.wait_for_end(first), RunFinished)
    assert [event.epoch for event in seen] == [1, 2, 3]
    assert repr(read_history(first.path)) == repr(first.history)
    assert person.window.rail.state("train").startswith("done in")

    person.go_to("runs")
    further = person.window.runs_room.details.further
    person.qtbot.waitUntil(lambda: further.isVisible() and further.isEnabled(), timeout=LONG)
    with person.qtbot.waitSignal(person.window.training.started, timeout=LONG) as started:
        person.click("Train further")
    assert started.args is not None
    second: ActiveRun = started.args[0]
    assert isinstance(person.wait_for_end(second), RunFinished)
    assert second.path != first.path
    assert second.config.weights == str(first.path / "best.safetensors")
    assert summarise(second.path).parent == first.path.name


def test_killed_engine_is_reported_within_two_seconds_and_training_works_again(person: Person, colours: Path) -> None:
    person.open_dropped(colours)
    choose_small(person, epochs=10_000)
    run = person.start()
    person.wait_for_epoch(run)
    worker = person.window.worker
    psutil.Process(worker.engine_pid).kill()
    person.qtbot.waitUntil(lambda: bool(run.history.notices), timeout=2000)
    assert "the run goes on from what was saved last" in str(run.history.notices[0].text)
    known = run.history.started
    person.qtbot.waitUntil(lambda: run.history.started is not known, timeout=LONG)
    with person.qtbot.waitSignal(person.window.training.ended, timeout=2000):  # a second crash ends the run
        psutil.Process(worker.engine_pid).kill()
    assert isinstance(run.history.ended, RunFailed)
    assert "engine stopped working" in str(run.history.ended.error)
    choose_small(person, epochs=1)
    person.click("Start")
    again = person.window.session.run
    assert again is not None
    assert again is not run
    assert isinstance(person.wait_for_end(again), RunFinished)


TRAINING_WINDOW = """
import sys; from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from resnet_studio.gui.theme.manager import install
from resnet_studio.gui.shell.window import StudioWindow
if __name__ == '__main__':
    app = QApplication([]); install(app); window = StudioWindow(); window.show()
    window.finish_start(Path(sys.argv[1]))
    session = window.session
    session.draft.choose(depth=20, batch_size=8, epochs=10000, device='cpu')
    session.dataset_changed.connect(lambda _: QTimer.singleShot(0, window.start_training))
    window.worker.event_arrived.connect(lambda job, event: type(event).__name__ == 'EpochEnd'
        and print(window.worker.engine_pid, flush=True))
    app.exec()
"""
"""A window that trains the folder on its command line, and prints the engine's process number after each epoch."""


@pytest.mark.skipif(sys.platform == "win32", reason="the window is killed with a POSIX signal")
@pytest.mark.parametrize(
    "both",
    [
        pytest.param(False, id="the window"),
        pytest.param(True, id="window and engine", marks=pytest.mark.long),  # a run that was cut off, as above
    ],
)
def test_killed_window_ends_its_engine_and_the_next_window_resumes_the_run(
    qtbot: QtBot, colours: Path, tmp_path: Path, both: bool
) -> None:
    script = tmp_path / "window.py"
    script.write_text(TRAINING_WINDOW, "utf-8")
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    with subprocess.Popen(
        [sys.executable, str(script), str(colours)], stdout=subprocess.PIPE, text=True, env=environment
    ) as window:
        assert window.stdout is not None
        engine = psutil.Process(int(window.stdout.readline()))
        if both:
            engine.kill()
        window.send_signal(signal.SIGKILL)
    engine.wait(timeout=LONG / 1000)

    person = Person(qtbot)
    offer, session = person.window.offer, person.window.session
    qtbot.waitUntil(lambda: offer.isVisible(), timeout=LONG)
    assert "was cut off after" in offer.notice.sentence()
    qtbot.mouseClick(offer.notice.button, Qt.MouseButton.LeftButton)
    resumed: list[RunResumed] = []
    person.window.worker.event_arrived.connect(
        lambda _, event: resumed.append(event) if isinstance(event, RunResumed) else None
    )
    qtbot.waitUntil(lambda: bool(resumed), timeout=LONG)
    assert session.run is not None
    person.window.leave()
    assert isinstance(read_history(session.run.path).ended, RunPaused)


NO_TORCH = """
import sys
from pathlib import Path

if __name__ == "__main__":
    sys.modules["torch"] = None  # an import fails
    from PySide6.QtCore import QCoreApplication
    from resnet_studio.core.protocol.jobs.predict import Predict
    from resnet_studio.core.protocol.jobs.train import Train
    from resnet_studio.gui.engine.worker import EngineWorker

    app, worker, kinds = QCoreApplication([]), EngineWorker(), []
    run, picture = sys.argv[1:]

    def arrived(number, event):
        kinds.append(type(event).__name__)
        if kinds[-1] == "RunFinished":
            worker.submit(Predict(run, (picture,), "cpu"))
        if kinds[-1] in ("JobFinished", "JobFailed", "RunFailed"):
            app.quit()

    worker.event_arrived.connect(arrived)
    worker.status_changed.connect(lambda status: kinds.append(status.state))
    worker.start()
    worker.submit(Train(run))
    app.exec()
    worker.shut_down()
    print(*sorted(set(kinds)))
"""


def test_no_event_imports_torch_into_the_window(colours: Path, tmp_path: Path) -> None:
    (tmp_path / "window.py").write_text(NO_TORCH, encoding="utf-8")
    config = TrainConfig.build(depth=20, epochs=1, batch_size=8, device="cpu")
    run = create_run(tmp_path / "runs", config, scan(colours))
    command = [sys.executable, tmp_path / "window.py", run, colours / "red" / "red 1.png"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=LONG / 1000, check=False)
    assert done.returncode == 0, done.stderr
    received = set(done.stdout.split())
    assert {"ready", "RunStarted", "BatchEnd", "EpochEnd", "Predictions", "RunFinished"} <= received, done.stderr
    assert {"Prediction", "JobFinished"} <= received, done.stderr
