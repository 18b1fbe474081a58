"""Measuring a folder's pictures for checks."""

import os
import shutil
import threading
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from resnet_studio.core.basics.message import message
from resnet_studio.core.checks.facts import AGAIN, Facts
from resnet_studio.core.checks.find import check as find
from resnet_studio.core.checks.kinds import CheckKind
from resnet_studio.core.checks.store import (
    Store,
    StoreDamagedError,
    StoreError,
    read_measured,
    remove_store,
    store_file,
)
from resnet_studio.core.dataset.dataset import apply
from resnet_studio.core.dataset.scan import catalogue_of
from resnet_studio.core.pictures import limits
from resnet_studio.core.protocol.commands import Halt, ShouldStop, never
from resnet_studio.core.protocol.events import Event, JobFailed, JobFinished, JobStopped, Phase, Progress
from resnet_studio.core.protocol.jobs.check import CheckPictures, PicturesChecked
from resnet_studio.engine.checking import apart, measuring
from resnet_studio.engine.jobs import check as module
from resnet_studio.engine.run_job import run_job


def events(folder: Path, should_stop: ShouldStop = never, added: tuple[str, ...] = ()) -> list[Event]:
    return list(run_job(CheckPictures(str(folder), added=added), should_stop))


def measured_now(folder: Path) -> int:
    (done,) = [event for event in events(folder) if isinstance(event, PicturesChecked)]
    return done.new


def test_all_pictures_are_measured_once_and_then_only_new_ones(copied_colours: Path) -> None:
    sent = events(copied_colours)
    assert isinstance(sent[-1], JobFinished)
    assert sent[-2] == PicturesChecked(str(copied_colours), 36, 36)
    assert sent[-4:-2] == [Progress(Phase.CHECKING, 36, 36), Progress(Phase.ALIKE, 36, 0)]
    assert measured_now(copied_colours) == 0
    shutil.copyfile(copied_colours / "red" / "red 1.png", copied_colours / "blue" / "copy.png")
    assert measured_now(copied_colours) == 1
    os.utime(copied_colours / "red" / "red 2.png", ns=(1, 1))
    assert measured_now(copied_colours) == 1


def test_copy_that_came_later_has_a_digest_and_is_a_pair(copied_colours: Path) -> None:
    events(copied_colours)
    shutil.copyfile(copied_colours / "red" / "red 1.png", copied_colours / "blue" / "copy.png")
    events(copied_colours)
    measured = read_measured(copied_colours)
    assert measured.digests["blue/copy.png"] == measured.digests["red/red 1.png"]
    assert ("blue/copy.png", "red/red 1.png") in {(pair.one, pair.other) for pair in measured.pairs}


def test_files_of_one_size_that_differ_are_no_copies_and_hashed_only_where_they_look_the_same(tmp_path: Path) -> None:
    for name, value in (("dark", 40), ("bright", 200), ("twin", 200)):
        Image.new("RGB", (64, 48), (value, value, value)).save(tmp_path / f"{name}.bmp")
    with (tmp_path / "twin.bmp").open("r+b") as file:
        file.seek(38)  # pixels for each metre, which the picture does not show
        file.write(b"\x07")
    assert len({one.stat().st_size for one in tmp_path.iterdir()}) == 1
    events(tmp_path)
    measured = read_measured(tmp_path)
    assert set(measured.digests) == {"bright.bmp", "twin.bmp"}
    assert len(set(measured.digests.values())) == 2
    dataset = apply(catalogue_of(tmp_path, measure=True, unsorted=True))
    assert not [one for one in find(dataset, measured).findings if one.kind is CheckKind.DUPLICATE]


def test_facts_of_files_that_are_gone_are_forgotten(copied_colours: Path) -> None:
    events(copied_colours)
    (copied_colours / "red" / "red 1.png").unlink()
    events(copied_colours)
    assert len(read_measured(copied_colours).facts) == 35


