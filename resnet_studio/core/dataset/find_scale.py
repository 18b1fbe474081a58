"""Finding the scale of a dataset's deep pictures: from a sample of them that is the same at every scan.

A scan reads no pixel of 8-bit pictures. Of the formats that can hold more bits, the headers of a hundred files are
read; only if deep pictures are among them are some decoded. Both is done in the decoder's process.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import numpy as np

from resnet_studio.core.basics.errors import DatasetError, DecodeError
from resnet_studio.core.basics.files import open_file
from resnet_studio.core.dataset.catalogue import Catalogue
from resnet_studio.core.dataset.findings import Finding, FindingKind
from resnet_studio.core.pictures import decoder
from resnet_studio.core.pictures.decoder_pool import DecodeStoppedError
from resnet_studio.core.pictures.formats import HEADER_BYTES, deep_suffixes, may_be_deep
from resnet_studio.core.pictures.value_scale import Range, ValueScale, range_of
from resnet_studio.core.pictures.values import Values

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

    Raises:
        DatasetError: no process can be started that would decode them.
    """
    suffixes = tuple(deep_suffixes())
    able = [one.path for one in catalogue.pictures if one.part == "train" and one.path.lower().endswith(suffixes)]
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
        size = _readable(deep_size, root / name, check)
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
        values = _readable(deep_values, path, check)
        if values is not None:
            (floats if values.dtype.kind == "f" else integers).append(values)
    return ValueScale(_range(integers), _range(floats))


def deep_size(path: Path, should_stop: Callable[[], object]) -> int | None:
    """As `Decoder.deep_size`, which is not asked where the first bytes suffice."""
    try:
        with open_file(path, follow=True) as file:
            if not may_be_deep(file.read(HEADER_BYTES)):
                return None
    except OSError:
        return None
    return decoder.shared().deep_size(path, should_stop)


def deep_values(path: Path, should_stop: Callable[[], object]) -> Values:
    """As `Decoder.deep_values`."""
    return decoder.shared().deep_values(path, VALUES, should_stop)


def _readable(read: Callable[[Path, Callable[[], object]], T], path: Path, check: Callable[[], None]) -> T | None:
    """What is read; None where that fails: a broken picture is reported when it is needed."""
    stopped: list[Exception] = []

    def should_stop() -> bool:
        try:
            check()
        except Exception as error:  # whatever the caller asks to stop with, raised again below
            stopped.append(error)
        return bool(stopped)

    try:
        return read(path, should_stop)
    except decoder.DecoderStartError as error:
        raise DatasetError(path, error.problem) from error  # the scale would silently be another one
    except DecodeError:
        return None
    except DecodeStoppedError:
        if stopped:
            raise stopped[0] from None
        return None  # the program ends


def _range(samples: Sequence[Values]) -> Range | None:
    together = np.concatenate([*samples, np.empty(0, samples[0].dtype)]) if samples else np.empty(0)
    return range_of(together) if together.size else None


def _spread(items: Sequence[T], most: int) -> list[T]:
    """At most so many of the items, evenly from first to last."""
    if len(items) <= most:
        return list(items)
    return [items[place * len(items) // most] for place in range(most)]
