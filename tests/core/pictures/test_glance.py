"""A glance, which takes no time itself, finds the pictures that may take long."""

import io
import time
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from resnet_studio.core.basics.errors import DecodeError
from resnet_studio.core.pictures.decode import decode
from resnet_studio.core.pictures.limits import OddPictureError

SLOW = (
    "exif pieces.jpg", "large exif pieces.jpg", "comments.pbm", "strips.tif", "scans.jpg", "runs.bmp", "masks.dds",
    "comments.gif", "texts.png", "pieces.png", "runs.qoi", "claims.j2k", "icon.ico",
)  # fmt: skip


@pytest.mark.parametrize("name", SLOW)
def test_file_that_takes_long_is_recognised_at_once(hostile: Any, name: str) -> None:
    path = hostile(name)
    began = time.process_time()
    with pytest.raises(OddPictureError):
        decode(path, smallest_side=256, odd=False)
    assert time.process_time() - began < 0.25


@pytest.mark.parametrize("name", ["large exif pieces.jpg", "exif pieces.jpg", "texts.png"])
def test_picture_behind_metadata_is_decoded_without_it(hostile: Any, name: str) -> None:
    began = time.process_time()
    assert decode(hostile(name)).shape == (48, 64, 3)
    assert time.process_time() - began < 4


def test_fits_is_refused_without_being_read(hostile: Any) -> None:
    began = time.process_time()
    with pytest.raises(DecodeError, match="It is a FITS file, which cannot be read"):
        decode(hostile("packed.fits"))
    assert time.process_time() - began < 0.5


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("JPEG", {}),
        ("JPEG", {"progressive": True}),
        ("PNG", {}),
        ("PNG", {"compress_level": 0}),
        ("WEBP", {"method": 0}),
        ("GIF", {}),
        ("BMP", {}),
        ("TIFF", {}),
        ("TIFF", {"compression": "tiff_lzw"}),
        ("PPM", {}),
        ("SGI", {}),
        ("PCX", {}),
    ],
)
def test_large_ordinary_picture_is_not_odd(tmp_path: Path, photograph: Any, kind: str, options: dict[str, Any]) -> None:
    path = tmp_path / "photo"
    photograph(1500, 1000).effect_spread(9).save(path, kind, **options)
    assert decode(path, odd=False).shape == (1000, 1500, 3)


@pytest.mark.parametrize("kind", ["TGA", "DDS", "QOI", "JPEG2000", "ICO", "ICNS", "XBM"])
def test_small_picture_of_a_rare_format_is_not_odd(tmp_path: Path, photograph: Any, kind: str) -> None:
    path = tmp_path / "picture"
    picture = photograph(128, 128).convert("1" if kind == "XBM" else "RGBA")
    picture.save(path, kind)
    assert decode(path, odd=False).shape[:2] in {(128, 128), (1024, 1024)}  # of an icon, Pillow writes larger ones too


@pytest.mark.parametrize("comments", [b"", b"# made by a camera\n", b"# a\n# b\n" * 9])
def test_pnm_with_few_comments_is_not_odd(tmp_path: Path, comments: bytes) -> None:
    path = tmp_path / "picture.ppm"
    path.write_bytes(b"P6\n" + comments + b"400 300 # size\n255\n" + bytes(range(256)) * 1407)
    assert decode(path, odd=False).shape == (300, 400, 3)


def test_pnm_whose_size_hides_behind_comments_is_odd(tmp_path: Path) -> None:
    path = tmp_path / "picture.ppm"
    path.write_bytes(b"P6\n" + b"#\n" * 200_000 + b"4 3\n255\n" + bytes(36))
    with pytest.raises(OddPictureError):
        decode(path, odd=False)


def test_file_much_larger_than_its_picture_is_odd(tmp_path: Path, photograph: Any) -> None:
    written = io.BytesIO()
    photograph().save(written, "WEBP")
    path = tmp_path / "picture.webp"
    path.write_bytes(written.getvalue() + bytes(2_000_000))
    with pytest.raises(OddPictureError):
        decode(path, odd=False)


@pytest.mark.parametrize("kind", ["PNG", "JPEG2000"])
def test_icon_that_hides_a_large_picture_is_odd_and_refused(tmp_path: Path, kind: str) -> None:
    inside = io.BytesIO()
    Image.new("L", (4200, 4200)).save(inside, kind)
    data = inside.getvalue()
    path = tmp_path / "icon.icns"
    path.write_bytes(
        b"icns" + (16 + len(data)).to_bytes(4, "big") + b"ic09" + (8 + len(data)).to_bytes(4, "big") + data
    )
    with pytest.raises(OddPictureError):
        decode(path, odd=False)
    with pytest.raises(DecodeError, match="It is an icon of more than 16 megapixels"):
        decode(path)
