"""The GPU packs that go with this program: their wheels with addresses, sizes and hashes, pinned in a file of its own.

The file is part of the program, so that nothing that a server sends can change what is installed.
"""

import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from resnet_studio.core.basics import files
from resnet_studio.core.basics.errors import StudioError
from resnet_studio.core.basics.message import NOTHING, Message, joined, message
from resnet_studio.core.installation.graphics_card import Card, describe, numbers
from resnet_studio.core.installation.torch_marker import system

VARIABLE = "RESNET_STUDIO_GPU_PACKS"
"""Names another file of packs, for tests."""
FILE = Path(__file__).parent / "data" / "gpu-packs.json"
_WHEEL = re.compile(r"[A-Za-z0-9_.+!-]+\.whl")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_NAME = re.compile(r"[a-z0-9][a-z0-9.+_-]{0,100}")


class GpuPackError(StudioError):
    """A GPU pack cannot be installed, or cannot be used."""


@dataclass(frozen=True, slots=True)
class Wheel:
    """One file of a pack: its name, address, bytes and SHA-256."""

    name: str
    url: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class GpuPack:
    """A build of torch for a graphics card.

    Attributes:
        name: of its folder.
        torch: the version, such as "2.13.0".
        python, system: what it was built for, as in `TorchFolder`.
        computes_on: such as "CUDA 13.0".
        driver: the oldest driver that it works with, such as "580".
        capability: the compute capability of the oldest cards that it works with, such as "7.5".
        unpacked: bytes of its files.
        wheels: what it is made of.
    """

    name: str
    torch: str
    python: str
    system: str
    computes_on: str
    driver: str
    capability: str
    unpacked: int
    wheels: tuple[Wheel, ...]

    @property
    def size(self) -> int:
        """Bytes to download."""
        return sum(wheel.size for wheel in self.wheels)

    def obstacle(self, card: Card | None) -> Message:
        """Why it would be of no use with this graphics card; no text where it may be."""
        if card is None:
            return describe(card)
        if card.capability > (0, 0) and card.capability < numbers(self.capability):
            return message(
                "It needs a graphics card with compute capability {needed:plain} or newer, and {card} has {has:plain}.",
                needed=self.capability,
                card=card.name,
                has=".".join(map(str, card.capability)),
            )
        install = message("First install NVIDIA's newest driver.")
        if not card.driver:
            return joined(describe(card), install)
        if not card.has_driver(self.driver):
            needs = message(
                "It needs the driver {needed:plain} or newer, and this computer has {driver:plain}.",
                needed=self.driver,
                driver=card.driver,
            )
            return joined(needs, install)
        return NOTHING


def pack_for_this(card: Card | None = None) -> GpuPack | None:
    """The pack for this system and its Python, the first that fits the card; None where there is none.

    Raises:
        GpuPackError: the file of packs is damaged.
    """
    packs = packs_for_this()
    return next((pack for pack in packs if not pack.obstacle(card)), packs[0] if packs else None)


def packs_for_this() -> list[GpuPack]:
    """The packs for this system and its Python, the best first.

    Raises:
        GpuPackError: the file of packs is damaged.
    """
    file = Path(os.environ.get(VARIABLE) or FILE)
    record = files.read_json(file, GpuPackError)
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    try:
        packs = [_pack(item) for item in record["packs"]]
    except (KeyError, TypeError, ValueError) as error:
        raise GpuPackError(message("The list of GPU packs {file} is damaged.", file=file)) from error
    return [pack for pack in packs if (pack.python, pack.system) == (python, system())]


def _pack(record: dict[str, Any]) -> GpuPack:
    names = ("name", "torch", "python", "system", "computes_on", "driver", "capability")
    texts = {name: str(record[name]) for name in names}
    if not _NAME.fullmatch(texts["name"]):
        raise ValueError("name")
    if not (numbers(texts["driver"]) and numbers(texts["capability"])):
        raise ValueError("driver")
    return GpuPack(**texts, unpacked=int(record["unpacked"]), wheels=tuple(_wheel(item) for item in record["wheels"]))


def _wheel(record: dict[str, Any]) -> Wheel:
    wheel = Wheel(str(record["name"]), str(record["url"]), int(record["size"]), str(record["sha256"]))
    if not (_WHEEL.fullmatch(wheel.name) and _SHA256.fullmatch(wheel.sha256) and wheel.size > 0):
        raise ValueError("wheel")
    return wheel
