"""What goes beside packages: licences, sums, the list of components, and the check of a second build."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

Load = Callable[[str], ModuleType]


def distribution(site_packages: Path, name: str, licence: str, *files: str) -> None:
    info = f"{name}-1.0.dist-info"
    for file in (f"{info}/METADATA", f"{name}/__init__.py", *files):
        (site_packages / file).parent.mkdir(parents=True, exist_ok=True)
        (site_packages / file).write_text(file, encoding="utf-8")
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\nLicense: {licence}\n"
    (site_packages / info / "METADATA").write_text(metadata, encoding="utf-8")
    listed = [f"{info}/METADATA", f"{name}/__init__.py", *files]
    (site_packages / info / "RECORD").write_text("".join(f"{file},,\n" for file in listed), encoding="utf-8")


@pytest.fixture
def licences(load: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The shell has two packages and uses files of one; the folder of torch has one."""
    made = load("installer.licences")
    shell = tmp_path / "shell" / "lib" / "site-packages"
    distribution(shell, "inside", "MIT", "inside-1.0.dist-info/LICENSE", "inside/deep/ThirdPartyNotices.txt")
    distribution(shell, "flatbuffers", "Apache")
    distribution(shell, "pyside6_essentials", "LGPL")
    distribution(shell, "builder", "GPL", "builder-1.0.dist-info/LICENSE")
    distribution(tmp_path / "torch", "torch", "BSD", "torch/NOTICE", "torch/licence.py")
    sources = [str(shell / name / "__init__.py") for name in ("inside", "flatbuffers", "pyside6_essentials")]
    (tmp_path / "sources.json").write_text(json.dumps(sources), encoding="utf-8")
    monkeypatch.setattr(made, "SHELL_ENVIRONMENT", tmp_path / "shell")
    monkeypatch.setattr(made.torch_part, "FOLDER", tmp_path / "torch")
    monkeypatch.setattr(made, "SOURCES", tmp_path / "sources.json")
    monkeypatch.setattr(made, "_debian_packages", list)
    monkeypatch.setattr(made.typeface, "version", lambda _: "4.001")
    return made


def test_licences_are_those_of_what_is_packaged(licences: ModuleType, tmp_path: Path) -> None:
    folder = tmp_path / "licences"
    (tmp_path / "share" / "weights").mkdir(parents=True)
    (tmp_path / "share" / "weights" / "resnet18-f37072fd.pth").touch()
    licences.collect(folder)
    licences.write_list(tmp_path)
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.parent != folder}
    notices = "inside/deep-ThirdPartyNotices.txt"
    qt = "pyside6_essentials/Qt, PySide and pi_heif.txt"
    assert found - {notices} == {"inside/LICENSE", "flatbuffers/LICENSE", "torch/NOTICE", qt}
    assert notices in found, "notices among the modules count too"
    listed = (folder / "LIST.txt").read_text(encoding="utf-8").splitlines()
    assert {"inside 1.0: MIT", "Qt 1.0: LGPL-3.0-only", "Inter 4.001: OFL-1.1"} <= set(listed)
    assert "resnet18 of torchvision f37072fd: BSD-3-Clause" in listed
    assert [line for line in listed if line.startswith(("builder", "Python "))] == [
        f"Python {sys.version.partition(' ')[0]}: PSF-2.0"
    ]


def test_package_without_a_licence_ends_the_build(licences: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "torch" / "torch" / "NOTICE").unlink()
    with pytest.raises(SystemExit, match=r"torch 1\.0 brings no text of its licence"):
        licences.collect(tmp_path / "licences")


def test_components_are_those_of_the_list(
    load: Load, licences: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tool that writes the distributions is not installed here; what is added to them is looked at."""
    release = load("installer.release")
    monkeypatch.setattr(release, "BUILD", tmp_path)
    monkeypatch.setattr(release, "PROGRAM", tmp_path)
    monkeypatch.setattr(release, "tool", Path)

    def run(command: list[object]) -> None:
        lines = (tmp_path / "components.txt").read_text(encoding="utf-8").splitlines()
        parts = [{"name": name, "version": version} for name, _, version in (line.partition("==") for line in lines)]
        Path(str(command[-1])).write_text(json.dumps({"metadata": {"component": {}}, "components": parts}))

    monkeypatch.setattr(release, "run", run)
    (tmp_path / "licences").mkdir()
    licences.write_list(tmp_path)
    content = json.loads(release.write_sbom(tmp_path / "all.json").read_text(encoding="utf-8"))
    named = {(part["name"], part["version"]) for part in content["components"]}
    listed = [line.partition(":")[0] for line in (tmp_path / "licences" / "LIST.txt").read_text().splitlines()]
    assert named == {tuple(line.rsplit(" ", 1)) for line in listed}
    assert ("Qt", "1.0") in named
    assert all(part["licenses"] for part in content["components"])
    assert content["metadata"]["component"]["version"] == release.version()


def test_sums_are_of_the_files_of_a_release(load: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    release = load("installer.release")
    monkeypatch.setattr(release, "DIST", tmp_path)
    monkeypatch.setattr(release, "SUMS", tmp_path / "SHA256SUMS")
    monkeypatch.setattr(release, "write_sbom", lambda target: target.write_bytes(b"{}") and target)
    (tmp_path / "a.deb").write_bytes(b"abc")
    (tmp_path / "an.AppDir").mkdir()
    release.describe([tmp_path / "a.deb", tmp_path / "an.AppDir"])
    lines = (tmp_path / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  a.deb"
    assert [line.split("  ")[1] for line in lines[1:]] == [f"resnet-studio-{release.version()}-{sys.platform}.cdx.json"]


def test_check_compares_the_packages_of_this_version_only(
    load: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = load("installer.release")
    monkeypatch.setattr(release, "DIST", tmp_path)
    monkeypatch.setattr(release, "version", lambda: "1.2.0")
    ours = ["resnet-studio_1.2.0_amd64.deb", "resnet_studio-1.2.0-py3-none-any.whl", "resnet_studio-1.2.0.tar.gz"]
    for name in (*ours, "resnet-studio_1.1.0_amd64.deb", "resnet_studio-1.2.0.1.tar.gz", "other.whl"):
        (tmp_path / name).touch()
    assert sorted(file.name for file in release._compared()) == sorted(ours)
