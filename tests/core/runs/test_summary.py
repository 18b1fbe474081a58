"""The list of runs."""

import dataclasses
import json
import math
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resnet_studio.core.basics import files
from resnet_studio.core.basics.errors import RunError
from resnet_studio.core.basics.shares import wilson
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.protocol.events import (
    BatchEnd,
    CheckpointSaved,
    EpochEnd,
    Event,
    Predictions,
    RunFailed,
    RunFinished,
    RunPaused,
    RunResumed,
    RunStarted,
    RunStopped,
)
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.run import ModelInfo, create_run, read_config
from resnet_studio.core.runs.run_log import EventLog, read_events, read_history
from resnet_studio.core.runs.states import RunState
from resnet_studio.core.runs.summary import list_runs, rename_run, summarise, why_renamed

CONFIG = TrainConfig.build(depth=20)
INFO = ModelInfo(20, True, ("ants", "bees"), 32, (0.5, 0.5, 0.5), (0.25, 0.25, 0.25))
STARTED = RunStarted(1, "r", ("ants", "bees"), 10, 4, 272_000, 272_000, "CPU", "float32", epochs=3)


def epoch(number: int, top1: float, loss: float = 1.0) -> EpochEnd:
    return EpochEnd(number, number * 10, 1.0, loss, top1, 2.5)


def write_events(run: Path, *events: Event) -> None:
    log = EventLog(run)
    for event in events:
        log.append(event)
    log.close()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("{", "not valid JSON"),
        ("{}", "format is None"),
        ('{"format": 99}', "newer ResNet Studio"),
        ('{"format": 1, "depth": 19}', "depth is 19"),
        ('{"format": 1, "frozen": 5}', "frozen is 5"),
    ],
)
def test_damaged_settings_give_an_error_and_a_row_of_the_list(run: Path, content: str, expected: str) -> None:
    (run / "config.json").write_text(content)
    with pytest.raises(RunError, match=expected):
        read_config(run)
    row = summarise(run)
    assert expected in str(row.problem)
    assert not row.usable
    assert row.config is None
    assert row.dataset == "ants-bees"
    assert [listed.problem for listed in list_runs(run.parent)] == [row.problem]


@pytest.mark.parametrize(
    ("ending", "state"),
    [
        (RunFinished("r", 2, 0.75), RunState.FINISHED),
        (RunStopped("r", 2, 0.75), RunState.STOPPED),
        (RunPaused("r", 2, 0.75), RunState.PAUSED),
        (RunFailed("r", "The disk is full."), RunState.FAILED),
        (None, RunState.CUT_OFF),
    ],
)
def test_summary_has_state_epochs_and_best(run: Path, ending: Event | None, state: RunState) -> None:
    batches = [BatchEnd(1, step, 0.5, 0.001, 9.0) for step in range(1, 10)]
    saved = (CheckpointSaved(20, best=True), CheckpointSaved(30))
    story = [STARTED, *batches, epoch(1, 0.5), epoch(2, 0.75), saved[0], epoch(3, 0.75, 2.0), saved[1]]
    write_events(run, *story, *([ending] if ending else []))
    (run / "best.safetensors").write_bytes(b"x" * 5000)
    INFO.write(run)
    row = summarise(run)
    assert (row.state, row.epochs, row.best_epoch, row.best_val_top1) == (state, 3, 2, 0.75)
    assert row.seconds == 7.5
    assert row.config == CONFIG
    assert row.dataset == "ants-bees"
    assert row.size == sum(entry.stat().st_size for entry in run.iterdir())
    assert row.usable
    assert row.name == "first"


def test_run_before_its_first_epoch_is_not_usable(run: Path) -> None:
    write_events(run, STARTED)
    row = summarise(run)
    assert not row.usable
    assert row.problem is None
    assert math.isnan(row.best_val_top1)
    assert row.best_epoch == 0


def test_epochs_after_the_resumed_checkpoint_do_not_count(run: Path) -> None:
    write_events(
        run, STARTED, epoch(1, 0.5), epoch(2, 0.9), RunPaused("r", 2, 0.9), STARTED, RunResumed(10), epoch(2, 0.6),
        CheckpointSaved(20, best=True),
    )  # fmt: skip
    row = summarise(run)
    assert (row.state, row.epochs, row.best_epoch, row.best_val_top1, row.seconds) == (RunState.CUT_OFF, 2, 2, 0.6, 5.0)


