"""Names of files, classes and runs that look like markup, shortcuts or orders to the terminal are shown as text."""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractListModel, Qt
from PySide6.QtGui import QAction
from PySide6.QtGui import Qt as GuiQt
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from resnet_studio.core import places
from resnet_studio.core.config import TrainConfig
from resnet_studio.core.events import (
    BatchEnd,
    EpochEnd,
    Event,
    Notice,
    Prediction,
    PredictionFailed,
    RunFailed,
    RunStarted,
)
from resnet_studio.core.run import ModelInfo, create_run
from resnet_studio.core.run_log import EventLog
from resnet_studio.core.runs import summarise
from resnet_studio.core.scan import scan
from resnet_studio.gui.theme.manager import install
from resnet_studio.gui.window import StudioWindow
from resnet_studio.gui.worker import TrainingWorker

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows refuses such names itself")

# The words that show whether a name was understood, and what would be left of it as markup.
CLASSES = ("<b>bold ants", "<img src=x> bees", "wasps\n\x1b[31m\u202edeen")
LOOKS = ("<b>bold", "<img src=x>")


@pytest.fixture
def hostile(colours: Path, tmp_path: Path) -> Path:
    root = tmp_path / "<h1>data & more"
    for name, source in zip(CLASSES, ("red", "green", "blue"), strict=True):
        (root / name).mkdir(parents=True)
        for number, file in enumerate(sorted((colours / source).iterdir())[:6]):
            shutil.copyfile(file, root / name / f"<i>{number}&amp;\r\u2066.png")
    return root


@pytest.fixture
def window(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[StudioWindow]:
    monkeypatch.setattr(TrainingWorker, "start", lambda _: None)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    manager = install(app)
    made = StudioWindow()
    made.show()
    qtbot.waitExposed(made)
    made.finish_start(None)
    yield made
    monkeypatch.setattr("resnet_studio.gui.window.ask_to_close", lambda _: True)
    made.close()
    made.deleteLater()
    manager.choose(None)


def a_past_run(hostile: Path) -> Path:
    dataset = scan(hostile)
    path = create_run(places.runs_folder(), TrainConfig.build(depth=20), dataset, name="plain")
    ModelInfo(20, True, dataset.classes, 32, (0.5,) * 3, (0.5,) * 3).write(path)
    (path / "best.pt").write_bytes(b"weights")
    log = EventLog(path)
    for event in story(path, dataset.classes):
        log.append(event)
    log.close()
    return path.rename(path.with_name("<u>run & \u202eco\n"))  # as it may come in an archive


def story(run: Path, classes: tuple[str, ...]) -> list[Event]:
    return [
        RunStarted(1, str(run), classes, 15, 3, 270_000, 270_000, "<b>CPU</b>", "float32", 4),
        Notice("<b>a notice</b>"),
        Notice("<i>0.png: The file is cut off.", str(run / "<i>0.png")),
        BatchEnd(1, 1, 1.0, 0.1, 60.0, 4),
        EpochEnd(1, 1, 1.0, 0.9, 0.75, 1.0),
        RunFailed(str(run), "<b>It failed</b> for <img src=x>", "<pre>details</pre>"),
    ]


def tips(window: QWidget) -> Iterator[str]:
    for widget in [window, *window.findChildren(QWidget)]:
        yield widget.toolTip()
        if isinstance(widget, QAbstractItemView) and (model := widget.model()) is not None:
            root = widget.rootIndex()
            columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(root)
            for row in range(model.rowCount(root)):
                for column in range(columns):
                    yield str(model.index(row, column, root).data(Qt.ItemDataRole.ToolTipRole) or "")


def understood(window: QWidget) -> list[str]:
    """Every text that Qt would take for more than letters; `plain_tip` puts one span around what it has escaped."""
    escaped = re.compile(r"<span>[^<]*</span>")
    found = [tip for tip in tips(window) if GuiQt.mightBeRichText(tip) and not escaped.fullmatch(tip)]
    labels = [label for label in window.findChildren(QLabel) if label.textFormat() != Qt.TextFormat.PlainText]
    return found + [label.text() for label in labels if GuiQt.mightBeRichText(label.text())]


def shown(window: QWidget) -> str:
    """All that labels, buttons and tables show."""
    texts = [label.text() for label in window.findChildren(QLabel)]
    texts += [button.text() for button in window.findChildren(QAbstractButton)]
    for view in window.findChildren(QAbstractItemView):
        if (model := view.model()) is not None:
            texts += [str(model.index(row, 0).data()) for row in range(model.rowCount(view.rootIndex()))]
    return "\n".join(texts)


def test_names_of_strangers_are_text_everywhere(
    window: StudioWindow, hostile: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    past = a_past_run(hostile)
    window.session.set_dataset(scan(hostile))
    window.session.draft.choose(depth=20, epochs=4)
    for room in ("data", "model", "train"):
        window.go_to(room)
        assert not window.grab().isNull()
        assert understood(window) == []
    assert any(look in shown(window.data_room) for look in LOOKS)
    assert "<h1>data" in window.windowTitle()

    window.start_training()
    run = window.session.run
    assert run is not None
    for event in story(run.path, run.dataset.classes):
        window.session.worker.event_arrived.emit(run.job, event)
    window.train_room.refresh()
    assert not window.grab().isNull()
    assert understood(window) == []
    assert "<b>a notice</b>" in shown(window.train_room)

    window.runs_room.refresh()
    qtbot.waitUntil(lambda: len(window.runs_room.summaries()) == 2)
    window.go_to("runs")
    assert not window.grab().isNull()
    assert understood(window) == []
    assert "<u>run &" in shown(window.runs_room)
    assert "\u202e" not in shown(window)
    assert "\x1b" not in shown(window)

    window.train_room.set_run(run.history, run.config, run.dataset, past.name)  # as when it is resumed
    assert understood(window) == []
    window.session.use_run(summarise(past))
    window.go_to("use")
    picture = str(next((hostile / CLASSES[0]).iterdir()))
    window.session.predict([Path(picture)])
    job = window.session._predicting
    assert job is not None
    for event in (
        Prediction(picture, run.dataset.classes, (0.5, 0.3, 0.2)),
        PredictionFailed(picture + "<b>", "<b>broken</b>"),
    ):
        window.session.worker.event_arrived.emit(job, event)
    assert not window.grab().isNull()
    assert understood(window) == []


def test_a_folder_s_ampersand_is_no_shortcut(window: StudioWindow, hostile: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.session.dataset_changed, timeout=30_000):
        window.opening.open(hostile)
    menus = [action for action in window.findChildren(QAction) if "<h1>data" in action.text()]
    assert all("& more" not in action.text().replace("&&", "") for action in menus)
