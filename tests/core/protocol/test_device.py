"""The text about the device."""

from resnet_studio.core.basics.message import show
from resnet_studio.core.protocol.device import device_text


def test_cpu_is_shown_with_its_cores() -> None:
    assert show(device_text("CPU", 2)) == "CPU, 2 cores"
    assert show(device_text("CPU", 1)) == "CPU, 1 core"


def test_accelerator_is_shown_by_its_name_only() -> None:
    assert show(device_text("NVIDIA H100", 0)) == "NVIDIA H100"