@pytest.mark.parametrize("ending", [None, RunFailed("r", "The engine crashed.")], ids=["cut off", "failed"])
def test_epochs_that_were_not_saved_do_not_count(run: Path, ending: Event | None) -> None:
    """Their models are gone with the process."""
    saved = (epoch(1, 0.2), epoch(2, 0.357), CheckpointSaved(20, best=True), epoch(3, 0.3), CheckpointSaved(30))
    write_events(run, STARTED, *saved, epoch(4, 0.6), epoch(5, 0.857), *([ending] if ending else []))
    row = summarise(run)
    assert (row.epochs, row.best_epoch, row.best_val_top1, row.seconds) == (3, 2, 0.357, 7.5)


def test_best_model_that_was_saved_last_counts_although_its_checkpoint_could_not_be(run: Path) -> None:
    write_events(
        run, STARTED, epoch(1, 0.2), CheckpointSaved(10, best=True), epoch(2, 0.8), CheckpointSaved(10, best=True),
        RunFailed("r", "The disk is full."),
    )  # fmt: skip
    row = summarise(run)
    assert (row.epochs, row.best_epoch, row.best_val_top1) == (1, 2, 0.8)


def test_resumed_run_has_the_best_model_that_is_in_its_folder(run: Path) -> None:
    write_events(
        run,
        STARTED,
        epoch(1, 0.2),
        epoch(2, 0.8),
        CheckpointSaved(20, best=True),
        STARTED,
        RunResumed(0, 2, says_best=True),
    )
    assert (summarise(run).epochs, summarise(run).best_epoch, summarise(run).best_val_top1) == (0, 2, 0.8)
    write_events(run, epoch(1, 0.3), CheckpointSaved(10))
    assert (summarise(run).epochs, summarise(run).best_epoch, summarise(run).best_val_top1) == (1, 2, 0.8)
    write_events(run, STARTED, RunResumed(10, 0, says_best=True))
    assert (summarise(run).epochs, summarise(run).best_epoch) == (1, 0)


numbers = st.integers(1, 5)


stories = st.lists(
    st.one_of(
        st.just(STARTED),
        st.builds(epoch, numbers, st.floats(0, 1)),
        st.builds(CheckpointSaved, numbers.map(lambda number: number * 10), st.booleans()),
        st.builds(RunResumed, numbers.map(lambda number: number * 10), st.integers(0, 5), st.booleans()),
        st.just(RunFinished("r", 1, 0.5)),
        st.just(RunPaused("r", 1, 0.5)),
    ),
    max_size=12,
)


@given(stories)
def test_summary_and_history_agree(tmp_path_factory: pytest.TempPathFactory, events: list[Event]) -> None:
    folder = tmp_path_factory.getbasetemp() / "replayed"
    folder.mkdir(exist_ok=True)
    (folder / "events.jsonl").unlink(missing_ok=True)
    write_events(folder, *events)
    row, history = summarise(folder), read_history(folder)
    best = history.best if row.state.saved_all else history.kept
    epochs = history.epochs if row.state.saved_all else history.saved_epochs
    assert row.best_epoch == (best.epoch if best else 0)
    assert row.seconds == pytest.approx(sum(done.seconds for done in epochs))
    ended = RunState.after(history.ended) if history.ended else RunState.CUT_OFF
    # after an epoch or a checkpoint that follows an ending, the list takes the run for cut off
    assert row.state == ended or isinstance(events[-1], EpochEnd | CheckpointSaved)


@pytest.mark.parametrize(
    "after",
    [[], [RunFinished("r", 2, 0.6)], [RunPaused("r", 2, 0.6), RunResumed(20), BatchEnd(3, 21, 30, 1.0, 0.1, 9.0)]],
)
def test_accuracy_is_of_the_pictures_that_could_be_read_as_where_it_trains(run: Path, after: list[Event]) -> None:
    began: list[Event] = [STARTED, epoch(1, 0.5), Predictions(1, (), 2, 4), epoch(2, 0.6), Predictions(2, (), 2, 3)]
    write_events(run, *began, CheckpointSaved(20, True), *after)
    history, summary = read_history(run), summarise(run)
    assert (summary.validation, history.validated) == (3, 3)
    assert summary.interval == wilson(summary.best_val_top1, 3)
    assert dataclasses.replace(summary, validation=4).following(history).validation == 3
    assert summary.state == (RunState.FINISHED if len(after) == 1 else RunState.CUT_OFF)


