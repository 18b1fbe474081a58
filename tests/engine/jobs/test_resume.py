"""A resumed run is bit for bit identical to an uninterrupted one."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file
from torch import Tensor

from resnet_studio.core.basics.errors import Failure
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.protocol.commands import Halt, never
from resnet_studio.core.protocol.events import (
    BatchEnd,
    EpochEnd,
    Event,
    Notice,
    Progress,
    RunFailed,
    RunFinished,
    RunPaused,
    RunResumed,
)
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.continued_run import continued_run
from resnet_studio.core.runs.moved_dataset import move_run_dataset
from resnet_studio.core.runs.run import create_run
from resnet_studio.core.runs.run_log import read_events, read_history
from resnet_studio.engine.inputs import inputs
from resnet_studio.engine.inputs.features import FeatureStores
from resnet_studio.engine.jobs.train import resume, train
from resnet_studio.engine.training import pace
from resnet_studio.engine.training.setup import set_up
from resnet_studio.engine.weights.initial import load_initial_weights
from tests.engine.small_weights import write_resnet20

MakeRun = Callable[..., Path]
SCRATCH: dict[str, Any] = {"augment": "strong"}  # by Muon
FROZEN: dict[str, Any] = {"freeze": "layer1", "augment": "light", "views": 2, "learning_rate": 1e-3}
OF_BATCHES: dict[str, Any] = {"mixup": 0.4, "cutmix": 1.0, "class_weights": "sampling"}
MIXED = {"augment": "strong", "blur": 1.0, "erasing": 0.5, **OF_BATCHES}
SETTINGS = {"scratch": SCRATCH, "frozen": FROZEN}


@pytest.fixture
def make_run(tmp_path: Path, resnet20_weights: Path, copied_colours: Path) -> MakeRun:
    """A function that makes a run of a ResNet-20 of three epochs of four steps."""

    def make(**chosen: Any) -> Path:
        settings: dict[str, Any] = {"depth": 20, "epochs": 3, "batch_size": 8, "device": "cpu", **chosen}
        if "freeze" in settings:
            settings["weights"] = str(resnet20_weights)
        return create_run(tmp_path / "runs", TrainConfig.build(**settings), scan(copied_colours))

    return make


@pytest.fixture(scope="module")
def whole_run(colours: Path, tmp_path_factory: pytest.TempPathFactory) -> MakeRun:
    """A function that gives the uninterrupted run of such settings, which is trained once."""
    trained: dict[str, Path] = {}

    def give(**chosen: Any) -> Path:
        if repr(chosen) not in trained:
            folder = tmp_path_factory.mktemp("whole")
            settings: dict[str, Any] = {"depth": 20, "epochs": 3, "batch_size": 8, "device": "cpu", **chosen}
            if "freeze" in settings:
                settings["weights"] = str(write_resnet20(folder))
            trained[repr(chosen)] = create_run(folder, TrainConfig.build(**settings), scan(colours))
            assert isinstance(list(train(trained[repr(chosen)]))[-1], RunFinished)
        return trained[repr(chosen)]

    return give


def pause_when(run: Path, wanted: Callable[[Event], bool], job: Callable[..., Any] = train) -> list[Event]:
    """The events of a run that is asked to pause as soon as one is `wanted`."""
    asked: list[Halt] = []
    events = []
    for event in job(run, lambda: asked[0] if asked else None):
        events.append(event)
        if wanted(event) and not asked:
            asked.append(Halt.PAUSE)
    return events


def checkpoint_tensors(run: Path) -> dict[str, Tensor]:
    """Network and optimiser tensors in a run's last checkpoint."""
    return load_file(run / "last.safetensors")


def assert_same(one: Path, other: Path) -> None:
    left, right = checkpoint_tensors(one), checkpoint_tensors(other)
    assert left.keys() == right.keys()
    assert [name for name in left if not torch.equal(left[name], right[name])] == []
    best = [load_file(run / "best.safetensors") for run in (one, other)]
    assert all(torch.equal(value, best[1][name]) for name, value in best[0].items())
    ends = [[(end.epoch, end.train_loss, end.val_loss) for end in read_history(run).epochs] for run in (one, other)]
    assert ends[0] == ends[1]


