"""The folder of torch that lies beside the shell: a build of torch with what only torch needs, and torchvision."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, distributions
from pathlib import Path

from installer.places import BUILD, ROOT
from installer.tools import compile_all, name_in, pip_install, run, sha256, shell_python

VERSION = "2.13.0"
"""The torch that is packaged; the manifest of the GPU pack has wheels of the same version."""
_VISION = "0.28.0"  # the torchvision that fits it
VARIABLE = "PACKAGE_TORCH"
"""Names the `site-packages` of an environment whose torch is packaged, where the usual build is not to be had."""
CPU_BUILDS = "https://download.pytorch.org/whl/cpu"
FOLDER = BUILD / "torch"

# Not needed where torch only runs. Python's own modules are all kept: an AdamW step imports hundreds of them.
_DROPPED = ("torch/test", "torch/include", "torch/share", "functorch/_src/test")
_DROPPED_FILES = ("*.pyi", "*.a", "*.lib", "lib*test*.so", "*.h", "*.cuh", "*.hpp")
_OPERATORS = """

if not _has_ops():
    # Added where ResNet Studio was packaged: this build of torch has no compiled operators of torchvision.
    # Their names are enough to import it; calling them says what is missing.
    _names = torch.library.Library("torchvision", "FRAGMENT")
    for _name in ("nms", "qnms"):
        _names.define(f"{_name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
"""
_KEPT_PROGRAMS = "torch_shm_manager*"


def build() -> Path:
    """Make the folder, unless it is there: torch, byte-compiled, without what is needed to build against it."""
    source = os.environ.get(VARIABLE, "")
    parts = _packaged_from(Path(source)) if source else requirements()
    wanted = "\n".join([*parts, f"Python {sys.version}", f"rules {sha256(Path(__file__))}"])
    stamp = FOLDER.with_suffix(".txt")
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return FOLDER
    stamp.unlink(missing_ok=True)
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    if source:
        _copy(Path(source))
    else:
        _install()
    _prune()
    _fit_vision()
    compile_all(FOLDER, "torch")
    stamp.write_text(wanted, encoding="utf-8")
    return FOLDER


def requirements() -> tuple[str, str]:
    """What pip installs, torch first: on Linux the builds for the CPU, which have versions of their own."""
    build = "+cpu" if sys.platform == "linux" else ""
    return f"torch=={VERSION}{build}", f"torchvision=={_VISION}{build}"


def _packaged_from(site_packages: Path) -> list[str]:
    """What an environment gives, with versions; the build ends where that is not what is packaged."""
    found = _found(site_packages)
    wanted = {"torch": VERSION, "torchvision": _VISION}
    for name in wanted.keys() & found.keys():
        if (version := found[name].version).partition("+")[0] != wanted[name]:
            sys.exit(f"{VARIABLE} has {name} {version}, but {wanted[name]} is packaged.")
    python = f"cp{sys.version_info.major}{sys.version_info.minor}"
    tags = found["torch"].read_text("WHEEL") or ""
    if f"Tag: {python}-" not in tags:
        sys.exit(f"The torch in {site_packages} was built for another Python than this one ({python}).")
    return [str(site_packages), *(f"{name}=={found[name].version}" for name in _needed(found))]


def _install() -> None:
    """Install from where pip is set up to look; the builds for the CPU are on a server of their own."""
    common: list[str | Path] = ["--no-compile", "--target", FOLDER]
    python = shell_python()
    known = subprocess.run(
        [python, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", BUILD / "wheels", *requirements()],
        capture_output=True, check=False,
    )  # fmt: skip
    found = ("--find-links", BUILD / "wheels") if known.returncode == 0 else ("--extra-index-url", CPU_BUILDS)
    torch, vision = requirements()
    pip_install(python, *common, *found, torch)
    pip_install(python, *common, *found, "--no-deps", vision)  # the shell has NumPy and Pillow


def _copy(site_packages: Path) -> None:
    """Copy torch with what it needs, and torchvision if it is there; NumPy and Pillow are in the shell."""
    found = _found(site_packages)
    for name in _needed(found):
        for file in found[name].files or []:
            source = site_packages / file
            if ".." in file.parts or "__pycache__" in file.parts or not source.is_file():
                continue
            target = FOLDER / file
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)


def _found(site_packages: Path) -> dict[str, Distribution]:
    found = {name_in(item.metadata["Name"]): item for item in distributions(path=[str(site_packages)])}
    if "torch" not in found:
        sys.exit(f"{VARIABLE} is {site_packages}, but torch is not there.")
    return found


def _needed(found: dict[str, Distribution]) -> list[str]:
    """What is taken of an environment."""
    return sorted(_closure("torch", found) | found.keys() & {"torchvision"})


def _closure(name: str, found: dict[str, Distribution]) -> set[str]:
    """A distribution with all that it needs among those that were found."""
    needed: set[str] = set()
    waiting = [name]
    while waiting:
        now = waiting.pop()
        if now in needed or now not in found:
            continue
        needed.add(now)
        waiting += [name_in(text) for text in found[now].requires or [] if "extra ==" not in text]
    return needed


def _fit_vision() -> None:
    """Leave out torchvision's compiled operators where they were built for another build of torch.

    PyPI has torchvision for Linux with CUDA only. The program uses its transforms of pictures, which are computed by
    torch alone; importing them needs the names of two operators.
    """
    if not (FOLDER / "torchvision").is_dir() or _imports_vision():
        return
    for file in (FOLDER / "torchvision").glob("*.so"):
        file.unlink()
    shutil.rmtree(FOLDER / "torchvision.libs", ignore_errors=True)
    with (FOLDER / "torchvision" / "extension.py").open("a", encoding="utf-8") as module:
        module.write(_OPERATORS)
    if not _imports_vision():
        sys.exit("torchvision cannot be imported beside this torch, even without its compiled operators.")


def _imports_vision() -> bool:
    code = "import sys; sys.path.insert(0, sys.argv[1]); import torchvision.transforms.v2.functional"
    command: list[str | Path] = [shell_python(), "-c", code, FOLDER]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _prune() -> None:
    for name in _DROPPED:
        shutil.rmtree(FOLDER / name, ignore_errors=True)
    shutil.rmtree(FOLDER / "bin", ignore_errors=True)  # the commands of the packages
    for file in _droppable():
        file.unlink()
    for folder in sorted(FOLDER.rglob("__pycache__")):
        shutil.rmtree(folder)
    if sys.platform == "linux":  # names that only a debugger reads are a fifth of the build for the CPU
        run(["strip", "--strip-unneeded", *sorted((FOLDER / "torch" / "lib").glob("libtorch*.so"))])


def _droppable() -> Iterator[Path]:
    kept = set((FOLDER / "torch" / "bin").glob(_KEPT_PROGRAMS))
    programs = {file for file in (FOLDER / "torch" / "bin").rglob("*") if file.is_file()}
    yield from sorted(programs - kept)
    for pattern in _DROPPED_FILES:
        yield from sorted(file for file in FOLDER.rglob(pattern) if file not in programs)


def describe(folder: Path = FOLDER) -> None:
    """Write the marker that says what a folder of torch holds; the shell has a copy, and refuses other folders."""
    code = "import sys, pathlib; from resnet_studio.core.installation.torch_marker import describe; "
    run([shell_python(), "-c", code + "describe(pathlib.Path(sys.argv[1]))", folder], PYTHONPATH=ROOT)
