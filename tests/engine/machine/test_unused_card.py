"""What is said of a graphics card that does not compute."""

import sys

import pytest
import torch

from resnet_studio.core.installation import graphics_card
from resnet_studio.core.installation.gpu_manifest import GpuPack
from resnet_studio.core.installation.graphics_card import Card
from resnet_studio.engine.machine import unused_card as module
from resnet_studio.engine.machine.unused_card import unused_card


@pytest.fixture(autouse=True)
def card(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graphics_card, "nvidia", lambda: Card("NVIDIA X", "470.1"))


def test_nothing_is_said_where_the_card_computes_or_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not unused_card("cuda")
    monkeypatch.setattr(graphics_card, "nvidia", lambda: None)
    assert not unused_card("cpu")


def test_build_for_the_processor_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.version, "cuda", None)
    assert "(NVIDIA X), but PyTorch" in str(unused_card("cpu"))
    assert "https://pytorch.org/get-started/locally has the command." in str(unused_card("cpu"))
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    pack = GpuPack("a-pack", "2.13.0", "3.11", "linux-x86_64", "CUDA 13.0", "580", "7.5", 5_000_000_000, ())
    monkeypatch.setattr(module, "pack_for_this", lambda _: pack)
    assert "of no use for it yet. It needs the driver 580 or newer" in str(unused_card("cpu"))
    monkeypatch.setattr(graphics_card, "nvidia", lambda: Card("NVIDIA X", "580.1"))
    assert str(unused_card("cpu")).endswith("The GPU pack makes it faster by far.")
    monkeypatch.setattr(module, "pack_for_this", lambda _: None)
    assert str(unused_card("cpu")).endswith("cannot use it.")


def test_old_driver_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.version, "cuda", "13.0")
    assert "with the driver 470.1. Install NVIDIA's newest driver." in str(unused_card("cpu"))
