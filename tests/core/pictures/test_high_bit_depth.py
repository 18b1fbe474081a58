"""Pictures with more than 8 bits per channel, scaled to 8 bits."""

import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from resnet_studio.core.pictures import high_bit_depth
from resnet_studio.core.pictures.decode import decode


@pytest.fixture
def deep_png(png_chunk: Any) -> Callable[..., Path]:
    """Writes a PNG with 16 bits per channel, which Pillow cannot; `[H, W, C]` as grey and alpha, RGB or RGBA."""

    def write(path: Path, values: np.ndarray, key: tuple[int, int, int] | None = None) -> Path:
        height, width, channels = values.shape
        kind = {2: 4, 3: 2, 4: 6}[channels]
        rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in values)
        path.write_bytes(
            b"\x89PNG\r\n\x1a\n"
            + png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 16, kind, 0, 0, 0))
            + (png_chunk(b"tRNS", struct.pack(">3H", *key)) if key else b"")
            + png_chunk(b"IDAT", zlib.compress(rows))
            + png_chunk(b"IEND", b"")
        )
        return path

    return write


def deep_tiff(path: Path, values: np.ndarray, order: str, turn: int = 1) -> Path:
    """Write an uncompressed TIFF with 16 bits per channel, `[H, W, 3]`, in byte order "<" or ">"."""
    height, width, _ = values.shape
    data = values.astype(f"{order}u2").tobytes()
    bits = 8 + len(data)
    entries = [
        (256, 4, 1, width), (257, 4, 1, height), (258, 3, 3, bits), (259, 3, 1, 1), (262, 3, 1, 2), (273, 4, 1, 8),
        (274, 3, 1, turn), (277, 3, 1, 3), (278, 4, 1, height), (279, 4, 1, len(data)),
    ]  # fmt: skip
    tags = struct.pack(f"{order}H", len(entries))
    for tag, kind, count, value in entries:
        inline = struct.pack(f"{order}HH", value, 0) if kind == 3 and count == 1 else struct.pack(f"{order}I", value)
        tags += struct.pack(f"{order}HHI", tag, kind, count) + inline
    start = b"II*\0" if order == "<" else b"MM\0*"
    path.write_bytes(
        start + struct.pack(f"{order}I", bits + 6) + data + struct.pack(f"{order}3H", 16, 16, 16)
        + tags + bytes(4)
    )  # fmt: skip
    return path


def stretched(values: np.ndarray) -> np.ndarray:
    """The expected result: linear between the 0.1 and 99.9 percentiles."""
    low, high = np.percentile(values, (0.1, 99.9))
    return np.rint(255 * np.clip((values.astype(float) - low) / (high - low), 0, 1)).astype(np.uint8)


@pytest.mark.parametrize(("dtype", "ending"), [("<u2", "png"), ("<u2", "tif"), ("<i4", "tif"), ("<f4", "tif")])
def test_values_are_scaled_between_percentiles(tmp_path: Path, dtype: str, ending: str, save: Any) -> None:
    values = np.random.default_rng(0).normal(3000, 300, (80, 90)).astype(dtype)
    values[0, 0] = 60000  # one outlier must not turn all others black
    got = decode(save(tmp_path, f"deep.{ending}", Image.fromarray(values)))
    np.testing.assert_array_equal(got[..., 0], stretched(values))
    assert (got[..., 0] == got[..., 1]).all()
    assert 100 < np.median(got) < 155


def test_picture_larger_than_a_chunk_has_one_scale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, save: Any) -> None:
    values = np.random.default_rng(1).integers(0, 65536, (50, 30)).astype("<u2")
    path = save(tmp_path, "deep.png", Image.fromarray(values))
    monkeypatch.setattr(high_bit_depth, "_CHUNK", 64)
    np.testing.assert_array_equal(decode(path)[..., 0], stretched(values))


def test_nan_becomes_black_and_infinity_the_nearest_end(tmp_path: Path, save: Any) -> None:
    values = np.linspace(-1, 1, 10_000, dtype=np.float32).reshape(100, 100)
    values[0, :3] = np.nan, np.inf, -np.inf
    got = decode(save(tmp_path, "float.tif", Image.fromarray(values)))[..., 0]
    assert got[0, :3].tolist() == [0, 255, 0]
    assert got[50, 50] in range(120, 136)


