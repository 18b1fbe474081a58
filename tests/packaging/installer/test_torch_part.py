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
    assert "pillow" in {tools.name_in(need) for need in needs}
    assert not {"torch", "torchvision"} & {tools.name_in(need) for need in needs}


@pytest.mark.parametrize("fits", [True, False])
def test_operators_of_another_build_of_torch_are_left_out(
    load: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fits: bool
) -> None:
    part, imports = load("installer.torch_part"), [fits, True]
    monkeypatch.setattr(part, "FOLDER", tmp_path)
    monkeypatch.setattr(part, "_imports_vision", lambda: imports.pop(0))
    for name in ("torchvision/_C.so", "torchvision/extension.py", "torchvision.libs/libcudart.so.13"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("before", encoding="utf-8")
    part._fit_vision()
    assert (tmp_path / "torchvision" / "_C.so").exists() == fits
    assert (tmp_path / "torchvision.libs").exists() == fits
    text = (tmp_path / "torchvision" / "extension.py").read_text(encoding="utf-8")
    assert text == "before" if fits else '"torchvision", "FRAGMENT"' in text


def test_torchvision_that_cannot_be_imported_ends_the_build(
    load: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    part = load("installer.torch_part")
    monkeypatch.setattr(part, "FOLDER", tmp_path)
    monkeypatch.setattr(part, "_imports_vision", lambda: False)
    (tmp_path / "torchvision").mkdir()
    with pytest.raises(SystemExit, match="torchvision cannot be imported"):
        part._fit_vision()


def test_workflow_tests_the_wheel_with_the_torch_that_is_packaged(load: Load) -> None:
    part, workflow = load("installer.torch_part"), Path(__file__).resolve().parents[3] / ".github/workflows/release.yml"
    text = workflow.read_text(encoding="utf-8")
    assert f'"torch=={part.VERSION}+cpu" "torchvision=={part._VISION}+cpu"' in text
