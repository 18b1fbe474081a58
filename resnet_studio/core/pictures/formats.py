"""Picture file formats: recognised by suffix for the scan, by content for error messages."""

from functools import cache

from PIL import Image

# Pillow registers these formats, but they do not hold pictures to train on: documents (EPS would run Ghostscript
# on an untrusted file), videos, and scientific containers that Pillow identifies but cannot read.
_NOT_PICTURES = frozenset({"BUFR", "EPS", "FITS", "GRIB", "HDF5", "IPTC", "MPEG", "WMF"})
# Textures, brushes, icons and films of programs that hardly anybody has: not worth the ways in which they can be slow.
_RARE = frozenset({"BLP", "CUR", "DCX", "FLI", "FTEX", "GBR", "IM", "MSP", "PCD", "PIXAR", "XPM"})
# Formats without a signature or a suffix of their own: almost any file can be mistaken for one of these.
_WITHOUT_SIGNATURE = frozenset({"IMT", "MCIDAS", "SPIDER", "XVTHUMB"})
_DEEP = frozenset({"JPEG2000", "PNG", "PPM", "TIFF"})
# Read by pi-heif, not by Pillow.
_HEIF_SUFFIXES = frozenset({".heic", ".heics", ".heif", ".heifs", ".hif"})
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"})
LFS_POINTER, ANNEX_POINTER = "Git LFS pointer", "git-annex pointer"
# First bytes of a file, name of the format, and whether such pictures can be read.
_SIGNATURES: tuple[tuple[bytes, str, bool], ...] = (
    (b"\xff\xd8\xff", "JPEG", True),
    (b"\x89PNG\r\n\x1a\n", "PNG", True),
    (b"GIF8", "GIF", True),
    (b"BM", "BMP", True),
    (b"II*\0", "TIFF", True),
    (b"MM\0*", "TIFF", True),
    (b"II+\0", "TIFF", True),
    (b"MM\0+", "TIFF", True),
    (b"\0\0\0\x0cjP  \r\n\x87\n", "JPEG 2000", True),
    (b"\xff\x4f\xff\x51", "JPEG 2000", True),
    (b"\0\0\0\x0cJXL \r\n\x87\n", "JPEG XL", False),
    (b"\xff\x0a", "JPEG XL", False),
    (b"SIMPLE  =", "FITS", False),
    (b"%PDF", "PDF", False),
    (b"%!PS", "PostScript", False),
    (b"<svg", "SVG", False),
    (b"PK\x03\x04", "zip archive", False),
    (b"version https://git-lfs.github.com/spec/", LFS_POINTER, False),
    (b"/annex/objects/", ANNEX_POINTER, False),
)
POINTERS = frozenset({LFS_POINTER, ANNEX_POINTER})
"""Small text files that a clone has in place of pictures until their contents are fetched."""
POINTER_BYTES = range(60, 201)
"""Their sizes: a digest and a few words."""
HEADER_BYTES = 64
"""Bytes from the beginning of a file that `identify` needs."""


@cache
def pillow_formats() -> tuple[str, ...]:
    """Names of the formats that Pillow may try, in this order."""
    Image.init()
    known = [name for name in Image.ID if name not in _NOT_PICTURES | _RARE | _WITHOUT_SIGNATURE]
    # TGA has no signature either, but has a suffix: it is tried last.
    return tuple(sorted(known, key=lambda name: name == "TGA"))


@cache
def picture_suffixes() -> frozenset[str]:
    """Suffixes of picture files, in lower case with the dot."""
    readable = {*pillow_formats(), "MPO"}  # MPO is a JPEG with several pictures, opened by the JPEG reader
    by_pillow = {suffix for suffix, name in Image.registered_extensions().items() if name in readable}
    return frozenset(by_pillow | _HEIF_SUFFIXES)


@cache
def deep_suffixes() -> frozenset[str]:
    """Suffixes of the formats in which Pillow finds grey values of more than 8 bits."""
    return frozenset(suffix for suffix, name in Image.registered_extensions().items() if name in _DEEP)


def may_be_deep(header: bytes) -> bool:
    """Whether a file of one of the `deep_suffixes` may hold grey values of more than 8 bits, by its first
    `HEADER_BYTES` bytes: of a PNG, they say it (PNG, 11.2.1)."""
    return not header.startswith(b"\x89PNG\r\n\x1a\n") or (header[24:25] == b"\x10" and header[25:26] in (b"\0", b"\4"))


def identify(header: bytes) -> tuple[str, bool] | None:
    """Name of the format that a file's first `HEADER_BYTES` bytes show, and whether it can be read here.

    Returns:
        None if the format is not known.
    """
    if header[:4] == b"RIFF" and header[8:12] == b"WEBP":
        return "WebP", True
    if brands := _brands(header):
        if is_heif(header):
            return "HEIC", True
        return ("AVIF", True) if brands & {b"avif", b"avis"} else ("video", False)
    for signature, name, readable in _SIGNATURES:
        if header.startswith(signature):
            return name, readable
    text = header.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith((b"<!doctype html", b"<html")):
        return "web page", False
    return ("SVG", False) if text.startswith(b"<svg") else None


def is_heif(header: bytes) -> bool:
    """Whether a file is HEIC or HEIF; it shares the container's generic brands with AVIF, which Pillow reads."""
    brands = _brands(header)
    return bool(brands & _HEIF_BRANDS or (brands & {b"mif1", b"msf1"} and not brands & {b"avif", b"avis"}))


def _brands(header: bytes) -> frozenset[bytes]:
    """The brands in the `ftyp` box at the beginning of an ISO media file (ISO/IEC 14496-12, 4.3)."""
    if header[4:8] != b"ftyp":
        return frozenset()
    end = min(len(header), int.from_bytes(header[:4], "big"))
    compatible = (header[start : start + 4] for start in range(16, end, 4))
    return frozenset({header[8:12], *compatible})
