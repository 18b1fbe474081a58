"""Decoding real files that are unusual, broken or malicious."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from resnet_studio.core.basics.errors import DecodeError
from resnet_studio.core.pictures.decode import decode, thumbnail

# The survey was made with Pillow, which does not read HEIC, as pi-heif does, or a sound picture with 50 MB of text.
BEYOND_PILLOW = {
    "08_bombs_huge_dims/pillow_png_decompression_dos.png": (1, 1),
    "10_other_formats/exifsamples_iphone_13_pro_max.HEIC": (3024, 4032),
    "10_other_formats/exifsamples_samplefilehub.heif": (640, 426),
}
BOMBS = "08_bombs_huge_dims"

LIMITED = """
import json, resource, sys
from pathlib import Path
resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))
from resnet_studio.core.pictures.decode import decode
from resnet_studio.core.basics.errors import DecodeError
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
result = {}
for path in sorted(Path(sys.argv[1]).iterdir()):
    try:
        height, width, _ = decode(path).shape
        result[path.name] = [width, height]
    except DecodeError as error:
        result[path.name] = str(error)
grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
print(json.dumps({"result": result, "grown": grown}))
"""


@pytest.fixture(scope="module")
def odd(shared_data: Path) -> Path:
    folder = shared_data / "odd_images"
    if not folder.is_dir():
        pytest.skip("the shared odd pictures are not on this machine")
    return folder


def survey(odd: Path) -> dict[str, tuple[int, int] | None]:
    """Width and height of the upright picture for each file, or None if it cannot be read."""
    with (odd / "SURVEY_pillow13.csv").open(encoding="utf-8", newline="") as file:
        sizes = {row["file"]: row["rgb_after_transpose"] for row in csv.DictReader(file)}
    known = {name: tuple(map(int, size.split("x"))) if size else None for name, size in sizes.items()}
    return {**known, **BEYOND_PILLOW}


@pytest.mark.timeout(120)
def test_odd_file_gives_a_picture_or_an_error_with_its_name(odd: Path) -> None:
    surprises = []
    expected = survey(odd)
    assert len(expected) == 208
    for name, size in expected.items():
        if name.startswith(BOMBS):
            continue
        try:
            picture = decode(odd / name)
            got = (picture.shape[1], picture.shape[0])
            if picture.dtype != np.uint8 or picture.shape[2:] != (3,):
                surprises.append((name, picture.dtype, picture.shape))
        except DecodeError as error:
            got = None
            if Path(name).name not in str(error):
                surprises.append((name, str(error), "is not named"))
        if got != size:
            surprises.append((name, got, size))
    assert surprises == []


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited and measured in a way that only Linux has")
@pytest.mark.timeout(60)
def test_decompression_bombs_stay_within_memory(odd: Path) -> None:
    child = subprocess.run(
        [sys.executable, "-c", LIMITED, str(odd / BOMBS)],
        capture_output=True, text=True, timeout=50, check=True, env={"OMP_NUM_THREADS": "1"},
        cwd=Path(__file__).parents[3],
    )  # fmt: skip
    answer = json.loads(child.stdout)
    for name, size in survey(odd).items():
        if not name.startswith(BOMBS):
            continue
        got = answer["result"][Path(name).name]
        assert (tuple(got) == size) if size else (isinstance(got, str) and Path(name).name in got)
    assert answer["grown"] < 200_000  # KiB; the ten headers together claim terabytes


def test_jpeg_whose_colours_only_its_profile_explains_is_not_green(odd: Path) -> None:
    path = odd / "04_cmyk_lab" / "libvips_sample-xyb.jpg"  # a field of wheat
    with Image.open(path) as opened:
        assert np.asarray(opened).mean(axis=(0, 1)).argmax() == 1
    red, green, blue = decode(path).mean(axis=(0, 1))
    assert red > green > blue


def test_all_exif_orientations_give_the_same_picture(odd: Path) -> None:
    folder = odd / "01_exif_orientation"
    for scene in ("Landscape", "Portrait"):
        first = thumbnail(folder / f"recurser_{scene}_1.jpg", 64).astype(int)
        for turn in range(2, 9):
            other = thumbnail(folder / f"recurser_{scene}_{turn}.jpg", 64).astype(int)
            # They differ only in the digit painted on each and in compression.
            assert np.abs(other - first).mean() < 6, (scene, turn)


def test_cmyk_and_lab_keep_their_colours(odd: Path) -> None:
    for name in (
        "pillow_pil_sample_cmyk.jpg",
        "pillow_tiff_strip_cmyk_jpeg.tif",
        "pillow_tiff_strip_cmyk_16l_jpeg.tif",
    ):
        picture = decode(odd / "04_cmyk_lab" / name).astype(int)
        bright = picture[picture[..., 0] > 200]
        assert len(bright) > 100
        assert bright[:, 1:].mean() < 60
    lab = decode(odd / "04_cmyk_lab" / "pillow_hopper.Lab.tif").astype(int)
    plain = decode(odd / "10_other_formats" / "pillow_hopper.bmp").astype(int)
    assert np.abs(lab - plain).mean() < 12


@pytest.mark.parametrize("ending", ["avif", "gif", "psd", "sgi", "tif", "webp", "ppm"])
def test_formats_give_the_same_picture(odd: Path, ending: str) -> None:
    plain = decode(odd / "10_other_formats" / "pillow_hopper.bmp").astype(int)
    other = decode(odd / "10_other_formats" / f"pillow_hopper.{ending}").astype(int)
    assert np.abs(other - plain).mean() < 10


def test_thumbnail_of_a_large_phone_picture(odd: Path) -> None:
    for name in ("09_large_photos/imageio_rommel.jpg", "10_other_formats/exifsamples_iphone_13_pro_max.HEIC"):
        assert thumbnail(odd / name, 96).shape == (96, 96, 3)
