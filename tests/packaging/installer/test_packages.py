"""What packages say: one version, what they depend on, files that desktops accept."""

import hashlib
import re
import shutil
import subprocess
import sys
import tomllib
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

import resnet_studio
from resnet_studio.core.installation import desktop_entry
from resnet_studio.core.network.published import PUBLISHED, Published

ROOT = Path(__file__).resolve().parents[3]
Load = Callable[[str], ModuleType]
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="packages for Linux are made on Linux")


def test_version_has_one_place(load: Load) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["dynamic"] == ["version"]
    assert ROOT / project["tool"]["hatch"]["version"]["path"] == Path(resnet_studio.__file__)
    assert load("installer.places").version() == resnet_studio.__version__
    literal = re.compile(re.escape(resnet_studio.__version__).join(['"', '"']))
    for file in (ROOT / "packaging").rglob("*"):
        if file.suffix in {".nsi", ".xml", ".py", ".spec"}:
            assert not literal.search(file.read_text(encoding="utf-8")), file


@on_linux
def test_desktop_files_are_valid(load: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    linux = load("installer.linux")
    monkeypatch.setattr(linux, "ICONS", tmp_path / "icons")
    (tmp_path / "icons").mkdir()
    for side in load("installer.icons").SIDES:
        (tmp_path / "icons" / f"{side}.png").write_bytes(b"")
    share = tmp_path / "share"
    linux.write_share(share, ["/usr/bin/resnet-studio"])
    described = ElementTree.parse(share / "metainfo" / f"{linux.ID}.metainfo.xml").getroot()
    release = described.find("releases/release")
    assert release is not None
    assert release.get("version") == resnet_studio.__version__
    entry = desktop_entry.files_in(share)[0]
    assert described.findtext("launchable") == entry.name
    types = re.search("^MimeType=(.*);$", entry.read_text(encoding="utf-8"), re.MULTILINE)
    assert types is not None
    assert [found.text for found in described.findall("provides/mediatype")] == types[1].split(";")
    if lacking := linux.check_share(share):  # it ends the process where a tool complains
        pytest.skip(f"not all is checked, for want of {', '.join(lacking)}")


@on_linux
@pytest.mark.skipif(not shutil.which("objdump"), reason="needs objdump, from binutils")
def test_needs_are_libraries_that_the_program_does_not_bring(
    load: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    libraries = load("installer.libraries")
    program = Path(sys.executable).resolve()
    shutil.copy2(program, tmp_path / "program")
    found = libraries.Needs(tmp_path)
    headers = subprocess.run(["objdump", "-p", program], capture_output=True, text=True, check=True).stdout
    assert set(found.names) <= set(re.findall(r"NEEDED\s+(\S+)", headers))
    assert not any(name.startswith(("libc.so", "libm.so", "ld-linux")) for name in found.names)
    assert (2, 17) <= found.glibc < (3, 0)
    for name in found.names:
        (tmp_path / name).write_bytes(b"")
    assert libraries.Needs(tmp_path).names == []
    monkeypatch.setattr(libraries.Needs, "__init__", lambda self, names: setattr(self, "names", names))
    with pytest.raises(SystemExit, match=r"No Debian package is known for libnowhere\.so\.9"):
        libraries.Needs(["libGL.so.1", "libnowhere.so.9"]).debian()


def test_weights_are_packaged_only_as_published(load: Load, tmp_path: Path) -> None:
    weights = load("installer.weights")
    file = tmp_path / "resnet18-2c26b46b.pth"
    wanted = hashlib.sha256(b"foo").hexdigest()
    assert weights.problem_of(file, 3, wanted) == f"{file} is missing."
    file.write_bytes(b"foo")
    assert weights.problem_of(file, 3, wanted) == ""
    assert weights.problem_of(file, 4, wanted) == f"{file} has 3 bytes instead of 4."
    file.write_bytes(b"fox")
    assert weights.problem_of(file, 3, wanted).startswith(f"{file} is damaged")
    assert set(weights.DEPTHS) <= set(PUBLISHED)


def test_weights_come_with_their_licence_or_end_the_build(
    load: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    weights = load("installer.weights")
    made = Published(0, 0.0, 3, "resnet18-2c26b46b.pth", hashlib.sha256(b"foo").hexdigest())
    monkeypatch.setattr(weights, "PUBLISHED", dict.fromkeys(weights.DEPTHS, made))
    licences, target = tmp_path / "licences", tmp_path / "share" / "weights"
    (licences / "torchvision").mkdir(parents=True)
    (licences / "torchvision" / "LICENSE").write_text("BSD")
    weights.put(target, licences)
    assert not target.exists(), "no folder with them was named"
    monkeypatch.setenv(weights.VARIABLE, str(tmp_path))
    with pytest.raises(SystemExit, match="is missing"):
        weights.put(target, licences)
    (tmp_path / "resnet18-2c26b46b.pth").write_bytes(b"foo")
    weights.put(target, licences)
    assert (target / "resnet18-2c26b46b.pth").read_bytes() == b"foo"
    assert (licences / "ImageNet weights.txt").read_text().endswith("BSD")


def test_torch_is_copied_with_what_it_needs(load: Load) -> None:
    torch_part = load("installer.torch_part")
    site_packages = Path(sys.modules["pytest"].__file__ or "").parents[1]
    found = {
        torch_part.name_in(item.metadata["Name"]): item for item in torch_part.distributions(path=[str(site_packages)])
    }
    closure = torch_part._closure("torch", found)
    assert {"torch", "sympy", "mpmath", "jinja2", "markupsafe"} <= closure
    assert not {"pytest", "pyside6-essentials"} & closure
