"""Files of pictures for the decoder's tests."""

import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from resnet_studio.core.basics.errors import DecodeError
from resnet_studio.core.basics.safe_text import printable
from resnet_studio.core.pictures.decode import decode


@pytest.fixture(scope="session")
def photograph() -> Callable[..., Image.Image]:
    """Makes a smooth picture without symmetry, so that all rotations differ."""

    def make(width: int = 60, height: int = 40) -> Image.Image:
        x, y = np.meshgrid(np.linspace(0, 255, width), np.linspace(0, 255, height))
        return Image.fromarray(np.stack([x, y, (x + y) / 2], axis=-1).astype(np.uint8))

    return make


@pytest.fixture(scope="session")
def save() -> Callable[..., Path]:
    """Saves a picture in a folder and returns its path."""

    def save_in(folder: Path, name: str, image: Image.Image, **options: object) -> Path:
        path = folder / name
        image.save(path, **options)
        return path

    return save_in


@pytest.fixture(scope="session")
def png_chunk() -> Callable[[bytes, bytes], bytes]:
    """Encodes one chunk of a PNG file from its type and data."""

    def encode(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    return encode


@pytest.fixture(scope="session")
def header_only_png(png_chunk: Callable[[bytes, bytes], bytes]) -> Callable[[Path, int, int], Path]:
    """Writes a PNG of any claimed size whose pixels end after a few bytes."""

    def write(path: Path, width: int, height: int) -> Path:
        header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
        path.write_bytes(b"\x89PNG\r\n\x1a\n" + header + png_chunk(b"IDAT", zlib.compress(bytes(99))))
        return path

    return write


@pytest.fixture(scope="session")
def tiff() -> Callable[..., Path]:
    """Writes a TIFF of any values `[H, W]` or `[H, W, C]`, as cameras, scanners and programs for science do."""
    return write_tiff


def write_tiff(
    path: Path,
    values: np.ndarray,
    order: str = "<",
    *,
    photometric: int | None = None,
    deflated: bool = False,
    **tags: tuple[int, ...],
) -> Path:
    """`order` is "<" or ">"; `tags` replaces or adds short numbers, named by "t" and the tag's number."""
    height, width, *rest = values.shape
    channels = rest[0] if rest else 1
    data = values.astype(values.dtype.newbyteorder(order)).tobytes()
    data = zlib.compress(data) if deflated else data
    whole = {
        256: (width,), 257: (height,), 258: (8 * values.dtype.itemsize,) * channels, 259: (8 if deflated else 1,),
        262: ((2 if channels >= 3 else 1) if photometric is None else photometric,), 273: (8,), 277: (channels,),
        278: (height,), 279: (len(data),), 339: ({"u": 1, "i": 2, "f": 3}[values.dtype.kind],) * channels,
        **{int(name[1:]): numbers for name, numbers in tags.items()},
    }  # fmt: skip
    entries, beside = b"", b""
    for tag, numbers in sorted(whole.items()):
        wide = tag in (256, 257, 273, 278, 279)
        raw = struct.pack(f"{order}{len(numbers)}{'I' if wide else 'H'}", *numbers)
        if len(raw) > 4:
            place = struct.pack(f"{order}I", 8 + len(data) + len(beside))
            beside += raw + bytes(len(raw) % 2)
            raw = place
        entries += struct.pack(f"{order}HHI", tag, 4 if wide else 3, len(numbers)) + raw.ljust(4, b"\0")
    begin = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(f"{order}I", 8 + len(data) + len(beside))
    path.write_bytes(begin + data + beside + struct.pack(f"{order}H", len(whole)) + entries + bytes(4))
    return path


@pytest.fixture(scope="session")
def problem() -> Callable[[Path], str]:
    """Decodes a file that must fail, and returns the reason in English."""

    def decode_and_fail(path: Path) -> str:
        with pytest.raises(DecodeError) as caught:
            decode(path)
        assert printable(path.name) in str(caught.value)
        assert caught.value.path == path
        return str(caught.value.problem)

    return decode_and_fail
