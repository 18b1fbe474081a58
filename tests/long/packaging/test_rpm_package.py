"""The `.rpm`, installed by rpm in a clean Debian 12 with the libraries that it needs. Fedora is in release CI only."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.long.packaging.conftest import ROOT, CleanSystem

pytestmark = [pytest.mark.long, pytest.mark.timeout(1800)]
PROGRAM = ("opt/resnet-studio", "usr/bin/resnet-studio", "usr/share/applications/resnet-studio.desktop")


@pytest.fixture
def rpm(system: CleanSystem, deb: Path) -> Path:
    """The package, in a system that has rpm and the libraries, but not the `.deb`."""
    found = sorted((ROOT / "dist").glob("*.rpm"))
    if not found:
        pytest.skip("there is no .rpm in dist/: make package comes first")
    command = ["dpkg-deb", "--field", deb, "Depends"]
    depends = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    libraries = re.findall(r"(?:^|, )([a-z0-9.+-]+)", depends.strip())
    system.root("apt-get", "update", "-q")
    apt = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-q", "--yes", "--no-install-recommends"]
    system.root(*apt, "rpm", *libraries)
    (system.folder / "root").mkdir(exist_ok=True)
    return Path(shutil.copy2(found[-1], system.folder / "root" / found[-1].name))


def test_rpm_installs_tests_itself_and_is_erased(system: CleanSystem, rpm: Path) -> None:
    system.root("rpm", "--initdb")
    system.root("rpm", "--install", "--nodeps", f"/root/{rpm.name}")  # its names of libraries are Fedora's
    rpm.unlink()
    assert all((system.folder / path).exists() for path in PROGRAM[::2])
    assert "/opt/resnet-studio/resnet-studio" in system.root("rpm", "--query", "--list", "resnet-studio")
    smoke = system.person("resnet-studio", "--smoke", "/home/person/rpm.png")
    assert smoke.returncode == 0, smoke.stdout
    system.root("rpm", "--erase", "resnet-studio")
    assert not any((system.folder / path).exists() for path in PROGRAM)
