"""Watching a folder: each picture is answered once."""

import json
import os
import random
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from resnet_studio.core.basics.errors import RunError
from resnet_studio.core.protocol.jobs.predict import Prediction, PredictionFailed
from resnet_studio.core.runs.predictions import Result
from resnet_studio.core.runs.watched import Watched

WHOLE = b"a whole picture"


class Clock:
    """Seconds that pass when a test says so."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    """The time that a `Watched` sees."""
    return Clock()


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A run's folder."""
    (tmp_path / "run").mkdir()
    return tmp_path / "run"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder that is watched."""
    (tmp_path / "in").mkdir()
    return tmp_path / "in"


def result_of(path: str) -> Result:
    """What a model would say: only a whole file can be read."""
    try:
        if Path(path).read_bytes() == WHOLE:
            return Prediction(path, ("a", "b"), (0.75, 0.25))
    except OSError:
        pass
    return PredictionFailed(path, "It cannot be read.")


def step(watched: Watched, clock: Clock, seconds: float = 1.0) -> list[str]:
    """Look, answer, and let time pass; returns what was answered."""
    asked = watched.look()
    taken = [path for path in asked if watched.take(result_of(path))]
    clock.now += seconds
    return taken


def test_file_is_answered_when_it_has_not_changed_for_a_moment(run: Path, folder: Path, clock: Clock) -> None:
    watched = Watched(run, folder, clock=clock)
    (folder / "1.jpg").write_bytes(WHOLE)
    assert step(watched, clock) == []
    assert step(watched, clock) == [str(folder / "1.jpg")]
    assert step(watched, clock) == []
    watched.close()


def test_file_that_is_being_written_is_waited_for(run: Path, folder: Path, clock: Clock) -> None:
    watched = Watched(run, folder, clock=clock)
    (folder / "1.jpg").write_bytes(WHOLE[:4])
    assert [step(watched, clock) for _ in range(6)] == [[]] * 6
    (folder / "1.jpg").write_bytes(WHOLE)
    assert [one for _ in range(4) for one in step(watched, clock)] == [str(folder / "1.jpg")]
    watched.close()


def test_file_that_stays_broken_is_answered_once_as_such(run: Path, folder: Path, clock: Clock) -> None:
    watched = Watched(run, folder, clock=clock, patience=10)
    (folder / "1.jpg").write_bytes(b"broken")
    taken = [one for _ in range(40) for one in step(watched, clock)]
    assert taken == [str(folder / "1.jpg")]
    assert isinstance(next(watched.answers()), PredictionFailed)
    watched.close()


def test_deleted_file_has_no_answer_and_one_that_is_changed_has_two(run: Path, folder: Path, clock: Clock) -> None:
    watched = Watched(run, folder, clock=clock)
    (folder / "1.jpg").write_bytes(WHOLE)
    (folder / "2.jpg").write_bytes(WHOLE)
    step(watched, clock)
    asked = watched.look()
    (folder / "1.jpg").unlink()
    assert [watched.take(result_of(path)) for path in asked] == [False, True]
    os.utime(folder / "2.jpg", (1, 1))
    clock.now += 1
    assert [one for _ in range(3) for one in step(watched, clock)] == [str(folder / "2.jpg")]
    watched.close()


def test_what_a_failed_job_left_is_asked_again(run: Path, folder: Path, clock: Clock) -> None:
    watched = Watched(run, folder, clock=clock)
    (folder / "1.jpg").write_bytes(WHOLE)
    step(watched, clock)
    assert watched.look() == [str(folder / "1.jpg")]
    assert watched.look() == []
    watched.give_back()
    assert watched.look() == [str(folder / "1.jpg")]
    watched.close()


def test_folder_is_watched_by_one_process_at_a_time(run: Path, folder: Path) -> None:
    watched = Watched(run, folder)
    with pytest.raises(RunError, match="is being watched already"):
        Watched(run, folder)
    watched.close()
    Watched(run, folder).close()


def test_folder_that_is_gone_is_waited_for(run: Path, folder: Path, clock: Clock) -> None:
    watched = Watched(run, folder, clock=clock)
    folder.rmdir()
    assert watched.look() == []
    assert "is not there" in str(watched.problem)
    folder.mkdir()
    (folder / "1.jpg").write_bytes(WHOLE)
    step(watched, clock)
    assert step(watched, clock) == [str(folder / "1.jpg")]
    assert watched.problem is None
    watched.close()


def test_journal_of_a_run_that_cannot_be_written_is_elsewhere(tmp_path: Path, folder: Path, clock: Clock) -> None:
    for again in (False, True):
        watched = Watched(tmp_path / "no run", folder, clock=clock) if again else Watched(_file(tmp_path), folder)
        watched.close()


def _file(folder: Path) -> Path:
    """A file where the run's folder should be: nothing can be written in it."""
    (folder / "a file").write_text("")
    return folder / "a file"


