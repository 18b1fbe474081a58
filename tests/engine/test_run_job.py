"""Jobs of every kind: whatever happens, exactly one terminal event, and it is the last."""

import subprocess
import sys
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from resnet_studio.core.basics.errors import Failure, WeightsError
from resnet_studio.core.basics.message import message
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.protocol.commands import Command, Halt, Halted, Job, Outcome, Quit, ShouldStop, never
from resnet_studio.core.protocol.events import (
    TERMINAL,
    Event,
    JobFailed,
    JobFinished,
    JobStopped,
    Notice,
    RunFailed,
    RunFinished,
)
from resnet_studio.core.protocol.job_kinds import JOBS
from resnet_studio.core.protocol.jobs.evaluate import Evaluate
from resnet_studio.core.protocol.jobs.predict import Predict
from resnet_studio.core.protocol.jobs.train import Train
from resnet_studio.core.protocol.jobs.weights import CachedWeights
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.run import create_run
from resnet_studio.engine.run_job import Work, ended, run_job


def ending(command: Command, should_stop: ShouldStop = never) -> Event:
    events = list(run_job(command, should_stop))
    assert sum(isinstance(event, TERMINAL) for event in events) == 1
    assert isinstance(events[-1], TERMINAL)
    return events[-1]


def test_train_predict_and_evaluate_end_with_their_own_events(colours: Path, tmp_path: Path) -> None:
    run = create_run(tmp_path, TrainConfig.build(depth=20, epochs=1, batch_size=8, device="cpu"), scan(colours))
    assert isinstance(ending(Train(str(run))), RunFinished)
    assert isinstance(ending(Predict(str(run), (str(colours / "red"),), "cpu")), JobFinished)
    assert isinstance(ending(Evaluate(str(run), str(colours), "cpu")), JobFinished)
    assert isinstance(ending(Evaluate(str(run), str(colours), "cpu"), lambda: Halt.STOP), JobStopped)


def test_missing_run_fails_with_its_kind_and_a_traceback(tmp_path: Path) -> None:
    missing = str(tmp_path / "no run")
    assert isinstance(ending(Train(missing)), RunFailed)
    for command in (Predict(missing, ("x.png",)), Evaluate(missing, missing)):
        last = ending(command)
        assert isinstance(last, JobFailed)
        assert f"The run's folder {missing} is no longer there" in str(last.error)
        assert last.kind is Failure.RUN_GONE
        assert "Traceback" in last.details


def test_command_without_a_job_fails() -> None:
    unknown = ending(Quit())
    assert isinstance(unknown, JobFailed)
    assert "Quit" in str(unknown.error)


@pytest.mark.parametrize(
    ("error", "text", "kind"),
    [
        (OSError(28, "No space left on device", "x.pt"), "x.pt", Failure.FILE),
        (KeyError("layer9"), "unexpected", Failure.UNEXPECTED),
        (AssertionError(), "Something unexpected happened: AssertionError", Failure.UNEXPECTED),
        (MemoryError(), "The memory is full. Close other programs", Failure.MEMORY),
        (WeightsError(message("Bad weights.")), "Bad weights.", Failure.WEIGHTS),
    ],
)
def test_error_becomes_a_failure_with_its_kind(
    error: Exception, text: str, kind: Failure, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> Iterator[Event]:
        raise error

    monkeypatch.setattr("resnet_studio.engine.jobs.weights.cached_weights", broken)
    last = ending(CachedWeights())
    assert isinstance(last, JobFailed)
    assert text in str(last.error)
    assert last.kind is kind


def test_work_that_yields_its_own_terminal_event_gets_no_second_one() -> None:
    closed = []

    def work() -> Generator[Event, None, None]:
        try:
            yield Notice("x")
            yield RunFailed("r", "The disk is full.")
            raise AssertionError("nothing is asked for after the terminal event")
        finally:
            closed.append(True)

    assert list(ended(Train("r"), work())) == [Notice("x"), RunFailed("r", "The disk is full.")]
    assert closed


def test_outcome_that_work_returns_or_raises_decides_the_terminal_event() -> None:
    def returned(outcome: Outcome | None) -> Work:
        yield Notice("x")
        return outcome

    def halted() -> Work:
        yield Notice("x")
        raise Halted(Halt.PAUSE)

    def last(work: Work, job: Job) -> Event:
        return list(ended(job, work))[-1]

    assert last(returned(None), CachedWeights()) == JobFinished()
    assert last(returned(Outcome(halt=Halt.STOP)), CachedWeights()) == JobStopped()
    assert last(halted(), CachedWeights()) == JobStopped()
    assert type(last(halted(), Train("r"))).__name__ == "RunPaused"


def test_module_of_a_job_is_imported_when_it_runs_and_training_imports_nothing_later() -> None:
    program = (
        "import sys\n"
        "import resnet_studio.engine.run_job as module\n"
        "from resnet_studio.core.protocol.jobs.weights import CachedWeights\n"
        "jobs = lambda: sorted(name for name in sys.modules if name.startswith('resnet_studio.engine.jobs.'))\n"
        "print(jobs())\n"
        "list(module.run_job(CachedWeights()))\n"
        "print(jobs())\n"
        "module.import_usual_jobs()\n"
        "import torch\n"
        "from resnet_studio.engine.training import optimizer\n"
        "known = set(sys.modules)\n"
        "for name in ('adamw', 'muon', 'sgd'):\n"
        "    groups = [{'params': [torch.nn.Parameter(torch.zeros(1, 1, 1, 1))], 'lr': 0.1, 'weight_decay': 0.1}]\n"
        "    optimizer.make_state(optimizer._optimizers(name, groups, 0.1, True, 1)[0])\n"
        "print(len(set(sys.modules) - known))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["[]", "['resnet_studio.engine.jobs.weights']", "0"]


def test_every_command_has_a_module_that_runs_it() -> None:
    folder = Path(__file__).parents[2] / "resnet_studio" / "engine" / "jobs"
    assert {file.stem for file in folder.glob("*.py")} - {"__init__"} == set(JOBS.values())
