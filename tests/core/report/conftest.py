"""A run and its report, made once."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from resnet_studio.core.basics.message import message
from resnet_studio.core.pictures.decode import reduced
from resnet_studio.core.report.contents import read_contents
from resnet_studio.core.report.page import render
from resnet_studio.core.report.pictures import Show
from tests.core.report.measured_run import measured_run
from tests.core.report.parsed_page import Page, parsed


@pytest.fixture(scope="session")
def show() -> Show:
    """Decodes here: these pictures are known."""
    return lambda path, longest, scale: reduced(path, longest, scale)


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of two classes that was measured on a test part and on validation."""
    folder = tmp_path_factory.mktemp("measured")
    verdict = message("A sentence that says what it comes to.")
    return measured_run(folder, parts=("validation", "test"), verdict=verdict)


@pytest.fixture(scope="session")
def page(run: Path, show: Show) -> Page:
    """The report of that run."""
    return parsed(render(read_contents(run, show)))


@pytest.fixture(scope="session")
def of_classes(tmp_path_factory: pytest.TempPathFactory, show: Show) -> Callable[[int], Page]:
    """The report of a run with so many classes, made once."""
    made: dict[int, Page] = {}

    def make(classes: int) -> Page:
        if classes not in made:
            names = [f"class {number}" for number in range(classes)]
            folder = tmp_path_factory.mktemp(f"{classes} classes")
            made[classes] = parsed(render(read_contents(measured_run(folder, names, 2), show)))
        return made[classes]

    return make


@pytest.fixture
def black() -> Show:
    """Shows every picture as a black square, whether it is there or not."""
    return lambda _path, longest, _scale: np.zeros((longest, longest, 3), np.uint8)
