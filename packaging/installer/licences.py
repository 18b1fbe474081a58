"""The licences of everything that a package holds, each in a folder of its name."""

from __future__ import annotations

import json
import platform
import re
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from importlib.metadata import Distribution, distributions
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, cast
from urllib.parse import quote

from installer import torch_part, typeface
from installer.places import BUILD, HERE, ROOT
from installer.tools import SHELL_ENVIRONMENT, name_in

if TYPE_CHECKING:
    from email.message import Message

_LICENCE = re.compile(r"(licen[cs]e|copying|notice|copyright|authors)", re.IGNORECASE)
_TEXT = {"", ".txt", ".md", ".rst", ".html"}
_APACHE, _QT = ROOT / "LICENSE", HERE / "licences" / "Qt, PySide and pi_heif.txt"
_WITHOUT = {"flatbuffers": _APACHE, "pyside6-essentials": _QT, "shiboken6": _QT}
"""The licences of distributions that bring no text of their own."""
_BOOTLOADER, _QT_FOR_PYTHON = "pyinstaller", "pyside6-essentials"
SOURCES = BUILD / "sources.json"
"""The files that the shell was made from, as shell.spec wrote them."""


def collect(folder: Path) -> None:
    """Write the licences of all but the typeface and the weights into a folder."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shutil.copy2(ROOT / "LICENSE", folder / "ResNet Studio.txt")
    _copy_of_python(folder)
    for item in packaged():
        _copy_of_distribution(item, folder)
    for package in _debian_packages():
        _copy_of_system_library(package, folder)
    for text in sorted((HERE / "licences").glob("*.txt")):
        shutil.copy2(text, folder / text.name)


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


@dataclass(frozen=True)
class Component:
    """Something that is packaged. `kind` is CycloneDX's, and `purl` a package URL, empty where there is none."""

    name: str
    version: str
    licence: str
    kind: str = "library"
    purl: str = ""


def write_list(program: Path) -> None:
    """Write the list of all that a program holds into its folder of licences."""
    parts = [Component(str(item.metadata["Name"]), item.version, licence_of(item)) for item in packaged()]
    rows = sorted([*parts, *other_components(program)], key=lambda part: part.name.lower())
    lines = [f"{part.name} {part.version}: {part.licence}\n" for part in rows]
    (program / "licences" / "LIST.txt").write_text("".join(lines), encoding="utf-8")


def other_components(program: Path) -> list[Component]:
    """What a program holds that is not a distribution: Python, Qt, libraries of Debian, the typeface, weights."""
    parts = [Component("Python", sys.version.partition(" ")[0], "PSF-2.0", "platform")]
    qt = [item.version for item in packaged() if name_in(item.metadata["Name"]) == _QT_FOR_PYTHON]
    parts += [Component("Qt", version, "LGPL-3.0-only", "framework") for version in qt]
    for package in _debian_packages():
        command = ["dpkg-query", "--show", "--showformat=${Version}", package]
        version = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        address = f"pkg:deb/{platform.freedesktop_os_release()['ID']}/{package}@{quote(version)}"
        parts.append(Component(package, version, "see its copyright file", purl=address))
    if version := typeface.version(program / "share" / "fonts"):
        parts.append(Component("Inter", version, "OFL-1.1", "data"))
    for file in sorted((program / "share" / "weights").glob("*.pth")):
        name, _, digest = file.stem.rpartition("-")
        parts.append(Component(f"{name} of torchvision", digest, "BSD-3-Clause", "machine-learning-model"))
    return parts


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


def _copy_of_distribution(item: Distribution, folder: Path) -> None:
    name = str(item.metadata["Name"])
    target = folder / name
    for file in item.files or []:
        source = Path(str(item.locate_file(file)))
        if _is_licence(file) and source.is_file():
            target.mkdir(exist_ok=True)
            place = target / "-".join(file.parts[1:])
            if place.exists():
                place = target / "-".join(file.parts)
            shutil.copy2(source, place)
    if not target.exists():
        text = _WITHOUT.get(name_in(name))
        if text is None:
            sys.exit(f"{name} {item.version} brings no text of its licence: add it to packaging/installer/licences.py.")
        target.mkdir()
        shutil.copy2(text, target / text.name)


def _is_licence(file: PurePath) -> bool:
    """Whether a file of a distribution is the text of a licence: beside its metadata, or among its modules."""
    if file.parts[0].endswith(".dist-info"):
        return bool(_LICENCE.search(file.name)) or "licenses" in file.parts
    return len(file.parts) > 1 and file.suffix.lower() in _TEXT and bool(_LICENCE.search(file.stem))


def _copy_of_python(folder: Path) -> None:
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


def _copy_of_system_library(package: str, folder: Path) -> None:
    """The licence of a library that PyInstaller took from this Debian system."""
    copyright_file = Path("/usr/share/doc") / package / "copyright"
    if not copyright_file.is_file():
        sys.exit(f"{copyright_file} is missing, so the licence of a bundled library is not known.")
    (folder / package).mkdir(exist_ok=True)
    shutil.copy2(copyright_file, folder / package / "copyright")


def _debian_packages() -> list[str]:
    """The Debian packages that bundled libraries come from: what PyInstaller bundled, and no wheel has."""
    if sys.platform != "linux":
        return []
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
    return sorted(packages)


def _names_of(library: str) -> list[str]:
    """The names that dpkg may know a library by: with and without /usr, and by what a link leads to."""
    paths = {library, str(Path(library).resolve())}
    return sorted(paths | {path.removeprefix("/usr") for path in paths})
