"""What a picture's header says beside its pixels."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from resnet_studio.core.basics.errors import DecodeError
from resnet_studio.core.pictures.decode import decode
from resnet_studio.core.pictures.examine import Header, examined

RED = Image.new("RGB", (30, 20), "red")
RAMP = Image.fromarray(np.arange(600, dtype=np.uint16).astype(np.uint8).reshape(20, 30))  # a GIF of it has no palette


def exif(orientation: int) -> Image.Exif:
    made = Image.Exif()
    made[0x0112] = orientation
    return made


def see_through(alpha: int) -> Image.Image:
    picture = RED.copy()
    picture.putalpha(alpha)
    return picture


CASES: dict[str, tuple[Image.Image, str, dict[str, Any], dict[str, Any]]] = {
    "photograph": (RED, "1.jpg", {}, {}),
    "for print": (RED.convert("CMYK"), "1.jpg", {}, {"mode": "CMYK"}),
    "turned": (RED, "1.jpg", {"exif": exif(6)}, {"turned": True, "width": 20, "height": 30}),
    "upside down": (RED, "1.jpg", {"exif": exif(3)}, {"turned": True}),
    "clear": (see_through(0), "1.png", {}, {"mode": "RGBA", "transparent": True}),
    "opaque alpha": (see_through(255), "1.png", {}, {"mode": "RGBA"}),
    "unused alpha": (see_through(0), "1.dib", {}, {"mode": "RGB"}),
    "moving": (RED, "1.gif", {"save_all": True, "append_images": [RED.rotate(90)]}, {"mode": "P", "animated": True}),
    "moving grey": (RAMP, "1.gif", {"save_all": True, "append_images": [RED]}, {"mode": "L", "animated": True}),
    "still": (RED, "1.gif", {}, {"mode": "P"}),
    "pages": (RED, "1.tif", {"save_all": True, "append_images": [RED]}, {"animated": True}),
    "deep": (Image.fromarray(np.zeros((20, 30), np.uint16)), "1.png", {}, {"mode": "I;16", "deep": True}),
}


@pytest.mark.parametrize("case", CASES)
def test_header_says_what_kind_of_picture_it_is(tmp_path: Path, case: str) -> None:
    picture, name, how, wanted = CASES[case]
    picture.save(tmp_path / name, **how)
    header, grey = examined(tmp_path / name)
    usual = {"mode": "RGB", "width": 30, "height": 20, "format": header.format}
    assert header == Header(**(usual | wanted))
    assert (grey.mode, grey.size, sum(grey.histogram())) == ("L", (header.width, header.height), 600)
    decoded = Image.fromarray(decode(tmp_path / name)).convert("L")
    # The brightness that a JPEG holds is rounded before it becomes colours.
    assert np.abs(np.asarray(grey, np.int16) - np.asarray(decoded)).max() <= (header.format == "JPEG")


def test_record_gives_back_an_equal_header(tmp_path: Path) -> None:
    RED.save(tmp_path / "1.jpg")
    header, _ = examined(tmp_path / "1.jpg")
    assert Header.from_record(header.to_record()) == header


@pytest.mark.parametrize(
    "change", [{"width": "30"}, {"deep": 1}, {"mode": None}, {"more": 1}, {"height": True}, {"format": ["JPEG"]}]
)
def test_record_of_other_values_is_refused(change: dict[str, Any]) -> None:
    record = Header("JPEG", "RGB", 30, 20).to_record() | change
    with pytest.raises(ValueError, match="not a record of Header"):
        Header.from_record(record)


def test_damaged_file_is_refused_as_by_decode(tmp_path: Path) -> None:
    (tmp_path / "1.jpg").write_bytes(b"\xff\xd8\xff")
    with pytest.raises(DecodeError):
        examined(tmp_path / "1.jpg")
