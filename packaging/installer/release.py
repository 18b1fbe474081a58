"""What goes beside the packages of a release: SHA-256 sums and a list of all components (SBOM), and a check of both."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from installer import linux, program, python_packages
from installer.licences import Component, licence_of, other_components, packaged
from installer.places import BUILD, DIST, NAME, PROGRAM, ROOT, version
from installer.tools import run, sha256, tool

SUMS = DIST / "SHA256SUMS"


def describe(made: list[Path]) -> list[Path]:
    """Write the list of components and the sums of all files of a release."""
    sbom = write_sbom(DIST / f"{NAME}-{version()}-{sys.platform}.cdx.json")
    files = [file for file in [*made, sbom] if file.is_file()]
    lines = [f"{sha256(file)}  {file.name}\n" for file in sorted(files)]
    SUMS.write_text("".join(lines), encoding="utf-8")
    return [sbom, SUMS]


def write_sbom(target: Path) -> Path:
    """Write all components of the packaged program in CycloneDX's format, with versions and licences."""
    wanted = BUILD / "components.txt"
    items = packaged()
    wanted.write_text("".join(f"{item.metadata['Name']}=={item.version}\n" for item in items), encoding="utf-8")
    run(
        [tool("cyclonedx-py"), "requirements", wanted, "--pyproject", ROOT / "pyproject.toml",
         "--mc-type", "application", "--output-reproducible", "--of", "JSON", "-o", target]
    )  # fmt: skip
    content = json.loads(target.read_text(encoding="utf-8"))
    content["metadata"]["component"]["version"] = version()
    licences = {str(item.metadata["Name"]).lower(): licence_of(item) for item in items}
    for component in content["components"]:
        component.setdefault("licenses", [{"license": {"name": licences[component["name"].lower()]}}])
    content["components"] += [_other(part) for part in other_components(PROGRAM)]
    target.write_text(json.dumps(content, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    return target


def _other(part: Component) -> dict[str, object]:
    """The record of what is not a distribution."""
    known = {"purl": part.purl} if part.purl else {}
    return known | {
        "type": part.kind,
        "bom-ref": f"{part.name} {part.version}",
        "name": part.name,
        "version": part.version,
        "licenses": [{"license": {"name" if " " in part.licence else "id": part.licence}}],
    }


def check() -> list[Path]:
    """Build the program, `.deb`, `.rpm`, sdist and wheel again, and compare them with those in dist/ byte by byte."""
    before = {file.name: sha256(file) for file in _compared()}
    if not before:
        sys.exit("There is nothing in dist/ to compare with: `make release` comes first.")
    keep = BUILD / "first"
    shutil.rmtree(keep, ignore_errors=True)
    keep.mkdir(parents=True)
    for file in _compared():
        file.rename(keep / file.name)
    program.build()
    if sys.platform == "linux":
        linux.packages()
    python_packages.build()
    different = [name for name, digest in before.items() if sha256(DIST / name) != digest]
    if different:
        sys.exit(f"These differ when they are built again: {', '.join(different)}. The first ones are in {keep}.")
    shutil.rmtree(keep)
    return list(_compared())


def _compared() -> Iterator[Path]:
    """The packages of this version in dist/ that are the same bytes each time."""
    number, stem = version(), python_packages.STEM
    for pattern in (
        f"{NAME}_{number}_*.deb",
        f"{NAME}-{number}-*.rpm",
        f"{stem}-{number}-*.whl",
        f"{stem}-{number}.tar.gz",
    ):
        yield from sorted(DIST.glob(pattern))
