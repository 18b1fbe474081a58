"""The details of one run: curves, settings, ending, and training it further."""

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics import files
from resnet_studio.core.basics.errors import RunError
from resnet_studio.core.protocol.events import (
    Event,
    RunPaused,
    RunStopped,
)
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.gui.rooms.runs.room import RunsRoom
from resnet_studio.gui.widgets.figures import StatBlock

Helper = Callable[..., Any]


def fits(block: StatBlock, card: QWidget) -> bool:
    right = block.mapTo(card, QPoint(block.width(), 0)).x()
    return right <= card.width() and block.width() >= block.minimumSizeHint().width()


def test_captions_of_a_run_are_not_cut_in_usual_windows(room: RunsRoom, qtbot: QtBot, choose: Helper) -> None:
    choose(room, qtbot, "run 9")
    details = room.details
    room.resize(1128, 772)  # of a window of 1280 x 832
    qtbot.waitUntil(lambda: details.accuracy.caption(shown=True) == "on 153 validation pictures")
    assert details.epochs.caption(shown=True) == "best, by loss"
    room.resize(1700, 772)
    qtbot.waitUntil(lambda: details.accuracy.caption(shown=True) == "accuracy on 153 validation pictures")
    assert details.epochs.caption(shown=True) == "best epoch, by loss"


def test_chosen_run_is_replayed(room: RunsRoom, qtbot: QtBot, choose: Helper) -> None:
    choose(room, qtbot, "run 9")
    details = room.details
    assert details.accuracy.figure() == "90.0 %"
    assert details.accuracy._detail.text() == "84.2 % to 93.8 %"
    assert details.accuracy.caption() == "accuracy on 153 validation pictures"
    assert details.epochs.figure() == "2"
    assert details.epochs.caption() == "best epoch, by loss"
    assert details.time.figure() == "1 min"
    assert details.state.text() == "Finished."
    assert details.setting("Network") == "ResNet-18"
    assert details.setting("Frozen") == "all but the head"
    assert details.setting("Dataset") == "ants-bees"
    assert details.setting("Pictures") == "244 train, 153 validation"
    assert details.notices.isVisible()
    assert "train/bees/odd.jpg" in details._notice_text.text()
    charts = details.curves.charts
    assert charts is not None
    assert charts.isVisible()
    assert "best 90.0 %" in charts.accuracy.accessibleDescription()
    choose(room, qtbot, "run 1")
    assert details.state.text() == "Failed: The disk is full."
    assert "best 70.0 %" in charts.accuracy.accessibleDescription()


@pytest.mark.parametrize(
    ("ending", "epochs", "text"),
    [
        (RunPaused("r", 2, 0.75), 3, "Paused. Its best model so far is kept."),
        (RunPaused("r", 0, 0.0), 0, "Paused. There is no model to use."),
        (RunStopped("r", 2, 0.75), 3, "Stopped. The best model was kept."),
    ],
)
def test_ending_mentions_a_model_only_if_there_is_one(
    empty_room: RunsRoom,
    qtbot: QtBot,
    runs: Path,
    ending: Event,
    epochs: int,
    text: str,
    list_runs_of: Helper,
    make_run: Helper,
) -> None:
    make_run(runs, "one", ending=ending, epochs=epochs)
    list_runs_of(empty_room, qtbot, runs)
    assert empty_room.details.state.text() == text


def test_folder_of_a_run_is_opened(room: RunsRoom, qtbot: QtBot, runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()) is None)
    qtbot.mouseClick(room.details.open_folder, Qt.MouseButton.LeftButton)
    assert [Path(name) for name in opened] == [runs / "run 10"]


def test_figures_fit_the_details_card(
    empty_room: RunsRoom, qtbot: QtBot, runs: Path, list_runs_of: Helper, make_run: Helper
) -> None:
    make_run(runs, "long", top1=0.997, size=5_800_000, config=TrainConfig.build(epochs=200))
    list_runs_of(empty_room, qtbot, runs)
    details = empty_room.details
    details.epochs.set_figure("51", "of 200")
    details.time.set_figure("7 min 43 s")
    for width in (1064, 1208, 1280, 1600):
        empty_room.resize(width, 732)
        qtbot.waitUntil(lambda: empty_room.panes.area.viewport().width() == details.width())
        for block in (details.accuracy, details.epochs, details.time, details.disk):
            qtbot.waitUntil(partial(fits, block, details.result))


