"""The licences of everything that a package holds, each in a folder of its name."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import sysconfig
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import TYPE_CHECKING, cast

from installer import torch_part
from installer.places import BUILD, HERE, ROOT
from installer.tools import SHELL_ENVIRONMENT, name_in

if TYPE_CHECKING:
    from email.message import Message

_LICENCE = re.compile(r"(licen[cs]e|copying|notice|copyright|authors)", re.IGNORECASE)
_BOOTLOADER = "pyinstaller"
SOURCES = BUILD / "sources.json"
"""The files that the shell was made from, as shell.spec wrote them."""


def collect(folder: Path) -> None:
    """Write the licences into a folder, with a list of what is packaged."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shutil.copy2(ROOT / "LICENSE", folder / "ResNet Studio.txt")
    rows = [_of_python(folder), *(_of_distribution(item, folder) for item in packaged())]
    if sys.platform == "linux":
        rows += _of_system_libraries(folder)
    for text in sorted((HERE / "licences").glob("*.txt")):
        shutil.copy2(text, folder / text.name)
    rows.sort(key=lambda row: str(row[0]).lower())
    lines = [f"{name} {version}: {licence}" for name, version, licence in rows]
    (folder / "LIST.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


def packaged() -> list[Distribution]:
    """What is in the package: all in the folder of torch, and what the shell has files of; each name once."""
    shell = Path(next(SHELL_ENVIRONMENT.rglob("site-packages")))
    sources = {Path(source) for source in json.loads(SOURCES.read_text(encoding="utf-8"))}
    found = {name_in(item.metadata["Name"]): item for item in distributions(path=[str(torch_part.FOLDER)])}
    for item in distributions(path=[str(shell)]):
        name = name_in(item.metadata["Name"])
        if name == _BOOTLOADER or any(Path(str(item.locate_file(file))) in sources for file in item.files or []):
            found.setdefault(name, item)
    return [found[name] for name in sorted(found)]


def licence_of(item: Distribution) -> str:
    """The licence that a distribution names, in a few words."""
    data = cast("Message", item.metadata)
    if expression := data.get("License-Expression"):
        return str(expression)
    named = [line.rpartition(" :: ")[2] for line in data.get_all("Classifier") or [] if line.startswith("License ::")]
    if named:
        return ", ".join(named)
    text = str(data.get("License") or "").strip()
    return text.splitlines()[0] if text else "see its files"


def _of_distribution(item: Distribution, folder: Path) -> tuple[str, str, str]:
    name = str(item.metadata["Name"])
    target = folder / name
    for file in item.files or []:
        inside = file.parts[0].endswith(".dist-info")
        source = Path(str(item.locate_file(file)))
        if inside and source.is_file() and (_LICENCE.search(file.name) or "licenses" in file.parts):
            target.mkdir(exist_ok=True)
            shutil.copy2(source, target / "-".join(file.parts[1:]))
    return name, item.version, licence_of(item)


def _of_python(folder: Path) -> tuple[str, str, str]:
    """The licence of Python itself; the last place is Debian's."""
    places = (
        Path(sysconfig.get_path("stdlib"), "LICENSE.txt"),
        Path(sys.base_prefix, "LICENSE.txt"),
        Path(f"/usr/share/doc/python{sys.version_info.major}.{sys.version_info.minor}/copyright"),
    )
    found = next((place for place in places if place.is_file()), None)
    if found is None:
        sys.exit(f"The licence of Python is in none of {', '.join(map(str, places))}.")
    shutil.copy2(found, folder / "Python.txt")
    return "Python", sys.version.partition(" ")[0], "PSF-2.0"


def _of_system_libraries(folder: Path) -> list[tuple[str, str, str]]:
    """The licences of libraries that PyInstaller took from this Debian system: what it bundled, and no wheel has."""
    rows = []
    for package in sorted(_debian_packages()):
        copyright_file = Path("/usr/share/doc") / package / "copyright"
        if not copyright_file.is_file():
            sys.exit(f"{copyright_file} is missing, so the licence of a bundled library is not known.")
        target = folder / package
        target.mkdir(exist_ok=True)
        shutil.copy2(copyright_file, target / "copyright")
        command = ["dpkg-query", "--show", "--showformat=${Version}", package]
        version = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        rows.append((package, version, "see its copyright file"))
    return rows


def _debian_packages() -> set[str]:
    """The Debian packages that bundled libraries come from."""
    prefixes = tuple({str(Path(prefix).resolve()) for prefix in (SHELL_ENVIRONMENT, ROOT)})
    python = tuple({str(Path(sysconfig.get_path(name)).resolve()) for name in ("stdlib", "platstdlib")})
    packages = set()
    for source in json.loads(SOURCES.read_text(encoding="utf-8")):
        library = Path(source).name
        if source.startswith((*prefixes, *python)) or ".so" not in library or library.startswith("libpython"):
            continue
        done = subprocess.run(["dpkg", "--search", *_names_of(source)], capture_output=True, text=True, check=False)
        if not done.stdout:
            sys.exit(f"{source} belongs to no Debian package, so its licence is not known.")
        packages.add(done.stdout.splitlines()[0].partition(": ")[0].partition(":")[0])
    return packages


def _names_of(library: str) -> list[str]:
    """The names that dpkg may know a library by: with and without /usr, and by what a link leads to."""
    paths = {library, str(Path(library).resolve())}
    return sorted(paths | {path.removeprefix("/usr") for path in paths})
