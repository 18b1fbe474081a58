"""Short texts about the state of run and engine."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.errors import Failure
from resnet_studio.core.basics.message import message
from resnet_studio.core.dataset.catalogue import Catalogue
from resnet_studio.core.dataset.dataset import apply
from resnet_studio.core.protocol.events import BatchEnd, Event, RunFailed, RunFinished, RunPaused, RunStopped
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.history import RunHistory
from resnet_studio.core.runs.states import RunState
from resnet_studio.core.runs.summary import RunSummary
from resnet_studio.gui.engine.status import EngineState, EngineStatus
from resnet_studio.gui.shell.standing import (
    device_text,
    engine_text,
    job_text,
    memory_text,
    run_state,
    train_state,
    use_state,
)
from resnet_studio.gui.work.session import ActiveRun, Session


def make_run(*events: Event) -> ActiveRun:
    history = RunHistory()
    for event in events:
        history.apply(event)
    dataset = apply(Catalogue(Path("/data/ants-bees"), ("ants", "bees"), ()))
    return ActiveRun(Path("/runs/one"), TrainConfig.build(epochs=4), dataset, history)


@pytest.mark.parametrize(
    ("event", "text"),
    [
        (BatchEnd(2, 2, 0.8, 0.1, 60.0, 4), "epoch 2 of 4"),
        (RunPaused("r", 1, 0.5), "paused"),
        (RunStopped("r", 1, 0.5), "stopped"),
        (RunFinished("r", 1, 0.5), "done in 0.0 s"),
        (RunFailed("r", message("The memory is full."), kind=Failure.MEMORY), "failed: memory full"),
        (RunFailed("r", message("It is broken.")), "training failed"),
    ],
)
def test_state_of_a_run_in_words(event: Event, text: str) -> None:
    assert run_state(make_run(event)) == text


def test_state_before_the_first_batch() -> None:
    assert run_state(make_run()) == "preparing"
    assert run_state(make_run(), waits=True) == "waiting"


def test_rail_shows_the_training_of_another_dataset_with_its_name(qtbot: QtBot) -> None:
    session = Session()
    assert train_state(session) == "not started"
    run = make_run(BatchEnd(2, 2, 0.8, 0.1, 60.0, 4))
    session.show_run(run)
    session.set_dataset(run.dataset)
    assert train_state(session) == "epoch 2 of 4"
    session.set_dataset(apply(Catalogue(Path("/data/digits"), ("0", "1"), ())))
    assert train_state(session) == "epoch 2 of 4, ants-bees"
    run.history.apply(RunFinished("r", 1, 0.5))
    assert train_state(session) == "done in 0.0 s, ants-bees", "as the Train room has it"
    session.show_own_run()
    assert train_state(session) == "not started", "nothing was trained on the digits"
    session.set_dataset(run.dataset)
    assert train_state(session) == "done in 0.0 s"


def test_rail_names_the_dataset_of_a_run_that_was_paused_while_another_was_open(qtbot: QtBot) -> None:
    session = Session()
    run = make_run(BatchEnd(2, 2, 0.8, 0.1, 60.0, 4))
    session.show_run(run)
    session.set_dataset(apply(Catalogue(Path("/data/digits"), ("0", "1"), ())))
    run.history.apply(RunPaused("r", 1, 0.5))
    assert train_state(session) == "paused, ants-bees"


def test_rail_says_whether_a_model_for_the_open_dataset_is_in_use(qtbot: QtBot) -> None:
    session = Session()
    assert use_state(session) == "no model yet"
    run = RunSummary(
        Path("/runs/one"), 0.0, None, "ants-bees", RunState.FINISHED, 3, 2, 0.954, 10.0, 1000, True,
        root=str(Path("/data/ants-bees")),
    )  # fmt: skip
    session.set_runs([run])
    session.set_dataset(apply(Catalogue(Path("/data/ants-bees"), ("ants", "bees"), ())))
    assert use_state(session) == "best run 95.4 %"
    assert use_state(session, named=True) == "best run 95.4 %, ants-bees"
    session.model = run
    assert use_state(session) == "ready"
    assert use_state(session, named=True) == "model of ants-bees"
    session.set_dataset(apply(Catalogue(Path("/data/digits"), ("0", "1"), ())))
    assert use_state(session) == "model of ants-bees"


def test_status_bar_names_the_dataset_in_training() -> None:
    assert job_text(make_run(BatchEnd(2, 2, 0.8, 0.1, 60.0, 4))) == ("ants-bees  ·  50 %", 0.5)
    assert job_text(make_run()) == ("ants-bees  ·  Preparing", 0.0)
    waits = job_text(make_run(), message("Waiting for the download to end"))
    assert waits == ("ants-bees  ·  Waiting for the download to end", None)
    assert job_text(make_run(RunPaused("r", 1, 0.5))) == ("", None)
    assert job_text(None) == ("", None)


def test_engine_that_cannot_start_looks_wrong() -> None:
    assert engine_text(EngineStatus(EngineState.FAILED), None) == ("Engine could not start", "wrong")


def test_device_and_memory_are_empty_until_known() -> None:
    assert device_text(EngineStatus()) == ""
    assert memory_text(EngineStatus()) == ("", 0.0)
    ready = EngineStatus(EngineState.READY, "CPU, 2 cores", "float32", 900_000_000, 7_800_000_000)
    assert device_text(ready) == "CPU, 2 cores, float32"
    text, share = memory_text(ready)
    assert text == "Memory 0.9 of 7.8 GB"
    assert share == pytest.approx(0.115, abs=0.001)
