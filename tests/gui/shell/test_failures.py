"""Where a run fails, in the window: of the run on show, and edits of the open dataset alone."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics import places
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.picture_edits import LeaveOut
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.protocol.jobs.suspects import Suspect, SuspectsFound
from resnet_studio.core.runs.alike import Alike
from resnet_studio.core.runs.evaluation import Evaluation
from resnet_studio.core.runs.figures_file import stored
from resnet_studio.core.runs.summary import RunSummary, summarise
from resnet_studio.gui.shell.window import StudioWindow
from tests.gui.new_window import window_without_engine
from tests.made_figures import figures_of, made_run, write_results

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def window(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[StudioWindow]:
    with window_without_engine(qtbot, monkeypatch) as window:
        yield window


def make_run(dataset: Dataset) -> RunSummary:
    """A run whose model was measured: one of six validation pictures is wrong."""
    path = made_run(dataset, "one", 0.935)
    write_results(path, figures_of(((1, 1, 0), (0, 2, 0), (0, 0, 2)), dataset.classes))
    pictures = dataset.part("validation")
    labels = np.array([picture.label for picture in pictures])
    probabilities = np.full((len(pictures), 3), 0.1, np.float32)
    probabilities[np.arange(len(pictures)), labels] = 0.8
    probabilities[0] = (0.1, 0.8, 0.1)
    found = stored(path, "validation")
    assert found is not None
    paths = tuple(picture.path for picture in pictures)
    Evaluation(paths, labels, probabilities, (), 0.5, 0.8).write(found.evaluation)
    return summarise(path)


@pytest.fixture
def dataset(colours: Path) -> Dataset:
    return scan(colours)


@pytest.fixture
def shown(window: StudioWindow, dataset: Dataset, qtbot: QtBot) -> StudioWindow:
    """The window with the run's results, and its dataset open."""
    run = make_run(dataset)
    window.session.set_dataset(dataset)
    window.results.show(run)
    window.go_to("results")
    qtbot.waitUntil(lambda: window.failures.answers.known is not None, timeout=20_000)
    return window


def with_suspects(window: StudioWindow, dataset: Dataset) -> list[Suspect]:
    run = window.results.run
    assert run is not None
    one, other = dataset.classes[:2]
    listed = [Suspect(dataset.pictures[n].path, one, other, 0.9, 2.3, n + 1) for n in range(2)]
    window.failures.labels._kept[run.path] = (tuple(listed), SuspectsFound(str(run.path), 36, 2))
    window.failures.labels.changed.emit()
    return listed


def test_pictures_of_the_run_on_show_are_listed_and_go_with_it(shown: StudioWindow, qtbot: QtBot) -> None:
    grid = shown.failures.fails.grid
    assert grid.count() == 6
    assert grid.answered().wrong[grid.picture_at(0)]
    shown.results.show(None)
    qtbot.waitUntil(lambda: grid.count() == 0)


