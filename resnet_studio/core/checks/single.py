"""What is wrong with a single picture, by its facts."""

from collections.abc import Mapping
from functools import cache
from typing import Final

from PIL import Image

from resnet_studio.core.checks.facts import Facts
from resnet_studio.core.checks.facts_table import FactsTable
from resnet_studio.core.checks.kinds import CheckKind
from resnet_studio.core.checks.thresholds import Thresholds
from resnet_studio.core.pictures.formats import pillow_formats

_BLURRED: Final = 0.45  # `blur` of a picture without fine detail
_PLAIN: Final = 0.85  # `flat` of a placeholder: of photographs, few objects on white have as much
_LETTERS: Final = 8
_GREYISH: Final = 12.0  # `colour` of a placeholder
_SAME_FORMAT: Final = {"MPO": "JPEG", "DIB": "BMP", "HEIF": "HEIF", "AVIF": "AVIF"}
_HOW_THEY_ARE: Final = {
    CheckKind.BLURRED: 0.5,
    CheckKind.DARK: 0.5,
    CheckKind.BRIGHT: 0.5,
    CheckKind.ODD_ASPECT: 0.5,
    CheckKind.UNIFORM: 0.5,
    CheckKind.PLACEHOLDER: 0.05,
}
"""Share of a dataset's pictures above which this is how they were taken, and no fault: documents are all text."""


def faults(facts: Mapping[str, Facts], thresholds: Thresholds) -> dict[CheckKind, list[str]]:
    """The paths of the pictures that each kind of finding is about, in the order of `facts`."""
    table = FactsTable.of(facts)
    sides = {path: min(header.width, header.height) for path, header in table.headers() if header is not None}
    typical = sorted(sides.values())[len(sides) // 2] if sides else 0
    tiny = min(thresholds.tiny, typical / 2)
    others = table.each(thresholds, lambda path, one: tuple(kinds_of(path, one, thresholds)) or None)
    found: dict[CheckKind, list[str]] = {}
    for path in table:
        if sides.get(path, tiny) < tiny:
            found.setdefault(CheckKind.TINY, []).append(path)
        for kind in others.get(path, ()):
            found.setdefault(kind, []).append(path)
    most = {kind: share * len(table) for kind, share in _HOW_THEY_ARE.items()}
    return {kind: paths for kind, paths in found.items() if len(paths) <= max(1, most.get(kind, len(table)))}


def kinds_of(path: str, facts: Facts, thresholds: Thresholds) -> list[CheckKind]:
    """What is wrong with one picture, whatever the others are like."""
    if facts.header is None or facts.look is None:
        return [CheckKind.UNREADABLE]
    return [*_by_header(path, facts, thresholds), *_by_look(facts, thresholds)]


def _by_header(path: str, facts: Facts, thresholds: Thresholds) -> list[CheckKind]:
    header = facts.header
    assert header is not None
    shorter, longer = sorted((header.width, header.height))
    said = _said_format(path)
    tests = {
        CheckKind.HUGE: header.width * header.height > thresholds.huge * 1e6,
        CheckKind.ODD_ASPECT: longer > thresholds.aspect * shorter,
        CheckKind.SIXTEEN_BIT: header.deep,
        CheckKind.CMYK: header.mode == "CMYK",
        CheckKind.TRANSPARENT: header.transparent,
        CheckKind.ANIMATED: header.animated,
        CheckKind.ROTATED: header.turned,
        CheckKind.WRONG_EXTENSION: said is not None and said != _SAME_FORMAT.get(header.format, header.format),
    }
    return [kind for kind, holds in tests.items() if holds]


def _by_look(facts: Facts, thresholds: Thresholds) -> list[CheckKind]:
    look = facts.look
    assert look is not None
    if look.flat > _PLAIN and look.letters >= _LETTERS and look.colour < _GREYISH:
        return [CheckKind.PLACEHOLDER]
    light = {
        CheckKind.UNIFORM: look.contrast < thresholds.uniform,
        CheckKind.DARK: look.high < thresholds.dark,
        CheckKind.BRIGHT: look.low > thresholds.bright,
    }
    if any(light.values()):
        return [kind for kind, holds in light.items() if holds]
    soft = look.blur > _BLURRED and look.fine < thresholds.fine
    return [CheckKind.BLURRED] if soft or look.blur > thresholds.blur else []


def _said_format(path: str) -> str | None:
    """The format that a file's name claims; None where it claims none that is known."""
    name = path.rpartition("/")[2]
    said = _formats().get("." + name.rpartition(".")[2].lower())
    return None if said is None else _SAME_FORMAT.get(said, said)


@cache
def _formats() -> dict[str, str]:
    pillow_formats()  # has Pillow register them
    known = dict(Image.registered_extensions())
    return known | dict.fromkeys((".heic", ".heics", ".heif", ".heifs", ".hif"), "HEIF")
