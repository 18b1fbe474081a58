"""What is known of the picture that is large in Data: from the dataset, the model in use, the check and its file."""

import hashlib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.message import message
from resnet_studio.core.checks.find import Checked
from resnet_studio.core.checks.kinds import CheckFinding, CheckKind
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.protocol.events import JobFinished
from resnet_studio.core.protocol.jobs.predict import Predict, Prediction
from resnet_studio.core.runs.summary import RunSummary, summarise
from resnet_studio.gui.shell.window import StudioWindow
from resnet_studio.gui.widgets.button import IconButton
from tests.gui.new_window import window_without_engine
from tests.made_figures import figures_of, made_run, write_results

WAIT = 20_000


@pytest.fixture
def window(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[StudioWindow]:
    with window_without_engine(qtbot, monkeypatch) as window:
        yield window


def measured(dataset: Dataset) -> RunSummary:
    """A run that takes the second blue picture of validation for a green one."""
    path = made_run(dataset, "one", 0.9)
    pictures = [[one.path for one in dataset.part("validation") if one.label == label] for label in range(3)]
    write_results(path, figures_of(((1, 1, 0), (0, 2, 0), (0, 0, 2)), dataset.classes), pictures=pictures)
    return summarise(path)


def test_large_picture_shows_what_is_known_of_it(qtbot: QtBot, window: StudioWindow, colours: Path) -> None:
    dataset = scan(colours)
    window.session.set_dataset(dataset)
    window.session.use_run(measured(dataset))
    picture = [one for one in dataset.part("validation") if one.label == 0][1]
    others = tuple(one.path for one in dataset.pictures if one.part == "train")
    groups = (others[:3], (picture.path, others[3]))
    findings = (
        CheckFinding(CheckKind.BLURRED, message("9 pictures are blurred."), (picture.path, *others)),
        CheckFinding(CheckKind.NEAR_DUPLICATE, message("5 are alike."), tuple(chain(*groups)), groups),
    )
    window.checks.checked = Checked(findings, (), 36)
    page = window.data_room.dataset_page
    page.open_larger(dataset.pictures.index(picture))
    details = page.preview.near.details
    qtbot.waitUntil(lambda: {"SHA-256", "The model says"} <= details.shown().keys(), timeout=WAIT)
    shown, file = details.shown(), dataset.absolute(picture)
    assert (shown["Class"], shown["Part"]) == ("blue", "validation")
    assert shown["The model says"].startswith("green, ")
    assert shown["The model says"].endswith(", wrong")
    assert shown["Model of the run"] == "one"
    assert shown["Found by the check"] == "1 picture is blurred. 2 pictures are nearly the same."
    assert shown["SHA-256"] == hashlib.sha256(file.read_bytes()).hexdigest()
    assert (shown["Format"], shown["Pixels"], shown["Path"]) == ("PNG", "RGB, 8 bits", str(file))
    qtbot.keyClick(details.findChildren(IconButton)[-1], Qt.Key.Key_Right)  # one that copies
    assert shown["Path"] != details.shown().get("Path"), "what another file says is gone at once"
    window.session.use_run(None)
    qtbot.waitUntil(lambda: "SHA-256" in details.shown(), timeout=WAIT)
    assert "The model says" not in details.shown()
    info = page.preview.near.info
    assert (info.isChecked(), details.isHidden()) == (True, False)
    qtbot.keyClick(page.preview, Qt.Key.Key_I)
    assert (info.isChecked(), details.isHidden()) == (False, True)


def test_answer_for_a_picture_that_was_not_measured_is_asked_for(
    qtbot: QtBot, window: StudioWindow, colours: Path
) -> None:
    dataset = scan(colours)
    window.session.set_dataset(dataset)
    run = measured(dataset)
    window.session.use_run(run)
    picture = next(one for one in dataset.part("train") if one.label == 0)
    page = window.data_room.dataset_page
    page.open_larger(dataset.pictures.index(picture))
    details = page.preview.near.details
    number, command = 0, Predict(str(run.path), (str(dataset.absolute(picture)),), window.session.draft.config.device)

    def asked() -> bool:
        nonlocal number
        number = next((one.number for one in window.jobs.waiting if one.job == command), 0)
        return number > 0

    qtbot.waitUntil(asked, timeout=WAIT)
    assert details.shown()["The model says"].startswith("Waiting for")
    answer = Prediction(command.paths[0], dataset.classes, (0.9, 0.1, 0.0))
    for event in (answer, JobFinished()):
        window.jobs.worker.event_arrived.emit(number, event)
    assert details.shown()["The model says"] == "blue, 90.0 %, right; not measured on it"
    assert details.shown()["Model of the run"] == "one"


def test_pictures_that_the_model_has_wrong_are_shown_alone(qtbot: QtBot, window: StudioWindow, colours: Path) -> None:
    dataset = scan(colours)
    window.session.set_dataset(dataset)
    window.session.use_run(measured(dataset))
    page = window.data_room.dataset_page
    more = page.filters.more
    more.menu_of_filters()  # has the answers read
    qtbot.waitUntil(lambda: bool(window.answers.known), timeout=WAIT)
    more.switch("answer", "wrong", on=True)
    wrong = [one for one in dataset.part("validation") if one.label == 0][1]
    assert [page.grid.picture_at(place) for place in range(page.grid.count())] == [dataset.pictures.index(wrong)]
    assert page.shown() == "1 of 36"
    more.switch("format", "PNG", on=True)
    assert page.grid.count() == 1
    texts = [one.text() for one in more._menus["answer"].actions()]
    assert texts[-1] == "Only 6 measured pictures, of validation and test"
    window.session.use_run(None)
    assert (page.grid.count(), more.words()) == (36, "Filter: 1"), "the format is still asked for"
    page.show_all()
    assert (page.grid.count(), more.words()) == (36, "Filter")
