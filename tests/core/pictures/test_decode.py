"""Every kind of pixel, turn and damage that a picture's file can hold."""

import importlib
import os
import struct
import warnings
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps

from resnet_studio.core.basics.errors import DecodeError
from resnet_studio.core.basics.safe_text import printable
from resnet_studio.core.pictures import decode as module
from resnet_studio.core.pictures import deep
from resnet_studio.core.pictures.decode import decode, thumbnail

ORIENTATION = 0x0112
CUT_OFF = "The file is cut off: it ends before the picture does."


def photograph(width: int = 60, height: int = 40) -> Image.Image:
    """A smooth picture without symmetry, so that every turn shows."""
    x, y = np.meshgrid(np.linspace(0, 255, width), np.linspace(0, 255, height))
    return Image.fromarray(np.stack([x, y, (x + y) / 2], axis=-1).astype(np.uint8))


def save(folder: Path, name: str, image: Image.Image, **options: object) -> Path:
    path = folder / name
    image.save(path, **options)
    return path


def png_chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def header_only_png(path: Path, width: int, height: int) -> Path:
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + header + png_chunk(b"IDAT", zlib.compress(bytes(99))))
    return path


def deep_png(path: Path, values: np.ndarray, key: tuple[int, int, int] | None = None) -> Path:
    """A PNG of 16 bits a colour, which Pillow cannot write; `[H, W, C]` with grey and alpha, RGB or RGBA."""
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


def deep_tiff(path: Path, values: np.ndarray, order: str, turn: int = 1) -> Path:
    """An uncompressed TIFF of 16 bits a colour, `[H, W, 3]`, in byte order "<" or ">"."""
    height, width, _ = values.shape
    data = values.astype(f"{order}u2").tobytes()
    bits = 8 + len(data)
    entries = [
        (256, 4, 1, width), (257, 4, 1, height), (258, 3, 3, bits), (259, 3, 1, 1), (262, 3, 1, 2), (273, 4, 1, 8),
        (274, 3, 1, turn), (277, 3, 1, 3), (278, 4, 1, height), (279, 4, 1, len(data)),
    ]  # fmt: skip
    directory = struct.pack(f"{order}H", len(entries))
    for tag, kind, count, value in entries:
        inline = struct.pack(f"{order}HH", value, 0) if kind == 3 and count == 1 else struct.pack(f"{order}I", value)
        directory += struct.pack(f"{order}HHI", tag, kind, count) + inline
    start = b"II*\0" if order == "<" else b"MM\0*"
    path.write_bytes(
        start + struct.pack(f"{order}I", bits + 6) + data + struct.pack(f"{order}3H", 16, 16, 16)
        + directory + bytes(4)
    )  # fmt: skip
    return path


def problem(path: Path) -> str:
    with pytest.raises(DecodeError) as caught:
        decode(path)
    assert printable(path.name) in str(caught.value)
    assert caught.value.path == path
    return caught.value.problem


# --- upright -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("turn", range(1, 9))
@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "tif", "avif"])
def test_a_picture_is_turned_upright_as_exif_says(tmp_path: Path, turn: int, ending: str) -> None:
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
    # What a camera meant: the picture, turned back, is the one that was saved.
    if ending in {"png", "webp", "tif"}:
        back = {1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 8, 7: 7, 8: 6}[turn]
        upright = Image.fromarray(got)
        again = upright if back == 1 else upright.transpose(module._UPRIGHT[back])
        np.testing.assert_array_equal(np.asarray(again), np.asarray(photograph()))


def test_unreadable_exif_costs_no_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = save(tmp_path, "photo.png", photograph())

    def broken(self: Image.Image) -> Image.Exif:
        raise struct.error("unpack requires a buffer of 12 bytes")

    monkeypatch.setattr(Image.Image, "getexif", broken)
    np.testing.assert_array_equal(decode(path), np.asarray(photograph()))


# --- colour ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "CMYK", "YCbCr", "LAB"])
def test_every_mode_becomes_rgb(tmp_path: Path, mode: str) -> None:
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


