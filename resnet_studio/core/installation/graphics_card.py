"""Whether this computer has an NVIDIA graphics card, and its driver, without torch: from NVIDIA's own small library."""

import ctypes
import sys
from dataclasses import dataclass
from pathlib import Path

from resnet_studio.core.basics.message import Message, message

_PCI = Path("/sys/bus/pci/devices")
_NVIDIA, _DISPLAY = "0x10de", "0x03"
_TEXT = 96


@dataclass(frozen=True, slots=True)
class Card:
    """A graphics card.

    Attributes:
        name: such as "NVIDIA GeForce RTX 4070"; empty where only its maker is known.
        driver: the driver's version, such as "580.65.06"; empty where there is none.
        capability: the compute capability of its generation, such as (8, 9); (0, 0) where it is not known.
    """

    name: str
    driver: str
    capability: tuple[int, int] = (0, 0)

    def has_driver(self, oldest: str) -> bool:
        """Whether the driver is at least of this version."""
        return bool(self.driver) and numbers(self.driver) >= numbers(oldest)


def nvidia() -> Card | None:
    """The first NVIDIA card; None where there is none. It takes some milliseconds."""
    return _from_library() or (Card("", "") if _on_the_bus() else None)


def describe(card: Card | None) -> Message:
    """A sentence about the card."""
    if card is None:
        return message("This computer has no NVIDIA graphics card.")
    if not card.driver:
        return message("This computer has an NVIDIA graphics card, and its driver is not installed.")
    return message("Graphics card: {name}, driver {driver:plain}.", name=card.name, driver=card.driver)


def numbers(version: str) -> tuple[int, ...]:
    """The numbers of a version, to compare it with others."""
    return tuple(int(part) for part in version.split(".") if part.isdecimal())


def _from_library() -> Card | None:
    """What NVML says, which comes with the driver."""
    try:
        library = ctypes.CDLL("nvml.dll" if sys.platform == "win32" else "libnvidia-ml.so.1")
    except OSError:
        return None
    if library.nvmlInit_v2() != 0:
        return None
    try:
        device, name, driver = ctypes.c_void_p(), ctypes.create_string_buffer(_TEXT), ctypes.create_string_buffer(_TEXT)
        if library.nvmlDeviceGetHandleByIndex_v2(0, ctypes.byref(device)) != 0:
            return None
        library.nvmlDeviceGetName(device, name, _TEXT)
        library.nvmlSystemGetDriverVersion(driver, _TEXT)
        capability = _capability(library, device)
        return Card(name.value.decode(errors="replace"), driver.value.decode(errors="replace"), capability)
    finally:
        library.nvmlShutdown()


def _capability(library: ctypes.CDLL, device: ctypes.c_void_p) -> tuple[int, int]:
    major, minor = ctypes.c_int(), ctypes.c_int()
    try:
        known = library.nvmlDeviceGetCudaComputeCapability(device, ctypes.byref(major), ctypes.byref(minor)) == 0
    except AttributeError:  # a driver from before 2020
        known = False
    return (major.value, minor.value) if known else (0, 0)


def _on_the_bus() -> bool:
    """Whether a card is there although it has no driver; Linux only."""
    try:
        return any(
            (device / "vendor").read_text().strip() == _NVIDIA and (device / "class").read_text().startswith(_DISPLAY)
            for device in _PCI.iterdir()
        )
    except OSError:
        return False