@pytest.mark.parametrize("seed", range(3))
def test_each_of_300_files_is_answered_once_over_restarts(run: Path, folder: Path, clock: Clock, seed: int) -> None:
    draw = random.Random(seed)
    half, kept, answered = set[Path](), set[Path](), Counter[str]()
    watched = Watched(run, folder, clock=clock)
    for number in range(300):
        path = folder / f"{number}.jpg"
        path.write_bytes(WHOLE[: draw.choice((3, len(WHOLE), len(WHOLE)))])
        (kept if path.stat().st_size == len(WHOLE) else half).add(path)
        if draw.random() < 0.1:
            answered.update(step(watched, clock, draw.choice((0.1, 1.0, 3.0))))
            for ready in draw.sample(sorted(half), len(half) // 2):
                ready.write_bytes(WHOLE)
                half.discard(ready)
                kept.add(ready)
            for gone in draw.sample(sorted(kept), min(1, len(kept))):
                kept.discard(gone)
                gone.unlink()
        if draw.random() < 0.05:  # killed: the journal ends anywhere
            watched.look()
            watched.close()
            journal = next((run / "watched").iterdir())
            with journal.open("ab") as file:
                file.write(b'15 12345 {"event": "Predic')
            watched = Watched(run, folder, clock=clock)
    for path in half:
        path.write_bytes(WHOLE)
    for _ in range(8):
        answered.update(step(watched, clock))
    assert {str(path) for path in kept | half} <= set(answered)
    assert set(answered.values()) == {1}
    assert Counter(result.path for result in watched.answers()) == answered
    watched.close()


def test_hostile_journal_is_read_as_far_as_it_makes_sense(run: Path, folder: Path) -> None:
    Watched(run, folder).close()
    journal = next((run / "watched").iterdir())
    event = {"event": "Prediction", "path": "/x", "classes": ["a"], "probabilities": [1.0]}
    lines = ["nonsense", "1 2 []", f"1 x {json.dumps(event)}", "1 2 " + "[" * 5000, f"1 2 {json.dumps(event)}", ""]
    journal.write_text("\n".join(lines))
    watched = Watched(run, folder)
    assert [result.path for result in watched.answers()] == ["/x"]
    watched.close()


def test_answers_of_changed_pictures_are_not_among_the_unchanged(run: Path, folder: Path, clock: Clock) -> None:
    watched = Watched(run, folder, clock=clock)
    for name in ("changed", "deleted", "same"):
        (folder / f"{name}.jpg").write_bytes(WHOLE)
    for _ in range(2):
        step(watched, clock)
    watched.close()
    (folder / "changed.jpg").write_bytes(WHOLE + WHOLE)
    (folder / "deleted.jpg").unlink()
    watched = Watched(run, folder, clock=clock)
    assert len(list(watched.answers())) == 3
    assert [Path(one.path).name for one in watched.unchanged()] == ["same.jpg"]
    watched.close()


def test_line_that_another_process_writes_is_left_alone(run: Path, folder: Path) -> None:
    watched = Watched(run, folder)
    (journal,) = (run / "watched").iterdir()
    journal.write_bytes(b'1 2 {"half of a line')
    with pytest.raises(RunError, match="being watched already"):
        Watched(run, folder)
    assert journal.read_bytes() == b'1 2 {"half of a line'
    watched.close()
    Watched(run, folder).close()
    assert journal.read_bytes() == b""


def test_files_are_looked_at_without_holding_up_the_window(
    run: Path, folder: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched = Watched(run, folder, clock=clock)
    (folder / "1.jpg").write_bytes(WHOLE)
    held: list[bool] = []
    monkeypatch.setattr("resnet_studio.core.runs.watched._identity", lambda _: held.append(watched._lock.locked()))
    watched.look()
    assert held == [False]
    watched.close()


def test_mirrored_answers_are_kept_apart(run: Path, folder: Path, clock: Clock) -> None:
    (folder / "1.png").write_bytes(WHOLE)
    answered = []
    for mirrored in (False, True, False, True):
        with closing(Watched(run, folder, clock=clock, mirrored=mirrored)) as watched:
            answered.append(len(step(watched, clock) + step(watched, clock)))
    assert answered == [1, 1, 0, 0]
