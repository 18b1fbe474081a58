"""`resnet-studio gpu-pack`."""

import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from resnet_studio.cli import app
from resnet_studio.cli import gpu_pack as cli
from resnet_studio.core.basics.message import message
from resnet_studio.core.installation import gpu_pack, gpu_state, graphics_card
from resnet_studio.core.installation.gpu_manifest import GpuPack, GpuPackError
from resnet_studio.core.installation.gpu_pack import PackPhase, PackProgress
from resnet_studio.core.installation.gpu_state import GpuState, folder_of
from resnet_studio.core.installation.graphics_card import Card

Output = pytest.CaptureFixture[str]
PACK = GpuPack("a-pack", "2.13.0", "3.11", "linux-x86_64", "CUDA 13.0", "580", "7.5", 5_000_000_000, ())


@pytest.fixture(autouse=True)
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """What was asked of the pack; no file is installed but its state."""
    asked: list[Any] = []

    def install(pack: GpuPack, folder: Path | None, _: object) -> Iterator[PackProgress]:
        asked.append(folder)
        yield PackProgress(PackPhase.CHECKING, 0, 10)
        yield PackProgress(PackPhase.UNPACKING, 5, 10)
        folder_of(pack).mkdir(parents=True)
        gpu_state.write_state(folder_of(pack), GpuState("A card"))

    monkeypatch.setattr(cli, "is_packaged", lambda: True)
    monkeypatch.setattr(cli, "pack_for_this", lambda _: PACK)
    monkeypatch.setattr(gpu_pack, "install", install)
    monkeypatch.setattr(graphics_card, "nvidia", lambda: Card("NVIDIA X", "580.65"))
    kept = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    yield asked
    for number, handler in zip((signal.SIGINT, signal.SIGTERM), kept, strict=True):
        signal.signal(number, handler)


def test_pack_is_installed_from_a_folder_and_removed(asked: list[Any], tmp_path: Path, capfd: Output) -> None:
    assert app.run(["gpu-pack", "status"]) == 1
    assert "The GPU pack is not installed." in capfd.readouterr().out
    assert app.run(["gpu-pack", "install", str(tmp_path)]) == 0
    assert asked == [tmp_path]
    said = capfd.readouterr()
    assert said.err == "Checking the files\nUnpacking\n"
    assert said.out.splitlines() == [
        "Graphics card: NVIDIA X, driver 580.65.",
        f"The GPU pack in {folder_of(PACK)} is used; it was tested on A card.",
    ]
    assert app.run(["gpu-pack", "remove"]) == 0
    assert "are free again" in capfd.readouterr().out
    assert app.run(["gpu-pack", "status"]) == 1


def test_pack_that_failed_later_says_why(capfd: Output) -> None:
    folder_of(PACK).mkdir(parents=True)
    gpu_state.write_state(folder_of(PACK), GpuState("A card", message("It is damaged.")))
    assert app.run(["gpu-pack", "status"]) == 1
    assert f"The GPU pack in {folder_of(PACK)} is not used: It is damaged." in capfd.readouterr().out


def test_failure_is_a_sentence(monkeypatch: pytest.MonkeyPatch, capfd: Output) -> None:
    def fail(*_: object) -> Iterator[PackProgress]:
        raise GpuPackError(message("It does not work."))
        yield

    monkeypatch.setattr(gpu_pack, "install", fail)
    assert app.run(["gpu-pack", "install"]) == 2
    assert capfd.readouterr().err == "It does not work.\n"


def test_system_without_a_pack_is_a_sentence(monkeypatch: pytest.MonkeyPatch, capfd: Output) -> None:
    monkeypatch.setattr(cli, "pack_for_this", lambda _: None)
    assert app.run(["gpu-pack", "install"]) == 1
    assert capfd.readouterr().out.startswith("There is no GPU pack for this system")


def test_program_that_would_not_use_a_pack_installs_none(
    asked: list[Any], monkeypatch: pytest.MonkeyPatch, capfd: Output
) -> None:
    monkeypatch.setattr(graphics_card, "nvidia", lambda: Card("GTX 1080", "580.65", (6, 1)))
    assert app.run(["gpu-pack", "install"]) == 1
    assert "compute capability 7.5 or newer, and GTX 1080 has 6.1." in capfd.readouterr().out
    monkeypatch.setattr(cli, "is_packaged", lambda: False)
    assert app.run(["gpu-pack", "install"]) == 1
    assert capfd.readouterr().out.startswith("GPU packs are for ResNet Studio from a package.")
    assert asked == []


def test_signal_that_comes_too_late_does_not_deny_the_installation(
    monkeypatch: pytest.MonkeyPatch, capfd: Output
) -> None:
    installs = gpu_pack.install

    def install(*words: Any) -> Iterator[PackProgress]:
        yield from installs(*words)
        signal.raise_signal(signal.SIGTERM)

    monkeypatch.setattr(gpu_pack, "install", install)
    assert app.run(["gpu-pack", "install"]) == 0
    assert "is used; it was tested on A card." in capfd.readouterr().out


def test_pack_is_removed_beside_a_python_of_its_own(monkeypatch: pytest.MonkeyPatch, capfd: Output) -> None:
    monkeypatch.setattr(cli, "is_packaged", lambda: False)
    assert app.run(["gpu-pack", "remove"]) == 0
    assert capfd.readouterr().out == "0 B are free again.\n"
