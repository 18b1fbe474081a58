"""What stands before the pixels of a JPEG."""

import io
import struct
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageCms

from resnet_studio.core.pictures.jpeg import head, scans, without_metadata


@pytest.fixture
def jpeg(photograph: Any) -> Callable[..., bytes]:
    """Bytes of a JPEG with segments after its beginning."""

    def make(*segments: tuple[int, bytes], **options: Any) -> bytes:
        written = io.BytesIO()
        photograph().save(written, "JPEG", **options)
        whole = written.getvalue()
        more = b"".join(b"\xff" + bytes([kind]) + struct.pack(">H", 2 + len(data)) + data for kind, data in segments)
        return whole[:2] + more + whole[2:]

    return make


def test_metadata_is_counted_and_left_out(jpeg: Any) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    exif = Image.Exif()
    exif[0x0112] = 6
    plain = jpeg(exif=exif, icc_profile=profile)
    file = io.BytesIO(
        jpeg((0xE5, bytes(60_000)), (0xFE, b"words"), (0xE1, b"http://ns"), exif=exif, icc_profile=profile)
    )
    found = head(file)
    assert found is not None
    assert found.metadata > 60_000
    assert not found.progressive
    assert not found.buffered
    bare = without_metadata(file, found)
    assert len(bare.getvalue()) == len(plain)
    with Image.open(bare) as picture, Image.open(io.BytesIO(plain)) as expected:
        assert picture.info["icc_profile"] == profile
        assert picture.getexif()[0x0112] == 6
        np.testing.assert_array_equal(np.asarray(picture), np.asarray(expected))


def test_first_block_of_xmp_is_kept(jpeg: Any) -> None:
    """It may be the only one that tells which way up the picture is."""
    xmp = b"http://ns.adobe.com/xap/1.0/\0"
    file = io.BytesIO(jpeg((0xE1, xmp + b"first"), *[(0xEB, b"padding")] * 80, (0xE1, xmp + b"second")))
    found = head(file)
    assert found is not None
    bare = without_metadata(file, found).getvalue()
    assert b"first" in bare
    assert b"second" not in bare
    assert b"padding" not in bare


def test_of_several_blocks_of_exif_the_first_is_kept(jpeg: Any) -> None:
    file = io.BytesIO(jpeg((0xE1, b"Exif\0\0first"), (0xE1, b"Exif\0\0second"), (0xE1, b"Exif\0\0third")))
    found = head(file)
    assert found is not None
    bare = without_metadata(file, found).getvalue()
    assert b"first" in bare
    assert b"second" not in bare
    assert b"third" not in bare


def test_profile_beyond_its_largest_size_is_cut_off(jpeg: Any) -> None:
    piece = (0xE2, b"ICC_PROFILE\0" + bytes(65_000))
    file = io.BytesIO(jpeg(*[piece] * 200))
    found = head(file)
    assert found is not None
    assert 7_900_000 < len(without_metadata(file, found).getvalue()) < 8_100_000


def test_progressive_and_separate_scans_are_recognised(jpeg: Any) -> None:
    found = head(io.BytesIO(jpeg(progressive=True)))
    assert found is not None
    assert found.progressive
    assert found.buffered
    one_channel = bytearray(jpeg())
    one_channel[one_channel.index(b"\xff\xda") + 4] = 1
    found = head(io.BytesIO(one_channel))
    assert found is not None
    assert not found.progressive
    assert found.buffered


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xd8", b"\xff\xd8\xff\xd9", b"\xff\xd8\0\0", b"\xff\xd8\xff\xe0\0\0\0\0\0\0"]
)
def test_damaged_beginning_has_no_head(data: bytes) -> None:
    assert head(io.BytesIO(data)) is None


def test_looking_ends_after_the_most_segments(jpeg: Any) -> None:
    many = io.BytesIO(jpeg(*[(0xFE, b"x")] * 2_000))
    assert head(many, 1_000) is None
    assert head(many) is not None


def test_scans_are_counted_up_to_the_most(jpeg: Any) -> None:
    assert scans(io.BytesIO(jpeg()), 100) == 1
    assert scans(io.BytesIO(jpeg(progressive=True)), 100) == 10
    assert scans(io.BytesIO(jpeg(progressive=True)), 4) == 4
    assert scans(io.BytesIO(bytes((1 << 20) - 1) + b"\xff\xda"), 4) == 1