@pytest.mark.parametrize("value", [0.0, -3.5, 7e37, np.nan, np.inf])
def test_constant_picture_becomes_constant(tmp_path: Path, value: float, save: Any) -> None:
    got = decode(save(tmp_path, "flat.tif", Image.fromarray(np.full((5, 4), value, np.float32))))
    assert len(np.unique(got)) == 1
    if np.isfinite(value):
        assert got.max() == 0


def test_huge_floats_do_not_overflow(tmp_path: Path, save: Any) -> None:
    values = np.linspace(-3.4e38, 3.4e38, 1000, dtype=np.float64).astype(np.float32).reshape(20, 50)
    got = decode(save(tmp_path, "huge.tif", Image.fromarray(values)))
    assert got.min() == 0
    assert got.max() == 255


def test_few_bright_pixels_stay_visible(tmp_path: Path, save: Any) -> None:
    values = np.full((100, 100), 10, np.uint16)
    values[3, 4] = 1000
    got = decode(save(tmp_path, "mask.png", Image.fromarray(values)))[..., 0]
    assert got[3, 4] == 255
    assert got.sum() == 255


def test_transparent_grey_value_becomes_white(tmp_path: Path, save: Any) -> None:
    values = np.arange(0, 4000, dtype=np.uint16).reshape(40, 100)
    got = decode(save(tmp_path, "deep.png", Image.fromarray(values), transparency=0))
    assert got[0, 0].tolist() == [255, 255, 255]
    assert got[0, 5, 0] < 5


def twelve_bit_scene(channels: int) -> np.ndarray:
    """12-bit values in 16 bits: their upper bytes are nearly black."""
    return np.random.default_rng(channels).integers(0, 4096, (37, 50, channels)).astype(np.uint16)


def test_colour_channels_share_one_scale(tmp_path: Path, deep_png: Any) -> None:
    values = twelve_bit_scene(3)
    values[..., 2] //= 4
    got = decode(deep_png(tmp_path / "deep.png", values))
    np.testing.assert_array_equal(got, stretched(values))
    assert got[..., 2].max() < 70  # the channels keep their proportions


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("turn", [1, 6])
def test_tiff_of_either_byte_order_is_decoded(tmp_path: Path, order: str, turn: int) -> None:
    values = twelve_bit_scene(3)
    got = decode(deep_tiff(tmp_path / "deep.tif", values, order, turn))
    expected = stretched(values)
    np.testing.assert_array_equal(got, expected if turn == 1 else np.rot90(expected, -1))


@pytest.mark.parametrize("channels", [2, 4])
def test_alpha_channel_is_composited_on_white(tmp_path: Path, channels: int, deep_png: Any) -> None:
    values = twelve_bit_scene(channels)
    values[..., -1] = 65535
    values[3, 4, -1] = 0
    got = decode(deep_png(tmp_path / "deep.png", values))
    expected = stretched(values[..., :-1])
    expected = np.repeat(expected, 3, axis=-1) if channels == 2 else expected
    expected[3, 4] = 255
    np.testing.assert_array_equal(got, expected)


def test_transparent_colour_becomes_white(tmp_path: Path, deep_png: Any) -> None:
    values = twelve_bit_scene(3)
    values[3, 4] = (5, 6, 7)
    got = decode(deep_png(tmp_path / "deep.png", values, key=(5, 6, 7)))
    expected = stretched(values)
    expected[3, 4] = 255
    np.testing.assert_array_equal(got, expected)


def test_truncated_picture_is_reported_as_cut_off(tmp_path: Path, problem: Any, deep_png: Any) -> None:
    for channels in (2, 3, 4):
        path = deep_png(tmp_path / "deep.png", twelve_bit_scene(channels))
        path.write_bytes(path.read_bytes()[:800])
        assert problem(path) == "The file is cut off: it ends before the picture does."


@given(numbers=st.lists(st.floats(width=32), min_size=1, max_size=40))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_floats_keep_their_order(tmp_path: Path, numbers: list[float], save: Any) -> None:
    values = np.array(numbers, np.float32)[None]
    grey = decode(save(tmp_path, "any.tif", Image.fromarray(values)))[0, :, 0].astype(int)
    order = np.argsort(values[0])
    in_order = grey[[index for index in order if not np.isnan(values[0, index])]]
    assert (np.diff(in_order) >= 0).all()
