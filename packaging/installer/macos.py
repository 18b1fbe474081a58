"""The app and the `.dmg` for macOS, signed and notarised where the keys are set up. Untried: written with care.

Variables: `MACOS_IDENTITY`, the name of a "Developer ID Application" certificate in the keychain (without it, the app
is signed ad hoc and runs on this Mac only); `MACOS_NOTARY_PROFILE`, a profile that `xcrun notarytool
store-credentials` has stored in the keychain (without it, nothing is notarised); `MACOS_NOTARY_KEYCHAIN`, the file of
that keychain where it is not the usual one.
"""

from __future__ import annotations

import os
import platform
import shutil
from collections.abc import Iterator
from pathlib import Path

from installer import torch_part
from installer.places import BUILD, DIST, NAME, PROGRAM, ROOT, TITLE, version
from installer.tools import run

ENTITLEMENTS = ROOT / "packaging" / "macos" / "entitlements.plist"
_MACH_O = (b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")


def packages() -> list[Path]:
    """Put the rest of the program into the app, sign it inside out, and make a `.dmg` of it."""
    app = PROGRAM.with_name(f"{TITLE}.app")
    _complete(app)
    _sign(app)
    dmg = _dmg(app)
    _notarise(dmg)
    return [dmg]


def _complete(app: Path) -> None:
    """Move torch, licences and weights into the app, where the program looks for them (torch_folder.py)."""
    for name in ("torch", "licences", "share"):
        if (PROGRAM / name).is_dir():
            shutil.copytree(PROGRAM / name, app / "Contents" / "Resources" / name, symlinks=True, dirs_exist_ok=True)


def _sign(app: Path) -> None:
    """Sign every library before what holds it; `codesign --deep` leaves out those in Resources."""
    identity = os.environ.get("MACOS_IDENTITY", "-")
    options = ["--force", "--sign", identity]
    if identity != "-":
        options += ["--timestamp", "--options", "runtime"]
    for file in _libraries(app):
        run(["codesign", *options, file])
    torch_part.describe(app / "Contents" / "Resources" / "torch")  # signing has changed the sizes of its libraries
    run(["codesign", *options, "--entitlements", ENTITLEMENTS, app])
    run(["codesign", "--verify", "--strict", "--deep", app])


def _libraries(app: Path) -> Iterator[Path]:
    """All libraries and helper programs, deepest first; the app's own program is signed with the app."""
    files = [file for file in app.rglob("*") if file.is_file() and not file.is_symlink()]
    for file in sorted(files, key=lambda path: (-len(path.parts), path)):
        if file.parent == app / "Contents" / "MacOS":
            continue
        with file.open("rb") as stream:
            if stream.read(4) in _MACH_O:
                yield file


def _dmg(app: Path) -> Path:
    folder = BUILD / "dmg"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shutil.copytree(app, folder / app.name, symlinks=True)
    (folder / "Applications").symlink_to("/Applications")
    DIST.mkdir(exist_ok=True)
    target = DIST / f"{NAME}-{version()}-{platform.machine()}.dmg"
    target.unlink(missing_ok=True)
    run(["hdiutil", "create", "-volname", TITLE, "-srcfolder", folder, "-fs", "HFS+", "-format", "ULMO", target])
    return target


def _notarise(dmg: Path) -> None:
    profile = os.environ.get("MACOS_NOTARY_PROFILE")
    if not profile or "MACOS_IDENTITY" not in os.environ:
        print(f"{dmg.name} is not notarised: MACOS_IDENTITY or MACOS_NOTARY_PROFILE is not set.", flush=True)
        return
    run(["codesign", "--force", "--timestamp", "--sign", os.environ["MACOS_IDENTITY"], dmg])
    keychain = os.environ.get("MACOS_NOTARY_KEYCHAIN")
    where = ["--keychain", keychain] if keychain else []
    run(["xcrun", "notarytool", "submit", dmg, "--keychain-profile", profile, *where, "--wait"])
    run(["xcrun", "stapler", "staple", dmg])
    run(["xcrun", "stapler", "validate", dmg])
