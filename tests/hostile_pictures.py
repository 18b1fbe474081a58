"""Makers of pictures that are small files and, read carelessly, take minutes or gigabytes.

Not a test: `tests/conftest.py` offers them as the fixture `hostile`. `MAKERS` names each by what is wrong with it.
"""

import gzip
import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

LARGE = 13_370
"""Side of a square just below the most pixels that are decoded."""

_RNG = np.random.default_rng(12)


def small_jpeg(**options: object) -> bytes:
    """A JPEG of 64 x 48 pixels."""
    written = io.BytesIO()
    Image.fromarray(_RNG.integers(0, 255, (48, 64, 3), np.uint8)).save(written, "JPEG", **options)
    return written.getvalue()


def exif_pieces(megabytes: int = 11, payload: int = 32) -> bytes:
    """A JPEG with hundreds of thousands of pieces of EXIF, which Pillow joins one by one."""
    piece = b"\xff\xe1" + struct.pack(">H", 8 + payload) + b"Exif\0\0" + bytes(payload)
    picture = small_jpeg()
    return picture[:2] + piece * (megabytes * 1_000_000 // len(piece)) + picture[2:]


def pbm_comments(megabytes: int = 8) -> bytes:
    """A plain PBM whose pixels stand among millions of comments."""
    return b"P1\n64 64\n" + b"#\n" * (megabytes * 500_000) + b"0 " * 4096


def tiff_strips(strips: int = 5_000_000) -> bytes:
    """A TIFF of one column, each row of which is a strip of its own."""
    offset = 8 + 2 + 8 * 12 + 4
    tags = [
        (256, 4, 1, 1), (257, 4, 1, strips), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1),
        (273, 4, strips, offset), (278, 4, 1, 1), (279, 4, strips, offset + 4 * strips),
    ]  # fmt: skip
    directory = b"".join(struct.pack("<HHII", *tag) for tag in tags)
    head = b"II*\0" + struct.pack("<IH", 8, len(tags)) + directory + bytes(4)
    return head + struct.pack("<I", 8) * strips + struct.pack("<I", 1) * strips


def progressive_scans(scans: int = 2_000, side: int = 2_000) -> bytes:
    """A progressive JPEG whose last scan is repeated."""
    written = io.BytesIO()
    Image.new("RGB", (side, side), "grey").save(written, "JPEG", progressive=True, quality=50)
    whole = written.getvalue()
    last = whole.rindex(b"\xff\xda")
    return whole[:last] + whole[last:-2] * scans + whole[-2:]


def bmp_runs(side: int = 3_000) -> bytes:
    """An RLE BMP of runs of one pixel each, which Pillow unpacks in Python."""
    palette = bytes(1024)
    rows = (b"\1\7" * side + b"\0\0") * side + b"\0\1"
    offset = 14 + 40 + len(palette)
    info = struct.pack("<IiiHHIIiiII", 40, side, side, 1, 8, 1, len(rows), 0, 0, 256, 0)
    return b"BM" + struct.pack("<IHHI", offset + len(rows), 0, 0, offset) + info + palette + rows


def dds_masks(side: int = 3_000) -> bytes:
    """A DDS with masks for its colours, which Pillow unpacks in Python."""
    header = struct.pack("<7I44x", 124, 0x100F, side, side, side * 4, 0, 0)
    form = struct.pack("<8I", 32, 0x40, 0, 32, 0xFF, 0xFF00, 0xFF0000, 0)
    return b"DDS " + header + form + struct.pack("<5I", 0x1000, 0, 0, 0, 0) + bytes(side * side * 4)


def fits_packed(side: int = 13_000) -> bytes:
    """A FITS whose packed pixels take gigabytes."""
    first = _cards({"SIMPLE": "T", "BITPIX": "8", "NAXIS": "0", "EXTEND": "T"})
    second = _cards(
        {
            "XTENSION": "'BINTABLE'", "BITPIX": "8", "NAXIS": "2", "NAXIS1": "8", "NAXIS2": str(side), "PCOUNT": "0",
            "GCOUNT": "1", "TFIELDS": "1", "ZIMAGE": "T", "ZCMPTYPE": "'GZIP_1  '", "ZBITPIX": "8", "ZNAXIS": "2",
            "ZNAXIS1": str(side), "ZNAXIS2": str(side), "ZTILE1": str(side), "ZTILE2": "1",
        }
    )  # fmt: skip
    return first + second + bytes(8 * side) + gzip.compress(bytes(side * 4)) * side


