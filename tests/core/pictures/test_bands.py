"""Pictures taken row by row are those taken whole."""

import itertools
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from resnet_studio.core.pictures import bands as module
from resnet_studio.core.pictures.decode import decode

MODES = ["RGB", "RGBA", "LA", "L", "P", "1", "I;16", "F", "CMYK"]


@pytest.mark.parametrize("side", [None, 17, 40])
@pytest.mark.parametrize("mode", MODES)
def test_bands_do_not_change_a_picture(
    tmp_path: Path, mode: str, side: int | None, photograph: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / ("picture.tif" if mode in {"F", "CMYK"} else "picture.png")
    if mode == "I;16":
        Image.fromarray(np.random.default_rng(0).integers(0, 65_535, (97, 131), np.uint16)).save(path)
    else:
        picture = photograph(131, 97).effect_spread(5)
        if mode in {"RGBA", "LA"}:
            picture.putalpha(picture.getchannel("R"))
        picture.convert(mode).save(path)
    whole = decode(path, smallest_side=side)
    monkeypatch.setattr(module, "PIXELS", 1_000)
    in_bands = decode(path, smallest_side=side)
    np.testing.assert_array_equal(in_bands, whole)
    assert in_bands.flags.writeable
    assert in_bands.flags.c_contiguous


@pytest.mark.parametrize(("bits", "colour"), [(16, 2), (16, 4), (16, 6)])
def test_bands_do_not_change_a_deep_png(
    tmp_path: Path, bits: int, colour: int, png_chunk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    channels = {2: 3, 4: 2, 6: 4}[colour]
    values = np.random.default_rng(1).integers(0, 256, (97, 131 * channels * 2), np.uint8)
    rows = b"".join(b"\0" + row.tobytes() for row in values)
    path = tmp_path / "deep.png"
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", struct.pack(">IIBBBBB", 131, 97, bits, colour, 0, 0, 0))
        + png_chunk(b"IDAT", zlib.compress(rows)) + png_chunk(b"IEND", b"")
    )  # fmt: skip
    for side in (None, 20):
        whole = decode(path, smallest_side=side)
        with monkeypatch.context() as patch:
            patch.setattr(module, "PIXELS", 1_000)
            np.testing.assert_array_equal(decode(path, smallest_side=side), whole)


def test_every_row_is_in_one_band_and_bands_begin_with_whole_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PIXELS", 500)
    image = Image.new("L", (30, 101))
    found = [(rows, band.size) for rows, band in module.bands(image, 7)]
    assert found[0][0].start == 0
    assert found[-1][0].stop == 101
    assert all(first.stop == second.start for (first, _), (second, _) in itertools.pairwise(found))
    assert all(rows.start % 7 == 0 and size == (30, rows.stop - rows.start) for rows, size in found)
