"""The log of a run."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from resnet_studio.core.basics import file_lock
from resnet_studio.core.basics.errors import RunError
from resnet_studio.core.basics.message import message
from resnet_studio.core.protocol.event_json import from_json, to_json
from resnet_studio.core.protocol.events import (
    BatchEnd,
    CheckpointSaved,
    EpochEnd,
    Event,
    Notice,
    RunFailed,
    RunFinished,
    RunPaused,
    RunResumed,
    RunStarted,
)
from resnet_studio.core.runs import run_log
from resnet_studio.core.runs.run_log import (
    EventLog,
    held,
    is_being_written,
    is_finished,
    may_have_learned,
    read_events,
    read_history,
    read_outline,
)
from resnet_studio.core.runs.states import RunState
from resnet_studio.core.runs.summary import summarise

STARTED = RunStarted(1, "r", ("ants", "bees"), 10, 4, 272_000, 272_000, "CPU", "float32", epochs=3)


def epoch(number: int, top1: float, loss: float = 1.0) -> EpochEnd:
    return EpochEnd(number, number * 10, 1.0, loss, top1, 2.5)


def write_events(run: Path, *events: Event) -> None:
    log = EventLog(run)
    for event in events:
        log.append(event)
    log.close()


def test_each_event_is_on_disk_before_the_next(run: Path) -> None:
    log = EventLog(run)
    log.append(STARTED)
    assert list(read_events(run)) == [STARTED]
    log.append(epoch(1, 0.5))
    assert list(read_events(run)) == [STARTED, epoch(1, 0.5)]
    log.close()


def test_reopened_log_is_appended_to(run: Path) -> None:
    write_events(run, STARTED)
    write_events(run, RunFinished("r", 1, 0.5))
    assert list(read_events(run)) == [STARTED, RunFinished("r", 1, 0.5)]


def test_incomplete_and_unknown_lines_are_left_out(run: Path) -> None:
    write_events(run, STARTED)
    with (run / "events.jsonl").open("ab") as file:
        file.write(b'\xff\xfe\n\n{"event": "Later"}\n[]\n{"event": "EpochEnd", "epo')
    assert list(read_events(run)) == [STARTED]
    assert summarise(run).state == RunState.CUT_OFF


def test_event_after_an_incomplete_line_is_kept(run: Path) -> None:
    (run / "events.jsonl").write_text('{"event": "EpochEnd", "epo', "utf-8")
    ending = RunFailed(str(run), message("killed"))
    log = EventLog(run)
    log.append(ending)
    log.close()
    assert list(read_events(run)) == [ending]


def test_path_that_is_not_unicode_is_written_and_read_back(run: Path) -> None:
    notice = Notice(message("It is left out."), os.fsdecode(b"ants/caf\xe9.jpg"))
    write_events(run, notice)
    assert list(read_events(run)) == [notice]


def test_run_without_events_has_an_empty_history(run: Path) -> None:
    assert list(read_events(run)) == []
    assert read_history(run).started is None
    (run / "events.jsonl").mkdir()
    with pytest.raises(RunError, match="cannot be read"):
        list(read_events(run))


def batch(step: int) -> BatchEnd:
    return BatchEnd(1 + step // 1000, step, 0.5, 0.1, 90.0, 5000)


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The lines that are parsed, which is what takes the time of a long log."""
    lines: list[str] = []

    def count(line: str) -> Event:
        lines.append(line)
        return from_json(line)

    monkeypatch.setattr(run_log, "from_json", count)
    return lines


def test_outline_of_a_long_log_skips_its_batches(run: Path, parsed: list[str]) -> None:
    story: list[Event] = [STARTED]
    for number in range(1, 4):
        story += [*map(batch, range(1000 * number - 999, 1000 * number + 1)), Notice(message("A notice."))]
        story += [EpochEnd(number, 1000 * number, 1.0, 1.0, 0.25 * number, 2.5), CheckpointSaved(1000 * number, True)]
    story += [batch(3001), RunPaused("r", 3, 0.75), RunResumed(3000, 3, says_best=True), batch(3001), batch(3002)]
    (run / "events.jsonl").write_text("".join(to_json(event) + "\n" for event in story), "utf-8")
    outline = list(read_outline(run))
    assert len(parsed) == len(outline) < 20
    assert outline == [
        event
        for event, after in zip(story, [*story[1:], STARTED], strict=True)
        if not isinstance(event, Notice) and not (isinstance(event, BatchEnd) and isinstance(after, BatchEnd))
    ]
    short, whole = read_history(run, outline=True), read_history(run)
    for name in ("started", "epochs", "best", "kept", "checkpoint_step", "last_batch", "steps_planned", "ended"):
        assert getattr(short, name) == getattr(whole, name), name
    assert short.resumable == whole.resumable


def test_end_of_a_long_log_says_whether_the_run_is_finished(run: Path, parsed: list[str]) -> None:
    assert not is_finished(run)
    write_events(run, STARTED, *map(batch, range(2000)))
    assert not is_finished(run)
    write_events(run, RunPaused("r", 1, 0.5), RunResumed(3), epoch(1, 0.5))
    assert not is_finished(run)
    write_events(run, RunFinished("r", 1, 0.5), Notice(message("A notice.")))
    assert is_finished(run)
    with (run / "events.jsonl").open("ab") as file:
        file.write(b'{"event": "EpochEnd", "epo')
    assert is_finished(run)
    assert len(parsed) < 10


def test_run_in_training_cannot_be_held(run: Path) -> None:
    log = EventLog(run)
    with pytest.raises(RunError, match="The run first is in training in another window or program"), held(run):
        pass
    log.close()
    with held(run):
        pass


@pytest.mark.skipif(sys.platform == "win32", reason="there a folder with an open file cannot be moved")
def test_run_that_is_held_cannot_be_trained(run: Path) -> None:
    EventLog(run).close()
    with held(run), pytest.raises(RunError, match="in training in another window"):
        EventLog(run)


def test_run_without_a_log_can_be_held(run: Path) -> None:
    with held(run):
        assert not (run / "events.jsonl").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no shared locks")
def test_two_lists_of_runs_do_not_take_each_other_for_a_training(run: Path) -> None:
    EventLog(run).close()
    with (run / "events.jsonl").open("r+b") as other:
        assert file_lock.lock(other, shared=True)
        assert not is_being_written(run)


HOLDER = """
import sys
from pathlib import Path
from resnet_studio.core.runs.run_log import EventLog
log = EventLog(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def test_run_is_written_by_one_process_at_a_time(tmp_path: Path) -> None:
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
        holder.kill()  # the system releases the lock, however the process ends
        holder.wait()
        assert not is_being_written(run)
        EventLog(run).close()


@pytest.mark.parametrize(
    ("events", "learned"),
    [
        ((), True),  # it may be about to begin
        ((STARTED,), True),
        ((STARTED, RunFailed("r", message("no"))), False),
        ((STARTED, RunPaused("r", 0, 0.0), Notice(message("measured"))), False),
        ((STARTED, RunPaused("r", 0, 0.0), STARTED), True),
        ((STARTED, BatchEnd(1, 1, 2.0, 0.1, 5.0), RunFailed("r", message("no"))), True),
    ],
)
def test_only_a_run_that_ended_before_its_first_batch_has_learned_from_no_picture(
    run: Path, events: tuple[Event, ...], learned: bool
) -> None:
    write_events(run, *events)
    assert may_have_learned(run) == learned
