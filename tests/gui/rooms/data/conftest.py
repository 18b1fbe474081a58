"""The Data room, and datasets for it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from resnet_studio.core.dataset.catalogue import Catalogue, Part, Picture
from resnet_studio.core.dataset.dataset import Dataset, apply
from resnet_studio.core.dataset.findings import Finding
from resnet_studio.core.dataset.scan import scan
from resnet_studio.gui.rooms.data.dataset import DatasetPage
from resnet_studio.gui.rooms.data.room import DataRoom
from resnet_studio.gui.theme.manager import install
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader


@pytest.fixture
def room(qtbot: QtBot, qapp: QApplication) -> DataRoom:
    """The room in a window of the usual size."""
    install(qapp).choose("light")
    room = DataRoom(ThumbnailLoader(qapp))
    qtbot.addWidget(room)
    room.resize(1280, 732)
    with qtbot.waitActive(room):
        room.show()
        room.activateWindow()
    return room


@pytest.fixture
def page(room: DataRoom, copied_colours: Path) -> DatasetPage:
    """The page of the colours."""
    room.show_dataset(scan(copied_colours), 0.2)
    return room.dataset_page


@pytest.fixture
def made() -> Callable[..., Dataset]:
    """A function that makes a dataset without files: class names with their numbers of pictures in each part."""
    return _made


def _made(counts: dict[str, tuple[int, int, int]], findings: tuple[Finding, ...] = ()) -> Dataset:
    """A dataset without files: for each class how many pictures are in train, validation and test."""
    parts: tuple[tuple[Part, str], ...] = (("train", "train"), ("validation", "val"), ("test", "test"))
    pictures = tuple(
        Picture(f"{folder}/{name}/{number}.png", label, part, 10, 0)
        for position, (part, folder) in enumerate(parts)
        for label, (name, numbers) in enumerate(counts.items())
        for number in range(numbers[position])
    )
    return apply(Catalogue(Path("/data/made"), tuple(counts), pictures, findings))