def test_grey_stays_grey(tmp_path: Path) -> None:
    values = np.arange(256, dtype=np.uint8).reshape(16, 16)
    got = decode(save(tmp_path, "grey.png", Image.fromarray(values)))
    for channel in range(3):
        np.testing.assert_array_equal(got[..., channel], values)


def test_inverted_cmyk_of_adobe_is_not_a_negative(tmp_path: Path) -> None:
    red = Image.new("CMYK", (16, 16), (0, 255, 255, 0))
    got = decode(save(tmp_path, "red.jpg", red, quality=95))
    assert got[..., 0].min() > 240
    assert got[..., 1:].max() < 15


@pytest.mark.parametrize("mode", ["RGBA", "LA", "PA"])
def test_alpha_is_composited_on_white(tmp_path: Path, mode: str) -> None:
    rgba = Image.new("RGBA", (3, 1))
    for x, alpha in enumerate((0, 128, 255)):
        rgba.putpixel((x, 0), (0, 0, 0, alpha))
    ending = "tif" if mode == "PA" else "png"
    source = rgba.convert(mode)
    if mode == "PA":  # no format writes it; the decoder still has to know it, because some readers make it
        np.testing.assert_allclose(np.asarray(module._to_rgb(source))[0, :, 0], [255, 127, 0], atol=1)
        return
    got = decode(save(tmp_path, f"alpha.{ending}", source))
    np.testing.assert_allclose(got[0], [[255] * 3, [127] * 3, [0] * 3], atol=1)


@pytest.mark.parametrize("mode", ["P", "L", "RGB", "1"])
def test_a_single_see_through_colour_is_white(tmp_path: Path, mode: str) -> None:
    source = Image.new("RGB", (2, 1), "black").convert(mode)
    white = {"P": 1, "L": 200, "RGB": (200, 0, 0), "1": 255}[mode]
    if mode == "P":
        source.putpalette([0, 0, 0, 200, 0, 0])
    source.putpixel((1, 0), white)
    black = (0, 0, 0) if mode == "RGB" else 0
    got = decode(save(tmp_path, "keyed.png", source, transparency=black))
    assert got[0, 0].tolist() == [255, 255, 255]
    assert got[0, 1].tolist() == np.asarray(source.convert("RGB"))[0, 1].tolist()


# --- more than eight bits ----------------------------------------------------------------------------------


def stretched(values: np.ndarray) -> np.ndarray:
    """The rule, written out: linear between the picture's 0.1 and 99.9 percentiles."""
    low, high = np.percentile(values, (0.1, 99.9))
    return np.rint(255 * np.clip((values.astype(float) - low) / (high - low), 0, 1)).astype(np.uint8)


@pytest.mark.parametrize(("dtype", "ending"), [("<u2", "png"), ("<u2", "tif"), ("<i4", "tif"), ("<f4", "tif")])
def test_more_than_eight_bits_are_stretched_between_percentiles(tmp_path: Path, dtype: str, ending: str) -> None:
    values = np.random.default_rng(0).normal(3000, 300, (80, 90)).astype(dtype)
    values[0, 0] = 60000  # one hot pixel must not turn the others black
    got = decode(save(tmp_path, f"deep.{ending}", Image.fromarray(values)))
    np.testing.assert_array_equal(got[..., 0], stretched(values))
    assert (got[..., 0] == got[..., 1]).all()
    assert 100 < np.median(got) < 155


def test_pictures_larger_than_a_band_are_stretched_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    values = np.random.default_rng(1).integers(0, 65536, (50, 30)).astype("<u2")
    path = save(tmp_path, "deep.png", Image.fromarray(values))
    monkeypatch.setattr(deep, "_BAND", 64)
    np.testing.assert_array_equal(decode(path)[..., 0], stretched(values))


def test_not_a_number_and_infinity_are_no_danger(tmp_path: Path) -> None:
    values = np.linspace(-1, 1, 10_000, dtype=np.float32).reshape(100, 100)
    values[0, :3] = np.nan, np.inf, -np.inf
    got = decode(save(tmp_path, "float.tif", Image.fromarray(values)))[..., 0]
    assert got[0, :3].tolist() == [0, 255, 0]
    assert got[50, 50] in range(120, 136)


