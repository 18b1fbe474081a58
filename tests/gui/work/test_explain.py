"""Maps as the window controls them: the wanted ones in batches, kept, and never in the way of other jobs."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.message import message
from resnet_studio.core.protocol.events import Event, JobFailed, JobFinished, JobStopped
from resnet_studio.core.protocol.jobs.explain import Explain, Explained
from resnet_studio.core.protocol.jobs.predict import Predict, PredictionFailed
from resnet_studio.core.protocol.jobs.train import Train
from resnet_studio.gui.engine.jobs import JobRunner, JobTexts
from resnet_studio.gui.engine.status import EngineState
from resnet_studio.gui.work import explain as module
from resnet_studio.gui.work.explain import AT_ONCE, Asked, ExplainControl
from resnet_studio.gui.work.session import Session

OTHER = JobTexts(message("Predicting"), message("Waiting for the predictions to end"))
TRAINING = JobTexts(
    message("Training"), message("Waiting for the training to end"), message("Waiting for the training to give way")
)


def asked(*names: str, **changes: Any) -> list[Asked]:
    return [replace(Asked("/runs/one", 3, f"/p/{name}.png", "layer4"), **changes) for name in names]


def explained(one: Asked) -> Explained:
    values = np.eye(7, dtype=np.float32)
    return Explained.of_map(one.path, one.of or "ants", 0.9, one.stage, values, (0.5, 1.5), 0.875)


@pytest.fixture
def jobs(silent_worker: Any, qtbot: QtBot) -> JobRunner:
    runner = JobRunner(silent_worker)
    silent_worker.report(EngineState.BUSY)
    return runner


@pytest.fixture
def control(jobs: JobRunner) -> ExplainControl:
    return ExplainControl(Session(), jobs)


def commands(worker: Any) -> list[Explain]:
    return [job for job in worker.submitted.values() if isinstance(job, Explain)]


def answer(worker: Any, wanted: list[Asked], *more: Event) -> None:
    worker.tell(*map(explained, wanted), *(more or (JobFinished(),)))


def test_maps_of_one_model_and_stage_are_one_job_with_a_class_for_each(
    control: ExplainControl, silent_worker: Any
) -> None:
    wanted = [*asked("a", "b"), *asked("c", of="bees")]
    control.want("grid", wanted)
    assert commands(silent_worker) == [
        Explain("/runs/one", ("/p/a.png", "/p/b.png", "/p/c.png"), "layer4", each=("", "", "bees"))
    ]
    assert control.busy
    answer(silent_worker, wanted)
    assert not control.busy
    assert [looked.of for one in wanted if (looked := control.find(one))] == ["ants", "ants", "bees"]
    control.want("grid", wanted)
    assert len(commands(silent_worker)) == 1, "they are kept"


def test_each_map_is_announced_when_it_arrives(control: ExplainControl, silent_worker: Any, qtbot: QtBot) -> None:
    wanted = asked("a", "b")
    control.want("grid", wanted)
    with qtbot.waitSignal(control.arrived) as signal:
        silent_worker.tell(explained(wanted[0]))
    assert signal.args == [wanted[0]]
    looked = control.find(wanted[0])
    assert looked is not None
    assert looked.contributions == (0.5, 1.5)
    assert looked.heat_map.share == 0.875
    assert not looked.empty
    assert control.find(wanted[1]) is None


def test_other_stages_epochs_and_runs_are_other_maps(control: ExplainControl, silent_worker: Any) -> None:
    first = asked("a")
    others = [*asked("a", stage="layer2"), *asked("a", epoch=4), *asked("a", run="/runs/two")]
    control.want("grid", [*first, *others])
    for one in (*first, *others):
        assert control.find(one) is None
        answer(silent_worker, [one])
    assert [(job.run, job.stage) for job in commands(silent_worker)] == [
        ("/runs/one", "layer4"),
        ("/runs/one", "layer2"),
        ("/runs/one", "layer4"),
        ("/runs/two", "layer4"),
    ]
    assert all(control.find(one) is not None for one in (*first, *others))


def test_at_most_a_screen_of_pictures_is_one_job_and_the_first_wanted_come_first(
    control: ExplainControl, silent_worker: Any
) -> None:
    wanted = asked(*(f"{number:03}" for number in range(2 * AT_ONCE)))
    control.want("grid", wanted)
    assert list(commands(silent_worker)[0].paths) == [one.path for one in wanted[:AT_ONCE]]
    answer(silent_worker, wanted[:AT_ONCE])
    assert list(commands(silent_worker)[1].paths) == [one.path for one in wanted[AT_ONCE:]]


def test_maps_that_are_no_longer_wanted_are_cancelled(control: ExplainControl, silent_worker: Any) -> None:
    before, after = asked("a", "b", "c"), asked("x", "y")
    control.want("grid", before)
    control.want("grid", after)
    assert silent_worker.stopped == [1]
    assert list(commands(silent_worker)[1].paths) == ["/p/x.png", "/p/y.png"]
    silent_worker.tell(explained(before[0]), job=1)
    assert control.find(before[0]) is None, "an abandoned job delivers nothing"
    control.want("grid", [])
    assert silent_worker.stopped == [1, 2]
    assert not control.busy


def test_scrolling_by_a_row_lets_the_job_go_on(control: ExplainControl, silent_worker: Any) -> None:
    control.want("grid", asked("a", "b", "c", "d"))
    control.want("grid", asked("b", "c", "d", "e"))
    assert silent_worker.stopped == []
    answer(silent_worker, asked("a", "b", "c", "d"))
    assert list(commands(silent_worker)[1].paths) == ["/p/e.png"]


def test_client_that_asked_last_is_served_first(control: ExplainControl, silent_worker: Any) -> None:
    control.want("grid", asked("a"))
    control.want("room", asked("b", stage="layer1"))
    control.want("preview", asked("c", stage="layer2"))
    answer(silent_worker, asked("a"))
    assert commands(silent_worker)[1].stage == "layer2"


def test_kept_maps_stay_within_the_budget(jobs: JobRunner, silent_worker: Any) -> None:
    control = ExplainControl(Session(), jobs, budget=300_000)  # a map takes about 100 kB
    wanted = asked(*"abcdef")
    control.want("grid", wanted)
    answer(silent_worker, wanted)
    kept = [one.path for one in wanted if control.find(one) is not None]
    assert 1 <= len(kept) < 6
    assert kept[-1] == "/p/f.png", "the oldest go first"


def test_reason_of_a_missing_map_is_known_and_it_is_not_asked_again(
    control: ExplainControl, silent_worker: Any, qtbot: QtBot
) -> None:
    damaged, left = asked("a", "b")
    control.want("grid", [damaged, left])
    silent_worker.tell(PredictionFailed(damaged.path, message("The file is damaged.")))
    assert str(control.problem(damaged)) == "The file is damaged."
    with qtbot.waitSignal(control.arrived):
        silent_worker.tell(JobFailed(message("The run was deleted."), ""))
    assert str(control.problem(left)) == "The run was deleted."
    control.want("grid", [damaged, left])
    assert len(commands(silent_worker)) == 1
    control.forget_problems()
    control.want("grid", [damaged, left])
    assert len(commands(silent_worker)) == 2


def test_job_that_ends_without_an_answer_is_not_repeated_for_ever(control: ExplainControl, silent_worker: Any) -> None:
    for ending in (JobFinished(), JobStopped()):
        control.forget_problems()
        control.want("grid", asked("a"))
        number = len(commands(silent_worker))
        silent_worker.tell(ending)
        assert len(commands(silent_worker)) == number
        assert control.problem(asked("a")[0])


def test_prediction_that_waits_goes_first_and_the_rest_of_the_maps_after_it(
    control: ExplainControl, jobs: JobRunner, silent_worker: Any
) -> None:
    wanted = asked("a", "b", "c")
    control.want("grid", wanted)
    silent_worker.tell(explained(wanted[0]))
    prediction = jobs.submit(Predict("/runs/one", ("/p/new.png",)), OTHER, lambda _: None)
    assert silent_worker.stopped == [1]
    assert list(silent_worker.submitted[3].paths) == ["/p/b.png", "/p/c.png"]
    silent_worker.tell(JobStopped(), job=1)
    assert jobs.running is prediction
    assert str(control.waiting_for()) == "Waiting for the predictions to end"
    silent_worker.tell(JobFinished(), job=2)
    assert control.waiting_for() is None
    assert silent_worker.stopped == [1]


def test_maps_beside_a_training_make_way_for_a_brief_job_only(
    control: ExplainControl, jobs: JobRunner, silent_worker: Any
) -> None:
    jobs.submit(Train("/runs/two"), TRAINING, lambda _: None)
    wanted = asked("a", "b")
    control.want("grid", wanted)
    assert str(control.waiting_for()) == "Waiting for the training to give way"
    silent_worker.tell(explained(wanted[0]), job=2)
    jobs.submit(Train("/runs/three"), TRAINING, lambda _: None)
    assert silent_worker.stopped == [], "a training that waits does so for the one that runs"
    jobs.submit(Predict("/runs/one", ("/p/new.png",)), OTHER, lambda _: None)
    assert silent_worker.stopped == [2]


def test_a_client_wants_no_more_maps_than_can_be_kept(control: ExplainControl, silent_worker: Any) -> None:
    wanted = asked(*map(str, range(5_000)))
    control.want("grid", wanted)
    done = 0
    while control.busy:
        batch = commands(silent_worker)[-1].paths
        answer(silent_worker, [one for one in wanted if one.path in batch])
        done += len(batch)
    assert done == module._MOST_WANTED
    assert Path(wanted[0].path).name == "0.png"
    assert control.find(wanted[0]) is not None
