"""In what two pictures that are alike differ: copies with one change each are named by it."""

import numpy as np
import pytest
from PIL import Image, ImageOps

from resnet_studio.core.checks.facts import Facts
from resnet_studio.core.checks.pair_kinds import PairKind, kind_of
from resnet_studio.core.checks.store import Measured
from resnet_studio.engine.checking.measure import all_facts, see
from tests.planted_faults import COPIES

PLANTED = {
    "original": None,
    "recompressed": PairKind.SAVED_AGAIN,
    "resized": PairKind.RESIZED,
    "cropped": PairKind.CROPPED,
    "brighter": PairKind.BRIGHTER,
    "turned": PairKind.TURNED,
    "mirrored": PairKind.MIRRORED,
}


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Measured:
    """A picture with large and small things in it, its copies, and another one."""
    folder, random = tmp_path_factory.mktemp("pairs"), np.random.default_rng(3)
    layers = [random.integers(0, 200, (side, side * 4 // 3), np.uint8) for side in (6, 12, 60)]
    picture = Image.merge("RGB", [Image.fromarray(one).resize((400, 300), Image.Resampling.BICUBIC) for one in layers])
    for name, change in {"original": lambda one: one, **COPIES, "upside down": ImageOps.flip}.items():
        change(picture).save(folder / f"{name}.jpg", quality=92)
    picture.save(folder / "png.png")
    for number in (1, 2, 9):
        Image.fromarray(layers[1]).rotate(40 * number).resize((400, 300)).save(folder / f"IMG_{number:03}.png")
    files = sorted(folder.iterdir())
    facts = all_facts([see(file, file.stat().st_size, 1) for file in files])
    digests = {"original.jpg": "one", "again.jpg": "one"}
    known: dict[str, Facts] = {file.name: one for file, one in zip(files, facts, strict=True)}
    return Measured({**known, "again.jpg": known["original.jpg"]}, digests, ())


@pytest.mark.parametrize("name", list(PLANTED)[1:])
def test_copy_is_named_by_what_was_done_to_it(measured: Measured, name: str) -> None:
    assert kind_of("original.jpg", f"{name}.jpg", measured) == PLANTED[name]


def test_the_other_way_round_a_brighter_copy_is_darker(measured: Measured) -> None:
    assert kind_of("brighter.jpg", "original.jpg", measured) == PairKind.DARKER


def test_same_bytes_are_the_same_file_and_other_formats_are_said(measured: Measured) -> None:
    assert kind_of("original.jpg", "again.jpg", measured) == PairKind.SAME_FILE
    assert kind_of("original.jpg", "png.png", measured) == PairKind.OTHER_FORMAT


def test_nothing_is_claimed_of_pictures_that_differ_otherwise(measured: Measured) -> None:
    assert kind_of("original.jpg", "upside down.jpg", measured) == PairKind.UNKNOWN
    assert kind_of("original.jpg", "not there.jpg", measured) == PairKind.UNKNOWN
    assert kind_of("IMG_001.png", "IMG_002.png", measured) == PairKind.NEXT_SHOT
    assert kind_of("IMG_001.png", "IMG_009.png", measured) == PairKind.UNKNOWN
