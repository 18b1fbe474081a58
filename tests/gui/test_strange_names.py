"""Untrusted names in every room: shown as plain text, not as markup or a shortcut."""

import math
import os
import random
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, Qt
from PySide6.QtGui import QAction
from PySide6.QtGui import Qt as GuiQt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QLabel,
    QMenu,
    QMessageBox,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics import places
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.protocol.events import (
    BatchEnd,
    EpochEnd,
    Event,
    JobFinished,
    Notice,
    Phase,
    PredictedPicture,
    Predictions,
    Progress,
    RunFailed,
    RunFinished,
    RunResumed,
    RunStarted,
)
from resnet_studio.core.protocol.jobs.predict import Prediction, PredictionFailed
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.run import ModelInfo, create_run, read_config, read_dataset
from resnet_studio.core.runs.run_log import EventLog, read_history
from resnet_studio.core.runs.summary import summarise
from resnet_studio.gui.rooms.runs import storage
from resnet_studio.gui.shell.faults import show_unexpected_errors
from resnet_studio.gui.shell.window import StudioWindow
from resnet_studio.gui.work.session import ActiveRun
from tests.gui.new_window import window_without_engine

MARKUP = "<b>bold</b> & <i>more"
TAG = "<img src=x>"
TURNED = "\u202egnp.exe & \u2066"
CONTROL = "two\nlines\tand\x07a bell"
LONG = "&" + "ü" * 120
STRANGE = (MARKUP, TAG, TURNED, CONTROL, LONG)

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows allows no such names")


