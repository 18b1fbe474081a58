"""The notice about a report: it names the run, and its button does what it says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from resnet_studio.core.runs.summary import summarise
from resnet_studio.gui.engine.jobs import JobRunner
from resnet_studio.gui.rooms.results.report import ReportNotice
from resnet_studio.gui.work.report import ReportControl
from resnet_studio.gui.work.session import Session
from tests.core.report.measured_run import measured_run


@pytest.fixture
def notice(qtbot: QtBot, silent_worker: Any) -> ReportNotice:
    notice = ReportNotice(ReportControl(Session(), JobRunner(silent_worker)))
    qtbot.addWidget(notice)
    return notice


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    shown: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: shown.append(url.toLocalFile()) or True)
    return shown


def test_report_is_written_where_a_person_says_and_shown(
    notice: ReportNotice, opened: list[str], tmp_path: Path, qtbot: QtBot
) -> None:
    run, file = summarise(measured_run(tmp_path)), tmp_path / "mine.html"
    notice.ask(run)
    (dialog,) = notice.findChildren(QFileDialog)
    assert dialog.selectedFiles()[0].endswith("first.html")
    dialog.fileSelected.emit(str(file))
    dialog.close()
    assert notice.sentence() == "The report of first is being written."
    assert notice.button.text() == "Cancel"
    qtbot.waitUntil(lambda: notice.button.text() == "Show it", timeout=20_000)
    assert "mine.html" in notice.sentence()
    qtbot.mouseClick(notice.button, Qt.MouseButton.LeftButton)
    assert opened == [str(file)]


def test_notice_is_shown_with_its_run_alone(notice: ReportNotice, tmp_path: Path, qtbot: QtBot) -> None:
    run = summarise(measured_run(tmp_path))
    notice.show_run(run)
    notice.write(run, tmp_path / "mine.html")
    qtbot.waitUntil(lambda: notice.button.text() == "Show it", timeout=20_000)
    assert notice.isVisible()
    notice.show_run(None)
    assert not notice.isVisible()
    notice.show_run(run)
    assert notice.isVisible()
    qtbot.mouseClick(notice.cross, Qt.MouseButton.LeftButton)
    notice.show_run(run)
    assert not notice.isVisible()


def test_cancelled_report_leaves_no_notice(notice: ReportNotice, tmp_path: Path, qtbot: QtBot) -> None:
    notice.write(summarise(measured_run(tmp_path)), tmp_path / "mine.html")
    qtbot.mouseClick(notice.button, Qt.MouseButton.LeftButton)
    assert notice.sentence() == ""
    assert notice.isHidden()


def test_report_that_cannot_be_written_says_so(notice: ReportNotice, tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "file").write_bytes(b"")
    notice.write(summarise(measured_run(tmp_path)), tmp_path / "file" / "mine.html")
    qtbot.waitUntil(lambda: notice.button.text() == "Try again", timeout=20_000)
    assert "cannot be written" in notice.detail()