def test_what_was_measured_before_the_job_was_stopped_is_kept(
    copied_colours: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measuring, "_SLICE", 4)
    seen = 0

    def stop() -> Halt | None:
        return Halt.STOP if seen >= 8 else None

    sent = []
    for event in run_job(CheckPictures(str(copied_colours), threads=1), stop):
        sent.append(event)
        seen = event.done if isinstance(event, Progress) else seen
    assert isinstance(sent[-1], JobStopped)
    kept = len(read_measured(copied_colours).facts)
    assert 8 <= kept < 36
    assert measured_now(copied_colours) == 36 - kept
    assert read_measured(copied_colours).unpaired == frozenset()


def test_picture_that_takes_too_long_is_measured_again_the_next_time(
    copied_colours: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = measuring.see

    def see(path: Path, size: int, mtime_ns: int) -> object:
        seen = real(path, size, mtime_ns)
        return seen if path.name != "red 1.png" else Facts(size, AGAIN, problem=limits.takes_long(1))

    monkeypatch.setattr(measuring, "see", see)
    events(copied_colours)
    monkeypatch.setattr(measuring, "see", real)
    assert measured_now(copied_colours) == 1


def test_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert isinstance(events(tmp_path / "nowhere")[-1], JobFailed)


def test_pictures_that_a_person_has_added_are_looked_at_too(copied_colours: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.png"
    shutil.copyfile(copied_colours / "red" / "red 1.png", elsewhere)
    sent = events(copied_colours, added=(elsewhere.as_posix(), "gone.png", "red"))
    assert sent[-2] == PicturesChecked(str(copied_colours), 37, 37)
    measured = read_measured(copied_colours)
    assert measured.digests[elsewhere.as_posix()] == measured.digests["red/red 1.png"]
    assert measured.facts[elsewhere.as_posix()].size == elsewhere.stat().st_size


def test_pictures_that_a_person_has_added_are_remembered_by_a_check_without_them(
    copied_colours: Path, tmp_path: Path
) -> None:
    elsewhere, gone = tmp_path / "elsewhere.png", tmp_path / "gone.png"
    for file in (elsewhere, gone):
        shutil.copyfile(copied_colours / "red" / "red 1.png", file)
    events(copied_colours, added=(elsewhere.as_posix(), gone.as_posix()))
    gone.unlink()
    events(copied_colours)
    assert [path for path in read_measured(copied_colours).facts if path.startswith("/") or ":" in path] == [
        elsewhere.as_posix()
    ]


def test_digests_that_were_computed_before_the_job_was_stopped_are_kept(
    copied_colours: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        shutil.copyfile(copied_colours / "red" / "red 1.png", copied_colours / "blue" / f"copy {number}.png")
    real, opened = module.open_file, []

    def open_file(path: Path, **how: bool) -> object:
        opened.append(path)
        return real(path, **how)

    monkeypatch.setattr(module, "open_file", open_file)
    assert isinstance(events(copied_colours, lambda: Halt.STOP if len(opened) >= 3 else None)[-1], JobStopped)
    assert len(read_measured(copied_colours).digests) == 3
    events(copied_colours)
    assert len(set(opened)) == len(opened)


def test_what_was_measured_is_measured_again_where_its_file_is_damaged(copied_colours: Path) -> None:
    events(copied_colours)
    file = store_file(copied_colours)
    with file.open("r+b") as content:
        content.seek(4096)
        content.write(b"\xa5" * (file.stat().st_size - 4096))
    with pytest.raises(StoreDamagedError):
        read_measured(copied_colours)
    sent = events(copied_colours)
    assert isinstance(sent[-1], JobFinished)
    assert len(read_measured(copied_colours).facts) == 36


def test_threads_end_also_where_what_they_measured_cannot_be_kept(
    copied_colours: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = []
    real = measuring.Workers.close
    monkeypatch.setattr(measuring.Workers, "close", lambda workers: closed.append(real(workers)))

    def add(*_: object) -> None:
        raise StoreError(message("The disk is full."))

    monkeypatch.setattr(Store, "add", add)
    failed = events(copied_colours)[-1]
    assert isinstance(failed, JobFailed)
    assert str(failed.error) == "The disk is full."
    assert closed


@pytest.fixture
def many(copied_colours: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose pictures are enough for processes: four pieces; one is damaged, and one has an odd format."""
    monkeypatch.setattr(measuring, "_MANY", 1)
    monkeypatch.setattr(measuring, "_SLICE", 10)
    (copied_colours / "red" / "damaged.jpg").write_bytes(b"\xff\xd8\xff")
    comments = b"#" + b"x" * 30 + b"\n"
    (copied_colours / "red" / "odd.pbm").write_bytes(b"P1\n" + comments * 9_000 + b"8 8\n" + b"0 1 " * 32)
    return copied_colours


def test_processes_measure_the_same_as_threads_and_leave_the_rest_to_them(
    many: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_threads: list[str] = []
    real = measuring.see
    monkeypatch.setattr(apart, "SEATS", 9)  # for all threads
    monkeypatch.setattr(measuring, "see", lambda path, *how: in_threads.append(path.name) or real(path, *how))
    assert isinstance(events(many)[-1], JobFinished)
    apart_facts = read_measured(many).facts
    assert sorted(in_threads) == ["damaged.jpg", "odd.pbm"]
    remove_store(many)
    monkeypatch.setattr(measuring, "_MANY", 1_000)
    assert isinstance(events(many)[-1], JobFinished)
    assert read_measured(many).facts == apart_facts
    assert len(apart_facts) == 38


def test_threads_measure_what_a_process_was_killed_for(many: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "SEATS", 9)
    real, asked = apart.LimitedProcess.ask, 0

    def ask(process: apart.LimitedProcess, *request: object) -> bytes:
        nonlocal asked
        asked += 1
        if asked == 2:
            process.kill()
        return b"\xff" * 99 if asked == 3 else real(process, *request)

    monkeypatch.setattr(apart.LimitedProcess, "ask", ask)
    sent = events(many)
    assert isinstance(sent[-1], JobFinished)
    assert asked >= 3
    assert len(read_measured(many).facts) == 38
    done = [event.done for event in sent if isinstance(event, Progress) and event.phase is Phase.CHECKING]
    assert done == sorted(done)
    assert done[-1] == 38


@pytest.mark.parametrize("processes", [False, True])
def test_libraries_print_nothing_about_damaged_pictures(
    processes: bool, copied_colours: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (60, 80, 3), np.uint8)
    file = copied_colours / "red" / "cut off.tif"
    Image.fromarray(noise).save(file, compression="tiff_lzw")
    written = file.read_bytes()
    file.write_bytes(written[:200] + bytes(2800) + written[3000:])
    with Image.open(file) as picture, pytest.raises(OSError, match="decoder error"):
        picture.load()
    assert "LZW" in capfd.readouterr().err  # of libtiff
    monkeypatch.setattr(measuring, "_MANY", 1 if processes else 1_000)
    events(copied_colours)
    assert read_measured(copied_colours).facts["red/cut off.tif"].problem is not None
    assert capfd.readouterr().err == ""


def test_one_thread_measures_while_processes_begin(many: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, seen = apart.LimitedProcess.ask, threading.Event()
    see = measuring.see

    def ask(process: apart.LimitedProcess, *request: object) -> bytes:
        assert seen.wait(30)
        return real(process, *request)

    monkeypatch.setattr(apart.LimitedProcess, "ask", ask)
    monkeypatch.setattr(measuring, "see", lambda *which: seen.set() or see(*which))
    assert isinstance(list(run_job(CheckPictures(str(many), threads=2)))[-1], JobFinished)
    assert len(read_measured(many).facts) == 38


def test_processes_end_when_the_check_is_stopped(many: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[apart.Measurers] = []
    real = apart.Measurers.__init__
    monkeypatch.setattr(
        apart.Measurers, "__init__", lambda measurers, count: made.append(measurers) or real(measurers, count)
    )
    seen = 0

    def stop() -> Halt | None:
        return Halt.STOP if seen else None

    sent = []
    for event in run_job(CheckPictures(str(many), threads=2), stop):
        sent.append(event)
        seen = event.done if isinstance(event, Progress) else seen
    assert isinstance(sent[-1], JobStopped)
    assert 0 < len(read_measured(many).facts) < 38
    for process in made[0]._all:
        process._process.join(20)
        assert not process.alive
