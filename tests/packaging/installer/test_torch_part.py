"""The folder of torch has torchvision too, and nothing that the shell has."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from resnet_studio.core.installation import gpu_manifest

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


def test_folder_is_made_again_for_another_torch_and_other_rules(
    load: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    part, source = load("installer.torch_part"), tmp_path / "site-packages"
    distribution(source, "torch")
    metadata, wheel = (source / "torch-1.0.dist-info" / name for name in ("METADATA", "WHEEL"))
    wheel.write_text("Tag: cp27-cp27-linux\n", encoding="utf-8")
    for name in ("_prune", "_fit_vision"):
        monkeypatch.setattr(part, name, lambda: None)
    monkeypatch.setattr(part, "compile_all", lambda *_: None)
    monkeypatch.setattr(part, "FOLDER", tmp_path / "torch")
    monkeypatch.setenv(part.VARIABLE, str(source))
    with pytest.raises(SystemExit, match=f"has torch 1.0, but {part.VERSION} is packaged"):
        part.build()
    metadata.write_text(f"Name: torch\nVersion: {part.VERSION}+cpu\n", encoding="utf-8")
    with pytest.raises(SystemExit, match="was built for another Python"):
        part.build()
    wheel.write_text(f"Tag: cp{sys.version_info.major}{sys.version_info.minor}-none-linux\n", encoding="utf-8")
    (part.build() / "kept").touch()
    assert (part.build() / "kept").exists(), "nothing has changed"
    metadata.write_text(f"Name: torch\nVersion: {part.VERSION}+cu130\n", encoding="utf-8")
    assert not (part.build() / "kept").exists()
    (part.FOLDER / "kept").touch()
    monkeypatch.setattr(part, "sha256", lambda _: "other rules")
    assert not (part.build() / "kept").exists()


def test_gpu_packs_have_the_torch_that_is_packaged(load: Load) -> None:
    part = load("installer.torch_part")
    for pack in json.loads(gpu_manifest.FILE.read_text(encoding="utf-8"))["packs"]:
        names = [wheel["name"].split("-")[:2] for wheel in pack["wheels"]]
        versions = {name: version.partition("%2B")[0].partition("+")[0] for name, version in names}
        assert (versions["torch"], versions["torchvision"]) == (part.VERSION, part._VISION)
        assert pack["torch"] == part.VERSION


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
