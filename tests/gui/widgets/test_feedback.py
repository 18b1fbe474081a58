"""Error panel, notices, empty states and drop zones."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from resnet_studio.gui.theme.manager import install
from resnet_studio.gui.widgets.empty_state import EmptyState
from resnet_studio.gui.widgets.feedback import ErrorPanel, NoticeBar

MARKUP = "<b>ants</b> & <img src=x>"


@pytest.fixture(autouse=True)
def look(qapp: QApplication) -> None:
    install(qapp).choose("light")


def test_error_panel_shows_copies_and_retries(qtbot: QtBot) -> None:
    panel = ErrorPanel()
    qtbot.addWidget(panel)
    assert panel.isHidden()
    panel.show_error(f"{MARKUP} stopped.", "Traceback: line 1", retry=True)
    assert panel.sentence() == f"{MARKUP} stopped."
    panel.copy_button.click()
    assert QGuiApplication.clipboard().text() == f"{MARKUP} stopped.\n\nTraceback: line 1"
    panel.details_button.click()
    assert panel.details_button.words() == "Hide details"
    with qtbot.waitSignal(panel.retried):
        panel.retry_button.click()
    panel.clear()
    assert panel.isHidden()


def test_error_panel_links_addresses_of_weights_and_nothing_else(qtbot: QtBot) -> None:
    panel = ErrorPanel()
    qtbot.addWidget(panel)
    address = "https://download.pytorch.org/models/resnet18-f37072fd.pth"
    sentence = f"{MARKUP} was not downloaded. You can download it yourself from {address}."
    panel.show_error(sentence)
    (label,) = [label for label in panel.findChildren(QLabel) if "download" in label.text()]
    assert label.textFormat() is Qt.TextFormat.RichText
    assert label.text().count("<a ") == 1
    assert f'<a href="{address}">{address}</a>.' in label.text()
    assert "&lt;b&gt;ants&lt;/b&gt; &amp;" in label.text()
    assert panel.sentence() == sentence
    panel.copy_button.click()
    assert QGuiApplication.clipboard().text() == sentence
    panel.show_error(f"{MARKUP} refers to https://example.org/pytorch.org/x.pth")
    assert label.textFormat() is Qt.TextFormat.PlainText
    assert "<b>" in label.text()


def test_error_panel_action_stands_before_details_and_calls_its_slot(qtbot: QtBot) -> None:
    panel = ErrorPanel()
    qtbot.addWidget(panel)
    clicks: list[int] = []
    button = panel.add_action("Choose the file…", lambda: clicks.append(1), "folder")
    panel.show_error("The weights are missing.", "Traceback", retry=True)
    panel.show()
    panel.layout().activate()
    assert button.x() < panel.details_button.x()
    button.click()
    assert clicks == [1]


def test_error_panel_without_details_hides_their_buttons(qtbot: QtBot) -> None:
    panel = ErrorPanel()
    qtbot.addWidget(panel)
    panel.show_error("The disk is full.")
    assert panel.details_button.isHidden()
    assert panel.retry_button.isHidden()


def test_notice_bar_emits_action_and_can_be_dismissed(qtbot: QtBot) -> None:
    notice = NoticeBar()
    qtbot.addWidget(notice)
    notice.say("1 picture was left out.", look="warning", action="Undo", dismissible=True)
    assert not notice.isHidden()
    with qtbot.waitSignal(notice.acted):
        notice.button.click()
    with qtbot.waitSignal(notice.dismissed):
        notice.cross.click()
    assert notice.isHidden()


def test_empty_state_offers_its_action(qtbot: QtBot) -> None:
    empty = EmptyState("No runs yet. Train one first.", "Go to Train", "runs")
    qtbot.addWidget(empty)
    with qtbot.waitSignal(empty.acted):
        empty.button.click()
    empty.set_words("No runs yet.")
    assert empty.button.isHidden()