def after_steps(count: int) -> Callable[[Event], bool]:
    return lambda event: isinstance(event, BatchEnd) and event.step >= count


MOMENTS: dict[str, Callable[[Event], bool]] = {
    "within the first epoch": after_steps(2),
    "within the second epoch": after_steps(6),
    "after the first epoch": lambda event: isinstance(event, EpochEnd),
    "after the last epoch": lambda event: isinstance(event, EpochEnd) and event.epoch == 3,
    "while preparing": lambda event: isinstance(event, Progress),
}


@pytest.fixture(autouse=True)
def every_batch_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "BATCH_EVENTS_A_SECOND", 1_000_000)


CASES = [
    ("within the first epoch", "frozen", "float32"),
    ("within the second epoch", "scratch", "float32"),
    ("within the second epoch", "frozen", "bfloat16"),
    ("after the first epoch", "scratch", "float32"),
    ("after the last epoch", "frozen", "float32"),
    ("while preparing", "frozen", "float32"),
]
ALL = [(moment, name, kind) for moment in MOMENTS for name in SETTINGS for kind in ("float32", "bfloat16")]
LONG_CASES = [
    pytest.param(*case, marks=pytest.mark.long)
    for case in ALL
    if case not in CASES and case[:2] != ("while preparing", "scratch")  # there is nothing to prepare
]
OTHERS: dict[str, dict[str, Any]] = {
    "mixed": MIXED,
    "mixed features, rates by stage": FROZEN | OF_BATCHES | {"layer_decay": 0.3},
    "head": {"freeze": "layer3", "best_by": "loss"},
    "last stage on features": {"freeze": "layer2", "augment": "light", "views": 2},
    "everything, smoothing": {"freeze": "none", "augment": "light", "label_smoothing": 0.1},
    "top layers first": {"freeze": "none", "augment": "light", "top_first": 0.5},
    "by SGD": {"optimizer": "sgd", "class_weights": "balanced"},
    "everything, two lanes": {"freeze": "none", "augment": "light", "lanes": 2},
}
SETTINGS |= OTHERS
CASES += [("within the second epoch", name, "float32") for name in OTHERS]
TWO_LANES = ("within the second epoch", "everything, two lanes", "bfloat16")  # slow on many processors
LONG_CASES.append(pytest.param(*TWO_LANES, marks=pytest.mark.long))