def _cards(values: dict[str, str]) -> bytes:
    text = "".join(f"{name:<8}= {value:>20}".ljust(80) for name, value in values.items()) + "END".ljust(80)
    return text.ljust(-(-len(text) // 2880) * 2880).encode()


def gif_comments(megabytes: int = 8) -> bytes:
    """A GIF whose picture stands behind millions of empty comments."""
    written = io.BytesIO()
    Image.new("P", (64, 48)).save(written, "GIF")
    whole = written.getvalue()
    first = whole.index(b",", 13)
    return whole[:first] + b"!\xfe\1x\0" * (megabytes * 200_000) + whole[first:]


def png_texts(megabytes: int = 16) -> bytes:
    """A PNG with a million empty texts."""
    written = io.BytesIO()
    Image.new("RGB", (64, 48)).save(written, "PNG")
    whole = written.getvalue()
    return whole[:33] + chunk(b"tEXt", b"a\0") * (megabytes * 1_000_000 // 14) + whole[33:]


def png_pieces(side: int = 700) -> bytes:
    """A PNG whose pixels come in a piece for each byte."""
    rows = b"".join(b"\0" + _RNG.bytes(3 * side) for _ in range(side))
    packed = zlib.compress(rows, 1)
    return _png(side, side, 8, 2, b"".join(chunk(b"IDAT", packed[at : at + 1]) for at in range(len(packed))))


def chunk(kind: bytes, data: bytes) -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _png(width: int, height: int, bits: int, colour: int, pixels: bytes) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + pixels + chunk(b"IEND", b"")


def packed_zeros(size: int) -> bytes:
    """`size` zeros as a zlib stream, made without compressing them all."""
    block = 1 << 20
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packer.compress(bytes(block))
    packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(bytes(block)) + packer.flush(zlib.Z_FULL_FLUSH)
    last = zlib.compressobj(9, zlib.DEFLATED, -15)
    rest = last.compress(bytes(size % block)) + last.flush()
    return b"\x78\xda" + again * (size // block) + rest + struct.pack(">HH", size % 65521, 1)


def png_zeros(side: int, bits: int, colour: int) -> bytes:
    """A PNG of zeros of any size; `colour` as in its header: 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGBA."""
    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    row = 1 + (side * channels * bits + 7) // 8
    palette = chunk(b"PLTE", bytes(6)) + chunk(b"tRNS", b"\0\xff") if colour == 3 else b""
    return _png(side, side, bits, colour, palette + chunk(b"IDAT", packed_zeros(row * side)))


def ico_with_png(side: int = LARGE) -> bytes:
    """An icon that claims 256 pixels and holds a PNG of many more."""
    inside = png_zeros(side, 8, 6)
    return struct.pack("<HHH", 0, 1, 1) + struct.pack("<BBBBHHII", 0, 0, 0, 0, 1, 32, len(inside), 22) + inside


def qoi_runs(side: int = LARGE) -> bytes:
    """A QOI of long runs, which Pillow unpacks in Python."""
    return b"qoif" + struct.pack(">IIBB", side, side, 4, 0) + b"\xfd" * -(-side * side // 62) + bytes(7) + b"\1"


def jpeg2000(side: int = LARGE) -> bytes:
    """A JPEG 2000 that claims far more pixels than it holds."""
    written = io.BytesIO()
    Image.new("RGB", (64, 64)).save(written, "JPEG2000", no_jp2=True)
    whole = bytearray(written.getvalue())
    at = whole.index(b"\xff\x51") + 6
    whole[at : at + 8] = struct.pack(">II", side, side)
    whole[at + 16 : at + 24] = struct.pack(">II", side, side)
    return bytes(whole)


MAKERS: dict[str, Callable[[], bytes]] = {
    "exif pieces.jpg": exif_pieces,
    "large exif pieces.jpg": lambda: exif_pieces(40, 256),
    "comments.pbm": pbm_comments,
    "strips.tif": tiff_strips,
    "scans.jpg": progressive_scans,
    "runs.bmp": bmp_runs,
    "masks.dds": dds_masks,
    "packed.fits": fits_packed,
    "comments.gif": gif_comments,
    "texts.png": png_texts,
    "pieces.png": png_pieces,
    "rgba.png": lambda: png_zeros(LARGE, 8, 6),
    "palette.png": lambda: png_zeros(LARGE, 8, 3),
    "deep colour.png": lambda: png_zeros(LARGE, 16, 2),
    "deep colour and alpha.png": lambda: png_zeros(LARGE, 16, 6),
    "deep grey.png": lambda: png_zeros(LARGE, 16, 0),
    "deep grey and alpha.png": lambda: png_zeros(LARGE, 16, 4),
    "icon.ico": ico_with_png,
    "runs.qoi": qoi_runs,
    "claims.j2k": jpeg2000,
}

SLOW = (
    "exif pieces.jpg", "large exif pieces.jpg", "comments.pbm", "strips.tif", "scans.jpg", "runs.bmp", "masks.dds",
    "comments.gif", "texts.png", "pieces.png", "runs.qoi", "claims.j2k", "icon.ico",
)  # fmt: skip
"""Those that take long, or hold the interpreter's lock."""


def make(folder: Path, name: str) -> Path:
    """Write one of them into a folder."""
    path = folder / name
    if not path.exists():
        path.write_bytes(MAKERS[name]())
    return path
