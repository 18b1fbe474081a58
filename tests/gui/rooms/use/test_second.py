"""A second model on the same pictures."""

from collections.abc import Callable
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.message import message
from resnet_studio.core.protocol.events import JobFinished, Notice, NoticeKind
from resnet_studio.core.protocol.jobs.predict import Predict
from resnet_studio.gui.rooms.use.results import ALL, DIFFERENT_FIRST
from resnet_studio.gui.rooms.use.room import UseRoom
from resnet_studio.gui.rooms.use.second import Second

Helper = Callable[..., Any]


def test_second_model_is_asked_about_the_same_pictures_and_disagreements_come_first(
    ready: UseRoom,
    finish: Helper,
    send: Helper,
    prediction: Helper,
    make_summary: Helper,
    silent_worker: Any,
    qtbot: QtBot,
) -> None:
    finish(ready, prediction("/p/a.jpg", 0.9), prediction("/p/b.jpg", 0.95))
    other = make_summary("second")
    second = Second(ready, ready._prediction.jobs, lambda: [other], lambda: "cpu")
    second.use(other)
    asked = list(silent_worker.submitted.values())[-1]
    assert asked == Predict(str(other.path), ("/p/a.jpg", "/p/b.jpg"), "cpu")
    send(ready, prediction("/p/a.jpg", 0.8), prediction("/p/b.jpg", 0.2), JobFinished())
    assert ready.view.chosen() == (ALL, DIFFERENT_FIRST)
    qtbot.waitUntil(lambda: ready.answers.at(0).event.path == "/p/b.jpg")
    assert ready.answers.second == {"/p/a.jpg": ("ants", 0.8), "/p/b.jpg": ("bees", 0.8)}
    second._forget()
    assert ready.answers.second == {}


def test_second_model_ends_with_the_answers_and_says_what_is_wrong_with_its_weights(
    ready: UseRoom, finish: Helper, send: Helper, prediction: Helper, make_summary: Helper, silent_worker: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("resnet_studio.gui.rooms.use.second._AT_ONCE", 1)
    finish(ready, prediction("/p/a.jpg", 0.9), prediction("/p/b.jpg", 0.95))
    other = make_summary("second")
    second = Second(ready, ready._prediction.jobs, lambda: [other])
    second.use(other)
    send(ready, Notice(message("{file} is damaged.", file="best.safetensors"), kind=NoticeKind.WEIGHTS))
    assert ready.notice.detail() == "best.safetensors is damaged."
    submitted = len(silent_worker.submitted)
    ready._clear()
    assert second.run is None
    send(ready, JobFinished())
    assert len(silent_worker.submitted) == submitted
