"""A folder of JPEG pictures of any size, the same every time."""

import io
from pathlib import Path

import numpy as np
from PIL import Image

CLASSES = 10
SIDE = 40
_PER_CLASS = 64  # different contents; a file of a class is one of them, with its own number in the comment


def generate(folder: Path, pictures: int) -> Path:
    """Write a dataset of `pictures` coloured blobs in `CLASSES` classes below `folder`, unless it exists."""
    root = folder / f"{pictures} pictures"
    if root.is_dir():
        return root
    unfinished = folder / f".{pictures} pictures"
    for label in range(CLASSES):
        encoded = [_encoded(label, number) for number in range(_PER_CLASS)]
        place = unfinished / f"class {label}"
        place.mkdir(parents=True, exist_ok=True)
        for number in range(label, pictures, CLASSES):
            (place / f"{number:06}.jpg").write_bytes(encoded[number // CLASSES % _PER_CLASS])
    return unfinished.rename(root)


def _encoded(label: int, number: int) -> bytes:
    """A smooth random field whose hue follows the class, so that there is something to learn."""
    random = np.random.default_rng([label, number])
    coarse = random.integers(0, 90, (6, 6, 3), np.uint8)
    coarse[..., label % 3] += np.uint8(60 + 30 * (label // 3))
    picture = Image.fromarray(coarse).resize((SIDE, SIDE), Image.Resampling.BICUBIC)
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=88)
    return file.getvalue()
