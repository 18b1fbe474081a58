"""Packages for Linux: `.deb`, `.rpm`, and an AppDir, from which release CI makes an AppImage."""

from __future__ import annotations

import datetime
import json
import os
import platform
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

from installer import icons
from installer.libraries import Needs
from installer.places import BUILD, DIST, LINUX, NAME, PROGRAM, ROOT, version
from installer.program import ICONS
from installer.tools import run, source_date, tool
from resnet_studio.core.installation import desktop_entry

PREFIX = Path("/opt") / NAME
ID = "org.resnet_studio.ResNetStudio"
SHARE = BUILD / "share"
DESCRIPTION = """Teach a ResNet your pictures, on your own computer
ResNet Studio trains image classifiers. Drop a folder of pictures on the window,
press Train, and watch it learn. Pictures and models stay on your computer."""
COMPRESSION = "zstd:9"  # 14 s; zstd:19 makes it 7 % smaller in 3.5 min, xz 24 % in 4
CHECKS = {"desktop-file-validate": (), "appstreamcli": ("validate", "--no-net"), "xmllint": ("--noout",)}
"""The tools that stores and desktops use, for the entry, the description and the MIME types."""
RUNTIME = "APPIMAGE_RUNTIME"
"""Names the file with which an AppImage begins, and which mounts the rest."""
_ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}


def packages() -> list[Path]:
    """Make all packages from the program in its folder."""
    write_share(SHARE, [f"/usr/bin/{NAME}"])
    if lacking := check_share(SHARE):
        print(f"The files for desktops are not all checked: {', '.join(lacking)} is not installed.", flush=True)
    _equal_times([PROGRAM, SHARE])
    needs = Needs(PROGRAM)
    made = [_nfpm("deb", needs.debian()), _nfpm("rpm", needs.rpm())]
    return [*made, appdir()]


def write_share(share: Path, command: list[str]) -> None:
    """Write what a desktop reads: the entry, the icon in all sizes, MIME types, and the description for stores."""
    shutil.rmtree(share, ignore_errors=True)
    entry, drawing, mime = desktop_entry.files_in(share)
    mime_types = (desktop_entry.DATA / mime.name).read_text(encoding="utf-8")
    texts = {entry: desktop_entry.entry(command), mime: mime_types, _metainfo(share): _description()}
    for file, text in texts.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    drawing.parent.mkdir(parents=True)
    shutil.copy2(ROOT / "assets" / "icon.svg", drawing)
    for side in icons.SIDES:
        picture = share / "icons" / "hicolor" / f"{side}x{side}" / "apps" / f"{NAME}.png"
        picture.parent.mkdir(parents=True)
        shutil.copy2(ICONS / f"{side}.png", picture)
    documents = share / "doc" / NAME
    documents.mkdir(parents=True)
    shutil.copy2(ROOT / "CHANGELOG.md", documents / "CHANGELOG.md")
    shutil.copy2(LINUX / "copyright", documents / "copyright")


def _metainfo(share: Path) -> Path:
    return share / "metainfo" / f"{ID}.metainfo.xml"


def _description() -> str:
    date = datetime.datetime.fromtimestamp(source_date(), datetime.UTC).date().isoformat()
    text = (LINUX / f"{ID}.metainfo.xml").read_text(encoding="utf-8")
    return text.replace("@VERSION@", version()).replace("@DATE@", date)


def require_checks() -> None:
    """End the build of a release where the files for desktops could not be checked."""
    if lacking := [name for name in CHECKS if not shutil.which(name)]:
        sys.exit(f"A release needs {', '.join(lacking)}, to check the files for desktops.")


def check_share(share: Path) -> list[str]:
    """Check these files with the tools that stores and desktops use, and return those that are not installed."""
    entry, _, mime = desktop_entry.files_in(share)
    there = [name for name in CHECKS if shutil.which(name)]
    for name, file in zip(CHECKS, (entry, _metainfo(share), mime), strict=True):
        if name in there:
            run([name, *CHECKS[name], file])
    return sorted(CHECKS.keys() - there)


