"""Sound PNGs with more metadata than Pillow reads."""

import io
import struct
import tracemalloc
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from resnet_studio.core.pictures.decode import decode
from resnet_studio.core.pictures.png import without_metadata

SIGNATURE = b"\x89PNG\r\n\x1a\n"
VALUES = np.random.default_rng(0).integers(0, 256, (6, 7, 3), np.uint8)


@pytest.fixture
def png(png_chunk: Any, tmp_path: Path) -> Callable[..., Path]:
    """Writes a PNG with chunks before and after its pixels."""

    def write(*before: tuple[bytes, bytes], after: tuple[tuple[bytes, bytes], ...] = ()) -> Path:
        rows = b"".join(b"\0" + row.tobytes() for row in VALUES)
        chunks = [
            (b"IHDR", struct.pack(">IIBBBBB", 7, 6, 8, 2, 0, 0, 0)), *before, (b"IDAT", zlib.compress(rows)), *after,
            (b"IEND", b""),
        ]  # fmt: skip
        path = tmp_path / "picture.png"
        path.write_bytes(SIGNATURE + b"".join(png_chunk(*chunk) for chunk in chunks))
        return path

    return write


MUCH = zlib.compress(b"word " * 500_000)  # 2.5 MB
INTERNATIONAL = (b"iTXt", b"Comment\0\1\0\0\0" + MUCH)
COMPRESSED = (b"zTXt", b"Comment\0\0" + MUCH)
PLAIN = (b"tEXt", b"Comment\0" + b"word " * 500_000)


@pytest.mark.parametrize("chunk", [INTERNATIONAL, COMPRESSED, PLAIN], ids=["iTXt", "zTXt", "tEXt"])
def test_picture_with_megabytes_of_text_is_read(png: Any, chunk: tuple[bytes, bytes]) -> None:
    np.testing.assert_array_equal(decode(png(chunk)), VALUES)
    np.testing.assert_array_equal(decode(png(after=(chunk,))), VALUES)


def test_picture_with_more_text_than_fits_in_memory_limits_is_read(png: Any) -> None:
    many = [(b"tEXt", b"Comment\0" + bytes(8_000_000).replace(b"\0", b"x"))] * 9  # 72 MB, of which Pillow reads 64
    np.testing.assert_array_equal(decode(png(*many)), VALUES)


def test_text_that_unpacks_to_gigabytes_takes_no_memory(png: Any) -> None:
    packer = zlib.compressobj(9)
    bomb = b"".join(packer.compress(bytes(1_000_000)) for _ in range(300)) + packer.flush()
    path = png((b"zTXt", b"Comment\0\0" + bomb), (b"iCCP", b"bomb\0\0" + bomb))
    tracemalloc.start()
    try:
        np.testing.assert_array_equal(decode(path), VALUES)
        assert tracemalloc.get_traced_memory()[1] < 40_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("chunk", [b"broken\0\0" + bytes(99), b"nothing", b""])
def test_broken_profile_beside_much_text_is_ignored(png: Any, chunk: bytes) -> None:
    path = png((b"iCCP", chunk), INTERNATIONAL)
    assert without_metadata(io.BytesIO(path.read_bytes()))[1] is None


def test_orientation_and_transparency_stay(png: Any) -> None:
    exif = b"MM\0*\0\0\0\x08\0\1\1\x12\0\3\0\0\0\1\0\x06\0\0\0\0\0\0"
    key = (b"tRNS", struct.pack(">3H", *VALUES[0, 0].tolist()))
    expected = VALUES.copy()
    expected[0, 0] = 255
    got = decode(png(key, (b"eXIf", exif), INTERNATIONAL))
    np.testing.assert_array_equal(got, np.rot90(expected, -1))


def test_damaged_picture_with_much_text_is_still_refused(png: Any, problem: Any) -> None:
    path = png(INTERNATIONAL)
    path.write_bytes(path.read_bytes()[:-60])
    assert "cut off" in problem(path)
