"""Recognising picture formats by suffix and by content."""

import pytest

from resnet_studio.core.pictures.formats import HEADER_BYTES, identify, is_heif, picture_suffixes, pillow_formats


def file_type_box(brand: bytes, *compatible: bytes) -> bytes:
    """The `ftyp` box of an ISO media file."""
    content = b"ftyp" + brand + bytes(4) + b"".join(compatible)
    return (len(content) + 4).to_bytes(4, "big") + content + bytes(HEADER_BYTES)


@pytest.mark.parametrize("suffix", [".jpg", ".jpeg", ".png", ".gif", ".bmp", ".tif", ".webp", ".avif", ".heic", ".mpo"])
def test_common_suffixes_are_pictures(suffix: str) -> None:
    assert suffix in picture_suffixes()


@pytest.mark.parametrize("suffix", [".eps", ".mpg", ".h5", ".wmf", ".txt", ".pdf", ".svg", ""])
def test_documents_and_videos_are_not_pictures(suffix: str) -> None:
    assert suffix not in picture_suffixes()


def test_format_without_signature_is_tried_last() -> None:
    assert pillow_formats()[-1] == "TGA"
    assert "EPS" not in pillow_formats()


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (b"\xff\xd8\xff\xe0", ("JPEG", True)),
        (b"RIFF\0\0\0\0WEBPVP8 ", ("WebP", True)),
        (file_type_box(b"heic", b"mif1"), ("HEIC", True)),
        (file_type_box(b"mif1", b"avif"), ("AVIF", True)),
        (file_type_box(b"isom", b"mp41"), ("video", False)),
        (b"\xef\xbb\xbf <SVG xmlns=", ("SVG", False)),
        (b"<!DOCTYPE html>", ("web page", False)),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:", ("Git LFS pointer", False)),
        (b"/annex/objects/MD5E-s8--0", ("git-annex pointer", False)),
        (b"plain text", None),
        (b"", None),
    ],
)
def test_identify_names_the_format(header: bytes, expected: tuple[str, bool] | None) -> None:
    assert identify(header) == expected


@pytest.mark.parametrize(("brands", "heif"), [((b"mif1",), True), ((b"mif1", b"avif"), False), ((b"hevc",), True)])
def test_is_heif_excludes_avif(brands: tuple[bytes, ...], heif: bool) -> None:
    assert is_heif(file_type_box(*brands)) is heif
