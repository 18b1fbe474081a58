"""What a picture's file says of itself: its pixels, its camera, its digest."""

import hashlib
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, TiffImagePlugin

from resnet_studio.core.basics.errors import DecodeError
from resnet_studio.core.pictures.about import About, about
from resnet_studio.core.pictures.decode import decode
from resnet_studio.core.pictures.decoder import Decoder

RED = Image.new("RGB", (30, 20), "red")


@pytest.fixture(scope="module")
def decoder() -> Iterator[Decoder]:
    one = Decoder()
    yield one
    one.close()


def noted(**texts: str) -> Image.Exif:
    made = Image.Exif()
    made[0x0112] = 6
    made[0x010F], made[0x0110], made[0x0132] = texts["maker"], texts["model"], "2021:01:01 00:00:00"
    made.get_ifd(0x8769)[0x9003] = texts["taken"]
    return made


CAMERA = noted(maker="Canon", model="Canon EOS 6D", taken="2019:07:21 14:33:05")
CASES: dict[str, tuple[Image.Image, str, dict[str, Any], About]] = {
    "photograph": (
        RED,
        "1.jpg",
        {"exif": CAMERA},
        About("JPEG", "RGB", 8, 20, 30, orientation=6, taken="2019-07-21 14:33", camera="Canon EOS 6D"),
    ),
    "without EXIF": (RED, "1.jpg", {}, About("JPEG", "RGB", 8, 30, 20)),
    "no time": (
        RED,
        "1.webp",
        {"exif": noted(maker="Fuji", model="X-T3", taken="0000:00:00 00:00:00")},
        About("WebP", "RGB", 8, 20, 30, orientation=6, camera="Fuji X-T3"),
    ),
    "for print": (RED.convert("CMYK"), "1.jpg", {}, About("JPEG", "CMYK", 8, 30, 20)),
    "clear": (RED.convert("RGBA"), "1.png", {}, About("PNG", "RGBA", 8, 30, 20, transparent=True)),
    "deep": (Image.fromarray(np.zeros((20, 30), np.uint16)), "1.png", {}, About("PNG", "I;16", 16, 30, 20)),
    "drawing": (RED.convert("1"), "1.bmp", {}, About("BMP", "1", 1, 30, 20)),
    "turned TIFF": (RED, "1.tif", {"exif": CAMERA}, About(
        "TIFF", "RGB", 8, 20, 30, orientation=6, taken="2021-01-01 00:00", camera="Canon EOS 6D")),
}  # fmt: skip


def test_tiff_was_taken_when_its_camera_says_and_not_when_it_was_changed(tmp_path: Path) -> None:
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[0x0132] = "2024:01:01 00:00:00"
    tags[0x8769] = {0x9003: "2019:07:21 14:33:05"}
    RED.save(tmp_path / "1.tif", tiffinfo=tags)
    assert about(tmp_path / "1.tif").taken == "2019-07-21 14:33"


@pytest.mark.parametrize("case", CASES)
def test_header_says_how_the_picture_is_kept(tmp_path: Path, case: str) -> None:
    picture, name, how, wanted = CASES[case]
    picture.save(tmp_path / name, **how)
    found = about(tmp_path / name)
    assert found == wanted
    assert decode(tmp_path / name).shape == (found.height, found.width, 3)


def test_process_of_the_decoder_answers_what_a_file_says_and_its_digest(tmp_path: Path, decoder: Decoder) -> None:
    path, text = tmp_path / "1.jpg", tmp_path / "2.jpg"
    RED.save(path, exif=CAMERA)
    text.write_text("not a picture")
    assert decoder.about(path) == CASES["photograph"][3]
    assert decoder.digest(path) == hashlib.sha256(path.read_bytes()).hexdigest()
    with pytest.raises(DecodeError):
        decoder.about(text)
    assert decoder.digest(text) == hashlib.sha256(text.read_bytes()).hexdigest()
    with pytest.raises(DecodeError, match="not a file"):
        decoder.digest(tmp_path)


def test_exif_that_is_cut_off_is_left_out_and_the_picture_is_not(tmp_path: Path) -> None:
    block = CAMERA.tobytes()
    for end in itertools.chain(range(6, 40, 3), range(40, len(block), 11)):
        RED.save(tmp_path / "1.jpg", exif=block[:end])
        found = about(tmp_path / "1.jpg")
        assert found.format == "JPEG"
        assert "Canon EOS 6D".startswith(found.camera)


@pytest.mark.parametrize(
    "wrong",
    [
        None,
        {},
        {"width": "30"},
        {"camera": "x" * 301},
        {"transparent": 1},
        {"another": ""},
        {"width": 0},
        {"height": 2**31},
    ],
)
def test_record_of_another_kind_is_refused(wrong: Any) -> None:
    record = About("JPEG", "RGB", 8, 30, 20).to_record()
    assert About.from_record(record) == About("JPEG", "RGB", 8, 30, 20)
    with pytest.raises(ValueError, match="not a record of About"):
        About.from_record(record | wrong if wrong else wrong)
