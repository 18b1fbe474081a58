"""Small JPEGs are what any picture is, in less time, and all others are left to what reads any picture."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from resnet_studio.core.basics.errors import DecodeError
from resnet_studio.core.pictures import examine, glance, small_jpeg
from resnet_studio.core.pictures.examine import examined

NOISE = Image.fromarray(np.random.default_rng(0).integers(0, 256, (90, 133, 3), np.uint8))
EXIF = Image.Exif()
EXIF[0x0112] = 6


@pytest.mark.parametrize("how", [{}, {"subsampling": 0}, {"keep_rgb": True}, {"comment": b"a" * 300}])
@pytest.mark.parametrize("mode", ["RGB", "L"])
@pytest.mark.parametrize("side", [None, 2, 8, 44, 50])
def test_it_is_what_any_picture_is(
    side: int | None, mode: str, how: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    NOISE.convert(mode).save(tmp_path / "1.jpg", **how)
    assert small_jpeg.small_jpeg(tmp_path / "1.jpg")
    header, grey = examined(tmp_path / "1.jpg", smallest_side=side)
    monkeypatch.setattr(examine, "small_jpeg", lambda _: None)
    usual, other = examined(tmp_path / "1.jpg", smallest_side=side)
    assert header == usual
    assert (grey.mode, grey.size, grey.tobytes()) == (other.mode, other.size, other.tobytes())


@pytest.mark.parametrize(
    ("mode", "how"),
    [
        ("RGB", {"exif": EXIF}),
        ("RGB", {"icc_profile": b"any"}),
        ("RGB", {"xmp": b"any"}),
        ("RGB", {"progressive": True}),
        ("CMYK", {}),
        ("RGB", {"format": "PNG"}),
        ("RGB", {"format": "MPO", "save_all": True, "append_images": [NOISE]}),
    ],
)
def test_others_are_not_small(mode: str, how: dict[str, Any], tmp_path: Path) -> None:
    NOISE.convert(mode).save(tmp_path / "1.jpg", **how)
    assert small_jpeg.small_jpeg(tmp_path / "1.jpg") is None


def test_many_bytes_and_many_pixels_are_not_small(tmp_path: Path) -> None:
    Image.new("L", (glance.SMALL_PICTURE // 512, 513)).save(tmp_path / "pixels.jpg")
    NOISE.save(tmp_path / "bytes.jpg")
    with (tmp_path / "bytes.jpg").open("ab") as file:
        file.truncate(glance.SMALL_FILE + 1)
    (tmp_path / "folder.jpg").mkdir()
    assert [small_jpeg.small_jpeg(one) for one in sorted(tmp_path.iterdir())] == [None] * 3


def test_one_that_is_cut_off_anywhere_is_refused_in_a_sentence(tmp_path: Path) -> None:
    NOISE.save(tmp_path / "1.jpg")
    data = (tmp_path / "1.jpg").read_bytes()
    for length in (0, 2, 3, 4, 20, 200, 620, len(data) // 2, len(data) - 200):
        (tmp_path / "1.jpg").write_bytes(data[:length])
        with pytest.raises(DecodeError):
            examined(tmp_path / "1.jpg", smallest_side=8)