def _equal_times(folders: Iterable[Path]) -> None:
    """Give all files the time of the sources: packages hold it, and are to be the same bytes each time."""
    time = source_date()
    for folder in folders:
        for path in [folder, *folder.rglob("*")]:
            os.utime(path, (time, time), follow_symlinks=False)


def _nfpm(kind: str, depends: list[str]) -> Path:
    """Make a `.deb` or an `.rpm`; both are described once."""
    DIST.mkdir(exist_ok=True)
    machine = platform.machine()
    architecture = _ARCHITECTURES.get(machine, machine)
    names = {"deb": f"{NAME}_{version()}_{architecture}.deb", "rpm": f"{NAME}-{version()}-1.{machine}.rpm"}
    target = DIST / names[kind]
    target.unlink(missing_ok=True)
    config = BUILD / f"nfpm-{kind}.json"  # nfpm reads YAML, which JSON is a part of
    config.write_text(json.dumps(_nfpm_config(architecture, depends), indent=1), encoding="utf-8")
    run([tool("nfpm"), "package", "--config", config, "--packager", kind, "--target", target])
    return target


def _nfpm_config(architecture: str, depends: list[str]) -> dict[str, object]:
    time = datetime.datetime.fromtimestamp(source_date(), datetime.UTC).isoformat()
    entries: list[dict[str, object]] = [
        {"src": str(PROGRAM), "dst": str(PREFIX), "type": "tree", "file_info": {"mtime": time}},
        {"src": str(PREFIX / NAME), "dst": f"/usr/bin/{NAME}", "type": "symlink", "file_info": {"mtime": time}},
    ]
    for file in sorted(path for path in SHARE.rglob("*") if path.is_file()):
        installed = f"/usr/share/{file.relative_to(SHARE).as_posix()}"
        entries.append({"src": str(file), "dst": installed, "file_info": {"mode": 0o644, "mtime": time}})
    return {
        "name": NAME,
        "arch": architecture,
        "version": version(),
        "release": "1",
        "maintainer": "The ResNet Studio developers <developers@resnet-studio.invalid>",
        "description": DESCRIPTION,
        "license": "Apache-2.0",
        "section": "science",
        "priority": "optional",
        "mtime": time,
        "umask": 0o022,
        "depends": depends,
        "recommends": ["desktop-file-utils", "shared-mime-info", "xdg-utils"],
        "contents": entries,
        "deb": {"compression": COMPRESSION},
        "rpm": {"compression": COMPRESSION, "summary": DESCRIPTION.splitlines()[0], "buildhost": "build"},
    }


def appdir() -> Path:
    """Make the AppDir: a folder that runs from anywhere, and what `appimagetool` makes one file of."""
    folder = DIST / f"{NAME}-{version()}-{platform.machine()}.AppDir"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(PROGRAM, folder / "usr" / "lib" / NAME, symlinks=True, copy_function=os.link)
    write_share(folder / "usr" / "share", [NAME])
    (folder / "usr" / "bin").mkdir()
    (folder / "usr" / "bin" / NAME).symlink_to(f"../lib/{NAME}/{NAME}")
    (folder / "AppRun").symlink_to(f"usr/lib/{NAME}/{NAME}")
    entry, drawing, _ = desktop_entry.files_in(folder / "usr" / "share")
    shutil.copy2(entry, folder / entry.name)
    shutil.copy2(drawing, folder / drawing.name)
    (folder / ".DirIcon").symlink_to(drawing.name)
    if appimagetool := shutil.which("appimagetool"):
        image = folder.with_suffix(".AppImage")
        runtime = os.environ.get(RUNTIME)  # without it, the newest one is downloaded
        options = ["--runtime-file", runtime] if runtime else []
        run([appimagetool, "--no-appstream", *options, folder, image], ARCH=platform.machine(), VERSION=version())
        return image
    return folder
