"""TIFFs of kinds that cannot be read: the message says which kind."""

import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from resnet_studio.core.pictures.decode import decode

ADVICE = "Save it as JPEG or PNG first."


@pytest.mark.parametrize(
    ("values", "tags", "reason"),
    [
        (np.zeros((4, 5, 13), np.uint16), {}, "It has 13 channels. Pictures of 1, 3 or 4 channels can be read."),
        (np.zeros((4, 5, 5), np.uint8), {"t262": (1,)}, "It has 5 channels."),
        (np.zeros((4, 5, 2), np.uint16), {}, "It has 2 channels of 16 bits, in a form that cannot be read."),
        (np.zeros((4, 5, 3), np.float32), {}, "Its colours are floating-point numbers, which cannot be read."),
        (np.zeros((4, 5, 4), np.float64), {}, "Its colours are floating-point numbers, which cannot be read."),
        (np.zeros((4, 5), np.float16), {}, "Its values are floating-point numbers of 16 bits. 32 and 64 can be read."),
        (np.zeros((4, 5), np.uint64), {}, "It has 1 channel of 64 bits, in a form that cannot be read."),
        (np.zeros((4, 5, 3), np.uint32), {}, "It has 3 channels of 32 bits, in a form that cannot be read."),
        (np.zeros((4, 5), np.uint8), {"t259": (34887,)}, "Its kind of compression, number 34887, cannot be read."),
    ],
    ids=lambda value: str(value)[:40] if isinstance(value, str) else "",
)
@pytest.mark.parametrize("order", ["<", ">"])
def test_sound_tiff_of_another_kind_is_refused_with_its_reason(
    tmp_path: Path, values: np.ndarray, tags: dict[str, Any], reason: str, order: str, tiff: Any, problem: Any
) -> None:
    said = problem(tiff(tmp_path / "science.tif", values, order, **tags))
    assert said.startswith(reason)
    assert said.endswith(ADVICE)


def test_colours_with_further_channels_that_pillow_reads_stay_readable(tmp_path: Path, tiff: Any) -> None:
    values = np.random.default_rng(0).integers(0, 256, (6, 7, 5), np.uint8)
    path = tiff(tmp_path / "five.tif", values, t338=(0, 0))
    np.testing.assert_array_equal(decode(path), values[..., :3])


def test_pillow_prints_nothing_about_it(
    tmp_path: Path, tiff: Any, problem: Any, caplog: pytest.LogCaptureFixture
) -> None:
    problem(tiff(tmp_path / "thirteen.tif", np.zeros((4, 5, 13), np.uint16)))
    assert caplog.records == []


def test_layout_that_is_usually_read_is_not_blamed(tmp_path: Path, tiff: Any, problem: Any) -> None:
    path = tiff(tmp_path / "no strips.tif", np.zeros((4, 5), np.uint8))
    path.write_bytes(path.read_bytes().replace(struct.pack("<HH", 273, 4), struct.pack("<HH", 65000, 4)))
    assert problem(path).startswith("It begins like a TIFF picture")


def test_damaged_description_is_not_explained_by_its_channels(tmp_path: Path, tiff: Any, problem: Any) -> None:
    path = tiff(tmp_path / "cut.tif", np.zeros((4, 5, 13), np.uint16))
    path.write_bytes(path.read_bytes()[:40])
    assert "cut off" in problem(path)