def test_folder_that_is_gone_is_said_beside_the_pictures_until_it_is_back(
    window: StudioWindow, copied_colours: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    run = make_run(scan(copied_colours))
    copied_colours.rename(tmp_path / "elsewhere")
    window.results.show(run)
    window.go_to("results")
    gone = window.failures.fails.gone
    qtbot.waitUntil(gone.isVisible, timeout=20_000)
    assert gone.sentence() == "The pictures are not there."
    assert "copied colours. Figures and answers" in gone.detail()
    with qtbot.waitSignal(window.failures.folder_wanted) as asked:
        gone.button.click()
    assert asked.args == [copied_colours]
    (tmp_path / "elsewhere").rename(copied_colours)
    window.missing.whereabouts.look()  # as it does every few seconds
    qtbot.waitUntil(lambda: not gone.isVisible(), timeout=20_000)


def test_folder_that_goes_while_pictures_show_is_noticed(
    window: StudioWindow, copied_colours: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    window.results.show(make_run(scan(copied_colours)))
    qtbot.waitUntil(lambda: window.failures.answers.known is not None, timeout=20_000)
    copied_colours.rename(tmp_path / "elsewhere")
    window.go_to("results")
    qtbot.waitUntil(window.failures.fails.gone.isVisible, timeout=20_000)


def test_suspect_label_is_decided_as_an_edit_and_undone_right_there(
    shown: StudioWindow, dataset: Dataset, qtbot: QtBot
) -> None:
    first, _ = with_suspects(shown, dataset)
    panel = shown.failures.suspects
    assert panel.count() == "2 of 36"
    panel.rows[0].move_button.click()
    edited = shown.session.dataset
    assert edited is not None
    assert {one.path: one.label for one in edited.pictures}[first.path] == 1
    assert panel.count() == "1 of 36"
    assert panel.undo.toolTip() == f"Undo: Label 1 picture as {dataset.classes[1]}"
    panel.undo.click()
    assert shown.session.dataset == dataset
    assert panel.count() == "2 of 36"
    panel.rows[0].keep_button.click()
    assert shown.session.dataset is not None
    assert shown.session.dataset.confirmed == {first.path}


def test_line_about_a_decision_goes_with_its_run(shown: StudioWindow, dataset: Dataset, qtbot: QtBot) -> None:
    with_suspects(shown, dataset)
    panel, run = shown.failures.suspects, shown.results.run
    panel.rows[0].out_button.click()
    assert panel.done.isVisibleTo(panel)
    shown.results.show(None)
    shown.results.show(run)
    qtbot.waitUntil(lambda: shown.failures.answers.known is not None, timeout=20_000)
    assert not panel.done.isVisibleTo(panel)


def test_most_alike_pictures_are_scrolled_into_sight_and_go_with_their_picture(
    shown: StudioWindow, qtbot: QtBot
) -> None:
    fails = shown.failures.fails
    qtbot.waitUntil(fails.isVisible)
    first, second = fails.grid.picture_at(0), fails.grid.picture_at(1)
    fails.grid.make_current(first)
    bar = shown.results_room.scroll_area.verticalScrollBar()
    bar.setValue(0)
    fails.ask_alike(first)
    qtbot.waitUntil(lambda: bar.value() > 0)
    assert fails.alike.visibleRegion().boundingRect().height() == fails.alike.height()
    fails.grid.make_current(second)
    assert not fails.alike.isVisible()


def test_of_a_dataset_that_is_not_open_nothing_can_be_decided(
    shown: StudioWindow, dataset: Dataset, copied_colours: Path, qtbot: QtBot
) -> None:
    other = scan(copied_colours)
    shown.session.set_dataset(other)
    shown.results.show(summarise(places.runs_folder() / "one"))  # the room has followed the dataset that is open
    qtbot.waitUntil(lambda: shown.failures.answers.known is not None, timeout=20_000)
    listed = with_suspects(shown, dataset)
    panel = shown.failures.suspects
    assert "is not open" in panel.sentence.text()
    assert not panel.undo.isVisible()
    panel.edit_wanted.emit(LeaveOut((listed[0].path,)))
    assert shown.session.dataset == other
    assert len(listed) == len(panel.rows)


def test_most_alike_pictures_are_those_of_the_picture_that_was_asked_about(
    shown: StudioWindow, dataset: Dataset
) -> None:
    failures, train = shown.failures, dataset.part("train")
    failures.fails.ask_alike(0)
    path = failures.fails.alike.path
    failures.maps.alike_found.emit("another.png", [Alike(train[0].path, 0.9)])
    assert failures.fails.alike.waiting
    failures.maps.alike_found.emit(path, [Alike(train[0].path, 0.9)])
    assert failures.fails.alike.tiles.tiles == ((train[0].path, dataset.classes[train[0].label], "0.90"),)


def test_engine_is_asked_about_the_run_on_show(shown: StudioWindow) -> None:
    assert shown.results.run is not None
    assert shown.failures.maps.run == shown.failures.labels.run == shown.results.run.path
