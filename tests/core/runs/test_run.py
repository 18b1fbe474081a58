import json
import math
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resnet_studio.core.basics import files
from resnet_studio.core.basics.errors import RunError
from resnet_studio.core.dataset.catalogue import Dataset, Picture, Split
from resnet_studio.core.protocol.events import (
    BatchEnd,
    EpochEnd,
    Event,
    Notice,
    RunFailed,
    RunFinished,
    RunPaused,
    RunResumed,
    RunStarted,
    RunStopped,
)
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.run import ModelInfo, create_run, read_config, read_dataset, space_needed
from resnet_studio.core.runs.run_log import EventLog, is_being_written, read_events, read_history
from resnet_studio.core.runs.summary import list_runs, rename_run, summarise

CONFIG = TrainConfig.build(depth=20)
INFO = ModelInfo(20, True, ("ants", "bees"), 32, (0.5, 0.5, 0.5), (0.25, 0.25, 0.25))
STARTED = RunStarted(1, "r", ("ants", "bees"), 10, 4, 272_000, 272_000, "CPU", "float32", epochs=3)


def epoch(number: int, top1: float, loss: float = 1.0) -> EpochEnd:
    return EpochEnd(number, number * 10, 1.0, loss, top1, 2.5)


def dataset(root: Path) -> Dataset:
    pictures = (Picture("train/ants/1.png", 0, "train", 10, 5), Picture("val/bees/2 ü.png", 1, "validation", 11, 6))
    return Dataset(root.absolute(), ("ants", "bees"), pictures, Split("folder"), ("A notice.",))


def write_events(run: Path, *events: Event) -> None:
    log = EventLog(run)
    for event in events:
        log.append(event)
    log.close()


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    return tmp_path / "meine Läufe"


@pytest.fixture
def run(runs: Path) -> Path:
    return create_run(runs, CONFIG, dataset(runs.parent / "ants-bees"), name="first")


class Disk(NamedTuple):
    total: int
    used: int
    free: int


def test_a_new_run_is_named_after_time_dataset_and_network(runs: Path) -> None:
    run = create_run(runs, CONFIG, dataset(runs.parent / "ants-bees"))
    assert run.parent == runs
    assert run.name.endswith(" ants-bees resnet20")
    assert run.name[:2] == "20"
    assert sorted(entry.name for entry in run.iterdir()) == ["config.json", "dataset.json"]


def test_two_runs_of_one_name_lie_beside_each_other(runs: Path, run: Path) -> None:
    second = create_run(runs, CONFIG, dataset(runs), name="first")
    assert second.name == "first (2)"
    assert create_run(runs, CONFIG, dataset(runs), name="../first").parent == runs


def test_settings_and_dataset_come_back(runs: Path, run: Path) -> None:
    assert read_config(run) == CONFIG
    assert read_dataset(run) == dataset(runs.parent / "ants-bees")


def test_a_run_that_the_disk_cannot_hold_is_refused_before_it_starts(
    runs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    needed = space_needed(CONFIG, 2)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Disk(0, 0, needed - 1))
    with pytest.raises(RunError, match="are free"):
        create_run(runs, CONFIG, dataset(runs), name="x")
    assert list(runs.iterdir()) == []
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Disk(0, 0, needed))
    assert create_run(runs, CONFIG, dataset(runs), name="x").is_dir()


def test_space_counts_the_optimizers_state_of_what_is_trained() -> None:
    frozen = TrainConfig.build(depth=152, weights="w.pt", freeze="layer4")
    opened = TrainConfig.build(depth=152, weights="w.pt", freeze="none")
    sgd = TrainConfig.build(depth=152, weights="w.pt", freeze="none", optimizer="sgd")
    assert space_needed(frozen, 2) < space_needed(sgd, 2) < space_needed(opened, 2)
    # best, last and a new last, each with 58 M weights, the last two with two moments for each
    assert space_needed(opened, 2) == pytest.approx(4 * 58.15e6 * (1 + 2 * 3), rel=0.03)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RunError, match="No run can be written in"):
        create_run(tmp_path / "file", CONFIG, dataset(tmp_path))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "not valid JSON"),
        ("{}", "format is None"),
        ('{"format": 99}', "newer ResNet Studio"),
        ('{"format": 1, "depth": 19}', "depth is 19"),
        ('{"format": 1, "frozen": 5}', "frozen is 5"),
    ],
)
def test_damaged_settings_are_a_sentence_and_a_row_of_the_list(run: Path, content: str, said: str) -> None:
    (run / "config.json").write_text(content)
    with pytest.raises(RunError, match=said):
        read_config(run)
    row = summarise(run)
    assert said in row.problem
    assert not row.usable
    assert row.config is None
    assert row.dataset == "ants-bees"
    assert [listed.problem for listed in list_runs(run.parent)] == [row.problem]