@pytest.mark.parametrize("value", [0.0, -3.5, 7e37, np.nan, np.inf])
def test_a_constant_picture_is_black_or_safe(tmp_path: Path, value: float) -> None:
    got = decode(save(tmp_path, "flat.tif", Image.fromarray(np.full((5, 4), value, np.float32))))
    assert len(np.unique(got)) == 1
    if np.isfinite(value):
        assert got.max() == 0


def test_huge_floats_do_not_overflow(tmp_path: Path) -> None:
    values = np.linspace(-3.4e38, 3.4e38, 1000, dtype=np.float64).astype(np.float32).reshape(20, 50)
    got = decode(save(tmp_path, "huge.tif", Image.fromarray(values)))
    assert got.min() == 0
    assert got.max() == 255


def test_few_white_points_on_black_stay_visible(tmp_path: Path) -> None:
    values = np.full((100, 100), 10, np.uint16)
    values[3, 4] = 1000
    got = decode(save(tmp_path, "mask.png", Image.fromarray(values)))[..., 0]
    assert got[3, 4] == 255
    assert got.sum() == 255


def test_sixteen_bits_may_have_a_see_through_grey(tmp_path: Path) -> None:
    values = np.arange(0, 4000, dtype=np.uint16).reshape(40, 100)
    got = decode(save(tmp_path, "deep.png", Image.fromarray(values), transparency=0))
    assert got[0, 0].tolist() == [255, 255, 255]
    assert got[0, 5, 0] < 5


def deep_scene(channels: int) -> np.ndarray:
    """Values of a twelve-bit camera in sixteen bits: read by their upper bytes alone they are nearly black."""
    return np.random.default_rng(channels).integers(0, 4096, (37, 50, channels)).astype(np.uint16)


def test_sixteen_bit_colours_are_stretched_together(tmp_path: Path) -> None:
    values = deep_scene(3)
    values[..., 2] //= 4
    got = decode(deep_png(tmp_path / "deep.png", values))
    np.testing.assert_array_equal(got, stretched(values))
    assert got[..., 2].max() < 70  # what is little blue stays little blue


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("turn", [1, 6])
def test_sixteen_bit_tiffs_of_either_byte_order(tmp_path: Path, order: str, turn: int) -> None:
    values = deep_scene(3)
    got = decode(deep_tiff(tmp_path / "deep.tif", values, order, turn))
    expected = stretched(values)
    np.testing.assert_array_equal(got, expected if turn == 1 else np.rot90(expected, -1))


@pytest.mark.parametrize("channels", [2, 4])
def test_sixteen_bit_colours_may_be_see_through(tmp_path: Path, channels: int) -> None:
    values = deep_scene(channels)
    values[..., -1] = 65535
    values[3, 4, -1] = 0
    got = decode(deep_png(tmp_path / "deep.png", values))
    expected = stretched(values[..., :-1])
    expected = np.repeat(expected, 3, axis=-1) if channels == 2 else expected
    expected[3, 4] = 255
    np.testing.assert_array_equal(got, expected)


def test_one_sixteen_bit_colour_may_be_see_through(tmp_path: Path) -> None:
    values = deep_scene(3)
    values[3, 4] = (5, 6, 7)
    got = decode(deep_png(tmp_path / "deep.png", values, key=(5, 6, 7)))
    expected = stretched(values)
    expected[3, 4] = 255
    np.testing.assert_array_equal(got, expected)


def test_a_deep_picture_that_is_cut_off(tmp_path: Path) -> None:
    for channels in (2, 3, 4):
        path = deep_png(tmp_path / "deep.png", deep_scene(channels))
        path.write_bytes(path.read_bytes()[:800])
        assert problem(path) == CUT_OFF


@given(st.lists(st.floats(width=32), min_size=1, max_size=40))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_floats_give_a_picture_that_keeps_their_order(tmp_path: Path, numbers: list[float]) -> None:
    values = np.array(numbers, np.float32)[None]
    grey = decode(save(tmp_path, "any.tif", Image.fromarray(values)))[0, :, 0].astype(int)
    order = np.argsort(values[0])
    in_order = grey[[index for index in order if not np.isnan(values[0, index])]]
    assert (np.diff(in_order) >= 0).all()


