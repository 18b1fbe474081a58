"""Files of weights that are chosen in the Model room of the window."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.network.weights_files import NetworkInFile
from resnet_studio.core.protocol.events import JobFinished
from resnet_studio.core.protocol.jobs.weights import WeightsExamined, WeightsOnDisk
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.gui.shell.window import StudioWindow

Helper = Callable[..., Any]


def test_file_of_weights_is_checked_when_chosen_and_remembered_with_its_dataset(
    window: StudioWindow, colours: Path, tmp_path: Path, send: Helper
) -> None:
    window.session.set_dataset(scan(colours))
    window.opening._recents.add(scan(colours), 1.0)
    file = tmp_path / "net.pth"
    file.write_bytes(b"weights")
    window.go_to("model")
    window.model_room.weights.chosen.emit(str(file))
    look, check = 1, 2
    send(window, look, JobFinished())
    send(window, check, WeightsExamined(str(file), (NetworkInFile("", 50, (True,)),)), JobFinished())
    room = window.model_room
    assert room.problem.sentence().startswith("net.pth holds a ResNet-50, not a ResNet-18.")
    assert window.session.draft.config == TrainConfig.build(pictures=29)
    assert window.opening.weights_of(window.session.dataset) == ""
    QTest.mouseClick(room.problem.fix_button, Qt.MouseButton.LeftButton)
    send(window, check + 1, WeightsExamined(str(file), (NetworkInFile("", 50, (True,)),)), JobFinished())
    assert (window.session.draft.config.depth, window.session.draft.config.weights) == (50, str(file))
    assert not room.problem.isVisible()
    assert window.opening.weights_of(window.session.dataset) == str(file)


def test_model_says_that_a_chosen_published_file_is_kept(
    window: StudioWindow, colours: Path, tmp_path: Path, send: Helper
) -> None:
    window.session.set_dataset(scan(colours))
    window.go_to("model")
    file = tmp_path / "resnet18.pth"
    file.write_bytes(b"weights")
    window.model_room.weights.chosen.emit(str(file))
    look, check = 1, 2
    send(window, look, WeightsOnDisk((), "/cache"), JobFinished())
    imagenet = window.model_room.weights.rows.button("imagenet")
    assert "on this computer" not in imagenet.accessibleName()
    examined = WeightsExamined(str(file), (NetworkInFile("", 18, (True,)),))
    send(window, check, examined, WeightsOnDisk((18,), "/cache"), JobFinished())
    assert "on this computer" in imagenet.accessibleName()