def test_model_info_comes_back_and_names_what_is_damaged(run: Path) -> None:
    INFO.write(run)
    assert ModelInfo.read(run) == INFO
    record = json.loads((run / "model.json").read_text())
    damages: dict[str, Any] = {
        "depth": "20", "shortcuts": 1, "classes": [], "image_size": 4000, "mean": [0.5, 0.5], "std": [0.2, 0.0, 0.2],
    }  # fmt: skip
    for field, value in damages.items():
        files.write_json(run / "model.json", record | {field: value})
        with pytest.raises(RunError, match=f"model.json .* is damaged: {field}"):
            ModelInfo.read(run)
    (run / "model.json").unlink()
    with pytest.raises(RunError, match="missing"):
        ModelInfo.read(run)


def test_each_event_is_on_disk_before_the_next(run: Path) -> None:
    log = EventLog(run)
    log.append(STARTED)
    assert list(read_events(run)) == [STARTED]
    log.append(epoch(1, 0.5))
    assert list(read_events(run)) == [STARTED, epoch(1, 0.5)]
    log.close()


def test_a_log_goes_on_where_it_was(run: Path) -> None:
    write_events(run, STARTED)
    write_events(run, RunFinished("r", 1, 0.5))
    assert list(read_events(run)) == [STARTED, RunFinished("r", 1, 0.5)]


def test_torn_foreign_and_unreadable_lines_are_left_out(run: Path) -> None:
    write_events(run, STARTED)
    with (run / "events.jsonl").open("ab") as file:
        file.write(b'\xff\xfe\n\n{"event": "Later"}\n[]\n{"event": "EpochEnd", "epo')
    assert list(read_events(run)) == [STARTED]
    assert summarise(run).state == "cut off"


def test_the_ending_is_not_lost_with_the_line_that_a_kill_tore(run: Path) -> None:
    (run / "events.jsonl").write_text('{"event": "EpochEnd", "epo', "utf-8")
    ending = RunFailed(str(run), "killed")
    log = EventLog(run)
    log.append(ending)
    log.close()
    assert list(read_events(run)) == [ending]


def test_a_picture_whose_name_is_not_unicode_does_not_end_the_run(run: Path) -> None:
    notice = Notice("It is left out.", os.fsdecode(b"ants/caf\xe9.jpg"))
    write_events(run, notice)
    assert list(read_events(run)) == [notice]


def test_a_run_without_events_replays_as_nothing(run: Path) -> None:
    assert list(read_events(run)) == []
    assert read_history(run).started is None
    (run / "events.jsonl").mkdir()
    with pytest.raises(RunError, match="cannot be read"):
        list(read_events(run))


@pytest.mark.parametrize(
    ("ending", "state"),
    [
        (RunFinished("r", 2, 0.75), "finished"),
        (RunStopped("r", 2, 0.75), "stopped"),
        (RunPaused("r", 2, 0.75), "paused"),
        (RunFailed("r", "The disk is full."), "failed"),
        (None, "cut off"),
    ],
)
def test_a_summary_tells_how_the_run_went(run: Path, ending: Event | None, state: str) -> None:
    batches = [BatchEnd(1, step, 0.5, 0.001, 9.0) for step in range(1, 10)]
    story = [STARTED, *batches, epoch(1, 0.5), epoch(2, 0.75), epoch(3, 0.75, 2.0)]
    write_events(run, *story, *([ending] if ending else []))
    (run / "best.pt").write_bytes(b"x" * 5000)
    INFO.write(run)
    row = summarise(run)
    assert (row.state, row.epochs, row.best_epoch, row.best_val_top1) == (state, 3, 2, 0.75)
    assert row.seconds == 7.5
    assert row.config == CONFIG
    assert row.dataset == "ants-bees"
    assert row.size == sum(entry.stat().st_size for entry in run.iterdir())
    assert row.usable
    assert row.name == "first"


