"""Figures of one picture's pixels."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from resnet_studio.core.checks.facts import AGAIN, Facts
from resnet_studio.core.checks.kinds import CheckKind
from resnet_studio.core.checks.single import kinds_of
from resnet_studio.core.checks.thresholds import USUAL
from resnet_studio.engine.checking import look
from resnet_studio.engine.checking.look import blurs_and_roughness
from resnet_studio.engine.checking.measure import all_facts, see


def measure(path: Path, size: int, mtime_ns: int) -> Facts:
    return all_facts([see(path, size, mtime_ns)])[0]


@pytest.fixture
def noise() -> Image.Image:
    pixels = np.random.default_rng(0).integers(0, 256, (40, 60, 3), np.uint8)
    return Image.fromarray(pixels).resize((300, 200), Image.Resampling.BICUBIC)


def saved(picture: Image.Image, file: Path) -> Path:
    picture.save(file)
    return file


def test_blurred_picture_has_more_blur_and_less_fine_detail(tmp_path: Path, noise: Image.Image) -> None:
    looks = [
        measure(saved(noise.filter(ImageFilter.GaussianBlur(radius)), tmp_path / f"{radius}.png"), 0, 0).look
        for radius in (0, 3, 6)
    ]
    sharp, soft, softer = (one for one in looks if one is not None)
    assert soft.blur > sharp.blur + 0.15
    assert softer.blur > sharp.blur + 0.4
    assert softer.fine < soft.fine / 2
    assert sharp.fine == 0  # which nothing asks for


@pytest.mark.parametrize("size", [(1, 1), (1, 50), (2, 2), (7, 1)])
def test_smallest_pictures_are_measured(tmp_path: Path, size: tuple[int, int]) -> None:
    facts = measure(saved(Image.new("RGB", size, "red"), tmp_path / "1.png"), 5, 6)
    assert facts.problem is None
    assert facts.look is not None
    assert (facts.size, facts.mtime_ns, facts.look.contrast) == (5, 6, 0.0)


@pytest.mark.parametrize(("ground", "letter"), [("white", "black"), ("lightblue", "grey"), ("gold", "white")])
def test_letters_on_a_plain_ground_of_any_colour_are_counted_and_make_a_placeholder(
    tmp_path: Path, ground: str, letter: str
) -> None:
    picture = Image.new("RGB", (300, 200), ground)
    for number in range(12):
        ImageDraw.Draw(picture).rectangle((20 + 20 * number, 90, 30 + 20 * number, 110), fill=letter)
    facts = measure(saved(picture, tmp_path / "1.png"), 0, 0)
    assert facts.look is not None
    assert facts.look.letters == 12
    assert kinds_of("1.png", facts, USUAL) == [CheckKind.PLACEHOLDER]


def test_damaged_file_has_a_problem_and_one_out_of_reach_is_measured_again(tmp_path: Path, noise: Image.Image) -> None:
    file = saved(noise, tmp_path / "1.jpg")
    file.write_bytes(file.read_bytes()[:900])
    damaged, missing = measure(file, 900, 7), measure(tmp_path / "2.jpg", 900, 7)
    assert damaged.problem
    assert damaged.mtime_ns == 7
    assert missing.problem
    assert missing.mtime_ns == AGAIN


def test_mistake_that_a_picture_brings_to_light_is_its_problem_and_all_others_are_measured(
    tmp_path: Path, noise: Image.Image, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [saved(noise, tmp_path / "1.png"), saved(noise.resize((200, 200)), tmp_path / "2.png")]

    def broken(values: Sequence[NDArray[np.uint8]]) -> list[tuple[float, float]]:
        assert all(one.shape[1] > one.shape[0] for one in values)
        return blurs_and_roughness(values)

    monkeypatch.setattr(look, "blurs_and_roughness", broken)
    fine, odd = all_facts([see(file, 900, 7) for file in files])
    assert (fine.problem, fine.mtime_ns) == (None, 7)
    assert str(odd.problem).startswith("Something unexpected happened: ")
    assert odd.mtime_ns == AGAIN
