"""Decoding in processes of their own: the same pixels as here, and what each kind of hostile file comes to."""

import io
import os
import struct
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import psutil
import pytest
from PIL import Image

from resnet_studio.core.basics.errors import DecodeError
from resnet_studio.core.pictures import decode, decoder_link
from resnet_studio.core.pictures.decoder import Decoder, close_shared, shared
from resnet_studio.core.pictures.decoder_pool import DecodeStoppedError
from resnet_studio.core.pictures.decoder_process import BLOCK_BYTES
from resnet_studio.core.pictures.value_scale import ValueScale
from tests.core.pictures import decoder_hooks
from tests.core.pictures.decoder_hooks import times_seen

MB = 1_000_000
TOO_LONG = "Decoding it takes longer than 0.5 s."
SIDE = 40


@pytest.fixture(scope="module")
def usual() -> Iterator[Decoder]:
    """One that decodes as in the program, with little memory."""
    decoder = Decoder(memory=200 * MB)
    yield decoder
    decoder.close()


@pytest.fixture(scope="module")
def hooked() -> Iterator[Decoder]:
    """One where the name of a file says what happens."""
    decoder = Decoder(memory=200 * MB, seconds=0.5, also=decoder_hooks.prepare)
    yield decoder
    decoder.close()


def picture(path: Path, side: int = 64) -> Path:
    Image.fromarray(np.random.default_rng(1).integers(0, 255, (side, side + 10, 3), np.uint8)).save(path)
    return path


def refused(decoder: Decoder, path: Path) -> str:
    with pytest.raises(DecodeError) as caught:
        decoder.thumbnail(path, SIDE)
    assert str(caught.value) == f"{path.name}: {caught.value.problem}"
    return str(caught.value.problem)


def test_pixels_are_those_of_decoding_here(usual: Decoder, tmp_path: Path) -> None:
    path = picture(tmp_path / "grün \udcff.png" if sys.platform == "linux" else tmp_path / "grün.png", 1500)
    whole = usual.decode(path)
    assert whole.nbytes > BLOCK_BYTES  # it came in pieces
    assert whole.flags.writeable
    np.testing.assert_array_equal(whole, decode.decode(path))
    np.testing.assert_array_equal(usual.decode(path, smallest_side=300), decode.decode(path, smallest_side=300))
    np.testing.assert_array_equal(usual.thumbnail(path, SIDE), decode.thumbnail(path, SIDE))
    np.testing.assert_array_equal(usual.reduced(path, 400), decode.reduced(path, 400))


def test_deep_picture_has_its_size_values_and_scale(usual: Decoder, tmp_path: Path) -> None:
    path = tmp_path / "deep.png"
    values = np.arange(3000, dtype=np.uint16).reshape(50, 60)
    Image.fromarray(values).save(path)
    assert usual.deep_size(path) == 3000
    assert usual.deep_size(picture(tmp_path / "flat.png")) is None
    np.testing.assert_array_equal(usual.deep_values(path, 1000), np.arange(0, 3000, 3))
    np.testing.assert_array_equal(
        usual.thumbnail(path, SIDE, ValueScale((0, 4095))), decode.thumbnail(path, SIDE, ValueScale((0, 4095)))
    )


def test_broken_file_has_the_same_reason_as_here(usual: Decoder, tmp_path: Path) -> None:
    path = tmp_path / "broken.jpg"
    path.write_bytes(b"\xff\xd8\xff\xe0 no picture")
    for missing in (path, tmp_path / "missing.jpg", tmp_path):
        with pytest.raises(DecodeError) as here:
            decode.thumbnail(missing, SIDE)
        assert refused(usual, missing) == str(here.value.problem)
    before = usual.pids()
    picture(tmp_path / "good.png").replace(path)
    assert usual.thumbnail(path, SIDE).shape == (SIDE, SIDE, 3)
    assert usual.pids() == before


def test_file_that_crashes_the_process_is_named_and_not_tried_again(hooked: Decoder, tmp_path: Path) -> None:
    crash, good = picture(tmp_path / "crash.png"), picture(tmp_path / "good.png")
    assert refused(hooked, crash).startswith("Decoding it crashed the process")
    assert times_seen(crash) == 2  # the process may have been ended from outside
    assert hooked.thumbnail(good, SIDE).shape == (SIDE, SIDE, 3)
    assert refused(hooked, crash).startswith("Decoding it crashed the process")
    with pytest.raises(DecodeError, match="crashed"):
        hooked.decode(crash)  # in whatever way
    assert times_seen(crash) == 2
    picture(crash, 65)
    refused(hooked, crash)
    assert times_seen(crash) == 4  # another file by now


def test_process_that_is_ended_from_outside_is_replaced_without_a_word(hooked: Decoder, tmp_path: Path) -> None:
    for times in (1, 4):  # also where the system ends several
        path = picture(tmp_path / f"killed {times}.png")
        assert hooked.thumbnail(path, SIDE).shape == (SIDE, SIDE, 3)
        assert times_seen(path) == times + 1
    (pid,) = hooked.pids()
    psutil.Process(pid).kill()
    assert hooked.thumbnail(picture(tmp_path / "good.png"), SIDE).shape == (SIDE, SIDE, 3)
    assert pid not in hooked.pids()