def test_ended_run_can_be_trained_further(room: RunsRoom, qtbot: QtBot, choose: Helper) -> None:
    further = room.details.further
    choose(room, qtbot, "run 10")
    assert further.isVisible()
    with qtbot.waitSignal(room.continue_wanted) as wanted:
        qtbot.mouseClick(further, Qt.MouseButton.LeftButton)
    assert wanted.args is not None
    assert wanted.args[0].name == "run 10"
    assert "a third" in further.toolTip()
    room.set_busy_run(room.summaries()[1].path)
    assert not further.isEnabled()
    assert further.toolTip() == "Another run is in training"
    room.set_busy_run(None)
    assert further.isEnabled()
    choose(room, qtbot, "run 1")
    assert further.isVisible(), "a run whose loss diverged can train its best model further, with a lower learning rate"


@pytest.mark.parametrize(
    ("ending", "epochs", "shown"),
    [
        (RunStopped("r", 2, 0.75), 3, True),
        (RunStopped("r", 0, 0.0), 0, False),
        (RunPaused("r", 2, 0.75), 3, False),
    ],
)
def test_only_ended_runs_with_a_model_can_be_trained_further(
    empty_room: RunsRoom,
    qtbot: QtBot,
    runs: Path,
    ending: Event,
    epochs: int,
    shown: bool,
    list_runs_of: Helper,
    make_run: Helper,
) -> None:
    make_run(runs, "one", ending=ending, epochs=epochs)
    list_runs_of(empty_room, qtbot, runs)
    further = empty_room.details.further
    assert further.isVisible() is shown


def test_continued_run_names_its_parent(
    empty_room: RunsRoom,
    qtbot: QtBot,
    runs: Path,
    choose: Helper,
    list_runs_of: Helper,
    make_run: Helper,
    wait_until_read: Helper,
) -> None:
    run = make_run(runs, "child")
    record = files.read_json(run / "config.json", RunError)
    files.write_json(run / "config.json", record | {"parent": "the\u202efirst"})
    list_runs_of(empty_room, qtbot, runs)
    assert empty_room.details.setting("Continues") == "the\ufffdfirst"
    make_run(runs, "first of its kind", created="2027-01-01T00:00:00+00:00")
    empty_room.refresh()
    wait_until_read(empty_room, qtbot)
    choose(empty_room, qtbot, "first of its kind")
    with pytest.raises(KeyError):
        empty_room.details.setting("Continues")


def test_train_further_button_is_aligned_with_the_state(room: RunsRoom, qtbot: QtBot, choose: Helper) -> None:
    choose(room, qtbot, "run 10")
    details = room.details
    for width in (1064, 1280, 1600):
        room.resize(width, 732)
        qtbot.waitUntil(lambda: room.panes.area.viewport().width() == details.width())
        button = QRect(details.further.mapTo(details.result, QPoint()), details.further.size())
        state = QRect(details.state.mapTo(details.result, QPoint()), details.state.size())
        assert abs(button.center().y() - state.center().y()) <= 1
        assert state.right() < button.left()
        assert button.right() <= details.result.width() - 14


def test_old_run_opens_with_everything_but_its_pictures_and_says_which_are_missing(
    empty_room: RunsRoom, qtbot: QtBot, runs: Path, list_runs_of: Helper, make_run: Helper, wait_until_read: Helper
) -> None:
    pictures = runs / "ants-bees"
    pictures.mkdir(parents=True)
    (pictures / "1.png").touch()  # an empty folder may be where a drive was
    make_run(runs, "old")
    list_runs_of(empty_room, qtbot, runs)
    details = empty_room.details
    assert not details.missing.isVisible()
    shutil.rmtree(pictures)
    empty_room._replay()
    wait_until_read(empty_room, qtbot)
    assert details.missing.sentence() == "The pictures are not there."
    assert str(pictures) in details.missing.detail() or "ants-bees" in details.missing.detail()
    assert details.accuracy.figure() == "95.0 %"
    assert details.setting("Network") == "ResNet-18"
    assert details.curves.charts is not None
    assert details.curves.charts.isVisible()
