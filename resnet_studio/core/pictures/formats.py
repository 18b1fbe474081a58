"""Which kinds of files count as pictures: by name for the scan, by content for the decoder's words."""

from functools import cache

from PIL import Image

# Pillow registers these, but they are no pictures to learn from: documents (EPS would start Ghostscript on a
# stranger's file), films, and containers of measurements that Pillow names without being able to read them.
_NOT_PICTURES = frozenset({"BUFR", "EPS", "GRIB", "HDF5", "IPTC", "MPEG", "WMF"})
# No signature, no suffix of their own: nearly any file can be taken for one of these.
_WITHOUT_SIGNATURE = frozenset({"IMT", "MCIDAS", "SPIDER", "XVTHUMB"})
# Read by pi-heif, not by Pillow.
_HEIF_SUFFIXES = frozenset({".heic", ".heics", ".heif", ".heifs", ".hif"})
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"})
# What a file begins with: the name that a person knows, and whether it is a kind of picture that is read here.
_BEGINNINGS: tuple[tuple[bytes, str, bool], ...] = (
    (b"\xff\xd8\xff", "JPEG", True),
    (b"\x89PNG\r\n\x1a\n", "PNG", True),
    (b"GIF8", "GIF", True),
    (b"BM", "BMP", True),
    (b"II*\0", "TIFF", True),
    (b"MM\0*", "TIFF", True),
    (b"\0\0\0\x0cjP  \r\n\x87\n", "JPEG 2000", True),
    (b"\xff\x4f\xff\x51", "JPEG 2000", True),
    (b"\0\0\0\x0cJXL \r\n\x87\n", "JPEG XL", False),
    (b"\xff\x0a", "JPEG XL", False),
    (b"%PDF", "PDF", False),
    (b"%!PS", "PostScript", False),
    (b"<svg", "SVG", False),
    (b"PK\x03\x04", "zip archive", False),
)
HEAD = 64
"""How many bytes of a file's beginning `kind` wants to see."""


@cache
def pillow_formats() -> tuple[str, ...]:
    """Names of the formats that Pillow may try, in the order in which it should."""
    Image.init()
    known = [name for name in Image.ID if name not in _NOT_PICTURES | _WITHOUT_SIGNATURE]
    # TGA has no signature either, but a suffix: it only gets what nothing else recognises.
    return tuple(sorted(known, key=lambda name: name == "TGA"))


@cache
def picture_suffixes() -> frozenset[str]:
    """The endings, in lower case with their dot, by which the scan takes a file for a picture."""
    readable = {*pillow_formats(), "MPO"}  # MPO is a JPEG that holds more than one; the JPEG reader opens it
    by_pillow = {end for end, name in Image.registered_extensions().items() if name in readable}
    return frozenset(by_pillow | _HEIF_SUFFIXES)


def kind(head: bytes) -> tuple[str, bool] | None:
    """What a file's first `HEAD` bytes say it is: its name, and whether pictures of this kind can be read.

    Returns:
        None where the beginning is that of no kind worth naming.
    """
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WebP", True
    if brands := _brands(head):
        return ("HEIC", True) if is_heif(head) else ("AVIF", True) if brands & {b"avif", b"avis"} else ("video", False)
    for beginning, name, readable in _BEGINNINGS:
        if head.startswith(beginning):
            return name, readable
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith((b"<!doctype html", b"<html")):
        return "web page", False
    return ("SVG", False) if text.startswith(b"<svg") else None


def is_heif(head: bytes) -> bool:
    """Whether a file is HEIC or HEIF; the container's general brands are shared with AVIF, which Pillow reads."""
    brands = _brands(head)
    return bool(brands & _HEIF_BRANDS or (brands & {b"mif1", b"msf1"} and not brands & {b"avif", b"avis"}))


def _brands(head: bytes) -> frozenset[bytes]:
    """The brands in the `ftyp` box with which an ISO media file begins (ISO/IEC 14496-12, 4.3)."""
    if head[4:8] != b"ftyp":
        return frozenset()
    end = min(len(head), int.from_bytes(head[:4], "big"))
    compatible = (head[start : start + 4] for start in range(16, end, 4))
    return frozenset({head[8:12], *compatible})
