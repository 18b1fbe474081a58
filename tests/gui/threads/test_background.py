"""Work beside the window: results come back in the window's thread, and only the newest of a kind."""

import threading

import pytest
from PySide6.QtCore import QObject, QThread
from pytestqt.qtbot import QtBot

from resnet_studio.gui.threads.background import Background


@pytest.fixture
def background(qtbot: QtBot, qapp: QObject) -> Background:
    return Background(qapp)


def test_work_is_done_elsewhere_and_told_here(background: Background, qtbot: QtBot) -> None:
    told: list[tuple[object, object]] = []
    here = threading.get_ident()
    background.do(
        "read", lambda _: threading.get_ident(), lambda there: told.append((there, threading.get_ident())), pytest.fail
    )
    assert background.busy("read")
    qtbot.waitUntil(lambda: bool(told))
    there, where = told[0]
    assert there != here
    assert where == here
    assert QThread.currentThread() is background.thread()
    assert not background.busy("read")


def test_an_error_is_told_as_such(background: Background, qtbot: QtBot) -> None:
    told: list[Exception] = []

    def fail(_: object) -> None:
        raise OSError(28, "No space left on device")

    background.do("read", fail, lambda _: pytest.fail("it did not fail"), told.append)
    qtbot.waitUntil(lambda: bool(told))
    assert isinstance(told[0], OSError)


def test_only_the_newest_of_a_kind_counts_and_the_older_one_is_told_to_end(
    background: Background, qtbot: QtBot
) -> None:
    told: list[str] = []
    began, ended = threading.Event(), threading.Event()

    def long(stale: object) -> str:
        assert callable(stale)
        began.set()
        while not stale():
            threading.Event().wait(0.005)
        ended.set()
        return "first"

    background.do("read", long, told.append, pytest.fail)
    assert began.wait(5)
    background.do("read", lambda _: "second", told.append, pytest.fail)
    background.do("read", lambda _: "third", told.append, pytest.fail)
    background.do("other", lambda _: "beside", told.append, pytest.fail)
    qtbot.waitUntil(lambda: set(told) == {"beside", "third"})
    assert ended.is_set()


def test_cancelled_work_tells_nothing(background: Background, qtbot: QtBot) -> None:
    told: list[str] = []
    go = threading.Event()
    background.do("read", lambda _: "x" if go.wait(5) else "late", told.append, pytest.fail)
    background.cancel("read")
    assert not background.busy("read")
    go.set()
    background.do("other", lambda _: "y", told.append, pytest.fail)
    qtbot.waitUntil(lambda: not background._running)
    assert told == ["y"]
