"""Menus, dialogs and offers in the pseudo-locale: every visible text is translatable, and none is clipped."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics import places
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.protocol.events import EpochEnd, Event, RunPaused, RunStarted
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.run import create_run
from resnet_studio.core.runs.run_log import EventLog
from resnet_studio.core.runs.summary import RunSummary, summarise
from resnet_studio.gui.rooms.runs.storage import bin_question, permanent_question
from resnet_studio.gui.shell.closing import ask_to_close
from resnet_studio.gui.shell.faults import fault_box
from resnet_studio.gui.shell.window import StudioWindow


def dialogs(window: QWidget) -> list[QWidget]:
    return [one for one in QApplication.topLevelWidgets() if one.isVisible() and one is not window]


@pytest.mark.parametrize("key", ["open", "settings", "help"])
def test_menu_is_translated(pseudo_window: StudioWindow, collector: Any, key: str) -> None:
    pseudo_window.menus.pop_up(key, pseudo_window.rail)
    popup = QApplication.activePopupWidget()
    assert popup is not None
    collector.collect(popup)
    popup.close()
    collector.check()


@pytest.mark.parametrize("action", [0, 1])
def test_dialog_of_the_help_menu_is_translated(pseudo_window: StudioWindow, collector: Any, action: int) -> None:
    pseudo_window.menus._menus["help"].actions()[action].trigger()
    (dialog,) = dialogs(pseudo_window)
    collector.collect(dialog)
    dialog.close()
    collector.check()


def test_closing_question_is_translated(
    pseudo_window: StudioWindow, collector: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(box: QMessageBox) -> int:
        box.show()
        collector.collect(box)
        box.close()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", answer)
    ask_to_close(pseudo_window)
    collector.check()


def make_run(colours: Path, *ending: Event) -> Path:
    path = create_run(places.runs_folder(), TrainConfig.build(depth=20), scan(colours), name="cut off")
    (path / "last.safetensors").write_bytes(b"weights")
    log = EventLog(path)
    log.append(RunStarted(1, str(path), ("blue", "green", "red"), 29, 7, 270_000, 270_000, "CPU", "float32", 4, 2))
    for event in (EpochEnd(1, 1, 1.0, 0.9, 0.75, 1.0), *ending):
        log.append(event)
    log.close()
    return path


@pytest.mark.parametrize("count", [1, 2])
@pytest.mark.parametrize("question", [bin_question, permanent_question])
def test_question_before_a_run_is_deleted_is_translated(
    pseudo_window: StudioWindow,
    colours: Path,
    collector: Any,
    question: Callable[[QWidget, list[RunSummary]], QMessageBox],
    count: int,
) -> None:
    box = question(pseudo_window, [summarise(make_run(colours))] * count)
    box.show()
    collector.collect(box)
    box.close()
    collector.check()


def test_dialog_of_an_unexpected_error_is_translated(pseudo_window: StudioWindow, collector: Any) -> None:
    box = fault_box(pseudo_window, "ValueError: 7", "Traceback")
    box.show()
    collector.data |= {"ValueError", "Traceback"}
    collector.collect(box)
    box.close()
    collector.check()


@pytest.mark.parametrize("ending", [(), (RunPaused("cut off", 1, 0.75),)])
def test_offer_to_resume_is_translated(
    make_pseudo_window: Callable[[], StudioWindow],
    colours: Path,
    collector: Any,
    qtbot: QtBot,
    ending: tuple[Event, ...],
) -> None:
    make_run(colours, *ending)
    window = make_pseudo_window()
    qtbot.waitUntil(lambda: window.offer.isVisible())
    collector.collect(window)
    collector.check()
