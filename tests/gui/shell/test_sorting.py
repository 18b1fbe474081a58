"""A heap of pictures in the whole window: every room can be looked at, and Start says what is missing."""

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from resnet_studio.core.dataset.class_edits import AddClass
from resnet_studio.core.dataset.picture_edits import MovePictures
from resnet_studio.core.dataset.propose import Proposals
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.protocol.events import JobFinished
from resnet_studio.core.protocol.jobs.evaluate import Evaluate
from resnet_studio.core.protocol.jobs.features import DescribePictures
from resnet_studio.core.runs.written_out import WritingOut
from resnet_studio.gui.rooms.data.sort.writing import Writing
from resnet_studio.gui.shell.sorting import sources
from resnet_studio.gui.shell.window import StudioWindow
from resnet_studio.gui.work.proposing import ProposingControl
from resnet_studio.gui.work.results import TEXTS
from tests.gui.held import Held


@pytest.fixture
def heap(window: StudioWindow, colours: Path, tmp_path: Path) -> StudioWindow:
    folder = tmp_path / "heap"
    folder.mkdir()
    for file in colours.glob("*/*.png"):
        shutil.copy2(file, folder)
    window.session.set_dataset(scan(folder, unsorted=True))
    return window


def test_every_room_shows_without_a_class_and_with_one(heap: StudioWindow) -> None:
    pictures = heap.session.dataset.unlabelled if heap.session.dataset else ()
    for edit in (AddClass("red"), MovePictures(tuple(one.path for one in pictures[:3]), "red")):
        for room in heap.rooms:
            heap.go_to(room)
            heap.grab()
        heap.session.edit_dataset(edit)
    heap.go_to("data")
    assert heap.data_room.is_sorting()
    heap.data_room.show_pictures()
    heap.grab()


def test_first_page_says_that_loose_pictures_can_be_sorted(window: StudioWindow) -> None:
    words = [label.text() for label in window.data_room.welcome.findChildren(QLabel)]
    assert sum("loose pictures" in one for one in words) == 2


