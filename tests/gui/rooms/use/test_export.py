"""The panel that exports the model in use."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QLineEdit, QMessageBox
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.errors import Failure
from resnet_studio.core.basics.message import message
from resnet_studio.core.exports import formats
from resnet_studio.core.protocol.events import JobFailed, JobFinished
from resnet_studio.core.protocol.jobs.export import Export, Exported
from resnet_studio.core.protocol.jobs.install_runtime import InstallRuntime, InstallStep, RuntimeInstalled
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.threshold import Threshold, answers_identity, keep_threshold
from resnet_studio.gui.engine.jobs import JobRunner
from resnet_studio.gui.rooms.use import export as export_module
from resnet_studio.gui.rooms.use.export import ExportPanel, add_export
from resnet_studio.gui.rooms.use.room import UseRoom
from resnet_studio.gui.work.export import ExportControl
from resnet_studio.gui.work.runtime import RuntimeControl


@pytest.fixture
def control(qtbot: QtBot, silent_worker: Any) -> ExportControl:
    return ExportControl(JobRunner(silent_worker))


@pytest.fixture
def runtime(qtbot: QtBot, silent_worker: Any) -> RuntimeControl:
    return RuntimeControl(JobRunner(silent_worker))


@pytest.fixture
def panel(control: ExportControl, runtime: RuntimeControl, qtbot: QtBot) -> ExportPanel:
    made = ExportPanel(control, runtime)
    qtbot.addWidget(made)
    control.set_run(Path("/runs/ants bees"))
    return made


def exported(**changed: Any) -> Exported:
    fields = {"pictures": 153, "agree": 153, "largest": 0.0004, "one_thread": 20.1, "all_threads": 11.0, "alike": 153}
    return Exported("r", "/home/a/ants onnx", "model.onnx", "onnx", "float32", 44_700_000, **fields | changed)


def test_export_from_before_another_threshold_was_kept_is_not_said_to_be_checked(
    control: ExportControl, panel: ExportPanel, tmp_path: Path
) -> None:
    control.set_run(tmp_path)
    control.done["onnx", "float32"] = exported(identity=answers_identity(tmp_path))
    control.changed.emit()
    panel.show()
    assert "agree with this window" in panel.result.sentence.text()
    panel.hide()
    keep_threshold(tmp_path, Threshold(0.98, 0.9, "validation"))
    panel.show()
    assert panel.result.isHidden()


def test_each_format_is_explained_in_a_line(panel: ExportPanel) -> None:
    for key in panel.formats.keys():  # noqa: SIM118 - it is not a dictionary
        panel.formats.button(key).click()
        assert panel.line.text() == str(formats.FORMATS[key].line)


def test_numbers_are_those_that_the_format_has(panel: ExportPanel) -> None:
    panel.numbers.button("int8").click()
    panel.formats.button("pt2").click()
    assert panel.kind() == ("pt2", "float32")
    assert not panel.numbers.button("int8").isEnabled()
    panel.formats.button("onnx").click()
    assert panel.numbers.button("int8").isEnabled()


def test_figures_of_the_check_are_shown_with_the_export(panel: ExportPanel, control: ExportControl) -> None:
    control.done["onnx", "float32"] = exported(runtime="onnxruntime 1.32.0")
    control.changed.emit()
    assert panel.result.sentence.text() == "153 of 153 pictures agree with this window"
    assert panel.result.detail.text() == "Probabilities differ by 0.0004 at most."
    assert [value.text() for _, value in panel.result.rows] == ["45 MB", "11 ms", "20.1 ms", "onnxruntime 1.32.0"]
    assert not panel.show_it.isHidden()
    panel.numbers.button("int8").click()
    assert panel.result.isHidden()


def test_failure_says_why_there_is_no_file(panel: ExportPanel, control: ExportControl) -> None:
    control.failed["onnx", "float32"] = message("The disk is full.")
    control.changed.emit()
    assert panel.result.detail.text() == "The disk is full."
    assert panel.show_it.isHidden()


def test_progress_and_failure_are_scrolled_into_view_where_the_panel_is_low(
    panel: ExportPanel, silent_worker: Any, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def is_in_view() -> bool:
        return panel.result.visibleRegion().boundingRect() == panel.result.rect()

    monkeypatch.setattr(export_module.file_dialogs, "choose_folder_to_fill", lambda *given: given[-1](tmp_path))
    panel.resize(312, 420)
    panel.show()
    qtbot.mouseClick(panel.export, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(is_in_view)
    bar = panel._area.verticalScrollBar()
    lowest = bar.maximum()
    silent_worker.tell(JobFailed(message("The file did not say what the window says. {more}", more="It is long. " * 9)))
    qtbot.waitUntil(lambda: bar.maximum() > lowest and is_in_view())


def test_export_is_asked_for_cancelled_and_asked_for_again(
    panel: ExportPanel, control: ExportControl, silent_worker: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_module.file_dialogs, "choose_folder_to_fill", lambda *given: given[-1](tmp_path))
    panel.export.click()
    assert control.busy
    assert (panel.export.isHidden(), panel.cancel.isHidden()) == (True, False)
    panel.cancel.click()
    assert not control.busy
    assert (panel.export.isHidden(), panel.cancel.isHidden()) == (False, True)


def test_name_of_a_new_folder_is_typed_for_an_export(
    panel: ExportPanel, silent_worker: Any, tmp_path: Path, qtbot: QtBot
) -> None:
    panel.export.click()
    (dialog,) = panel.findChildren(QFileDialog)
    dialog.setDirectory(str(tmp_path))
    clock = QTimer(dialog, interval=100)  # where the folder is refused, the message would wait for ever
    clock.timeout.connect(lambda: [box.reject() for box in dialog.findChildren(QMessageBox)])
    clock.start()
    field = dialog.findChild(QLineEdit)
    qtbot.keyClicks(field, "new")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: 1 in silent_worker.submitted)
    assert silent_worker.submitted[1].output == str(tmp_path / "new" / "ants bees onnx float32")


def test_folder_is_for_the_model_and_the_format_for_which_it_was_asked(
    panel: ExportPanel, control: ExportControl, silent_worker: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(export_module.file_dialogs, "choose_folder_to_fill", lambda *given: asked.append(given[-1]))
    panel.export.click()
    panel.formats.button("pt2").click()
    control.set_run(Path("/runs/other"))
    asked[0](tmp_path)
    assert silent_worker.submitted[1] == Export(
        "/runs/ants bees", "onnx", str(tmp_path / "ants bees onnx float32"), "float32"
    )


def test_progress_names_what_is_exported_where_something_else_is_chosen(
    panel: ExportPanel, control: ExportControl, tmp_path: Path
) -> None:
    control.export(Path("/runs/ants bees"), ("onnx", "float32"), tmp_path)
    said = panel.result.sentence.text()
    panel.formats.button("pt2").click()
    assert panel.result.sentence.text() == f"It is being exported as ONNX, float32: {said}"
    control.set_run(Path("/runs/other"))
    assert panel.result.sentence.text() == f"The model of ants bees is being exported as ONNX, float32: {said}"


def test_failed_export_again_says_that_the_earlier_file_is_unchanged(
    panel: ExportPanel, control: ExportControl
) -> None:
    tip = panel.export.toolTip()
    control.done["onnx", "float32"] = exported()
    control.failed["onnx", "float32"] = message("The disk is full.")
    control.changed.emit()
    assert panel.result.sentence.text() == "It was not exported again; the earlier file is unchanged"
    assert not panel.show_it.isHidden()
    assert "a new folder is made" in panel.export.toolTip()
    control.done.clear()
    control.changed.emit()
    assert panel.result.sentence.text() == "There is no file"
    assert panel.export.toolTip() == tip


def test_pictures_that_the_program_reads_otherwise_are_counted(panel: ExportPanel, control: ExportControl) -> None:
    control.done["onnx", "float32"] = exported(alike=151)
    control.changed.emit()
    assert "2 of 153 pictures are not read by python/picture.py" in panel.result.detail.text()


def test_what_is_not_installed_is_named_with_the_line_that_installs_it(
    panel: ExportPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(formats.importlib.util, "find_spec", lambda name: object() if name == "pip" else None)
    panel.formats.button("openvino").click()
    assert panel.result.sentence.text() == "Not installed"
    assert 'pip install "resnet-studio[openvino]"' in panel.result.detail.text()
    assert not panel.export.isEnabled()
    panel.copy_line.click()
    assert QGuiApplication.clipboard().text() == 'pip install "resnet-studio[openvino]"'


def test_room_opens_and_closes_the_panel_for_the_model_in_use(
    room: UseRoom, control: ExportControl, runtime: RuntimeControl, qtbot: QtBot, make_summary: Any
) -> None:
    use = add_export(room, control, runtime)
    panel = room.findChild(ExportPanel)
    button = next(one for one in room.header.findChildren(type(room.choose)) if one.words() == "Export…")
    assert button.isHidden()
    use(make_summary())
    assert not button.isHidden()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not panel.isHidden()
    assert control.run == make_summary().path
    assert panel.title.text() == "Export ants-bees"
    use(replace(make_summary("other"), dataset="digits", config=TrainConfig.build(depth=20)))
    assert panel.title.text() == "Export digits, ResNet-20"
    qtbot.mouseClick(panel.close_button, Qt.MouseButton.LeftButton)
    assert panel.isHidden()
    qtbot.keyClick(button, Qt.Key.Key_Space)
    chosen = panel.formats.button("onnx")
    assert room.window().focusWidget() is chosen, "the keyboard is in what it has opened"
    qtbot.keyClick(chosen, Qt.Key.Key_Escape)
    assert panel.isHidden()
    assert room.window().focusWidget() is button
    assert button.nextInFocusChain() is room.other_run
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    use(None)
    assert panel.isHidden()
    assert button.isHidden()


def test_panel_takes_the_whole_width_of_a_narrow_window_with_the_formats_beside_the_rest(
    room: UseRoom, control: ExportControl, runtime: RuntimeControl, make_summary: Any, qtbot: QtBot
) -> None:
    use = add_export(room, control, runtime)
    panel = room.findChild(ExportPanel)
    use(make_summary())
    room.resize(860, 472)
    next(one for one in room.header.findChildren(type(room.choose)) if one.words() == "Export…").click()
    qtbot.waitUntil(lambda: panel.width() > 700)
    assert not room.pages.isVisible()
    assert panel.line.mapTo(panel, panel.line.rect().topLeft()).x() > panel.formats.geometry().right()
    room.resize(1500, 832)
    qtbot.waitUntil(lambda: panel.width() == 312)
    assert room.pages.isVisible()


def test_missing_runtime_is_installed_by_a_button(
    panel: ExportPanel, runtime: RuntimeControl, silent_worker: Any, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(formats.importlib.util, "find_spec", lambda name: None if name == "openvino" else object())
        panel.formats.button("openvino").click()
        assert panel.result.sentence.text() == "Not installed"
        assert panel.result.detail.text().startswith("openvino is not installed. It takes about 180 MB.")
        qtbot.mouseClick(panel.install, Qt.MouseButton.LeftButton)
        (number,) = silent_worker.submitted
        assert silent_worker.submitted[number] == InstallRuntime("openvino")
        silent_worker.event_arrived.emit(number, InstallStep(message("Downloading openvino, 46 MB")))
        assert panel.result.sentence.text() == "Downloading openvino, 46 MB"
        assert (panel.install.isHidden(), panel.cancel.isHidden()) == (True, False)
        silent_worker.event_arrived.emit(number, JobFailed(message("The disk is full."), "", Failure.DISK_FULL))
        assert panel.result.detail.text() == "openvino is not installed. The disk is full."
        panel.install.click()
        number = max(silent_worker.submitted)
        silent_worker.event_arrived.emit(number, RuntimeInstalled("openvino"))
    with monkeypatch.context() as patch:
        patch.setattr(formats.importlib.util, "find_spec", lambda _: object())
        silent_worker.event_arrived.emit(number, JobFinished())
        assert panel.install.isHidden()
        assert panel.export.isEnabled()


def test_package_says_that_nothing_can_be_installed(panel: ExportPanel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats.importlib.util, "find_spec", lambda _: None)
    monkeypatch.setattr(export_module, "obstacle", lambda: message("Nothing can be added."))
    panel.formats.button("openvino").click()
    assert panel.install.isHidden()
    assert panel.copy_line.isHidden()
    assert panel.result.detail.text().endswith("Nothing can be added.")
    assert not panel.export.isEnabled()
