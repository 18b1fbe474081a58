"""Pictures with more than 8 bits per channel, scaled to 8 bits."""

import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from resnet_studio.core.pictures.decode import decode, deep_size, deep_values, thumbnail
from resnet_studio.core.pictures.value_scale import ValueScale

TWELVE_BITS = ValueScale(integers=(0, 4095))


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


def from_full_range(values: np.ndarray) -> np.ndarray:
    return np.rint(values / 257).astype(np.uint8)


def on_twelve_bits(values: np.ndarray) -> np.ndarray:
    return np.rint(values * (255 / 4095)).astype(np.uint8)


# --- grey ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("dtype", "ending"), [("<u2", "png"), ("<u2", "tif"), ("<i4", "tif")])
def test_grey_integers_are_on_the_scale_of_their_dataset(tmp_path: Path, dtype: str, ending: str, save: Any) -> None:
    values = np.random.default_rng(0).integers(0, 4096, (80, 90)).astype(dtype)
    path = save(tmp_path, f"deep.{ending}", Image.fromarray(values))
    got = decode(path, scale=TWELVE_BITS)
    np.testing.assert_array_equal(got[..., 0], on_twelve_bits(values))
    assert (got[..., 0] == got[..., 1]).all()
    np.testing.assert_array_equal(thumbnail(path, 80, TWELVE_BITS)[:, :, 1], got[:, 5:85, 1])


def test_dark_and_bright_pictures_of_a_dataset_stay_dark_and_bright(tmp_path: Path, save: Any) -> None:
    dark = save(tmp_path, "dark.png", Image.fromarray(np.full((8, 8), 200, np.uint16)))
    bright = save(tmp_path, "bright.png", Image.fromarray(np.full((8, 8), 4095, np.uint16)))
    assert np.unique(decode(dark, scale=TWELVE_BITS)).tolist() == [12]
    assert np.unique(decode(bright, scale=TWELVE_BITS)).tolist() == [255]


@pytest.mark.parametrize("scale", [ValueScale(), ValueScale((0, 65535), (0, 1))], ids=["unknown", "full"])
def test_deep_picture_equals_its_8_bit_twin(
    tmp_path: Path, scale: ValueScale, save: Any, deep_png: Any, tiff: Any
) -> None:
    twin = np.random.default_rng(3).integers(0, 256, (40, 50, 3)).astype(np.uint8)
    grey = twin[..., 0]
    expected = decode(save(tmp_path, "twin.png", Image.fromarray(twin)))
    grey_expected = decode(save(tmp_path, "grey.png", Image.fromarray(grey)))
    np.testing.assert_array_equal(decode(deep_png(tmp_path / "a.png", twin.astype(np.uint16) * 257)), expected)
    for name, values in {
        "16 bits": grey.astype(np.uint16) * 257,
        "32-bit float": (grey / 255).astype(np.float32),
        "64-bit float": grey / 255,
    }.items():
        path = tiff(tmp_path / f"{name}.tif", values)
        np.testing.assert_array_equal(decode(path, scale=scale), grey_expected, name)


def test_nan_becomes_black_and_infinity_the_nearest_end(tmp_path: Path, save: Any) -> None:
    values = np.linspace(-1, 1, 10_000, dtype=np.float32).reshape(100, 100)
    values[0, :3] = np.nan, np.inf, -np.inf
    path = save(tmp_path, "float.tif", Image.fromarray(values))
    got = decode(path, scale=ValueScale(floats=(-1, 1)))[..., 0]
    assert got[0, :3].tolist() == [0, 255, 0]
    assert got[50, 50] in range(126, 130)


