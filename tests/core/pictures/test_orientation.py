"""Which way up a picture is, from metadata that may be anything."""

import io
import struct
import time

import pytest
from PIL import Image

from resnet_studio.core.pictures.orientation import orientation


def block(order: str = "<", fields: list[tuple[int, int, int, int]] | None = None, first: int = 8) -> bytes:
    """EXIF with short fields: tag, type, count, value."""
    fields = [(0x0112, 3, 1, 6)] if fields is None else fields
    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(f"{order}L", first)
    return head + struct.pack(f"{order}H", len(fields)) + b"".join(struct.pack(f"{order}HHLHxx", *f) for f in fields)


def with_info(**info: object) -> Image.Image:
    image = Image.new("RGB", (1, 1))
    image.info.update(info)
    return image


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("prefix", [b"", b"Exif\0\0", b"Exif\0\0Exif\0\0"])
def test_orientation_is_found_in_exif(order: str, prefix: bytes) -> None:
    assert orientation(with_info(exif=prefix + block(order))) == 6


@pytest.mark.parametrize(
    "exif",
    [
        b"",
        b"II*\0",
        b"something else entirely",
        block(first=70_000),
        block(fields=[(0x0112, 2, 1, 6)]),
        block(fields=[(0x0112, 3, 2, 6)]),
        block(fields=[(0x0112, 3, 1, 9)]),
        block(fields=[(0x0112, 3, 1, 0)]),
        block()[:-3],
    ],
)
def test_broken_exif_leaves_a_picture_as_it_is(exif: bytes) -> None:
    assert orientation(with_info(exif=exif)) == 1


def test_orientation_is_found_in_hexadecimal_exif_and_in_xmp() -> None:
    lines = "\nexif\n   34\n" + block().hex()
    assert orientation(with_info(**{"Raw profile type exif": lines})) == 6
    assert orientation(with_info(**{"XML:com.adobe.xmp": '<x tiff:Orientation="3"/>'})) == 3
    assert orientation(with_info(xmp=b"<tiff:Orientation>8</tiff:Orientation>")) == 8
    assert orientation(with_info(exif=block(), xmp=b'tiff:Orientation="3"')) == 6


def test_metadata_of_any_size_takes_no_time() -> None:
    many = block(fields=[(0x0113, 7, 40_000_000, 8)] * 65_000)
    began = time.process_time()
    assert orientation(with_info(exif=many + bytes(40_000_000), xmp=b"tiff:Orientation" * 3_000_000)) == 1
    assert time.process_time() - began < 0.5


def test_pillow_gives_the_same_answer() -> None:
    for turn in range(1, 9):
        exif, written = Image.Exif(), io.BytesIO()
        exif[0x0112] = turn
        Image.new("RGB", (4, 4)).save(written, "JPEG", exif=exif)
        assert orientation(Image.open(written)) == turn == Image.open(written).getexif()[0x0112]