def test_what_is_undone_is_in_its_place_and_current_again(heap: StudioWindow, qtbot: QtBot) -> None:
    page = heap.data_room.sort_page
    heap.session.edit_dataset(AddClass("red"))
    before, grid, control = page.grid.paths, page.grid, Qt.KeyboardModifier.ControlModifier
    grid.select(4)
    qtbot.keyClick(grid, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(grid, "1")
    assert grid.targets() == [before[6]]
    qtbot.keyClick(grid, "0")
    page.go_to("labelled")
    page.go_to("open")
    grid.select(9)
    for paths in (before[6:7], before[4:6]):
        qtbot.keyClick(grid, Qt.Key.Key_Z, control)
        assert grid.targets() == [paths[0]]
    assert grid.paths == before
    qtbot.keyClick(grid, Qt.Key.Key_Y, control)
    assert grid.targets() == [before[6]], "what follows"


def test_start_says_that_pictures_have_no_class(heap: StudioWindow) -> None:
    problems: list[str] = []
    heap.training.failed_to_start.connect(lambda problem: problems.append(str(problem)))
    heap.start_training()
    assert len(problems) == 1
    assert "sort them in Data" in problems[0]
    assert heap.session.run is None


def test_plan_says_that_pictures_have_no_class_before_start_and_leads_to_sorting(heap: StudioWindow) -> None:
    heap.data_room.show_pictures()
    heap.go_to("train")
    plan = heap.train_room.plan
    assert "36 pictures have no class yet: sort them in Data." in plan.wrong.text()
    assert not any(step.isVisible() for step in plan.steps)
    assert not heap.train_room.buttons.start.isEnabled()
    plan.sort_button.click()
    assert heap.data_room.is_sorting()
    waiting = heap.session.dataset.unlabelled if heap.session.dataset else ()
    for place, name in enumerate(("red", "green")):
        paths = tuple(one.path for one in waiting[10 * place : 10 * place + 10])
        heap.session.edit_dataset(AddClass(name))
        heap.session.edit_dataset(MovePictures(paths, name))
    heap.go_to("train")
    assert plan.wrong.isHidden()
    assert plan.steps[0].isVisible()
    assert not plan.sort_button.isVisible()
    assert heap.train_room.buttons.start.isEnabled()


def test_pictures_are_compared_once_they_are_sorted(heap: StudioWindow, send: Callable[..., None]) -> None:
    send(heap, 1, JobFinished())  # the look for weights
    assert [job.job for job in heap.jobs.waiting if isinstance(job.job, DescribePictures)]
    said = heap.data_room.sort_page.side.said
    assert said() == "Pictures are compared when the engine is free.\nWaiting for the engine to start"
    heap.jobs.submit(Evaluate("/run"), TEXTS, lambda _: None)
    assert said().endswith("\nWaiting for the measurement to end")


@pytest.mark.parametrize(
    ("right", "labelled", "guessing"), [(2, 4, True), (4, 4, False), (20, 40, True), (30, 40, False)]
)
def test_proposals_that_may_be_guesses_are_said_to_be(
    heap: StudioWindow, right: int, labelled: int, guessing: bool
) -> None:
    control = ProposingControl(heap.session, heap.jobs, heap)
    control.depth = 18
    none = np.zeros((0, 2), np.float32)
    control.proposals = Proposals(("ants", "bees"), (0, 1), (), none, right, labelled)
    assert ("may be guessing" in sources(control)) == guessing


def test_file_of_weights_that_was_chosen_for_another_dataset_is_used_for_proposals_and_named(
    heap: StudioWindow, colours: Path
) -> None:
    other = scan(colours)
    heap.opening._recents.add(other, 1.0)
    heap.opening.note_weights(other, "/weights/beetles.pth")
    command = heap.proposing._command()
    assert command is not None
    assert command.weights == "/weights/beetles.pth"
    heap.proposing.depth, heap.proposing.weights, heap.proposing._wanted = 18, command.weights, False
    assert "with the weights of beetles.pth, the file that was chosen last" in sources(heap.proposing)


def test_pictures_compared_by_colours_are_compared_again_once_a_file_of_weights_is_chosen(heap: StudioWindow) -> None:
    heap.proposing._job = None
    heap.proposing.depth, heap.proposing._wanted = 0, False
    heap.weights_file.accepted.emit("/weights/beetles.pth")
    assert heap.proposing.busy


def test_pictures_that_are_put_back_are_read_again(
    window: StudioWindow, copied_colours: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    writing = WritingOut(scan(copied_colours), tmp_path / "out", "move")
    writing.write(lambda: writing.done == 6)  # as where the program was ended then
    room = window.data_room
    with qtbot.waitSignal(window.session.dataset_changed, timeout=20_000):
        window.opening.open(copied_colours)
    assert window.session.dataset is not None
    assert len(window.session.dataset.pictures) == 30
    room.show_sorting()
    undo = room.sort_page.findChild(Writing).undo_button
    qtbot.waitUntil(lambda: undo.isVisible())
    with qtbot.waitSignal(window.session.dataset_changed, timeout=20_000):
        qtbot.mouseClick(undo, Qt.MouseButton.LeftButton)
    assert len(window.session.dataset.pictures) == 36
    assert room.sort_page.isVisible()
    assert room.sort_page.notice.sentence() == "6 pictures were put back."
    assert not room.sort_page.notices.news.isVisible()


def test_putting_back_that_is_cancelled_half_way_stays_on_its_page_and_goes_on(
    window: StudioWindow, copied_colours: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, room, failed = Held(monkeypatch), window.data_room, list[object]()
    window.opening.failed.connect(lambda *why: failed.append(why))
    with qtbot.waitSignal(window.session.dataset_changed, timeout=20_000):
        window.opening.open(copied_colours)
    dataset = window.session.dataset
    assert dataset is not None
    room.show_sorting()
    writing, notice = room.sort_page.findChild(Writing), room.sort_page.notice
    with qtbot.waitSignal(window.opening.news, timeout=20_000):
        writing.write(dataset, tmp_path / "out", "move")
    qtbot.mouseClick(writing.undo_button, Qt.MouseButton.LeftButton)
    assert held.reached.acquire(timeout=20)
    qtbot.mouseClick(notice.button, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(window.opening.news, timeout=20_000):
        held.goes_on.release()
    assert notice.sentence() == "1 picture was put back."
    assert (failed, window.session.dataset) == ([], dataset)
    assert writing.undo_button.isVisible()
    held.goes_on.release(35)
    qtbot.mouseClick(writing.undo_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: notice.sentence() == "35 pictures were put back.", timeout=20_000)
    assert len(list(copied_colours.glob("*/*.png"))) == 36


def test_folder_into_which_all_is_put_back_can_be_opened(
    window: StudioWindow, copied_colours: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    WritingOut(scan(copied_colours), tmp_path / "out", "move").write(lambda: False)
    room = window.data_room
    with qtbot.waitSignal(window.session.dataset_changed, timeout=20_000):
        window.opening.open(tmp_path / "out")
    room.show_sorting()
    undo, notice = room.sort_page.findChild(Writing).undo_button, room.sort_page.notice
    qtbot.waitUntil(lambda: undo.isVisible())
    qtbot.mouseClick(undo, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: notice.sentence() == "36 pictures were put back.")
    with qtbot.waitSignal(window.session.dataset_changed, timeout=20_000):
        qtbot.mouseClick(notice.button, Qt.MouseButton.LeftButton)
    assert window.session.dataset is not None
    assert window.session.dataset.root == copied_colours
