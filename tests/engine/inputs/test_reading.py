"""Untrusted pictures, read for a run: each within its limits, and the run goes on."""

import hashlib
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from resnet_studio.core.basics.errors import DecodeError
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.pictures.decode import decode
from resnet_studio.core.pictures.decoder import DecoderStartError
from resnet_studio.core.pictures.limits import SECONDS_VARIABLE, OddPictureError
from resnet_studio.core.protocol.commands import Halt
from resnet_studio.core.protocol.events import EpochEnd, Event, Notice, NoticeKind, RunFinished, RunPaused
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.run import create_run
from resnet_studio.engine.inputs import reading
from resnet_studio.engine.inputs.reading import examine_picture, read_apart, read_picture
from resnet_studio.engine.jobs.train import train

SIX = ("comments.pbm", "strips.tif", "scans.jpg", "runs.bmp", "masks.dds", "runs.qoi")
Hostile = Callable[[str], Path]


@pytest.fixture
def a_second(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Pictures may take a second."""
    monkeypatch.setenv(SECONDS_VARIABLE, "1")
    reading._decoder.cache_clear()
    yield
    reading._decoder().close()
    reading._decoder.cache_clear()


@pytest.fixture
def run_with(tmp_path: Path, copied_colours: Path) -> Callable[..., Path]:
    """Makes a run on the colours and more files among them."""

    def make(*files: Path, epochs: int = 2) -> Path:
        for file in files:
            shutil.copyfile(file, copied_colours / "red" / file.name)
        settings = TrainConfig.build(depth=20, epochs=epochs, batch_size=4, device="cpu")
        return create_run(tmp_path / "runs", settings, scan(copied_colours))

    return make


def left_out(events: list[Event]) -> set[Path]:
    """The pictures that the run left out."""
    return {Path(event.path) for event in events if isinstance(event, Notice) and event.kind is NoticeKind.PICTURE}


def test_odd_picture_that_takes_too_long_is_given_up(a_second: None, hostile: Hostile) -> None:
    with pytest.raises(DecodeError, match="Decoding it takes longer than 1"):
        examine_picture(hostile("comments.pbm"), 64)


def test_odd_picture_is_examined_in_a_process_of_its_own(hostile: Hostile) -> None:
    header, grey = examine_picture(hostile("exif pieces.jpg"), 32)
    assert (header.format, header.height, header.width) == ("JPEG", 48, 64)
    assert (grey.mode, grey.size) == ("L", (64, 48))


@pytest.mark.parametrize(
    "name",
    [
        "comments.pbm",
        "scans.jpg",
        *(pytest.param(name, marks=pytest.mark.long) for name in SIX if name[-3:] in "tif bmp dds"),
    ],
)  # each takes its second; a run with them is below
def test_picture_that_takes_too_long_is_refused_with_that_reason(a_second: None, hostile: Hostile, name: str) -> None:
    with pytest.raises(DecodeError, match="Decoding it takes longer than 1"):
        read_picture(hostile(name), 96)


@pytest.mark.parametrize("name", ["exif pieces.jpg", "texts.png", "claims.j2k"])
def test_odd_picture_that_can_be_decoded_is(hostile: Hostile, name: str) -> None:
    assert min(read_picture(hostile(name), 32).shape[:2]) >= 32


@pytest.mark.timeout(120)
@pytest.mark.parametrize("names", [SIX[:2], pytest.param(SIX, marks=pytest.mark.long)], ids=len)  # a second for each
def test_run_with_hostile_pictures_names_them_and_finishes(
    a_second: None, hostile: Hostile, run_with: Any, names: tuple[str, ...]
) -> None:
    run = run_with(*map(hostile, names))
    events = list(train(run))
    assert isinstance(events[-1], RunFinished)
    named = {
        Path(event.path).name for event in events if isinstance(event, Notice) and event.kind is NoticeKind.PICTURE
    }
    assert named == set(names)
    assert sum(isinstance(event, EpochEnd) for event in events) == 2


@pytest.mark.timeout(120)
def test_run_on_a_picture_that_never_ends_goes_on_and_pauses_at_once(
    run_with: Any, copied_colours: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a glance does not recognise: decoding takes the thread, which is left behind."""
    monkeypatch.setenv(SECONDS_VARIABLE, "1")
    run = run_with()
    stuck = {copied_colours / "red" / f"red {number}.png" for number in (1, 7)}
    may_end, asked = threading.Event(), threading.Event()
    usual, megabytes = decode, bytes(8_000_000)

    def hostile(path: Path, **more: Any) -> Any:
        if path in stuck:
            asked.set()
            while not may_end.is_set():
                hashlib.sha256(megabytes)  # without the interpreter's lock, as decoders compute
        return usual(path, **more)

    monkeypatch.setattr(reading, "decode", hostile)
    try:
        events = list(train(run))
        assert isinstance(events[-1], RunFinished)
        assert left_out(events) == stuck

        monkeypatch.setenv(SECONDS_VARIABLE, "1000")
        asked.clear()
        began: list[float] = []

        def pause() -> Halt | None:
            if asked.is_set() and not began:
                began.append(time.monotonic())
            return Halt.PAUSE if began else None

        events = list(train(run_with(), should_stop=pause))
        assert isinstance(events[-1], RunPaused)
        assert time.monotonic() - began[0] < 10
    finally:
        may_end.set()


def test_picture_is_decoded_in_the_thread_where_no_process_can_be_started(
    hostile: Hostile, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Refused:
        def decode(self, path: Path, **_: Any) -> None:
            raise DecoderStartError(path, "no process")

    monkeypatch.setattr(reading, "_decoder", Refused)
    assert read_picture(hostile("exif pieces.jpg"), 32).shape == (48, 64, 3)


def test_ordinary_picture_is_decoded_in_the_thread_and_equal_in_a_process(
    colours: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = next(iter(sorted((colours / "red").iterdir())))
    apart = read_apart(path, 16)
    monkeypatch.setattr(reading, "read_apart", None)
    assert (read_picture(path, 16) == apart).all()


def test_every_hostile_picture_of_six_is_odd(hostile: Hostile) -> None:
    for name in SIX:
        with pytest.raises(OddPictureError):
            decode(hostile(name), odd=False)
