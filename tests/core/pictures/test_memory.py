"""What a picture takes of memory is known from its header."""

import json
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from resnet_studio.core.basics.errors import DecodeError
from resnet_studio.core.pictures.decode import decode
from resnet_studio.core.pictures.limits import MEMORY, at_most
from resnet_studio.core.pictures.memory import needed
from resnet_studio.core.pictures.opening import opened

HOSTILE = runpy.run_path(str(Path(__file__).parents[2] / "hostile_pictures.py"))
SIDE = 3_300  # eleven megapixels: one Pillow raster is 44 MB

PEAKS = """
import json, sys
from contextlib import contextmanager
from pathlib import Path
from PIL import ImageCms
from resnet_studio.core.pictures.decode import decode

def memory(name):
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(status[name].split()[0]) * 1024

asked, peaks = [], {}

@contextmanager
def claim(needed):
    asked.append(needed)
    yield

for path in sorted(Path(sys.argv[1]).iterdir()):
    for side in (256, None):
        Path("/proc/self/clear_refs").write_text("5")
        before = memory("VmRSS")
        decode(path, smallest_side=side, claim=claim)
        peaks[f"{path.name} {side}"] = [memory("VmHWM") - before, asked[-1]]
print(json.dumps(peaks))
"""


@pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux keeps a record of the most memory that can be forgotten"
)
@pytest.mark.timeout(120)
@pytest.mark.parametrize(
    ("depths", "kinds"),
    [
        (((8, 3), (16, 6)), ("WEBP", "TIFF", "BMP")),
        pytest.param(
            ((8, 2), (8, 6), (8, 4), (16, 0), (16, 2), (16, 4)), ("AVIF", "JPEG2000", "SGI", "GIF", "TGA"),
            marks=pytest.mark.long,
        ),
    ],
    ids=["usual", "others"],
)  # fmt: skip
def test_no_picture_takes_more_memory_than_its_header_says(
    tmp_path: Path, photograph: Any, depths: tuple[tuple[int, int], ...], kinds: tuple[str, ...]
) -> None:
    for bits, colour in depths:
        (tmp_path / f"{bits} {colour}.png").write_bytes(HOSTILE["png_zeros"](SIDE, bits, colour))
    picture = photograph(SIDE, 2_500)
    for kind in kinds:
        mode = "RGBA" if kind in {"JPEG2000", "TGA", "WEBP"} else "RGB"
        picture.convert(mode).save(tmp_path / f"{kind}.{kind}", kind, **({"method": 0} if kind == "WEBP" else {}))
    exif = picture.getexif()
    exif[0x0112] = 6
    picture.save(tmp_path / "turned.tif", compression="tiff_lzw", exif=exif)
    picture.convert("CMYK").save(tmp_path / "progressive.jpg", progressive=True)
    picture.save(tmp_path / "turned.jpg", exif=exif)
    child = subprocess.run(
        [sys.executable, "-c", PEAKS, str(tmp_path)],
        capture_output=True, text=True, check=True, cwd=Path(__file__).parents[3],
    )  # fmt: skip
    peaks = json.loads(child.stdout)
    assert len(peaks) == 2 * (len(depths) + len(kinds) + 3)
    assert {name: figures for name, figures in peaks.items() if figures[0] > figures[1] + 4_000_000} == {}


def needed_for(path: Path) -> int:
    def estimate(file: Any) -> int:
        with file.open() as image:
            return needed(file, image, 256)

    return opened(path, estimate)


@pytest.mark.parametrize(
    "name",
    ["rgba.png", "palette.png", "deep colour.png", "deep colour and alpha.png", "deep grey.png",
     "deep grey and alpha.png", "claims.j2k"],
)  # fmt: skip
def test_picture_of_179_megapixels_fits_into_the_memory_that_is_allowed(hostile: Any, name: str) -> None:
    assert needed_for(hostile(name)) <= MEMORY


def test_picture_that_does_not_fit_is_refused_with_what_it_needs(hostile: Any) -> None:
    with pytest.raises(
        DecodeError, match=r"^runs\.qoi: It needs about 2\.3 GB of memory to decode; 2\.0 GB are allowed\.$"
    ):
        decode(hostile("runs.qoi"), smallest_side=256)
    with pytest.raises(DecodeError, match=r"It needs about 3\.6 GB of memory to decode; 2\.0 GB are allowed\.$"):
        decode(hostile("claims.j2k"))
    with pytest.raises(DecodeError, match=r"It needs about 7\d\d MB of memory to decode; 100 MB are allowed\.$"):
        decode(hostile("rgba.png"), smallest_side=256, claim=at_most(100_000_000))


def test_large_jpeg_2000_is_halved_while_it_is_decoded(hostile: Any) -> None:
    assert decode(hostile("claims.j2k"), smallest_side=256).shape == (418, 418, 3)


def test_small_pictures_ask_for_little(colours: Path) -> None:
    assert needed_for(next((colours / "red").iterdir())) < 3_000_000
