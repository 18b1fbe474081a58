"""What holds on the CPU holds on an accelerator: the same weights twice, exact resuming, and scarce memory."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file
from torch import Tensor

from resnet_studio.core.basics.errors import Failure
from resnet_studio.core.dataset.loose_pictures import pictures_in
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.protocol.commands import Halt
from resnet_studio.core.protocol.events import (
    BatchEnd,
    Event,
    Notice,
    NoticeKind,
    RunFailed,
    RunFinished,
    RunPaused,
    RunStarted,
)
from resnet_studio.core.protocol.jobs.evaluate import Evaluate, Evaluated
from resnet_studio.core.protocol.jobs.predict import Predict, Prediction
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.run import create_run
from resnet_studio.engine.jobs.train import resume, train
from resnet_studio.engine.network.resnet import build
from resnet_studio.engine.run_job import run_job
from resnet_studio.engine.training import pace

pytestmark = pytest.mark.skipif(not torch.accelerator.is_available(), reason="this computer has no accelerator")
needs_cuda = pytest.mark.skipif(not torch.cuda.is_available(), reason="only CUDA can be given less memory than it has")
PRECISIONS = ["float32", "bfloat16", "float16"]
MakeRun = Callable[..., Path]


@pytest.fixture
def make_run(tmp_path: Path, colours: Path, monkeypatch: pytest.MonkeyPatch) -> MakeRun:
    """Makes a run of a ResNet-18 from scratch: two epochs of four steps, an event for each, where "auto" puts it.

    In float32 some of cuDNN's kernels add up in an order of their own, so those are chosen that do not.
    """
    monkeypatch.setattr(torch.backends.cudnn, "deterministic", True)
    monkeypatch.setattr(pace, "BATCH_EVENTS_A_SECOND", 1_000_000)

    def make(**chosen: Any) -> Path:
        settings: dict[str, Any] = {
            "depth": 18, "weights": "scratch", "image_size": 64, "epochs": 2, "batch_size": 8, **chosen,
        }  # fmt: skip
        return create_run(tmp_path / "runs", TrainConfig.build(**settings), scan(colours))

    return make


@pytest.fixture
def resnet18_weights(tmp_path: Path) -> Path:
    """A file of weights for a ResNet-18 of three classes."""
    torch.manual_seed(0)
    torch.save(build(18, 3).state_dict(), tmp_path / "weights.pth")
    return tmp_path / "weights.pth"


@pytest.fixture
def all_memory() -> Iterator[None]:
    """Gives CUDA back what a test took from it."""
    yield
    torch.cuda.set_per_process_memory_fraction(1.0)
    torch.cuda.empty_cache()


def allow(memory: float) -> None:
    """Let this process use only that many bytes of the card's memory."""
    torch.cuda.empty_cache()
    torch.cuda.set_per_process_memory_fraction(memory / torch.cuda.get_device_properties(0).total_memory)


def tensors(run: Path) -> dict[str, Tensor]:
    """Network and optimiser tensors in a run's last checkpoint, and its best network."""
    best = load_file(run / "best.safetensors")
    return load_file(run / "last.safetensors") | {f"best {name}": value for name, value in best.items()}


def assert_same(one: Path, other: Path) -> None:
    left, right = tensors(one), tensors(other)
    assert left.keys() == right.keys()
    assert [name for name in left if not torch.equal(left[name], right[name])] == []


def finished(events: Iterator[Event]) -> list[Event]:
    found = list(events)
    assert isinstance(found[-1], RunFinished), found[-1]
    return found


@pytest.mark.parametrize("precision", PRECISIONS)
def test_run_trained_twice_gives_the_same_weights(make_run: MakeRun, precision: str) -> None:
    one, other = make_run(precision=precision), make_run(precision=precision)
    started, *_ = finished(train(one))
    assert isinstance(started, RunStarted)
    assert (started.precision, started.cores) == (precision, 0)
    finished(train(other))
    assert_same(one, other)


@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("steps", [2, 6], ids=["within the first epoch", "within the second epoch"])
def test_resumed_run_gives_the_weights_of_an_uninterrupted_one(make_run: MakeRun, precision: str, steps: int) -> None:
    whole, paused = make_run(precision=precision), make_run(precision=precision)
    finished(train(whole))
    asked: list[Halt] = []
    for event in train(paused, lambda: asked[0] if asked else None):
        if isinstance(event, BatchEnd) and event.step == steps:
            asked.append(Halt.PAUSE)
    assert isinstance(event, RunPaused)
    finished(resume(paused))
    assert_same(whole, paused)


@pytest.mark.parametrize("freeze", [None, "layer3"], ids=["all layers learn", "stored results of frozen layers"])
def test_predictions_and_figures_are_those_of_the_cpu(
    make_run: MakeRun, colours: Path, resnet18_weights: Path, freeze: str | None
) -> None:
    run = make_run(epochs=4, **({"freeze": freeze, "weights": str(resnet18_weights)} if freeze else {}))
    finished(train(run))
    pictures = tuple(str(picture) for picture in pictures_in(colours))

    def answers(device: str) -> tuple[list[tuple[float, ...]], float]:
        predicted = [event for event in run_job(Predict(str(run), pictures, device)) if isinstance(event, Prediction)]
        (result,) = (
            event for event in run_job(Evaluate(str(run), str(colours), device)) if isinstance(event, Evaluated)
        )
        right = [event.ranked()[0][0] == Path(event.path).parent.name for event in predicted]
        assert result.top1 == pytest.approx(sum(right) / len(right))
        return [event.probabilities for event in predicted], result.loss

    (here, loss), (there, other_loss) = answers("auto"), answers("cpu")
    assert len(here) == len(there) == 36
    torch.testing.assert_close(torch.tensor(here), torch.tensor(there), rtol=0, atol=0.02)
    assert loss == pytest.approx(other_loss, abs=0.02)


@needs_cuda
def test_batches_are_cut_where_memory_is_scarce(make_run: MakeRun, all_memory: None) -> None:
    settings = {"batch_size": 30, "image_size": 256, "epochs": 1, "precision": "float32"}
    torch.cuda.empty_cache()
    torch.cuda.reset_peak_memory_stats()
    finished(train(make_run(**settings)))
    allow(0.6 * torch.cuda.max_memory_allocated())
    events = finished(train(make_run(**settings)))
    cuts = [str(event.text) for event in events if isinstance(event, Notice) and event.kind is NoticeKind.MEMORY]
    assert cuts
    assert cuts[0].startswith("The memory was full, so the network is given 15 pictures at a time")
    assert [event.step for event in events if isinstance(event, BatchEnd)] == [1]


@needs_cuda
def test_too_little_memory_fails_in_words_and_the_next_run_finishes(make_run: MakeRun, all_memory: None) -> None:
    allow(20_000_000)  # less than the weights take
    *_, ended = train(make_run())
    assert isinstance(ended, RunFailed)
    assert ended.kind is Failure.MEMORY
    assert "The memory is full" in str(ended.error)
    torch.cuda.set_per_process_memory_fraction(1.0)
    finished(train(make_run()))
