"""Colour profiles: what a wide-gamut photograph looks like in sRGB."""

import struct
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageCms

from resnet_studio.core.pictures import colour_profile
from resnet_studio.core.pictures.colour_profile import to_srgb
from resnet_studio.core.pictures.decode import decode, thumbnail

GAMMA = 2.19921875
ADOBE_RGB = np.array([[0.60974, 0.20528, 0.14919], [0.31111, 0.62567, 0.06322], [0.01947, 0.06087, 0.74457]])
DISPLAY_P3 = np.array([[0.51512, 0.29198, 0.15710], [0.24120, 0.69225, 0.06657], [-0.00105, 0.04189, 0.78407]])
"""XYZ (D50) of the primaries, by column."""
D50 = (0.9642, 1.0, 0.8249)
SRGB = np.array([[0.43607, 0.38515, 0.14307], [0.22249, 0.71687, 0.06061], [0.01392, 0.09708, 0.71410]])
"""XYZ (D50) of sRGB's primaries, by column."""


def rgb_profile(primaries: np.ndarray, *, padding: int = 0) -> bytes:
    """A colour profile of these primaries, `[3, 3]`, as cameras and phones embed it."""
    tags = {name: xyz(primaries[:, channel]) for channel, name in enumerate((b"rXYZ", b"gXYZ", b"bXYZ"))}
    curve = b"curv" + bytes(4) + struct.pack(">IH", 1, round(GAMMA * 256))
    tags |= dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve)
    return icc_profile(b"RGB ", tags | ({b"text": b"text" + bytes(4 + padding)} if padding else {}))


def xyz(values: Iterable[float]) -> bytes:
    return b"XYZ " + bytes(4) + struct.pack(">3i", *(round(value * 65536) for value in values))


def icc_profile(colours: bytes, tags: dict[bytes, bytes], *, space: bytes = b"XYZ ", kind: bytes = b"mntr") -> bytes:
    """An ICC profile of version 2 (ICC.1:2001-04, section 6)."""
    texts = {b"desc": b"desc" + bytes(4) + struct.pack(">I", 5) + b"test\0" + bytes(78), b"cprt": b"text" + bytes(8)}
    tags = {**texts, b"wtpt": xyz(D50), **tags}
    table, data = struct.pack(">I", len(tags)), b""
    for name, content in tags.items():
        table += name + struct.pack(">II", 128 + 4 + 12 * len(tags) + len(data), len(content))
        data += content + bytes(-len(content) % 4)
    size = 128 + len(table) + len(data)
    header = struct.pack(">I4sI4s4s4s12s4s", size, b"", 0x02400000, kind, colours, space, bytes(12), b"acsp")
    header = header.ljust(68, b"\0") + xyz(D50)[8:]
    return header.ljust(128, b"\0") + table + data


def muted(width: int = 60, height: int = 40) -> Image.Image:
    """Colours that are in every gamut."""
    x, y = np.meshgrid(np.linspace(90, 170, width), np.linspace(90, 170, height))
    return Image.fromarray(np.stack([x, y, (x + y) / 2], axis=-1).astype(np.uint8))


def expected(picture: Image.Image, primaries: np.ndarray) -> np.ndarray:
    """The same colours in sRGB, computed from the definitions."""
    linear = (np.asarray(picture) / 255) ** GAMMA @ np.linalg.solve(SRGB, primaries).T
    encoded = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * np.clip(linear, 0, 1) ** (1 / 2.4) - 0.055)
    return np.clip(encoded * 255, 0, 255)


@pytest.mark.parametrize("primaries", [ADOBE_RGB, DISPLAY_P3], ids=["Adobe RGB", "Display P3"])
@pytest.mark.parametrize("ending", ["png", "jpg", "tif", "webp", "avif"])
def test_wide_gamut_photograph_is_converted_to_srgb(
    tmp_path: Path, primaries: np.ndarray, ending: str, save: Any
) -> None:
    options = {
        "webp": {"lossless": True},
        "jpg": {"quality": 98, "subsampling": 0},
        "avif": {"quality": 98, "subsampling": "4:4:4"},
    }.get(ending, {})
    path = save(tmp_path, f"wide.{ending}", muted(), icc_profile=rgb_profile(primaries), **options)
    got = decode(path).astype(float)
    difference = np.abs(got - expected(muted(), primaries))
    assert difference.mean() < 1.5
    if ending not in {"jpg", "avif"}:  # they keep single pixels only roughly
        assert difference.max() < 1.5
    assert np.abs(got - np.asarray(muted())).max() > 4
    np.testing.assert_array_equal(thumbnail(path, 40), decode(path)[:, 10:50])


def test_reduced_picture_has_the_colours_of_the_whole_one(tmp_path: Path, save: Any) -> None:
    path = save(tmp_path, "wide.jpg", muted(800, 600), icc_profile=rgb_profile(ADOBE_RGB), quality=98, subsampling=0)
    whole, reduced = decode(path), decode(path, smallest_side=150)
    assert reduced.shape == (150, 200, 3)
    assert np.abs(np.asarray(Image.fromarray(whole).reduce(4)).astype(int) - reduced).mean() < 1