def test_transparent_grey_value_becomes_white(tmp_path: Path, save: Any) -> None:
    values = np.arange(0, 4000, dtype=np.uint16).reshape(40, 100)
    got = decode(save(tmp_path, "deep.png", Image.fromarray(values), transparency=0), scale=TWELVE_BITS)
    assert got[0, 0].tolist() == [255, 255, 255]
    assert got[0, 5, 0] < 5


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("deflated", [False, True])
@pytest.mark.parametrize("dtype", ["u1", "u2", "f4", "f8"])
def test_tiff_in_which_white_is_zero_is_not_a_negative(
    tmp_path: Path, order: str, deflated: bool, dtype: str, tiff: Any
) -> None:
    most = 1 if dtype[0] == "f" else np.iinfo(dtype).max
    values = (np.linspace(0, 1, 48).reshape(6, 8) * most).astype(dtype)
    upright = decode(tiff(tmp_path / "black.tif", values, order, deflated=deflated))
    negative = decode(tiff(tmp_path / "white.tif", values, order, deflated=deflated, photometric=0))
    assert upright[0, 0, 0] == 0
    assert upright[-1, -1, 0] == 255
    np.testing.assert_array_equal(negative, 255 - upright)


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("deflated", [False, True])
@pytest.mark.parametrize("dtype", ["u2", "i2", "u4", "i4", "f4", "f8"])
def test_deep_tiff_keeps_its_values(tmp_path: Path, order: str, deflated: bool, dtype: str, tiff: Any) -> None:
    """Pillow reads some of them in the wrong order of bytes, or takes large numbers for negative ones."""
    most = 2.5 if dtype[0] == "f" else np.iinfo(dtype).max
    values = (np.linspace(0, 1, 48).reshape(6, 8) * most).astype(dtype)
    path = tiff(tmp_path / "deep.tif", values, order, deflated=deflated)
    assert deep_size(path) == 48
    np.testing.assert_allclose(deep_values(path).astype(float), values, rtol=1e-6)


# --- colour -------------------------------------------------------------------------------------------------


def scene(channels: int) -> np.ndarray:
    return np.random.default_rng(channels).integers(0, 65536, (37, 50, channels)).astype(np.uint16)


def test_colours_of_16_bits_keep_their_full_range(tmp_path: Path, deep_png: Any) -> None:
    values = scene(3)
    path = deep_png(tmp_path / "deep.png", values)
    np.testing.assert_array_equal(decode(path), from_full_range(values))
    np.testing.assert_array_equal(decode(path, scale=TWELVE_BITS), from_full_range(values))
    assert deep_size(path) is None


@pytest.mark.parametrize("value", [0, 20_000, 65_535])
def test_constant_colour_keeps_its_brightness(tmp_path: Path, value: int, deep_png: Any) -> None:
    got = decode(deep_png(tmp_path / "flat.png", np.full((5, 4, 3), value, np.uint16)))
    assert np.unique(got).tolist() == [round(value / 257)]


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("turn", [1, 6])
def test_colour_tiff_of_either_byte_order_is_decoded(tmp_path: Path, order: str, turn: int, tiff: Any) -> None:
    values = scene(3)
    got = decode(tiff(tmp_path / "deep.tif", values, order, t274=(turn,)))
    expected = from_full_range(values)
    np.testing.assert_array_equal(got, expected if turn == 1 else np.rot90(expected, -1))


@pytest.mark.parametrize("channels", [2, 4])
def test_alpha_channel_is_composited_on_white(tmp_path: Path, channels: int, deep_png: Any) -> None:
    values = scene(channels)
    values[..., -1] = 65535
    values[3, 4, -1] = 0
    got = decode(deep_png(tmp_path / "deep.png", values))
    expected = from_full_range(values[..., :-1])
    expected = np.repeat(expected, 3, axis=-1) if channels == 2 else expected
    expected[3, 4] = 255
    np.testing.assert_array_equal(got, expected)


def test_grey_with_alpha_is_on_the_scale_of_its_dataset(tmp_path: Path, deep_png: Any) -> None:
    values = scene(2) // 16
    values[..., 1] = 65535
    path = deep_png(tmp_path / "deep.png", values)
    assert deep_size(path) == values[..., 0].size
    np.testing.assert_array_equal(deep_values(path), values[..., 0])
    np.testing.assert_array_equal(decode(path, scale=TWELVE_BITS)[..., 2], on_twelve_bits(values[..., 0]))


def test_transparent_colour_becomes_white(tmp_path: Path, deep_png: Any) -> None:
    values = scene(3)
    values[3, 4] = (5, 6, 7)
    got = decode(deep_png(tmp_path / "deep.png", values, key=(5, 6, 7)))
    expected = from_full_range(values)
    expected[3, 4] = 255
    np.testing.assert_array_equal(got, expected)


def test_truncated_picture_is_reported_as_cut_off(tmp_path: Path, problem: Any, deep_png: Any) -> None:
    for channels in (2, 3, 4):
        path = deep_png(tmp_path / "deep.png", scene(channels))
        path.write_bytes(path.read_bytes()[:800])
        assert problem(path) == "The file is cut off: it ends before the picture does."
