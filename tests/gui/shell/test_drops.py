"""Files and folders dropped on the window."""

import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from resnet_studio.core.runs.summary import summarise
from resnet_studio.gui.shell.window import StudioWindow

Helper = Callable[..., Any]

_KEYS, _BUTTONS = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton


def _dropped(mime: QMimeData) -> QDropEvent:
    return QDropEvent(QPointF(400, 300), Qt.DropAction.CopyAction, mime, _BUTTONS, _KEYS)


def test_pictures_dropped_in_another_room_are_predicted(
    window: StudioWindow, qtbot: QtBot, colours: Path, drop: Helper, usable_run: Helper
) -> None:
    window.session.use_run(summarise(usable_run(colours, "model")))
    window.go_to("model")
    picture = colours / "red" / "red 1.png"
    drop(window, picture)
    qtbot.waitUntil(lambda: window.prediction.busy)
    assert window.rail.current() == "use"


def test_folder_dropped_in_another_room_is_opened(
    window: StudioWindow, qtbot: QtBot, colours: Path, drop: Helper, usable_run: Helper
) -> None:
    window.session.use_run(summarise(usable_run(colours, "model")))
    window.go_to("runs")
    with qtbot.waitSignal(window.session.dataset_changed):
        drop(window, colours)
    assert window.rail.current() == "data"


def test_dropped_folder_that_is_gone_is_reported(
    window: StudioWindow, qtbot: QtBot, tmp_path: Path, drop: Helper
) -> None:
    with qtbot.waitSignal(window.opening.failed) as caught:
        drop(window, tmp_path / "gone")
    assert caught.args is not None
    assert "gone" in str(caught.args[1])
    assert window.rail.current() == "data"


def test_class_folders_dropped_together_are_a_dataset(
    window: StudioWindow, qtbot: QtBot, copied_colours: Path, drop: Helper
) -> None:
    with qtbot.waitSignal(window.session.dataset_changed):
        drop(window, copied_colours / "red", copied_colours / "blue")
    dataset = window.session.dataset
    assert dataset is not None
    assert dataset.classes == ("blue", "red")
    assert window.data_room.dataset_page.header.title() == f"blue and red in {copied_colours.name}"


def test_folder_and_one_in_it_are_refused_in_words(
    window: StudioWindow, colours: Path, drop: Helper, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(window.opening.refused):
        drop(window, colours / "red", colours)
    assert "Drop one of them." in window.drop_notice.notice.sentence()
    assert window.drop_notice.isVisible()


def test_link_from_a_browser_gets_a_sentence_until_something_is_opened(
    window: StudioWindow, qtbot: QtBot, colours: Path, drop: Helper
) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl("https://example.org/x.png")])
    enter = QDragEnterEvent(QPoint(400, 300), Qt.DropAction.CopyAction, mime, _BUTTONS, _KEYS)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    with qtbot.waitSignal(window.drop_refused):
        QApplication.sendEvent(window, _dropped(mime))
    assert window.drop_notice.isVisible()
    assert window.drop_notice.notice.sentence().startswith("That is a link to the web, not a file.")
    with qtbot.waitSignal(window.session.dataset_changed):
        drop(window, colours)
    assert not window.drop_notice.isVisible()


@pytest.mark.parametrize("kind", ["", "text/uri-list"], ids=["nothing", "an empty list"])
def test_drop_whose_source_has_vanished_gets_a_sentence(
    window: StudioWindow, qtbot: QtBot, colours: Path, kind: str
) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(colours))])
    QApplication.sendEvent(window, QDragEnterEvent(QPoint(400, 300), Qt.DropAction.CopyAction, mime, _BUTTONS, _KEYS))
    nothing = QMimeData()  # the event does not keep it
    if kind:
        nothing.setData(kind, b"")
        assert nothing.hasUrls()
    with qtbot.waitSignal(window.drop_refused):
        QApplication.sendEvent(window, _dropped(nothing))
    assert window.drop_notice.notice.sentence() == "What was dropped is not there any more."


def test_drag_of_text_is_refused(window: StudioWindow) -> None:
    mime = QMimeData()
    mime.setText("a sentence")
    enter = QDragEnterEvent(QPoint(400, 300), Qt.DropAction.CopyAction, mime, _BUTTONS, _KEYS)
    QApplication.sendEvent(window, enter)
    assert not enter.isAccepted()


def test_run_is_shown_in_runs_wherever_it_is_dropped(
    window: StudioWindow, qtbot: QtBot, colours: Path, drop: Helper, usable_run: Helper
) -> None:
    run = usable_run(colours, "a run")
    window.session.use_run(summarise(run))
    for path in (run, run / "config.json", run / "best.safetensors"):
        window.go_to("use")
        drop(window, path)
        qtbot.waitUntil(lambda: window.rail.current() == "runs")
        qtbot.waitUntil(lambda: (shown := window.runs_room.table.current()) is not None and shown.path == run)
    assert not window.prediction.busy


def test_file_of_weights_says_where_it_is_chosen(
    window: StudioWindow, qtbot: QtBot, tmp_path: Path, drop: Helper
) -> None:
    (tmp_path / "resnet18.PTH").touch()
    drop(window, tmp_path / "resnet18.PTH")
    qtbot.waitUntil(window.drop_notice.isVisible)
    assert "choose the file in Model" in window.drop_notice.notice.sentence()


@pytest.mark.parametrize("way", ["dropped", "asked"])
def test_tar_of_pictures_is_a_dataset_though_weights_may_be_called_so(
    window: StudioWindow, qtbot: QtBot, colours: Path, tmp_path: Path, drop: Helper, way: str
) -> None:
    file = tmp_path / "colours.tar"
    with tarfile.open(file, "w") as archive:
        archive.add(colours, "colours")
    with qtbot.waitSignal(window.session.dataset_changed):
        drop(window, file) if way == "dropped" else window.asked.emit(file)
    assert window.session.dataset is not None
    assert window.session.dataset.classes == ("blue", "green", "red")
    file = tmp_path / "checkpoint.pth.tar"
    file.write_bytes(b"PK\3\4" + bytes(1000))
    drop(window, file) if way == "dropped" else window.asked.emit(file)
    qtbot.waitUntil(window.drop_notice.isVisible)
    assert "file of weights" in window.drop_notice.notice.sentence()
