"""Jobs as the engine's process runs them: whatever happens, exactly one terminal event, and it is the last."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.protocol.commands import (
    CachedWeights,
    Command,
    Evaluate,
    Halt,
    Predict,
    Quit,
    ShouldStop,
    Train,
    never,
)
from resnet_studio.core.protocol.events import (
    TERMINAL,
    Event,
    JobFailed,
    JobFinished,
    JobStopped,
    RunFailed,
    RunFinished,
)
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.run import create_run
from resnet_studio.engine import serve


def ending(command: Command, should_stop: ShouldStop = never) -> Event:
    events = list(serve.run_job(command, should_stop))
    assert sum(isinstance(event, TERMINAL) for event in events) == 1
    assert isinstance(events[-1], TERMINAL)
    return events[-1]


def test_a_run_then_its_model_used_in_the_same_engine(colours: Path, tmp_path: Path) -> None:
    run = create_run(tmp_path, TrainConfig.build(depth=20, epochs=1, batch_size=8, device="cpu"), scan(colours))
    assert isinstance(ending(Train(str(run))), RunFinished)
    assert isinstance(ending(Predict(str(run), (str(colours / "red"),), "cpu")), JobFinished)
    assert isinstance(ending(Evaluate(str(run), str(colours), "cpu")), JobFinished)
    assert isinstance(ending(Evaluate(str(run), str(colours), "cpu"), lambda: Halt.STOP), JobStopped)


def test_what_cannot_be_done_fails_in_words(tmp_path: Path) -> None:
    missing = str(tmp_path / "no run")
    assert isinstance(ending(Train(missing)), RunFailed)
    for command in (Predict(missing, ("x.png",)), Evaluate(missing, missing)):
        last = ending(command)
        assert isinstance(last, JobFailed)
        assert "no best.pt" in last.error
        assert "Traceback" in last.details
    unknown = ending(Quit())
    assert isinstance(unknown, JobFailed)
    assert "Quit" in unknown.error


@pytest.mark.parametrize(
    ("error", "said"), [(OSError(28, "No space left on device", "x.pt"), "x.pt"), (KeyError("layer9"), "unexpected")]
)
def test_an_error_of_no_kind_that_was_foreseen_is_told(
    error: Exception, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> Iterator[Event]:
        raise error

    monkeypatch.setattr(serve, "cached_weights", broken)
    last = ending(CachedWeights())
    assert isinstance(last, JobFailed)
    assert said in last.error
