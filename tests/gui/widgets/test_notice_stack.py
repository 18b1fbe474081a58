"""Of many notices warnings and the newest show, and a button shows the others."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from resnet_studio.gui.widgets.feedback import NoticeBar
from resnet_studio.gui.widgets.notice_stack import NoticeStack


def test_newest_three_notices_show_and_a_button_shows_the_others(qtbot: QtBot, qapp: QApplication) -> None:
    bars = [NoticeBar() for _ in range(5)]
    room = QWidget()
    qtbot.addWidget(room)
    stack = NoticeStack(*bars)
    above, column = QLineEdit(), QVBoxLayout(room)
    column.addWidget(above)
    column.addWidget(stack)
    room.show()

    def shown() -> list[int]:
        return [number for number, bar in enumerate(bars) if bar.isVisible()]

    assert stack.isHidden()
    for number in (4, 0, 1):
        bars[number].say(f"Notice {number}.", dismissible=True)
    assert (shown(), stack.more_button.isHidden()) == ([0, 1, 4], True)
    for number in (2, 3):
        bars[number].say(f"Notice {number}.", dismissible=True)
    assert (shown(), stack.more_button.text()) == ([1, 2, 3], "Show 2 more notices")
    above.setFocus()
    for below in (bars[1].cross, bars[2].cross, bars[3].cross, stack.more_button):
        qtbot.keyClick(room.focusWidget(), Qt.Key.Key_Tab)
        assert room.focusWidget() is below
    bars[4].say("Another sentence.", dismissible=True)
    assert shown() == [2, 3, 4], "what changes is new"
    bars[2].cross.click()
    assert (shown(), stack.more_button.text()) == ([1, 3, 4], "Show 1 more notice")
    qtbot.mouseClick(stack.more_button, Qt.MouseButton.LeftButton)
    assert (shown(), stack.more_button.text()) == ([0, 1, 3, 4], "Show fewer")
    bars[0].hide()
    assert stack.more_button.isHidden()
    bars[0].say("Notice 0.")
    assert shown() == [0, 3, 4]
    for bar in bars:
        bar.hide()
    assert stack.isHidden()


def test_warning_stays_before_news_and_another_detail_or_look_makes_a_notice_new(qtbot: QtBot) -> None:
    bars = [NoticeBar() for _ in range(5)]
    stack = NoticeStack(*bars)
    qtbot.addWidget(stack)

    def shown() -> list[int]:
        return [number for number, bar in enumerate(bars) if bar.isVisibleTo(stack)]

    bars[0].say("The folder is gone.", look="warning")
    for number in (1, 2, 3, 4):
        bars[number].say("News.")
    assert shown() == [0, 3, 4]
    bars[1].say("News.")
    assert shown() == [0, 3, 4], "this was said already"
    bars[1].say("News.", "Of another picture.")
    assert shown() == [0, 1, 4]
    bars[2].say("News.", action="Undo")
    assert shown() == [0, 1, 2]
    bars[3].say("News.", look="wrong")
    assert shown() == [0, 2, 3]
    bars[0].say("The folder is there again.")
    assert shown() == [0, 2, 3]
    bars[1].say("News.")
    bars[4].say("More news.")
    assert shown() == [1, 3, 4], "what no longer warns gives way like other news"