@pytest.mark.parametrize(("moment", "settings", "precision"), [*CASES, *LONG_CASES])
def test_resume_after_pause_gives_identical_weights(
    make_run: MakeRun, whole_run: MakeRun, moment: str, settings: str, precision: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    epochs = 2 if precision == "bfloat16" else 3
    whole, paused = (make(**SETTINGS[settings], precision=precision, epochs=epochs) for make in (whole_run, make_run))
    monkeypatch.setattr(inputs, "STORES", FeatureStores())  # what was cached is gone with the process
    events = pause_when(paused, MOMENTS[moment])
    assert isinstance(events[-1], RunPaused if moment != "after the last epoch" else (RunPaused, RunFinished))
    if isinstance(events[-1], RunPaused):
        monkeypatch.setattr(inputs, "STORES", FeatureStores())
        again = list(resume(paused))
        assert isinstance(again[-1], RunFinished), again[-1]
        assert sum(isinstance(event, RunResumed) for event in again) == 1
    assert_same(whole, paused)


@pytest.mark.parametrize("settings", ["scratch", "frozen"])
def test_resume_on_pictures_that_were_moved_gives_identical_weights(
    make_run: MakeRun,
    whole_run: MakeRun,
    settings: str,
    copied_colours: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole, paused = (make(**SETTINGS[settings], precision="float32", epochs=3) for make in (whole_run, make_run))
    monkeypatch.setattr(inputs, "STORES", FeatureStores())
    pause_when(paused, MOMENTS["within the second epoch"])
    copied_colours.rename(tmp_path / "elsewhere")
    failed = list(resume(paused))[-1]
    assert isinstance(failed, RunFailed)
    assert failed.kind is Failure.DATASET_GONE
    move_run_dataset(paused, tmp_path / "elsewhere", paused.parent)
    assert isinstance(list(resume(paused))[-1], RunFinished)
    assert_same(whole, paused)


def test_resume_after_many_pauses_gives_identical_weights(make_run: MakeRun, whole_run: MakeRun) -> None:
    whole, paused = (make(**SCRATCH, precision="float32", epochs=3) for make in (whole_run, make_run))
    job, rounds = train, 0
    while not isinstance(read_history(paused).ended, RunFinished):
        pause_when(paused, lambda event: isinstance(event, BatchEnd), job)
        job, rounds = resume, rounds + 1
    assert rounds > 5
    assert_same(whole, paused)
    steps = read_history(paused).steps
    assert list(steps) == sorted(set(steps))


def test_resume_with_unreadable_pictures_gives_identical_weights(make_run: MakeRun, copied_colours: Path) -> None:
    for name in ("red/red 3.png", "blue/blue 5.png", "green/green 7.png"):
        (copied_colours / name).write_bytes(b"no picture")
    whole, paused = make_run(batch_size=5), make_run(batch_size=5)
    list(train(whole))
    for steps in (1, 3, 5, 8):
        pause_when(paused, after_steps(steps), train if steps == 1 else resume)
    assert isinstance(list(resume(paused))[-1], RunFinished)
    assert_same(whole, paused)
    paths = [event.path for event in read_events(paused) if isinstance(event, Notice) and event.path]
    assert len(paths) >= 3


def test_resume_needs_neither_initial_weights_nor_cache(make_run: MakeRun, whole_run: MakeRun, tmp_path: Path) -> None:
    whole, paused = (make(**FROZEN, precision="float32", epochs=3) for make in (whole_run, make_run))
    pause_when(paused, after_steps(5))
    (tmp_path / "weights.pth").unlink()
    assert isinstance(list(resume(paused))[-1], RunFinished)
    assert_same(whole, paused)


def test_continued_run_starts_from_best_weights_and_resumes_without_them(make_run: MakeRun) -> None:
    parent = make_run(**FROZEN)
    list(train(parent))
    config, dataset = continued_run(parent)
    setup = set_up(config, dataset)
    assert list(load_initial_weights(setup.network, config, dataset.classes, never)) == []
    best = load_file(parent / "best.safetensors")
    started = setup.network.state_dict()
    counted = [name for name in started if name.endswith("num_batches_tracked")]
    assert [name for name in started if not torch.equal(started[name], best[name]) and name not in counted] == []

    whole, paused = (create_run(parent.parent, config, dataset, parent=parent.name) for _ in range(2))
    assert isinstance(list(train(whole))[-1], RunFinished)
    pause_when(paused, after_steps(5))
    (parent / "best.safetensors").unlink()
    assert isinstance(list(resume(paused))[-1], RunFinished)
    assert_same(whole, paused)
    rates = read_history(whole).learning_rates
    assert max(rates) == pytest.approx(max(read_history(parent).learning_rates) / 3, rel=0.05)
    assert 0 < rates[-1] < 0.03 * max(rates), "the new run has a whole schedule of its own"


def test_resume_keeps_the_count_of_early_stopping(make_run: MakeRun) -> None:
    settings = {"epochs": 40, "early_stopping": 2, "learning_rate": 1e-8}
    whole, paused = make_run(**settings), make_run(**settings)
    list(train(whole))
    stopped_at = len(read_history(whole).epochs)
    assert stopped_at < 40
    pause_when(paused, lambda event: isinstance(event, EpochEnd) and event.epoch == stopped_at)
    if not isinstance(read_history(paused).ended, RunFinished):
        list(resume(paused))
    assert_same(whole, paused)


def test_resume_without_a_checkpoint_starts_over_with_a_notice(make_run: MakeRun) -> None:
    run = make_run()
    events = list(resume(run))
    assert RunResumed(0, 0, says_best=True) in events
    assert any("begins again" in str(event.text) for event in events if isinstance(event, Notice))
    assert isinstance(events[-1], RunFinished)


def test_finished_run_is_refused_and_unchanged(make_run: MakeRun) -> None:
    run = make_run(epochs=1)
    list(train(run))
    before = (run / "events.jsonl").read_bytes()
    (refused,) = list(resume(run))
    assert isinstance(refused, RunFailed)
    assert "finished" in str(refused.error)
    assert (run / "events.jsonl").read_bytes() == before
