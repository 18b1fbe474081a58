"""By what kind of device a picture was taken, as its file says: microscopes, drones and scanners say so in few ways.

Several makers of these make cameras as well, so that a maker's name alone counts only where it does not.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

MOST_LETTERS: Final = 2_000
"""Letters of each text that are looked at."""


class Device(StrEnum):
    """Kinds of devices whose pictures are seldom photographs as people take them."""

    MICROSCOPE = "microscope"
    DRONE = "drone"
    SCANNER = "scanner"


@dataclass(frozen=True, slots=True)
class Noted:
    """What a file notes of how it was made; empty where it does not. `xmp` is the beginning of that packet."""

    maker: str = ""
    model: str = ""
    software: str = ""
    description: str = ""
    xmp: str = ""


_HAND_HELD: Final = re.compile(r"\bosmo|\b(pocket|action|ronin)\b")  # of DJI
_DRONES: Final = re.compile(
    r"^(dji|parrot|autel robotics|skydio|yuneec|sensefly|wingtra)\b|^hasselblad l[12]d-|\bmavic\b|\bphantom [34]\b"
)
_FLOWN: Final = re.compile(r"drone-(dji|parrot):|\b(?:\w+-)?\w+:relativealtitude\b|camera:aboveground?altitude\b")
_MICROSCOPES: Final = (
    r"leica\s(microsystems|application\ssuite|las|dmi?\w*\b|(dfc|icc|mc)\d+)",
    r"\blas\s(x|af|ez)\b",
    r"(carl\s)?zeiss\s(microscop\w*|axio\w*|zen|lsm)",
    r"\b(axiocam|axiovision|axio\s(imager|observer|scan)|zen\s(blue|black|core|pro|lite))\b",
    r"\bzen\s[\d.]+\s\((blue|black)\sedition\)",
    r"olympus\s(bx|ix|cx|szx|dp|vs|fv)\d+",
    r"\b(cellsens|olyvia|fluoview|analysis\sdocu)\b",
    r"nikon\s(eclipse|ds-\w+|digital\ssight)",
    r"\bnis-elements\b",
    r"\b(aperio|photometrics|micro-?manager|toupview|amscope|slidebook)\b",
    # Words of other languages, and names of places, too: only where a text begins so.
    r"^(andor|motic|evos|hamamatsu|metamorph)\b",
    r"<ome\b|\bome-(tiff|xml)\b|openmicroscopy\.org",
    r"^imagej=\S+",
)
_SCANNERS: Final = (
    r"epson\s(perfection|expression|gt-\w+|workforce\sds|ds-\d+)(\s\w+)?",
    r"\bepson\sscan\b",
    r"\bcanoscan\b(\s\w+)?",
    r"\blide\s?\d+",
    r"\b(scanjet|scansnap|vuescan|silverfast|xsane|naps2|opticbook|opticpro|bookeye)\b",
    r"fujitsu\sfi-\d+\w*",
)
_MICROSCOPE, _SCANNER = (re.compile("|".join(f"(?:{one})" for one in some)) for some in (_MICROSCOPES, _SCANNERS))


def taken_by(noted: Noted) -> tuple[Device, str] | None:
    """The kind of device, and the words by which it is known; None where nothing says it."""
    camera = f"{noted.maker} {noted.model}".strip()
    if noted.maker and noted.model.casefold().startswith(noted.maker.partition(" ")[0].casefold()):
        camera = noted.model
    for text in (camera, noted.software, noted.description):
        short = text[:MOST_LETTERS].strip()
        for kind, pattern in ((Device.MICROSCOPE, _MICROSCOPE), (Device.SCANNER, _SCANNER)):
            if found := pattern.search(short.casefold()):
                return kind, short if text is camera else short[found.start() : found.end()].strip("< =")
    low = camera.casefold()
    flown = _FLOWN.search(noted.xmp[: 1 << 16].casefold())
    if (_DRONES.search(low) or _DRONES.search(noted.maker.casefold()) or flown) and not _HAND_HELD.search(low):
        return Device.DRONE, camera or "XMP"
    return None
