"""Short texts about the state of run and engine."""

from pathlib import Path

import pytest

from resnet_studio.core.basics.message import message
from resnet_studio.core.dataset.catalogue import Catalogue
from resnet_studio.core.dataset.dataset import apply
from resnet_studio.core.protocol.events import BatchEnd, Event, RunFinished, RunPaused, RunStopped
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.history import RunHistory
from resnet_studio.gui.engine.status import EngineState, EngineStatus
from resnet_studio.gui.shell.standing import device_text, engine_text, job_text, memory_text, train_state
from resnet_studio.gui.work.session import ActiveRun


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
    ],
)
def test_state_of_a_run_in_the_rail(event: Event, text: str) -> None:
    assert train_state(make_run(event)) == text


def test_state_before_the_first_batch() -> None:
    assert train_state(None) == "not started"
    assert train_state(make_run()) == "preparing"
    assert train_state(make_run(), waits=True) == "waiting"


def test_waiting_run_shows_its_reason_without_a_bar() -> None:
    assert job_text(make_run(), message("Waiting for the download to end")) == ("Waiting for the download to end", None)
    assert job_text(make_run()) == ("Preparing", 0.0)
    assert job_text(make_run(RunPaused("r", 1, 0.5))) == ("", None)


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