@pytest.fixture
def window(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[StudioWindow]:
    with window_without_engine(qtbot, monkeypatch) as window:
        yield window


@pytest.fixture
def strange(tmp_path: Path) -> Path:
    """A dataset whose folder, classes and pictures have such names, without their slashes."""
    root = tmp_path / "<u>data & set"
    for number, name in enumerate(STRANGE):
        folder = root / name.replace("/", "")
        folder.mkdir(parents=True)
        for turn, inner in enumerate(STRANGE):
            Image.new("RGB", (8, 8), (number * 40, turn * 40, 0)).save(folder / f"{inner.replace('/', '')}.png")
        (folder / f"{TAG} no picture.jpg").write_text("none")
    return root


def run_of(root: Path, name: str, session_runs: Path) -> Path:
    """A run that failed, with every kind of text that events hold."""
    dataset = scan(root)
    run = create_run(session_runs, TrainConfig.build(depth=20, epochs=4), dataset)
    target = run.with_name(name)  # an untrusted folder can have any name
    run.rename(target)
    ModelInfo(20, True, dataset.classes, 32, (0.5,) * 3, (0.25,) * 3).write(target)
    (target / "best.safetensors").write_bytes(b"weights")
    log = EventLog(target)
    for event in make_events(dataset.classes, [picture.path for picture in dataset.part("validation")]):
        log.append(event)
    log.close()
    return target


def make_events(classes: tuple[str, ...], paths: list[str]) -> list[Event]:
    answers = tuple(1 / len(classes) for _ in classes)
    return [
        RunStarted(1, TAG, classes, 20, 5, 9, 9, f"{TAG} & GPU", "<b>float32", 4),
        BatchEnd(1, 1, 0.5, 0.1, 60.0, 4),
        EpochEnd(1, 1, 1.0, 0.9, 0.5, 1.0),
        Predictions(1, tuple(PredictedPicture(path, 0, answers) for path in paths), 1, len(paths)),
        Notice(f"{TAG} is <b>left out</b>.", f"{MARKUP}/{CONTROL}.jpg"),
        RunFailed(TAG, f"{TAG} could not be read\nat all.", "<b>Traceback</b>"),
    ]


def texts_of(widget: QWidget) -> Iterator[tuple[str, str, bool]]:
    """The texts of a widget: where, the text, and whether Qt may take it for rich text."""
    yield "tooltip", widget.toolTip(), True
    yield "status tip", widget.statusTip(), True
    yield "what's this", widget.whatsThis(), True
    yield "accessible name", widget.accessibleName(), False
    yield "accessible description", widget.accessibleDescription(), False
    if isinstance(widget, QLabel):
        yield "label", widget.text(), widget.textFormat() != Qt.TextFormat.PlainText
    if isinstance(widget, QTextEdit):
        yield "text", widget.toPlainText(), False
    if isinstance(widget, QAbstractButton):
        yield "button", widget.text(), False
    for action in widget.actions():
        yield from texts_of_action(action)
    if isinstance(widget, QAbstractItemView) and widget.model():
        yield from texts_of_model(widget.model())


def texts_of_action(action: QAction) -> Iterator[tuple[str, str, bool]]:
    yield "action", action.text(), False
    yield "action's tooltip", action.toolTip(), True


def texts_of_model(model: QAbstractItemModel) -> Iterator[tuple[str, str, bool]]:
    for row in range(model.rowCount(QModelIndex())):
        # columnCount of a list model is private
        for column in range(1 if isinstance(model, QAbstractListModel) else model.columnCount(QModelIndex())):
            index = model.index(row, column)
            yield "cell", str(index.data(Qt.ItemDataRole.DisplayRole) or ""), False
            yield "cell's tooltip", str(index.data(Qt.ItemDataRole.ToolTipRole) or ""), True


def shown_texts(window: QWidget) -> str:
    """All texts that the window shows; a text that Qt would take for markup fails the test."""
    everything = []
    for widget in [window, *window.findChildren(QWidget)]:
        for where, text, may_be_rich in texts_of(widget):
            escaped = text.startswith("<span>") and "<" not in text[6:-7].replace("<br>", "")
            assert not (may_be_rich and GuiQt.mightBeRichText(text)) or escaped, (type(widget).__name__, where, text)
            for sign in "\u202e\u2066\x07":
                assert sign not in text, (type(widget).__name__, where, text)
            everything.append(text)
    return "\n".join(everything)


def test_names_in_a_dataset_are_plain_text(window: StudioWindow, qtbot: QtBot, strange: Path) -> None:
    with qtbot.waitSignal(window.session.dataset_changed):
        window.opening.open(strange)
    for room in ("data", "model", "train"):
        window.go_to(room)
        shown = shown_texts(window)
    window.go_to("data")
    shown = shown_texts(window)
    assert TAG in shown
    assert "<b>bold<b> & <i>more" in shown
    assert "�gnp.exe & �" in shown
    assert "two�lines�and�a bell" in shown
    assert "<u>data & set" in window.windowTitle()
    preview = window.data_room.findChildren(QWidget)
    assert preview
    window.opening._folder = strange
    menu = next(menu for menu in window.findChildren(QMenu) if menu.title() == "Recent")
    window.menus._fill_recent(menu)
    assert any("<u>data && set" in action.text() for action in menu.actions())
    window.data_room.show_welcome(window.opening.recents())
    shown_texts(window)


def test_names_in_runs_are_plain_text(window: StudioWindow, qtbot: QtBot, strange: Path) -> None:
    for name in (TAG, CONTROL, TURNED, LONG):
        run_of(strange, name, places.runs_folder())
    with qtbot.waitSignal(window.runs_room.runs_changed):
        window.runs_room.refresh()
    window.go_to("runs")
    for summary in window.runs_room.summaries():
        assert window.runs_room.table.select(summary.path)
        qtbot.waitUntil(lambda: not window.runs_room._background._running)
        shown = shown_texts(window)
        assert "<b>left out</b>" in shown
        assert "could not be read�at all." in shown
    assert TAG in shown
    assert "two�lines" in shown


def test_names_in_train_and_use_are_plain_text(window: StudioWindow, qtbot: QtBot, strange: Path) -> None:
    path = run_of(strange, TAG, places.runs_folder())
    dataset = scan(strange)
    window.session.set_dataset(dataset)
    run = ActiveRun(path, read_config(path), read_dataset(path), read_history(path))
    window.train_room.set_run(run)
    window.go_to("train")
    assert TAG in shown_texts(window)
    info = ModelInfo.read(path)
    window.use_room.set_run(summarise(path), info)
    window.go_to("use")
    pictures = [dataset.absolute(picture) for picture in dataset.pictures[:4]]
    shares = (0.6, *[0.1] * (len(info.classes) - 1))
    window.prediction.answered.emit(Prediction(str(pictures[0]), info.classes, shares))
    window.prediction.answered.emit(PredictionFailed(str(pictures[1]), f"{TAG} is <b>no</b> picture."))
    window.prediction.ended.emit(JobFinished())
    window.use_room.show_problem(f"{TAG}: <b>no</b>", "<i>details")
    assert TAG in shown_texts(window)


def test_questions_about_a_run_show_its_name_as_plain_text(window: StudioWindow, strange: Path) -> None:
    summary = summarise(run_of(strange, f"{TAG} a&b", places.runs_folder()))
    for ask in (storage.bin_question, storage.permanent_question):
        box = ask(window, [summary])
        box.show()
        texts = [label.text() for label in box.findChildren(QLabel)]
        assert any("img src=x" in text for text in texts)
        shown_texts(box)
        box.close()


def test_unexpected_error_shows_names_as_plain_text(
    window: StudioWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    show_unexpected_errors(window)
    sys.excepthook(KeyError, KeyError(f"{TAG} & <b>"), None)
    (box,) = window.findChildren(QMessageBox)
    shown = shown_texts(box)
    assert "img src=x" in shown
    box.close()


# Untrusted figures: a log may hold any number

HUGE = 2**53 - 1
ODD_FIGURES = (math.nan, math.inf, -math.inf, 1e308, -1e308, 5e-324, -0.0)


def extreme_events(chance: random.Random) -> list[Event]:
    """Events as no run writes them, but that are events."""

    def count() -> int:
        return chance.choice((0, 1, 2, 3, 40, HUGE))

    def figure() -> float:
        return chance.choice((*ODD_FIGURES, 0.5, 0.9))

    shares = tuple(figure() for _ in range(chance.choice((1, 2, 5))))
    pictures = tuple(PredictedPicture(chance.choice(("a.png", "../../x", "")), 0, shares) for _ in range(3))
    kinds: list[Event] = [
        RunStarted(1, "", ("a", "b"), count(), count(), count(), count(), "", "", count()),
        *(BatchEnd(count(), count(), figure(), figure(), figure(), count()) for _ in range(9)),
        *(EpochEnd(*(count(), count(), *(figure() for _ in range(6)))) for _ in range(5)),
        Predictions(count(), pictures, count(), count()),
        Progress(chance.choice(list(Phase)), count(), count()),
        RunResumed(count()),
        chance.choice((RunFinished("", count(), figure()), RunFailed("", ""), Notice("", ""))),
    ]
    return chance.sample(kinds, len(kinds))


@pytest.mark.parametrize("count", [5, pytest.param(50, marks=pytest.mark.long)])
def test_runs_with_extreme_figures_are_shown_without_errors(
    window: StudioWindow, qtbot: QtBot, colours: Path, count: int
) -> None:
    """An error in any slot or paint event fails a test of pytest-qt."""
    dataset, chance = scan(colours), random.Random(7)
    for number in range(count):
        path = create_run(places.runs_folder(), TrainConfig.build(depth=20), dataset, name=f"run {number}")
        log = EventLog(path)
        for event in extreme_events(chance):
            log.append(event)
        log.close()
    with qtbot.waitSignal(window.runs_room.runs_changed):
        window.runs_room.refresh()
    window.session.set_dataset(dataset)
    for summary in window.runs_room.summaries():
        window.go_to("runs")
        assert window.runs_room.table.select(summary.path)
        qtbot.waitUntil(lambda: not window.runs_room._background._running)
        window.grab()
        run = ActiveRun(summary.path, read_config(summary.path), dataset, read_history(summary.path))
        window.session.run = run
        window.train_room.set_run(run)
        window.go_to("train")
        window._tick()
        window.grab()
    window.session.run = None