@pytest.mark.parametrize("name", ["loop", "hold"])
def test_file_that_takes_too_long_is_given_up(
    name: str, hooked: Decoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hooked.thumbnail(picture(tmp_path / "good.png"), SIDE)
    path, began = picture(tmp_path / f"{name}.png"), time.monotonic()
    assert refused(hooked, path) == TOO_LONG
    assert time.monotonic() - began < 20
    assert refused(hooked, path) == TOO_LONG
    assert times_seen(path) == 1
    monkeypatch.setattr(hooked, "_seconds", 0.6)  # as when a person allows more
    assert refused(hooked, path) == "Decoding it takes longer than 0.6 s."
    assert times_seen(path) == 2


def test_slow_drive_gets_more_time_than_slow_decoding(hooked: Decoder, tmp_path: Path) -> None:
    hooked.thumbnail(picture(tmp_path / "good.png"), SIDE)
    began = time.monotonic()
    assert refused(hooked, picture(tmp_path / "wait.png")) == TOO_LONG
    assert time.monotonic() - began >= 3


def test_file_that_takes_too_much_memory_is_refused(
    hooked: Decoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hooked, "_seconds", 60)  # a slow processor may need more than half a second for 200 MB
    path = picture(tmp_path / "grow.png")
    assert refused(hooked, path) == "It needs more than 200 MB of memory to decode."
    assert hooked.thumbnail(picture(tmp_path / "good.png"), SIDE).shape == (SIDE, SIDE, 3)


def test_small_files_that_become_gigabytes_are_bounded(usual: Decoder, tmp_path: Path) -> None:
    """JPEG 2000 also holds the interpreter's lock: this process would stand still."""
    small, side = io.BytesIO(), 13_000
    Image.new("RGB", (64, 64)).save(small, "JPEG2000", no_jp2=True)
    whole = bytearray(small.getvalue())
    at = whole.index(b"\xff\x51") + 6  # the marker SIZ: size of the picture, later of its tiles
    whole[at : at + 8] = whole[at + 16 : at + 24] = struct.pack(">II", side, side)
    (tmp_path / "claims.j2k").write_bytes(whole)
    Image.new("1", (side, side)).save(tmp_path / "plain.png")
    Image.new("P", (side, side)).save(tmp_path / "palette.gif")
    beats, beating = list[float](), threading.Event()

    def beat() -> None:
        while not beating.wait(0.01):
            beats.append(time.monotonic())

    thread = threading.Thread(target=beat)
    thread.start()
    for path in tmp_path.iterdir():
        assert path.stat().st_size < 400_000
        assert refused(usual, path)
    beating.set()
    thread.join()
    assert max(np.diff(beats)) < 1.5  # seconds; a busy machine is not the file's fault
    assert usual.thumbnail(picture(tmp_path / "good.png"), SIDE).shape == (SIDE, SIDE, 3)


def test_process_that_answers_what_cannot_be_is_replaced(
    hooked: Decoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = picture(tmp_path / "good.png")
    monkeypatch.setattr(decoder_link.LimitedProcess, "ask", lambda *_: b'{"shape": [9, 9, 3], "bytes": 243}')
    assert "crashed" in refused(hooked, path)
    monkeypatch.undo()
    os.utime(path, (1, 1))  # another file
    assert hooked.thumbnail(path, SIDE).shape == (SIDE, SIDE, 3)


def test_decoding_that_is_not_wanted_any_more_ends(hooked: Decoder, tmp_path: Path) -> None:
    path, asked = picture(tmp_path / "wait unwanted.png"), list[float]()

    def should_stop() -> bool:
        asked.append(time.monotonic())
        return True

    with pytest.raises(DecodeStoppedError):
        hooked.thumbnail(path, SIDE, should_stop=should_stop)
    assert len(asked) == 1
    assert hooked.thumbnail(picture(tmp_path / "quick.png"), SIDE, should_stop=lambda: True).size  # it is done anyway


def test_close_ends_who_waits_and_all_processes(tmp_path: Path) -> None:
    decoder = Decoder(2, seconds=100, also=decoder_hooks.prepare)
    paths = [picture(tmp_path / f"{name}.png") for name in ("wait one", "hold two", "wait three")]
    ended = list[type]()

    def ask(path: Path) -> None:
        try:
            decoder.thumbnail(path, SIDE)
        except Exception as error:
            ended.append(type(error))

    threads = [threading.Thread(target=ask, args=(path,)) for path in paths]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + 60
    while sum(times_seen(path) for path in paths) < 2 and time.monotonic() < deadline:
        threads[0].join(0.01)
    pids = decoder.pids()
    decoder.close()
    for thread in threads:
        thread.join(20)
    assert ended == [DecodeStoppedError] * 3
    assert len(pids) == 2
    assert not any(psutil.pid_exists(pid) for pid in pids)
    with pytest.raises(DecodeStoppedError):
        decoder.thumbnail(paths[0], SIDE)


def test_shared_decoder_starts_again_after_it_was_closed(tmp_path: Path) -> None:
    path = picture(tmp_path / "good.png")
    assert shared() is shared()
    assert shared().thumbnail(path, SIDE).size
    pids = shared().pids()
    close_shared()
    assert not any(psutil.pid_exists(pid) for pid in pids)
    assert shared().thumbnail(path, SIDE).size
    close_shared()
