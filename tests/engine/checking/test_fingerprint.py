"""What near-duplicates are found by."""

import numpy as np
from PIL import Image, ImageOps

from resnet_studio.core.checks.facts import PRINT_BYTES
from resnet_studio.engine.checking.fingerprint import fingerprints, squeezed


def test_second_hash_is_that_of_the_mirrored_picture() -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (64, 64), np.uint8)
    picture = Image.fromarray(pixels)
    here, there = fingerprints([squeezed(picture), squeezed(ImageOps.mirror(picture))])
    assert len(here) == PRINT_BYTES
    assert here[:8] == there[8:16]
    assert here[8:16] == there[:8]
    assert here[:8] != here[8:16]