@pytest.mark.parametrize("ending", ["png", "jpg"])
def test_profile_of_srgb_changes_no_bit(tmp_path: Path, ending: str, save: Any, photograph: Any) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    plain = save(tmp_path, f"plain.{ending}", photograph())
    marked = save(tmp_path, f"marked.{ending}", photograph(), icc_profile=profile)
    np.testing.assert_array_equal(decode(marked), decode(plain))


@pytest.mark.parametrize(
    "profile",
    [b"no profile", bytes(200), rgb_profile(ADOBE_RGB)[:150], rgb_profile(ADOBE_RGB)[:300], b"\xff" * 5000,
     rgb_profile(ADOBE_RGB, padding=colour_profile.LARGEST)],
    ids=["text", "zeros", "header", "cut", "ones", "too large"],
)  # fmt: skip
def test_broken_profile_is_ignored(tmp_path: Path, profile: bytes, save: Any, photograph: Any) -> None:
    path = save(tmp_path, "photo.tif", photograph(), icc_profile=profile)
    np.testing.assert_array_equal(decode(path), np.asarray(photograph()))


def test_profile_of_three_megabytes_in_a_png_is_applied(tmp_path: Path, save: Any) -> None:
    """Pillow refuses a picture whose profile unpacks to more than a megabyte."""
    large = save(tmp_path, "large.png", muted(), icc_profile=rgb_profile(ADOBE_RGB, padding=3_000_000))
    small = save(tmp_path, "small.png", muted(), icc_profile=rgb_profile(ADOBE_RGB))
    np.testing.assert_array_equal(decode(large), decode(small))
    assert (decode(large) != np.asarray(muted())).any()


def test_profile_for_other_colours_is_ignored(tmp_path: Path, save: Any, photograph: Any) -> None:
    for mode in ("L", "CMYK"):
        picture = photograph().convert(mode)
        path = save(tmp_path, f"{mode}.tif", picture, icc_profile=rgb_profile(ADOBE_RGB))
        np.testing.assert_array_equal(decode(path), np.asarray(picture.convert("RGB")))


def grey_profile(gamma: float) -> bytes:
    return icc_profile(b"GRAY", {b"kTRC": b"curv" + bytes(4) + struct.pack(">IH", 1, round(gamma * 256))})


@pytest.mark.parametrize("mode", ["L", "LA", "I;16"])
def test_grey_profile_is_applied_to_grey_pictures(tmp_path: Path, mode: str, save: Any) -> None:
    """A profile with gamma 1: half the light, which sRGB writes as 188."""
    grey = np.full((8, 8), 128, np.uint8)
    picture = Image.fromarray(grey.astype(np.uint16) * 257) if mode == "I;16" else Image.fromarray(grey).convert(mode)
    got = decode(save(tmp_path, "grey.png", picture, icc_profile=grey_profile(1.0)))
    assert np.unique(got).tolist() == [188]


def cmyk_profile() -> bytes:
    """A press with inks that are all grey: lightness is the paper that is left."""
    steps = bytes(range(256))
    colours = np.stack(np.meshgrid(*[[0, 1]] * 4, indexing="ij"), axis=-1).reshape(16, 4)
    lightness = np.rint(255 * (1 - colours.mean(axis=1))).astype(np.uint8)
    table = b"".join(bytes([level, 128, 128]) for level in lightness)
    matrix = struct.pack(">9i", 65536, 0, 0, 0, 65536, 0, 0, 0, 65536)
    lut = b"mft1" + bytes(4) + bytes([4, 3, 2, 0]) + matrix + steps * 4 + table + steps * 3
    return icc_profile(b"CMYK", {b"A2B0": lut}, space=b"Lab ", kind=b"prtr")


def test_cmyk_profile_decides_the_colours_of_inks(tmp_path: Path, save: Any) -> None:
    red = Image.new("CMYK", (8, 8), (0, 255, 255, 0))
    got = decode(save(tmp_path, "press.tif", red, icc_profile=cmyk_profile()))
    assert np.ptp(got.astype(int)) <= 4  # grey, as that press prints it
    assert abs(int(got[0, 0, 0]) - 119) <= 3  # L* of 50


def test_transform_is_made_once_for_each_profile_and_used_in_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    colour_profile._transform.cache_clear()
    made = []
    original = ImageCms.ImageCmsTransform

    def counting(*args: Any) -> ImageCms.ImageCmsTransform:
        made.append(args)
        return original(*args)

    monkeypatch.setattr(ImageCms, "ImageCmsTransform", counting)
    profile = rgb_profile(DISPLAY_P3)
    first = np.asarray(to_srgb(muted(), profile))
    with ThreadPoolExecutor(4) as pool:
        for other in pool.map(lambda _: np.asarray(to_srgb(muted(), bytes(profile))), range(40)):
            np.testing.assert_array_equal(other, first)
    assert len(made) == 1


def test_error_while_converting_leaves_the_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ValueError("cannot transform")

    colour_profile._transform(rgb_profile(DISPLAY_P3), "RGB")
    monkeypatch.setattr(ImageCms.ImageCmsTransform, "apply", fail)
    np.testing.assert_array_equal(np.asarray(to_srgb(muted(), rgb_profile(DISPLAY_P3))), np.asarray(muted()))
