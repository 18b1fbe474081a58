"""Finding the scale of a dataset's deep pictures: from a sample of them that is the same at every scan.

A scan reads no pixel of 8-bit pictures. Of the formats that can hold more bits, the headers of a hundred files are
read; only if deep pictures are among them are some decoded.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import numpy as np

from resnet_studio.core.basics.errors import DecodeError
from resnet_studio.core.dataset.catalogue import Catalogue
from resnet_studio.core.dataset.findings import Finding, FindingKind
from resnet_studio.core.pictures.decode import deep_size, deep_values
from resnet_studio.core.pictures.formats import deep_suffixes
from resnet_studio.core.pictures.value_scale import Range, Values, ValueScale, range_of

HEADERS = 100
"""Files whose header is read."""
PICTURES = 32
"""Deep pictures that are decoded; fewer if they have more than `PIXELS` together."""
PIXELS = 60_000_000
VALUES = 1 << 15
"""Values of a picture that count, from all over it."""

T = TypeVar("T")


def with_scale(catalogue: Catalogue, check: Callable[[], None]) -> Catalogue:
    """The catalogue with the scale of its deep training pictures, and a finding that says so; as it is without any.

    Args:
        catalogue: what was found; its order decides which pictures are looked at.
        check: called before each file; it raises to stop.
    """
    suffixes = deep_suffixes()
    able = [found.path for found in catalogue.pictures if found.part == "train" and _suffix(found.path) in suffixes]
    scale = _found(catalogue.root, able, check)
    sentence = scale.sentence
    if sentence is None:
        return catalogue
    findings = (*catalogue.findings, Finding(FindingKind.VALUE_SCALE, sentence))
    return replace(catalogue, scale=scale, findings=findings)


def _found(root: Path, able: Sequence[str], check: Callable[[], None]) -> ValueScale:
    deep: list[tuple[Path, int]] = []
    for name in _spread(able, HEADERS):
        check()
        size = _readable(deep_size, root / name)
        if size:
            deep.append((root / name, size))
    integers: list[Values] = []
    floats: list[Values] = []
    left = PIXELS
    for path, size in _spread(deep, PICTURES):
        check()
        if size > left < PIXELS:  # but one is decoded, however large
            break
        left -= size
        values = _readable(deep_values, path)
        if values is not None:
            (floats if values.dtype.kind == "f" else integers).append(_thinned(values))
    return ValueScale(_range(integers), _range(floats))


def _readable(read: Callable[[Path], T], path: Path) -> T | None:
    """What is read; None where that fails: a broken picture is reported when it is needed."""
    try:
        return read(path)
    except DecodeError:
        return None


def _thinned(values: Values) -> Values:
    flat = values.reshape(-1)[:: -(-values.size // VALUES)]
    return flat[np.isfinite(flat)] if flat.dtype.kind == "f" else flat


def _range(samples: Sequence[Values]) -> Range | None:
    together = np.concatenate([*samples, np.empty(0, samples[0].dtype)]) if samples else np.empty(0)
    return range_of(together) if together.size else None


def _spread(items: Sequence[T], most: int) -> list[T]:
    """At most so many of the items, evenly from first to last."""
    if len(items) <= most:
        return list(items)
    return [items[place * len(items) // most] for place in range(most)]


def _suffix(path: str) -> str:
    _, dot, ending = path.rpartition(".")
    return dot + ending.lower()
