"""Decoding pictures of every mode, orientation and size."""

import struct
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps

from resnet_studio.core.basics.errors import DecodeError
from resnet_studio.core.pictures import decode as module
from resnet_studio.core.pictures.decode import decode, thumbnail

ORIENTATION = 0x0112
CUT_OFF = "The file is cut off: it ends before the picture does."


# --- orientation --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("turn", range(1, 9))
@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "tif", "avif"])
def test_exif_orientation_is_applied(tmp_path: Path, turn: int, ending: str, photograph: Any, save: Any) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = turn
    options = {} if ending == "tif" else {"quality": 95}
    if ending == "webp":
        options = {"lossless": True}
    path = save(tmp_path, f"photo.{ending}", photograph(), exif=exif, **options)
    with Image.open(path) as image:
        expected = np.asarray(ImageOps.exif_transpose(image).convert("RGB"))
    got = decode(path)
    assert got.shape == ((60, 40, 3) if turn >= 5 else (40, 60, 3))
    np.testing.assert_array_equal(got, expected)
    # Rotated back, it is the picture that was saved.
    if ending in {"png", "webp", "tif"}:
        back = {1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 8, 7: 7, 8: 6}[turn]
        upright = Image.fromarray(got)
        again = upright if back == 1 else upright.transpose(module._TRANSPOSE[back])
        np.testing.assert_array_equal(np.asarray(again), np.asarray(photograph()))


def test_picture_with_unreadable_exif_is_decoded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, photograph: Any, save: Any
) -> None:
    path = save(tmp_path, "photo.png", photograph())

    def broken(self: Image.Image) -> Image.Exif:
        raise struct.error("unpack requires a buffer of 12 bytes")

    monkeypatch.setattr(Image.Image, "getexif", broken)
    np.testing.assert_array_equal(decode(path), np.asarray(photograph()))


