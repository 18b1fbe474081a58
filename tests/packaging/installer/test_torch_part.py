"""The folder of torch has torchvision too, and nothing that the shell has."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

Load = Callable[[str], ModuleType]


def distribution(site_packages: Path, name: str, *needs: str) -> None:
    info = site_packages / f"{name}-1.0.dist-info"
    (site_packages / name).mkdir(parents=True)
    (site_packages / name / "__init__.py").touch()
    info.mkdir()
    lines = [f"Name: {name}", "Version: 1.0", *(f"Requires-Dist: {need}" for need in needs)]
    (info / "METADATA").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (info / "RECORD").write_text(f"{name}/__init__.py,,\n{info.name}/METADATA,,\n", encoding="utf-8")


@pytest.mark.parametrize("vision", [True, False])
def test_copy_has_torchvision_where_it_is_and_not_what_the_shell_has(
    load: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, vision: bool
) -> None:
    part, source = load("installer.torch_part"), tmp_path / "site-packages"
    distribution(source, "torch", "sympy>=1.13", "numpy>=2 ; extra == 'test'")
    distribution(source, "sympy")
    distribution(source, "numpy")
    if vision:
        distribution(source, "torchvision", "numpy", "torch (==1.0)", "pillow>=5")
    monkeypatch.setattr(part, "FOLDER", tmp_path / "torch")
    part._copy(source)
    copied = {file.name for file in part.FOLDER.iterdir() if not file.name.endswith(".dist-info")}
    assert copied == {"torch", "sympy"} | ({"torchvision"} if vision else set())


def test_installation_takes_torchvision_without_the_libraries_of_the_shell(
    load: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    part, installed = load("installer.torch_part"), []
    monkeypatch.setattr(part, "BUILD", tmp_path)
    monkeypatch.setattr(part, "shell_python", lambda: "false")
    monkeypatch.setattr(part, "pip_install", lambda _, *words: installed.append([str(word) for word in words]))
    monkeypatch.setattr(part.subprocess, "run", lambda *_, **__: subprocess.CompletedProcess([], 1))
    part._install()
    torch, vision = installed
    assert torch[-1].startswith(f"torch=={part.VERSION}")
    assert vision[-1].startswith("torchvision==")
    assert "--no-deps" in vision
    assert "--no-deps" not in torch
    assert part.CPU_BUILDS in torch
    assert part.CPU_BUILDS in vision


def test_shell_has_neither_torch_nor_torchvision(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    tools, needs = load("installer.tools"), []
    monkeypatch.setattr(tools, "_environment", lambda _, requirements: needs.extend(requirements))
    tools.shell_python()
    assert "pillow" in {tools._name(need) for need in needs}
    assert not {"torch", "torchvision"} & {tools._name(need) for need in needs}
