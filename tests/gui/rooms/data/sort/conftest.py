"""The page that sorts pictures, connected as in the window, with an engine in this process."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.gui.rooms.data.sort.person import Person

Heap = Callable[..., tuple[Path, dict[str, str]]]
Open = Callable[..., Person]


@pytest.fixture
def heap(tmp_path: Path) -> Heap:
    """A function that makes a folder of loose pictures, and gives it with the class of each by its name."""

    def make(*counts: int) -> tuple[Path, dict[str, str]]:
        folder, random, right = tmp_path / "heap", np.random.default_rng(5), dict[str, str]()
        folder.mkdir()
        names = ("red", "green", "blue")
        places = random.permutation(sum(counts))
        for label, count in enumerate(counts):
            for _ in range(count):
                file = f"{places[len(right)]:03}.png"
                red, green, blue = (200 if other == label else int(random.integers(30, 110)) for other in range(3))
                Image.new("RGB", (16, 16), (red, green, blue)).save(folder / file)
                right[file] = names[label]
        return folder, right

    return make


@pytest.fixture
def person(qtbot: QtBot, qapp: QApplication, silent_worker: object) -> Open:
    """A function that opens a folder for a person, who knows the class of each picture."""
    return lambda folder, right: Person(qtbot, qapp, silent_worker, folder, right)


@pytest.fixture
def sorter(person: Open, heap: Heap) -> Person:
    """With 24 pictures and two classes."""
    found = person(*heap(12, 12))
    found.new_class("red")
    found.new_class("green")
    return found


@pytest.fixture
def sorted_heap(person: Open, heap: Heap) -> Person:
    """Eight pictures, of which six have a class."""
    found = person(*heap(4, 4))
    found.new_class("red")
    found.new_class("green")
    found.label(6)
    return found