def test_runs_are_listed_newest_first_without_other_folders(runs: Path, dataset: Dataset) -> None:
    for name, created in (("old", "2024-01-01"), ("new", "2026-01-01"), ("middle", "2025-01-01")):
        run = create_run(runs, CONFIG, dataset, name=name)
        record = json.loads((run / "config.json").read_text())
        files.write_json(run / "config.json", record | {"created": f"{created}T12:00:00+00:00"})
    (runs / "holiday pictures").mkdir()
    (runs / "note.txt").write_text("mine")
    assert [row.name for row in list_runs(runs)] == ["new", "middle", "old"]


def test_run_with_an_unreadable_date_is_listed(run: Path) -> None:
    record = json.loads((run / "config.json").read_text())
    files.write_json(run / "config.json", record | {"created": "yesterday"})
    (row,) = list_runs(run.parent)
    assert row.config == CONFIG
    assert row.created == pytest.approx((run / "config.json").stat().st_mtime)


def test_missing_folder_of_runs_gives_an_empty_list(tmp_path: Path) -> None:
    assert list_runs(tmp_path / "nothing here") == []


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ('{"root": "/data/ants bees", "classes": []}', "ants bees"),
        ('{"root": "C:\\\\Users\\\\x\\\\Käfer", "classes": []}', "Käfer"),
        ('{"root": ' + "[" * 50_000, ""),
        ('{"classes": []}', ""),
        ("", ""),
    ],
)
def test_name_of_the_dataset_is_read_from_the_beginning_of_its_file(run: Path, content: str, name: str) -> None:
    (run / "dataset.json").write_text(content, encoding="utf-8")
    assert summarise(run).dataset == name


def test_renaming_moves_the_folder(run: Path) -> None:
    write_events(run, STARTED)
    renamed = rename_run(run, " my: best run. ")
    assert renamed == run.with_name("my- best run")
    assert list(read_events(renamed)) == [STARTED]
    assert not run.exists()
    assert rename_run(renamed, "my- best run") == renamed


def test_title_leaves_out_the_date_that_the_name_begins_with(runs: Path, dataset: Dataset) -> None:
    run = create_run(runs, CONFIG, dataset)
    row = summarise(run)
    assert row.name.endswith(" ants-bees resnet20")
    assert row.title == "ants-bees resnet20"
    assert summarise(rename_run(run, "2001-01-01 00-00 mine")).title == "2001-01-01 00-00 mine", "another date"
    assert dataclasses.replace(row, created=1e300).title == row.name


def test_run_in_training_is_not_renamed(run: Path) -> None:
    log = EventLog(run)
    with pytest.raises(RunError, match="The run first is in training"):
        rename_run(run, "other")
    log.close()
    assert rename_run(run, "other").is_dir()


def test_paused_run_that_is_resumed_elsewhere_is_in_training(run: Path) -> None:
    write_events(run, STARTED, epoch(1, 0.5), RunPaused("r", 1, 0.5))
    assert summarise(run).state == RunState.PAUSED
    log = EventLog(run)  # as a process does before it reads the checkpoint
    assert summarise(run).state == RunState.IN_TRAINING
    log.close()


@pytest.mark.parametrize("cores", [2, 0])
def test_summary_says_whether_a_run_was_computed_on_a_processor(run: Path, cores: int) -> None:
    write_events(run, dataclasses.replace(STARTED, cores=cores))
    assert summarise(run).on_cpu is bool(cores)


def test_renaming_to_an_existing_name_is_refused(runs: Path, run: Path, dataset: Dataset) -> None:
    other = create_run(runs, CONFIG, dataset, name="second")
    with pytest.raises(RunError, match="already a run called second"):
        rename_run(run, "second")
    assert run.is_dir()
    assert other.is_dir()
    shutil.rmtree(run)
    with pytest.raises(RunError, match="first cannot be renamed"):
        rename_run(run, "third")


@pytest.mark.parametrize(
    ("typed", "name", "why"),
    [
        ("best", "best", ""),
        (" best ", "best", ""),
        ("a/b", "a-b", "The run is called a-b, because not every system allows a/b as the name of a folder."),
        ("CON", "_CON", "The run is called _CON, because not every system allows CON as the name of a folder."),
        ("best", "best (2)", "There is a run called best already, so this one is called best (2)."),
    ],
)
def test_name_that_is_not_the_typed_one_is_explained(typed: str, name: str, why: str) -> None:
    assert str(why_renamed(typed, name)) == why