# --- frames, sizes, thumbnails -----------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["gif", "png", "webp", "tif"])
def test_the_first_frame_counts(tmp_path: Path, ending: str) -> None:
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("blue", "red", "lime")]
    path = save(tmp_path, f"moving.{ending}", frames[0], save_all=True, append_images=frames[1:])
    assert decode(path)[4, 4].argmax() == 2


@given(width=st.integers(1, 400), height=st.integers(1, 400), smallest=st.integers(1, 300), turn=st.integers(1, 8))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_reduced_jpeg_keeps_its_smallest_side(
    tmp_path: Path, width: int, height: int, smallest: int, turn: int
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


def test_a_jpeg_is_decoded_at_a_part_of_its_size(tmp_path: Path) -> None:
    path = save(tmp_path, "large.jpg", photograph(1600, 1200), quality=95)
    reduced = decode(path, smallest_side=224)
    assert reduced.shape == (300, 400, 3)
    expected = np.asarray(photograph(1600, 1200).resize((400, 300), Image.Resampling.BOX)).astype(int)
    assert np.abs(reduced.astype(int) - expected).mean() < 3


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P", "L", "1"])
def test_other_kinds_are_averaged_down_to_the_smallest_side(tmp_path: Path, mode: str) -> None:
    whole = photograph(400, 300).convert(mode)
    path = save(tmp_path, "large.png", whole)
    assert decode(path, smallest_side=151).shape == (300, 400, 3)
    reduced = decode(path, smallest_side=100)
    assert reduced.shape == (100, 134, 3)
    assert np.array_equal(reduced, np.asarray(whole.convert("RGB").reduce(3)))


@pytest.mark.parametrize(("width", "height"), [(640, 480), (480, 640), (3, 5), (1, 1), (96, 96), (2000, 3)])
@pytest.mark.parametrize("ending", ["jpg", "png"])
def test_a_thumbnail_is_the_middle_square(tmp_path: Path, width: int, height: int, ending: str) -> None:
    source = Image.new("RGB", (width, height), "red")
    edge = min(width, height)
    source.paste("blue", ((width - edge) // 2, (height - edge) // 2, (width + edge) // 2, (height + edge) // 2))
    got = thumbnail(save(tmp_path, f"photo.{ending}", source), 96)
    assert got.shape == (96, 96, 3)
    assert got.dtype == np.uint8
    if ending == "png":
        assert (got == [0, 0, 255]).all()


def test_a_thumbnail_says_what_is_wrong_as_decode_does(tmp_path: Path) -> None:
    with pytest.raises(DecodeError, match=r"^gone\.jpg: There is no such file\.$"):
        thumbnail(tmp_path / "gone.jpg", 96)


# --- what is wrong -----------------------------------------------------------------------------------------


def test_names_may_be_of_any_kind(tmp_path: Path) -> None:
    folder = tmp_path / "ünïcode 名前 📷"
    folder.mkdir()
    path = save(folder, "a b%20'c (1).png", photograph())
    assert decode(path).shape == (40, 60, 3)
    assert decode(path.rename(folder / "no ending")).shape == (40, 60, 3)
    assert decode(path.with_name("no ending").rename(folder / "wrong.jpg")).shape == (40, 60, 3)


@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "gif", "bmp", "tif", "ppm", "avif"])
@pytest.mark.parametrize("kept", [0.3, 0.6, 0.9])
def test_a_file_that_is_cut_off_is_never_half_a_picture(tmp_path: Path, ending: str, kept: float) -> None:
    noise = Image.fromarray(np.random.default_rng(0).integers(0, 256, (64, 64, 3), np.uint8))
    path = save(tmp_path, f"half.{ending}", noise)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(kept * len(whole))])
    assert "cut off" in problem(path)


