"""Writing out as folders, or undo of it, that ends when another dataset is open."""

import shutil
import threading
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.runs import written_out
from resnet_studio.core.runs.sorted_folders import Placed
from resnet_studio.gui.rooms.data.sort.writing import Writing
from tests.gui.held import Held
from tests.gui.rooms.data.sort.person import Person


def test_what_was_written_of_another_dataset_is_not_taken_back_on_the_page_of_this_one(
    sorted_heap: Person, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    goes_on = threading.Event()

    def put(source: Path, folder: Path, **how: bool) -> Placed | None:
        goes_on.wait(20)
        return real(source, folder, **how)

    real = written_out.put
    monkeypatch.setattr(written_out, "put", put)
    page, writing = sorted_heap.page, sorted_heap.page.findChild(Writing)
    writing.write(sorted_heap.dataset, tmp_path / "out", "copy")
    other = tmp_path / "another heap"
    shutil.copytree(sorted_heap.dataset.root, other)
    sorted_heap.session.set_dataset(scan(other, unsorted=True))
    goes_on.set()
    qtbot.waitUntil(lambda: page.notice.sentence().startswith("6 pictures were copied into "))
    assert not writing.undo_button.isVisible()
    writing.undo()
    assert len(list((tmp_path / "out").glob("*/*"))) == 6


def test_undo_that_was_cancelled_is_not_offered_and_no_move_is_said_on_the_page_of_another_dataset(
    sorted_heap: Person, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Held(monkeypatch)
    page, writing = sorted_heap.page, sorted_heap.page.findChild(Writing)
    writing.write(sorted_heap.dataset, tmp_path / "out", "move")
    qtbot.waitUntil(lambda: writing.undo_button.isVisible())
    writing.undo_button.click()
    assert held.reached.acquire(timeout=20)
    page.notice.button.click()  # Cancel
    other = tmp_path / "another heap"
    shutil.copytree(sorted_heap.dataset.root, other)
    sorted_heap.session.set_dataset(scan(other, unsorted=True))
    held.goes_on.release()
    qtbot.waitUntil(lambda: page.notice.sentence() == "1 picture was put back.")
    assert not writing.undo_button.isVisible()
    assert "were moved" not in page.header.facts()
