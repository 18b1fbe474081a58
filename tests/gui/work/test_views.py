"""Training pictures as the network gets them, asked for again whenever a setting changes them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.message import message
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.protocol.events import JobFailed, JobFinished
from resnet_studio.core.protocol.jobs.views import ShowViews, ViewShown
from resnet_studio.core.runs.epoch_order import epoch_order
from resnet_studio.gui.engine.jobs import JobRunner
from resnet_studio.gui.work.session import Session
from resnet_studio.gui.work.views import ViewsControl

PIXELS = np.zeros((4, 4, 3), np.uint8)


@pytest.fixture
def control(qtbot: QtBot, silent_worker: Any, colours: Path) -> ViewsControl:
    session = Session()
    made = ViewsControl(session, JobRunner(silent_worker), session)
    made._clock.setInterval(0)
    session.set_dataset(scan(colours))
    return made


@pytest.fixture
def job(control: ViewsControl, qtbot: QtBot) -> Callable[[], ShowViews]:
    """What is asked for, once it is."""

    def asked() -> ShowViews:
        qtbot.waitUntil(lambda: not control._clock.isActive() and control._job is not None)
        assert control._job is not None
        assert isinstance(control._job.job, ShowViews)
        return control._job.job

    return asked


def test_nothing_is_asked_while_no_person_sees_it(control: ViewsControl) -> None:
    control._session.draft.choose(augment="strong")
    assert not control._clock.isActive()
    assert not control.busy


def test_first_batch_of_the_draft_is_asked_for(control: ViewsControl, job: Callable[[], ShowViews]) -> None:
    control.want(True)
    asked = job()
    assert control.dataset is not None
    part = control.dataset.part("train")
    order = epoch_order(len(part), 0, 1)
    assert asked.indices == tuple(order)  # fewer than a batch of 32
    assert asked.paths == tuple(part[index].path for index in order)
    assert (asked.count, asked.shown, asked.image_size, asked.small) == (len(part), 16, 224, False)
    assert control.labels == tuple(part[index].label for index in order)


def test_changed_setting_is_asked_for_again_and_another_is_not(
    control: ViewsControl, job: Callable[[], ShowViews], qtbot: QtBot
) -> None:
    control.want(True)
    first = job()
    control._session.draft.choose(learning_rate=0.005)
    qtbot.waitUntil(lambda: not control._clock.isActive())
    assert job() is first
    control._session.draft.choose(rotation=20.0)
    qtbot.waitUntil(lambda: job() is not first)
    assert dict(job().changes)["rotation"] == 20.0


@pytest.mark.parametrize(("epochs", "augment", "draws", "in_turn"), [(20, "strong", 16, 8), (5, "strong", 16, 0),
                                                                      (20, "none", 1, 8)])  # fmt: skip
def test_sixteen_draws_are_shown_however_few_the_epochs_take_and_one_where_nothing_is_random(
    control: ViewsControl, job: Callable[[], ShowViews], epochs: int, augment: str, draws: int, in_turn: int
) -> None:
    control._session.draft.choose(freeze="layer3", epochs=epochs, views=8, class_weights="sampling", augment=augment)
    control.want(True)
    assert job().draws == control.count_of_draws == draws
    assert control.views_in_turn == in_turn
    assert max(job().indices) < job().count == len(control._session.dataset.part("train"))  # type: ignore[union-attr]


def test_last_batch_of_one_picture_joins_the_first(control: ViewsControl, job: Callable[[], ShowViews]) -> None:
    assert control.dataset is not None
    count = len(control.dataset.part("train"))
    control._session.draft.choose(batch_size=count - 1)
    control.want(True)
    assert len(job().indices) == count


def test_pictures_never_have_the_names_of_others(
    control: ViewsControl, job: Callable[[], ShowViews], qtbot: QtBot
) -> None:
    control.want(True)
    first = job()
    assert control._job is not None
    for event in (ViewShown.of(PIXELS, draw=0, place=3), ViewShown.of(PIXELS, draw=5, place=0)):
        control.jobs._deliver(control._job.number, event)
    control._session.draft.choose(rotation=20.0)
    qtbot.waitUntil(lambda: job() is not first)
    assert (list(control.batch), list(control.draws)) == ([3], [5]), "the same pictures stay until they are replaced"
    labels, second = control.labels, job()
    control._session.draft.choose(seed=3)
    assert control.labels == labels
    qtbot.waitUntil(lambda: job() is not second)
    assert control.labels != labels
    assert not control.batch
    assert not control.draws


def test_draws_of_another_picture_are_not_shown_under_the_name_of_the_chosen_one(
    control: ViewsControl, job: Callable[[], ShowViews]
) -> None:
    control.want(True)
    first = job()
    assert control._job is not None
    for event in (ViewShown.of(PIXELS, draw=0, place=3), ViewShown.of(PIXELS, draw=5, place=0)):
        control.jobs._deliver(control._job.number, event)
    control.draw(3)
    assert control.name_of_drawn == first.paths[0]
    assert job().drawn == 3
    assert control.name_of_drawn == first.paths[3]
    assert not control.draws


def test_views_arrive_by_place_and_by_epoch(control: ViewsControl, job: Callable[[], ShowViews]) -> None:
    control.want(True)
    job()
    assert control._job is not None
    number = control._job.number
    for event in (
        ViewShown.of(PIXELS, draw=0, place=2),
        ViewShown.of(PIXELS, draw=5, place=0),
        JobFinished(),
    ):
        control.jobs._deliver(number, event)
    assert (list(control.batch), list(control.draws)) == ([2], [5])
    assert not control.busy


def test_chosen_picture_is_shown_in_each_epoch(control: ViewsControl, job: Callable[[], ShowViews]) -> None:
    control.want(True)
    job()
    assert control._job is not None
    control.jobs._deliver(control._job.number, ViewShown.of(PIXELS, draw=0, place=3))
    control.draw(3)
    assert job().drawn == 3


def test_failed_job_says_why_and_is_asked_again(control: ViewsControl, job: Callable[[], ShowViews]) -> None:
    control.want(True)
    job()
    assert control._job is not None
    control.jobs._deliver(control._job.number, JobFailed(message("The disk is gone."), ""))
    assert control.problem is not None
    control.retry()
    job()
    assert control.problem is None


def test_head_alone_is_shown_no_cut_pictures(control: ViewsControl, job: Callable[[], ShowViews]) -> None:
    control._session.draft.choose(cutmix=1.0, freeze="layer4")
    control.want(True)
    assert dict(job().changes)["cutmix"] == 0.0
    assert not control.mixes_results
    control._session.draft.choose(mixup=0.4)
    assert control.mixes_results


def test_events_of_a_job_for_another_dataset_are_not_taken(
    control: ViewsControl, job: Callable[[], ShowViews], copied_colours: Path
) -> None:
    control.want(True)
    job()
    assert control._job is not None
    number = control._job.number
    control._session.set_dataset(scan(copied_colours))
    control.jobs._deliver(number, ViewShown.of(PIXELS, draw=0, place=2))
    assert not control.batch


def test_hidden_views_stop_their_job(control: ViewsControl, job: Callable[[], ShowViews]) -> None:
    control.want(True)
    job()
    control.want(False)
    assert not control.busy
