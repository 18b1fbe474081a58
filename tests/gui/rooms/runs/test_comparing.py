"""Runs beside each other: curves, the verdict of the engine, and the pictures behind its counts."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.errors import Failure
from resnet_studio.core.basics.message import message
from resnet_studio.core.protocol.events import EpochEnd, JobFailed, JobFinished, RunStarted
from resnet_studio.core.protocol.jobs.compare import Compare, Compared, Measuring
from resnet_studio.core.runs.history import RunHistory
from resnet_studio.gui.engine.jobs import JobRunner
from resnet_studio.gui.rooms.runs.room import RunsRoom
from resnet_studio.gui.theme.manager import install
from resnet_studio.gui.work.comparison import ComparisonControl
from tests.core.runs.test_comparison import NAMES, make_run, measure

Helper = Callable[..., Any]


@pytest.fixture
def control(qtbot: QtBot, silent_worker: Any) -> ComparisonControl:
    made = ComparisonControl(JobRunner(silent_worker))
    made._clock.setInterval(0)
    return made


@pytest.fixture
def compared(
    qtbot: QtBot, qapp: QApplication, runs: Path, colours: Path, control: ComparisonControl, list_runs_of: Helper
) -> RunsRoom:
    """Three measured runs, of which A and B are chosen."""
    install(qapp).choose("light")
    own = Path(shutil.copytree(colours, runs.parent / "colours"))
    for name, wrong in (("one", {0}), ("two", {1, 2}), ("three", set())):
        measure(make_run(runs, own, name), wrong)
    room = RunsRoom(control)
    qtbot.addWidget(room)
    room.resize(1280, 732)
    room.show()
    list_runs_of(room, qtbot, runs)
    names = {run.name: run.path for run in room.summaries()}
    assert room.table.select(names["one"])
    room.table.choose_others([names["two"]])
    qtbot.waitUntil(lambda: not room.comparing.busy())
    return room


def answer(control: ComparisonControl, qtbot: QtBot, *events: Any) -> None:
    qtbot.waitUntil(lambda: control._job is not None)
    assert control._job is not None
    number = control._job.number
    for event in events:
        control.jobs._deliver(number, event)


def found(room: RunsRoom) -> Compared:
    a, b = (str(run.path) for run in room.table.selected())
    return Compared(a, b, "validation", 6, 3, 2, 1, 0.83, 0.67, 1.0, -0.3, 0.6, "no_difference")


def test_one_run_has_its_details_and_two_are_compared(compared: RunsRoom, qtbot: QtBot) -> None:
    assert compared.compared.isVisible()
    assert not compared.details.isVisible()
    compared.table.setFocus()
    qtbot.keyClick(compared.table, Qt.Key.Key_Escape)
    qtbot.waitUntil(compared.details.isVisible)
    assert not compared.compared.isVisible()


def test_curves_say_whether_the_loss_chose_the_best_epoch(compared: RunsRoom) -> None:
    runs = compared.table.selected()
    histories = {}
    for run, best_by in zip(runs, ("loss", "top1"), strict=True):
        histories[run.path] = history = RunHistory()
        history.apply(RunStarted(1, "r", NAMES, 18, 18, 9, 9, "CPU", "float32", 2, best_by=best_by))
        history.apply(EpochEnd(1, 10, 0.5, 0.3, 0.8, 1.0))
        history.apply(EpochEnd(2, 20, 0.4, 0.4, 0.9, 2.0))
    compared.compared.show_runs(runs, histories)
    assert [curve.best_words for curve in compared.compared.chart.curves()] == ["best epoch 1, by loss", "best epoch 2"]


def test_engine_is_asked_about_a_and_b_and_its_verdict_shown(
    compared: RunsRoom, control: ComparisonControl, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: control._job is not None)
    assert control._job is not None
    job = control._job.job
    assert isinstance(job, Compare)
    assert (Path(job.run).name, Path(job.other).name) == ("one", "two")
    answer(control, qtbot, found(compared), JobFinished())
    assert compared.compared.verdict.words.text() == "No difference that 6 pictures could show"


def test_run_that_is_measured_first_is_named_by_its_letter(
    compared: RunsRoom, control: ComparisonControl, qtbot: QtBot
) -> None:
    answer(control, qtbot, Measuring(str(compared.table.selected()[1].path)))
    assert compared.compared.verdict.words.text() == "Measuring B …"


def test_reason_why_runs_are_not_compared_is_shown(
    compared: RunsRoom, control: ComparisonControl, qtbot: QtBot
) -> None:
    verdict = compared.compared.verdict
    answer(control, qtbot, JobFailed(message("They hold back different pictures."), "", Failure.INCOMPARABLE))
    assert verdict.waits.text() == "They hold back different pictures."
    assert verdict.copy.isVisible()
    assert not verdict.retry.isVisible(), "it cannot help"
    assert compared.compared.differs.isVisible()


def test_nothing_is_asked_while_the_room_is_hidden(
    compared: RunsRoom, control: ComparisonControl, qtbot: QtBot
) -> None:
    compared.hide()
    compared.comparing.refresh()
    assert control.pair is None
    compared.show()
    qtbot.waitUntil(lambda: control.pair is not None)


def test_three_runs_have_curves_and_no_verdict_until_two_are_chosen(
    compared: RunsRoom, control: ComparisonControl, qtbot: QtBot
) -> None:
    names = {run.name: run.path for run in compared.summaries()}
    compared.table.choose_others([names["two"], names["three"]])
    qtbot.waitUntil(compared.compared.pairs.isVisible)
    assert not compared.compared.verdict.isVisible()
    assert control.pair is None
    with qtbot.waitSignal(compared.compared.other_wanted):
        compared.compared.pairs.findChildren(type(compared.use))[-1].click()
    qtbot.waitUntil(lambda: control.pair is not None)
    assert control.pair is not None
    assert [run.name for run in control.pair] == ["one", "three"]


class _Paints(QObject):
    """Notes at each paint of a widget whether it had the height that it needs."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.fits: list[bool] = []
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and isinstance(watched, QWidget):
            self.fits.append(watched.height() >= watched.minimumSizeHint().height())
        return False


