"""Sorting pictures, in the pseudo-locale: see `test_pseudo_locale`."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from resnet_studio.core.dataset.class_edits import AddClass
from resnet_studio.core.dataset.picture_edits import MovePictures
from resnet_studio.core.dataset.propose import Proposals
from resnet_studio.core.dataset.scan import scan
from resnet_studio.gui.rooms.data.sort.writing import Writing
from resnet_studio.gui.shell.window import StudioWindow
from tests.gui.misplaced import misplaced_in_the_end
from tests.gui.test_pseudo_locale import CLASSES, SIZES


@pytest.fixture
def window(pseudo_window: StudioWindow, colours: Path, tmp_path: Path, collector: Any) -> StudioWindow:
    """A heap, of which some pictures have a class and the others are proposed."""
    heap = tmp_path / "heap"
    heap.mkdir()
    for file in colours.glob("*/*.png"):
        shutil.copy2(file, heap)
    dataset = scan(heap, unsorted=True)
    for name in CLASSES:
        dataset = dataset.with_edit(AddClass(name))
    dataset = dataset.with_edit(MovePictures(tuple(one.path for one in dataset.unlabelled[:9]), "red"))
    pseudo_window.session.set_dataset(dataset)
    control = pseudo_window.proposing
    control.depth, control._wanted = 0, False
    chances = np.full((len(dataset.unlabelled), 3), 0.01, np.float32)
    chances[:, 1] = 0.98
    control.proposals = Proposals(
        dataset.all_classes, (0, 1, 2), tuple(one.path for one in dataset.unlabelled), chances, 8, 9
    )
    control.first = control.proposals.paths
    control.changed.emit()
    collector.data |= {"out", *re.findall(r"[^\W\d_]+", " ".join((str(heap), *control.first)))}
    return pseudo_window


def unsure(window: StudioWindow) -> None:
    window.data_room.sort_page.grid.typed.emit("0")
    window.data_room.sort_page.go_to("unsure")


def corrected(window: StudioWindow) -> None:
    window.data_room.sort_page.accept()
    window.data_room.sort_page.grid.typed.emit("b")


def written(window: StudioWindow, qtbot: QtBot) -> None:
    page = window.data_room.sort_page
    writing = page.findChild(Writing)
    assert page.known is not None
    writing.write(page.known.dataset, page.known.dataset.root.parent / "out", "copy")
    qtbot.waitUntil(lambda: writing.undo_button.isVisible())


STATES: dict[str, Callable[[StudioWindow, QtBot], object]] = {
    "no class yet": lambda *_: None,
    "proposed": lambda window, _: corrected(window),
    "labelled": lambda window, _: window.data_room.sort_page.go_to("labelled"),
    "not sure": lambda window, _: unsure(window),
    "new class": lambda window, _: window.data_room.sort_page.side.ask(),
    "written": written,
}


@pytest.mark.parametrize("state", STATES)
def test_every_text_about_sorting_is_translated_and_fits(
    state: str, window: StudioWindow, collector: Any, qtbot: QtBot
) -> None:
    STATES[state](window, qtbot)
    window.setMinimumSize(1, 1)
    for size in SIZES:
        window.resize(*size)
        assert misplaced_in_the_end(window, qtbot) == [], size
        collector.collect(window)
    collector.check()