def test_an_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "nothing.jpg"
    path.touch()
    assert problem(path) == "The file is empty."


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"just some words", "It is not a picture"),
        (b"\n <!DOCTYPE html><html>", "web page"),
        (b"PK\x03\x04\x14\0", "zip archive"),
        (b"\xff\x0a" + bytes(60), "JPEG XL file, which cannot be read. Save it as JPEG or PNG"),
        (b"\0\0\0\x0cJXL \r\n\x87\n" + bytes(50), "JPEG XL"),
        (b"%PDF-1.7 " + bytes(50), "PDF"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n", "PostScript"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"></svg>', "SVG"),
        (b"\0\0\0\x18ftypisom\0\0\2\0isomavc1" + bytes(30), "video"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "begins like a PNG picture"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(50), "begins like a HEIC picture"),
    ],
)
def test_what_is_no_picture_is_named(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "strange.jpg"
    path.write_bytes(content)
    assert words in problem(path)


def test_a_missing_file_a_folder_and_an_impossible_name(tmp_path: Path) -> None:
    assert problem(tmp_path / "gone.jpg") == "There is no such file."
    assert problem(tmp_path) == "It is a folder, not a picture."
    assert problem(tmp_path / "a\0b.jpg") == "This cannot be the name of a file."
    assert problem(tmp_path / ("x" * 300 + ".jpg")).startswith("The file cannot be read")


def test_links_that_lead_nowhere(tmp_path: Path) -> None:
    dangling, circle = tmp_path / "dangling.jpg", tmp_path / "circle.jpg"
    try:
        dangling.symlink_to(tmp_path / "gone.jpg")
        circle.symlink_to(circle)
    except OSError:
        pytest.skip("this account may not make links")
    assert problem(dangling) == "The link leads to a file that is not there."
    assert "cannot be read" in problem(circle)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "pipe.jpg"
    os.mkfifo(path)
    assert problem(path) == "It is not a file."


def test_a_file_without_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = save(tmp_path, "secret.png", photograph())

    def refuse(self: Path, *_: object) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "open", refuse)
    assert problem(path) == "You have no permission to read this file."


def test_more_than_179_megapixels_are_refused_by_the_header(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = header_only_png(tmp_path / "bomb.png", 20_000, 10_000)
    assert problem(path) == "It has more than 179 megapixels, the most that can be opened."
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", None)  # somebody else's setting
    assert problem(path) == "It has more than 179 megapixels, the most that can be opened."


def test_large_pictures_below_the_limit_do_not_warn(tmp_path: Path) -> None:
    # 100 megapixels: Pillow's warning, an error in this suite, would end this before the missing pixels do.
    assert problem(header_only_png(tmp_path / "large.png", 10_000, 10_000)) == CUT_OFF


@pytest.mark.parametrize(
    "error",
    [MemoryError(), SyntaxError("x"), struct.error("x"), ValueError("x"), OverflowError("x"), RecursionError("x"),
     ZeroDivisionError("x"), KeyError("x"), AssertionError(), NotImplementedError(), EOFError(), OSError("x"),
     UserWarning("x"), Image.DecompressionBombError("x"), zlib.error("x"), TypeError(), AttributeError()],
    ids=lambda error: type(error).__name__,
)  # fmt: skip
def test_whatever_pillow_raises_is_a_decode_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    path = save(tmp_path, "photo.png", photograph())

    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(Image, "open", fail)
    assert problem(path).endswith(".")


def test_an_interruption_is_not_taken_for_a_bad_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = save(tmp_path, "photo.png", photograph())

    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Image, "open", interrupt)
    with pytest.raises(KeyboardInterrupt):
        decode(path)


def test_heic_without_its_reader_says_how_to_convert(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "phone.jpg"
    path.write_bytes(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(50))

    def missing(name: str) -> None:
        raise ImportError(f"No module named {name!r}")

    monkeypatch.setattr(importlib, "import_module", missing)
    assert "HEIC" in problem(path)
    assert "Save it as JPEG or PNG first." in problem(path)


# --- threads and warnings ----------------------------------------------------------------------------------


def test_threads_do_not_disturb_each_other(tmp_path: Path) -> None:
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


def test_only_pillow_is_silenced(tmp_path: Path) -> None:
    before = list(warnings.filters)
    decode(save(tmp_path, "photo.png", photograph()))
    decode(tmp_path / "photo.png")
    added = [entry for entry in warnings.filters if entry not in before]
    assert len(added) <= 1
    with pytest.raises(UserWarning, match="ours"):
        warnings.warn("ours", UserWarning, stacklevel=1)