def test_table_of_more_runs_is_never_painted_squeezed(compared: RunsRoom, qtbot: QtBot) -> None:
    names = {run.name: run.path for run in compared.summaries()}
    compared.table.choose_others([])
    paints = _Paints(compared.compared.differs)
    compared.table.choose_others([names["two"], names["three"]])
    qtbot.waitUntil(lambda: compared.compared.pairs.isVisible() and bool(paints.fits))
    qtbot.waitUntil(lambda: not compared.comparing.busy())
    assert all(paints.fits)


def test_count_opens_its_pictures_in_the_place_of_the_table(compared: RunsRoom, qtbot: QtBot) -> None:
    compared.compared.verdict.pictures_wanted.emit("other")
    qtbot.waitUntil(compared.pictures.isVisible)
    assert compared.pictures.heading.text() == "1 picture that only B gets right"
    assert not compared.table.isVisible()
    assert not compared.pictures.gone.isVisible()
    name = compared.pictures.pictures[0].name
    assert compared.pictures.facts(0).startswith(f"is {name}  ·  A: ")
    compared.pictures.grab()
    qtbot.keyClick(compared.pictures.grid, Qt.Key.Key_Return)
    preview = compared.comparing._preview
    assert preview is not None
    assert preview.isVisible()
    preview.dismiss()
    qtbot.keyClick(compared.pictures.grid, Qt.Key.Key_Escape)
    assert compared.table.isVisible()


def test_pictures_whose_folder_is_gone_are_said_to_be_missing(compared: RunsRoom, qtbot: QtBot, runs: Path) -> None:
    (runs.parent / "colours").rename(runs.parent / "elsewhere")
    compared.compared.verdict.pictures_wanted.emit("both")
    qtbot.waitUntil(compared.pictures.isVisible)
    assert compared.pictures.gone.isVisible()
    assert len(compared.pictures.pictures) == 3
    compared.pictures.grab()


def test_another_choice_brings_the_table_back(compared: RunsRoom, qtbot: QtBot) -> None:
    compared.compared.verdict.pictures_wanted.emit("both")
    qtbot.waitUntil(compared.pictures.isVisible)
    compared.compared.verdict.swap.click()
    qtbot.waitUntil(compared.table.isVisible)
    assert [run.name for run in compared.table.selected()] == ["two", "one"]
