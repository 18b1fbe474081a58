"""Sorting the pictures of the answers into folders, and undoing it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from resnet_studio.gui.rooms.use.results import ASKED, UNSURE
from resnet_studio.gui.rooms.use.room import UseRoom
from resnet_studio.gui.rooms.use.sorting import Sorting
from resnet_studio.gui.widgets import file_dialogs
from tests.gui.held import Held

Helper = Callable[..., Any]


@pytest.fixture
def sorting(ready: UseRoom, finish: Helper, prediction: Helper, tmp_path: Path) -> Sorting:
    """A room with three answered pictures: ants, bees, not sure."""
    made = Sorting(ready)
    (tmp_path / "in").mkdir()
    for number, ants in enumerate((0.95, 0.05, 0.6)):
        (tmp_path / "in" / f"{number}.jpg").write_text(f"pixels {number}")
        finish(ready, prediction(str(tmp_path / "in" / f"{number}.jpg"), ants))
    return made


def tree(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("move", [False, True])
def test_pictures_are_sorted_and_put_back(sorting: Sorting, qtbot: QtBot, tmp_path: Path, move: bool) -> None:
    assert sorting.button.isEnabled()
    sorting.sort(tmp_path / "out", move=move)
    qtbot.waitUntil(lambda: "3 pictures were" in sorting.notice.sentence())
    assert tree(tmp_path / "out") == ["ants/0.jpg", "bees/1.jpg", "not sure/2.jpg"]
    paths = sorting._room.answers.paths()
    assert all(Path(path).exists() for path in paths)
    assert [Path(path).parent.name for path in paths] == (["ants", "bees", "not sure"] if move else ["in"] * 3)
    assert sorting.notice.button.text() == ("Put back" if move else "Delete the copies")
    sorting.notice.button.click()
    done = "3 pictures were put back." if move else "3 copies were deleted."
    qtbot.waitUntil(lambda: sorting.notice.sentence() == done)
    assert tree(tmp_path) == ["in/0.jpg", "in/1.jpg", "in/2.jpg"]
    assert all(Path(path).exists() for path in sorting._room.answers.paths())


def test_only_the_pictures_that_are_shown_can_be_sorted(
    sorting: Sorting, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_dialogs, "choose_folder_to_fill", lambda *words: words[-1](tmp_path / "out"))
    assert [one.text() for one in sorting.menu().actions()] == ["Copy into folders…", "Move into folders…"]
    sorting._room.view.choose(UNSURE, ASKED)
    shown, _, _, copied, _ = sorting.menu().actions()
    assert (shown.text(), copied.text()) == ("Copy the 1 shown…", "Copy all 3…")
    shown.trigger()
    qtbot.waitUntil(lambda: "1 picture was" in sorting.notice.sentence())
    assert tree(tmp_path / "out") == ["not sure/2.jpg"]


def test_corrected_pictures_go_where_a_person_says(sorting: Sorting, qtbot: QtBot, tmp_path: Path) -> None:
    for number, name in ((0, "bees"), (2, "ants")):
        sorting._room.answers.corrected[str(tmp_path / "in" / f"{number}.jpg")] = name
    sorting.sort(tmp_path / "out", move=False)
    qtbot.waitUntil(lambda: "3 pictures were" in sorting.notice.sentence())
    assert tree(tmp_path / "out") == ["ants/2.jpg", "bees/0.jpg", "bees/1.jpg"]


def test_sorting_waits_until_pictures_are_put_back_which_can_be_ended_and_go_on(
    sorting: Sorting, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Held(monkeypatch)
    sorting.sort(tmp_path / "out", move=True)
    qtbot.waitUntil(lambda: "3 pictures were" in sorting.notice.sentence())
    assert sorting.button.isEnabled()
    sorting.notice.button.click()
    sorting._room.redraw()
    assert not sorting.button.isEnabled()
    assert held.reached.acquire(timeout=20)
    assert (sorting.notice.sentence(), sorting.notice.button.text()) == ("Putting pictures back: 0 of 3", "Cancel")
    sorting.notice.button.click()
    held.goes_on.release()
    qtbot.waitUntil(lambda: sorting.notice.sentence() == "1 picture was put back.")
    assert (sorting.notice.detail(), sorting.notice.button.text()) == ("2 are left.", "Put back")
    assert tree(tmp_path) == ["in/2.jpg", "out/ants/0.jpg", "out/bees/1.jpg"]
    assert all(Path(path).exists() for path in sorting._room.answers.paths())
    held.goes_on.release(2)
    sorting.notice.button.click()
    qtbot.waitUntil(lambda: sorting.notice.sentence() == "2 pictures were put back.")
    assert sorting.button.isEnabled()
    assert tree(tmp_path) == ["in/0.jpg", "in/1.jpg", "in/2.jpg"]


def test_picture_that_could_not_go_back_before_cancel_is_put_back_with_the_rest(
    sorting: Sorting, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Held(monkeypatch)
    sorting.sort(tmp_path / "out", move=True)
    qtbot.waitUntil(lambda: "3 pictures were" in sorting.notice.sentence())
    taken = tmp_path / "in" / "2.jpg"
    taken.write_text("another")
    sorting.notice.button.click()
    assert held.reached.acquire(timeout=20)
    sorting.notice.button.click()
    held.goes_on.release()
    qtbot.waitUntil(lambda: "its place is taken" in sorting.notice.detail())
    taken.unlink()
    held.goes_on.release(3)
    sorting.notice.button.click()
    qtbot.waitUntil(lambda: sorting.notice.sentence() == "3 pictures were put back.")
    assert tree(tmp_path) == ["in/0.jpg", "in/1.jpg", "in/2.jpg"]


def test_picture_that_is_gone_is_named(sorting: Sorting, qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "in" / "1.jpg").unlink()
    sorting.sort(tmp_path / "out", move=False)
    qtbot.waitUntil(lambda: "2 pictures were" in sorting.notice.sentence())
    assert "1.jpg cannot be sorted into bees" in sorting.notice.detail()


def test_folder_inside_of_the_watched_one_is_refused(sorting: Sorting, tmp_path: Path) -> None:
    sorting._room.watched = tmp_path
    sorting.sort(tmp_path / "out", move=True)
    assert "Choose another folder" in sorting._room.problem.sentence()
    assert not (tmp_path / "out").exists()