# --- colour -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "CMYK", "YCbCr", "LAB"])
def test_every_mode_becomes_rgb(tmp_path: Path, mode: str, photograph: Any, save: Any) -> None:
    source = photograph()
    if mode == "LAB":
        source = Image.merge("LAB", [source.getchannel(0).point(lambda v: v // 2 + 64)] * 3)
    else:
        source = source.convert(mode)
    got = decode(save(tmp_path, "picture.tif", source))
    assert got.shape == (40, 60, 3)
    assert got.dtype == np.uint8
    assert got.flags.writeable
    assert got.flags.c_contiguous
    np.testing.assert_array_equal(got, np.asarray(source.convert("RGB")))


def test_grey_picture_has_equal_channels(tmp_path: Path, save: Any) -> None:
    values = np.arange(256, dtype=np.uint8).reshape(16, 16)
    got = decode(save(tmp_path, "grey.png", Image.fromarray(values)))
    for channel in range(3):
        np.testing.assert_array_equal(got[..., channel], values)


def test_inverted_cmyk_of_adobe_keeps_its_colours(tmp_path: Path, save: Any) -> None:
    red = Image.new("CMYK", (16, 16), (0, 255, 255, 0))
    got = decode(save(tmp_path, "red.jpg", red, quality=95))
    assert got[..., 0].min() > 240
    assert got[..., 1:].max() < 15


@pytest.mark.parametrize("mode", ["RGBA", "LA", "PA"])
def test_alpha_is_composited_on_white(tmp_path: Path, mode: str, save: Any) -> None:
    rgba = Image.new("RGBA", (3, 1))
    for x, alpha in enumerate((0, 128, 255)):
        rgba.putpixel((x, 0), (0, 0, 0, alpha))
    ending = "tif" if mode == "PA" else "png"
    source = rgba.convert(mode)
    if mode == "PA":  # no format writes it, but some readers produce it
        np.testing.assert_allclose(np.asarray(module._loaded(source))[0, :, 0], [255, 127, 0], atol=1)
        return
    got = decode(save(tmp_path, f"alpha.{ending}", source))
    np.testing.assert_allclose(got[0], [[255] * 3, [127] * 3, [0] * 3], atol=1)


@pytest.mark.parametrize("ending", ["tga", "bmp"])
def test_alpha_that_is_zero_everywhere_is_unused(tmp_path: Path, ending: str, photograph: Any, save: Any) -> None:
    picture = photograph().convert("RGBA")
    picture.putalpha(0)
    path = tmp_path / f"unused.{ending}"
    if ending == "bmp":  # as GIMP and screenshots write it; Pillow itself leaves the alpha out
        path.write_bytes(bmp_with_alpha(picture))
    else:
        picture.save(path)
    with Image.open(path) as opened:
        assert opened.mode == "RGBA"
    np.testing.assert_array_equal(decode(path), np.asarray(photograph()))


@pytest.mark.parametrize("ending", ["tga", "bmp"])
def test_alpha_that_is_not_zero_everywhere_is_used(tmp_path: Path, ending: str, photograph: Any) -> None:
    picture = photograph().convert("RGBA")
    picture.putalpha(0)
    picture.putpixel((3, 4), (10, 20, 30, 255))
    path = tmp_path / f"used.{ending}"
    if ending == "bmp":
        path.write_bytes(bmp_with_alpha(picture))
    else:
        picture.save(path)
    got = decode(path)
    assert got[4, 3].tolist() == [10, 20, 30]
    assert got[5, 3].tolist() == [255, 255, 255]


def bmp_with_alpha(picture: Image.Image) -> bytes:
    """A BMP of version 4, whose masks declare an alpha."""
    pixels = np.asarray(picture)[::-1, :, [2, 1, 0, 3]].tobytes()
    masks = struct.pack("<4I", 0xFF0000, 0xFF00, 0xFF, 0xFF000000)
    info = struct.pack("<IiiHHIIiiII", 108, picture.width, picture.height, 1, 32, 3, len(pixels), 0, 0, 0, 0)
    header = (info + masks).ljust(108, b"\0")
    return b"BM" + struct.pack("<IHHI", 14 + len(header) + len(pixels), 0, 0, 14 + len(header)) + header + pixels


@pytest.mark.parametrize("mode", ["P", "L", "RGB", "1"])
def test_single_transparent_colour_becomes_white(tmp_path: Path, mode: str, save: Any) -> None:
    source = Image.new("RGB", (2, 1), "black").convert(mode)
    white = {"P": 1, "L": 200, "RGB": (200, 0, 0), "1": 255}[mode]
    if mode == "P":
        source.putpalette([0, 0, 0, 200, 0, 0])
    source.putpixel((1, 0), white)
    black = (0, 0, 0) if mode == "RGB" else 0
    got = decode(save(tmp_path, "keyed.png", source, transparency=black))
    assert got[0, 0].tolist() == [255, 255, 255]
    assert got[0, 1].tolist() == np.asarray(source.convert("RGB"))[0, 1].tolist()


# --- frames, sizes, thumbnails ------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["gif", "png", "webp", "tif"])
def test_animation_gives_its_first_frame(tmp_path: Path, ending: str, save: Any) -> None:
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("blue", "red", "lime")]
    path = save(tmp_path, f"moving.{ending}", frames[0], save_all=True, append_images=frames[1:])
    assert decode(path)[4, 4].argmax() == 2


@given(width=st.integers(1, 400), height=st.integers(1, 400), smallest=st.integers(1, 300), turn=st.integers(1, 8))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_reduced_jpeg_keeps_the_requested_smallest_side(
    tmp_path: Path, width: int, height: int, smallest: int, turn: int, photograph: Any, save: Any
) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = turn
    path = save(tmp_path, "photo.jpg", photograph(width, height), exif=exif)
    full, reduced = decode(path), decode(path, smallest_side=smallest)
    assert min(reduced.shape[:2]) >= min(smallest, *full.shape[:2])
    assert (
        min(reduced.shape[:2]) < 2 * smallest + 2 or min(width, height) // 8 >= smallest or reduced.shape == full.shape
    )
    scale = full.shape[0] / reduced.shape[0]
    assert abs(full.shape[1] / reduced.shape[1] - scale) <= scale


def test_large_jpeg_is_decoded_at_reduced_size(tmp_path: Path, photograph: Any, save: Any) -> None:
    path = save(tmp_path, "large.jpg", photograph(1600, 1200), quality=95)
    reduced = decode(path, smallest_side=224)
    assert reduced.shape == (300, 400, 3)
    expected = np.asarray(photograph(1600, 1200).resize((400, 300), Image.Resampling.BOX)).astype(int)
    assert np.abs(reduced.astype(int) - expected).mean() < 3


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P", "L", "1"])
def test_other_formats_are_averaged_down_to_the_smallest_side(
    tmp_path: Path, mode: str, photograph: Any, save: Any
) -> None:
    whole = photograph(400, 300).convert(mode)
    path = save(tmp_path, "large.png", whole)
    assert decode(path, smallest_side=151).shape == (300, 400, 3)
    reduced = decode(path, smallest_side=100)
    assert reduced.shape == (100, 134, 3)
    assert np.array_equal(reduced, np.asarray(whole.convert("RGB").reduce(3)))


@pytest.mark.parametrize(("width", "height"), [(640, 480), (480, 640), (3, 5), (1, 1), (96, 96), (2000, 3)])
@pytest.mark.parametrize("ending", ["jpg", "png"])
def test_thumbnail_is_the_centre_square(tmp_path: Path, width: int, height: int, ending: str, save: Any) -> None:
    source = Image.new("RGB", (width, height), "red")
    edge = min(width, height)
    source.paste("blue", ((width - edge) // 2, (height - edge) // 2, (width + edge) // 2, (height + edge) // 2))
    got = thumbnail(save(tmp_path, f"photo.{ending}", source), 96)
    assert got.shape == (96, 96, 3)
    assert got.dtype == np.uint8
    if ending == "png":
        assert (got == [0, 0, 255]).all()


def test_thumbnail_of_missing_file_raises_decode_error(tmp_path: Path) -> None:
    with pytest.raises(DecodeError, match=r"^gone\.jpg: There is no such file\.$"):
        thumbnail(tmp_path / "gone.jpg", 96)


# --- threads and warnings -----------------------------------------------------------------------------------


def test_parallel_decoding_gives_the_same_pictures_and_no_warnings(
    tmp_path: Path, photograph: Any, save: Any, header_only_png: Any, problem: Any
) -> None:
    good = save(tmp_path, "good.jpg", photograph(300, 200))
    # Pillow warns of a palette with graded transparency, and of pictures above 89 megapixels.
    palette = photograph().quantize(16)
    graded = save(tmp_path, "graded.png", palette, transparency=bytes(range(0, 256, 16)))
    large = header_only_png(tmp_path / "large.png", 10_000, 10_000)
    expected = {path: decode(path) for path in (good, graded)}

    def work(number: int) -> None:
        path = large if number % 45 == 5 else (good, graded)[number % 2]
        if path == large:
            assert problem(path) == CUT_OFF
        else:
            np.testing.assert_array_equal(decode(path), expected[path])

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(90)))


def test_only_warnings_of_pillow_are_ignored(tmp_path: Path, photograph: Any, save: Any) -> None:
    before = list(warnings.filters)
    decode(save(tmp_path, "photo.png", photograph()))
    decode(tmp_path / "photo.png")
    added = [entry for entry in warnings.filters if entry not in before]
    assert len(added) <= 1
    with pytest.raises(UserWarning, match="ours"):
        warnings.warn("ours", UserWarning, stacklevel=1)
