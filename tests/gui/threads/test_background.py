"""Work beside the window: results come back in the window's thread, and only the newest of a kind."""

import threading

import pytest
from PySide6.QtCore import QObject, QThread
from pytestqt.qtbot import QtBot

from resnet_studio.gui.threads.background import Background


@pytest.fixture
def background(qtbot: QtBot, qapp: QObject) -> Background:
    return Background(qapp)


def test_work_is_done_in_a_thread_and_delivered_in_the_window(background: Background, qtbot: QtBot) -> None:
    delivered: list[tuple[object, object]] = []
    here = threading.get_ident()
    background.do(
        "read",
        lambda _: threading.get_ident(),
        lambda there: delivered.append((there, threading.get_ident())),
        pytest.fail,
    )
    assert background.busy("read")
    qtbot.waitUntil(lambda: bool(delivered))
    there, where = delivered[0]
    assert there != here
    assert where == here
    assert QThread.currentThread() is background.thread()
    assert not background.busy("read")


def test_error_is_delivered_as_an_error(background: Background, qtbot: QtBot) -> None:
    delivered: list[Exception] = []

    def fail(_: object) -> None:
        raise OSError(28, "No space left on device")

    background.do("read", fail, lambda _: pytest.fail("it did not fail"), delivered.append)
    qtbot.waitUntil(lambda: bool(delivered))
    assert isinstance(delivered[0], OSError)


def test_newest_request_of_a_kind_replaces_older_ones(background: Background, qtbot: QtBot) -> None:
    delivered: list[str] = []
    began, ended = threading.Event(), threading.Event()

    def long(stale: object) -> str:
        assert callable(stale)
        began.set()
        while not stale():
            threading.Event().wait(0.005)
        ended.set()
        return "first"

    background.do("read", long, delivered.append, pytest.fail)
    assert began.wait(60)
    background.do("read", lambda _: "second", delivered.append, pytest.fail)
    background.do("read", lambda _: "third", delivered.append, pytest.fail)
    background.do("other", lambda _: "beside", delivered.append, pytest.fail)
    qtbot.waitUntil(lambda: set(delivered) == {"beside", "third"})
    assert ended.is_set()


def test_cancelled_work_reports_nothing(background: Background, qtbot: QtBot) -> None:
    delivered: list[str] = []
    go = threading.Event()
    background.do("read", lambda _: "x" if go.wait(60) else "late", delivered.append, pytest.fail)
    background.cancel("read")
    assert not background.busy("read")
    go.set()
    background.do("other", lambda _: "y", delivered.append, pytest.fail)
    qtbot.waitUntil(lambda: not background._running)
    assert delivered == ["y"]