def test_before_the_first_epoch_there_is_nothing_to_use(run: Path) -> None:
    write_events(run, STARTED)
    row = summarise(run)
    assert not row.usable
    assert row.problem == ""
    assert math.isnan(row.best_val_top1)
    assert row.best_epoch == 0


def test_a_resumed_run_counts_only_what_stands(run: Path) -> None:
    write_events(
        run, STARTED, epoch(1, 0.5), epoch(2, 0.9), RunPaused("r", 2, 0.9), STARTED, RunResumed(10), epoch(2, 0.6)
    )
    row = summarise(run)
    assert (row.state, row.epochs, row.best_epoch, row.best_val_top1, row.seconds) == ("cut off", 2, 2, 0.6, 5.0)


numbers = st.integers(1, 5)
stories = st.lists(
    st.one_of(
        st.just(STARTED),
        st.builds(epoch, numbers, st.floats(0, 1)),
        st.builds(RunResumed, numbers.map(lambda number: number * 10)),
        st.just(RunFinished("r", 1, 0.5)),
        st.just(RunPaused("r", 1, 0.5)),
    ),
    max_size=12,
)


@given(stories)
def test_the_list_and_the_replay_agree(tmp_path_factory: pytest.TempPathFactory, events: list[Event]) -> None:
    folder = tmp_path_factory.getbasetemp() / "replayed"
    folder.mkdir(exist_ok=True)
    (folder / "events.jsonl").unlink(missing_ok=True)
    write_events(folder, *events)
    row, history = summarise(folder), read_history(folder)
    assert row.best_epoch == (history.best.epoch if history.best else 0)
    assert row.seconds == pytest.approx(sum(done.seconds for done in history.epochs))
    ended = type(history.ended).__name__.removeprefix("Run").lower() if history.ended else "cut off"
    # what comes after an ending without a new start cannot be told apart by the list
    assert row.state == ended or isinstance(events[-1], EpochEnd)


def test_runs_are_listed_newest_first_and_other_folders_left_out(runs: Path) -> None:
    for name, created in (("old", "2024-01-01"), ("new", "2026-01-01"), ("middle", "2025-01-01")):
        run = create_run(runs, CONFIG, dataset(runs), name=name)
        record = json.loads((run / "config.json").read_text())
        files.write_json(run / "config.json", record | {"created": f"{created}T12:00:00+00:00"})
    (runs / "holiday pictures").mkdir()
    (runs / "note.txt").write_text("mine")
    assert [row.name for row in list_runs(runs)] == ["new", "middle", "old"]


def test_a_date_of_another_form_does_not_lose_the_row(run: Path) -> None:
    record = json.loads((run / "config.json").read_text())
    files.write_json(run / "config.json", record | {"created": "yesterday"})
    (row,) = list_runs(run.parent)
    assert row.config == CONFIG
    assert row.created == pytest.approx((run / "config.json").stat().st_mtime)


def test_no_folder_of_runs_is_an_empty_list(tmp_path: Path) -> None:
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
def test_the_datasets_name_is_read_from_the_head_of_its_file(run: Path, content: str, name: str) -> None:
    (run / "dataset.json").write_text(content, encoding="utf-8")
    assert summarise(run).dataset == name


def test_renaming_moves_the_folder_whole(run: Path) -> None:
    write_events(run, STARTED)
    renamed = rename_run(run, " my: best run. ")
    assert renamed == run.with_name("my- best run")
    assert list(read_events(renamed)) == [STARTED]
    assert not run.exists()
    assert rename_run(renamed, "my- best run") == renamed


def test_renaming_never_lands_on_another_run(runs: Path, run: Path) -> None:
    other = create_run(runs, CONFIG, dataset(runs), name="second")
    with pytest.raises(RunError, match="already a run called second"):
        rename_run(run, "second")
    assert run.is_dir()
    assert other.is_dir()
    shutil.rmtree(run)
    with pytest.raises(RunError, match="first cannot be renamed"):
        rename_run(run, "third")


HOLDER = """
import sys
from pathlib import Path
from resnet_studio.core.runs.run_log import EventLog
log = EventLog(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def test_a_run_is_written_by_one_process_at_a_time(tmp_path: Path) -> None:
    run = tmp_path / "a run"
    run.mkdir()
    assert not is_being_written(run)
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, run], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        assert is_being_written(run)
        with pytest.raises(RunError, match="another window or program"):
            EventLog(run)
        holder.kill()  # the system gives the lock back, whatever the end
        holder.wait()
        assert not is_being_written(run)
        EventLog(run).close()
