"""Choosing a device and a precision, on any computer."""

import pytest
import torch

from resnet_studio.core.basics.errors import ConfigError
from resnet_studio.engine.machine import devices


def test_auto_chooses_an_available_device() -> None:
    compute = devices.choose()
    out = torch.ones(2, device=compute.device) + 1
    assert out.sum().item() == 4
    assert compute.precision in {"float32", "bfloat16", "float16"}
    assert compute.name


def test_cpu_is_named_with_its_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(devices, "cores", lambda: 2)
    compute = devices.choose("cpu")
    assert (compute.name, compute.cores) == ("CPU", 2)


@pytest.mark.parametrize("name", ["cuda", "mps", "xpu", "cuda:7"])
def test_missing_device_is_refused(name: str) -> None:
    here = torch.accelerator.current_accelerator() if torch.accelerator.is_available() else None
    if here is not None and here.type == name.partition(":")[0]:
        pytest.skip(f"this computer has {name}")
    with pytest.raises(ConfigError, match="on this computer"):
        devices.choose(name)


def test_float16_on_the_cpu_is_refused() -> None:
    with pytest.raises(ConfigError, match="float32 or bfloat16 on the CPU"):
        devices.choose("cpu", "float16")


def test_auto_precision_is_float32_without_bfloat16_hardware(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cpu, "get_capabilities", dict, raising=False)
    assert devices.choose("cpu").precision == "float32"


@pytest.mark.parametrize(("precision", "dtype"), [("float32", torch.float32), ("bfloat16", torch.bfloat16)])
def test_autocast_computes_in_the_chosen_precision(precision: str, dtype: torch.dtype) -> None:
    compute = devices.choose("cpu", precision)
    layer = torch.nn.Linear(2, 2)
    with compute.autocast():
        assert layer(torch.ones(1, 2)).dtype == dtype
    assert layer.weight.dtype == torch.float32


def test_small_network_leaves_one_core_free(monkeypatch: pytest.MonkeyPatch) -> None:
    before = torch.get_num_threads()
    monkeypatch.setattr(devices, "cores", lambda: 3)
    monkeypatch.setenv("OMP_NUM_THREADS", "4")
    monkeypatch.setattr(devices, "_AT_START", 4)
    try:
        devices.share_cores(small=True)
        assert torch.get_num_threads() == 4
        devices.share_cores(small=False, lanes=2)
        assert torch.get_num_threads() == 2
        devices.share_cores(small=False)
        assert torch.get_num_threads() == 4, "as many as the variable says, whatever was set before"
        monkeypatch.delenv("OMP_NUM_THREADS")
        devices.share_cores(small=True)
        assert torch.get_num_threads() == 2
        devices.share_cores(small=False)
        assert torch.get_num_threads() == 3
        devices.share_cores(small=True, lanes=2)
        assert torch.get_num_threads() == 1
    finally:
        torch.set_num_threads(before)


@pytest.mark.parametrize(("cores", "batch", "lanes"), [(2, 32, 2), (2, 31, 1), (8, 32, 2), (8, 64, 4), (1, 64, 1)])
def test_lanes_are_at_most_one_for_each_core_and_none_is_small(
    monkeypatch: pytest.MonkeyPatch, cores: int, batch: int, lanes: int
) -> None:
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    monkeypatch.setattr(devices, "cores", lambda: cores)
    assert devices.lanes_for(batch) == lanes
