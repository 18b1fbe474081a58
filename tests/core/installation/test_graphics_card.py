"""The NVIDIA card of this computer, without torch."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from resnet_studio.core.installation import graphics_card
from resnet_studio.core.installation.graphics_card import Card, describe, nvidia


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The devices on the bus; the driver's library is not there."""

    def missing(name: str) -> None:
        raise OSError(f"{name} is missing")

    monkeypatch.setattr(graphics_card.ctypes, "CDLL", missing)
    monkeypatch.setattr(graphics_card, "_PCI", tmp_path / "devices")
    return tmp_path / "devices"


def add_device(bus: Path, name: str, vendor: str, kind: str) -> None:
    (bus / name).mkdir(parents=True)
    (bus / name / "vendor").write_text(f"{vendor}\n")
    (bus / name / "class").write_text(f"{kind}\n")


def test_card_without_a_driver_is_found_on_the_bus(bus: Path) -> None:
    assert nvidia() is None
    add_device(bus, "0000:00:02.0", "0x8086", "0x030000")
    add_device(bus, "0000:01:00.1", "0x10de", "0x040300")
    assert nvidia() is None, "a maker's sound is not its graphics"
    add_device(bus, "0000:01:00.0", "0x10de", "0x030000")
    assert nvidia() == Card("", "")
    assert "its driver is not installed" in str(describe(nvidia()))


@pytest.mark.parametrize(
    ("driver", "enough"), [("580", True), ("580.65.06", True), ("1000.1", True), ("579.99", False), ("", False)]
)
def test_drivers_are_compared_by_their_numbers(driver: str, enough: bool) -> None:
    assert Card("A card", driver).has_driver("580") == enough


def test_generation_of_a_card_is_read_from_its_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    def capability(_: object, major: Any, minor: Any) -> int:
        major._obj.value, minor._obj.value = 6, 1
        return 0

    library = SimpleNamespace(
        nvmlInit_v2=lambda: 0,
        nvmlDeviceGetHandleByIndex_v2=lambda *_: 0,
        nvmlDeviceGetName=lambda _, name, __: setattr(name, "value", b"GTX 1080"),
        nvmlSystemGetDriverVersion=lambda driver, _: setattr(driver, "value", b"580.65"),
        nvmlDeviceGetCudaComputeCapability=capability,
        nvmlShutdown=lambda: 0,
    )
    monkeypatch.setattr(graphics_card.ctypes, "CDLL", lambda _: library)
    assert nvidia() == Card("GTX 1080", "580.65", (6, 1))
    del library.nvmlDeviceGetCudaComputeCapability
    assert nvidia() == Card("GTX 1080", "580.65")


def test_card_is_described() -> None:
    assert str(describe(None)) == "This computer has no NVIDIA graphics card."
    assert str(describe(Card("NVIDIA X", "580.65.06"))) == "Graphics card: NVIDIA X, driver 580.65.06."
