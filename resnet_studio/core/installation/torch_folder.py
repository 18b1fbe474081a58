"""The folder with torch of a packaged program: found, checked, and put first on `sys.path` before torch is imported.

A packaged program (frozen by PyInstaller) holds Qt, NumPy and our code, but not torch. Torch is a plain folder of
packages beside the program, so that one program runs with the build for the CPU and with one for a graphics card.
Every process that imports torch calls `use` first; the window never does.
"""

import importlib
import importlib.util
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from resnet_studio.core.basics import files
from resnet_studio.core.basics.message import NOTHING, Message, joined, literal, message
from resnet_studio.core.installation import gpu_state
from resnet_studio.core.installation.bundled import is_packaged
from resnet_studio.core.installation.torch_marker import MARKER, TorchFolder, TorchFolderError, contents

VARIABLE = "RESNET_STUDIO_TORCH"
"""Names a folder to use instead, for tests and for those who build packages."""
NAME = "torch"
HOOK = "pyi_rth_inspect"
"""PyInstaller's code with which libraries find their own source (`packaging/installer/shell.spec`)."""
_AGAIN = message("Install ResNet Studio again; your runs and settings stay as they are.")


def candidates() -> list[Path]:
    """Where the folder may be, the first that exists is used; empty where torch is installed like other libraries."""
    if chosen := os.environ.get(VARIABLE):
        return [Path(chosen).absolute()]
    return [*filter(None, [gpu_state.usable()]), *_beside_program()] if is_packaged() else []


def _beside_program() -> Iterator[Path]:
    program = Path(sys.executable).resolve().parent
    yield program / NAME
    if sys.platform == "darwin":  # in an app, "Contents/MacOS" holds the program and "Resources" its data
        yield program.parent / "Resources" / NAME


def built_for() -> TorchFolder | None:
    """The folder that this program was built for; None where it was not built for one."""
    inside = getattr(sys, "_MEIPASS", None)
    if inside is None or not files.is_file(Path(inside) / MARKER):
        return None
    return TorchFolder.read(Path(inside))


def find() -> Path | None:
    """The folder to use; None where torch is installed like other libraries.

    Raises:
        TorchFolderError: there is no folder, or it does not fit this program.
    """
    places = candidates()
    folder = next((place for place in places if files.is_dir(place / "torch")), None)
    if folder is None:
        if not places or _inside_program():
            return None
        raise TorchFolderError(_missing(places[0]))
    if folder.parent != gpu_state.packs_folder() and not os.environ.get(VARIABLE) and (wanted := built_for()):
        _require_fit(folder, wanted)
    return folder


def _inside_program() -> bool:
    """Whether torch was packaged with the program's own modules."""
    found, inside = importlib.util.find_spec("torch"), getattr(sys, "_MEIPASS", None)
    return bool(inside and found and found.origin and found.origin.startswith(inside))


def use() -> Path | None:
    """Put the folder first on `sys.path`, and return it; what an earlier process had chosen is removed.

    Raises:
        TorchFolderError: as `find`.
    """
    # Threads that wait for each other give up their core sooner: beside another busy program that is three times as
    # fast as usual, and on a quiet machine as fast. libgomp reads it once, when torch is imported.
    os.environ.setdefault("GOMP_SPINCOUNT", "20000")
    if is_packaged() and importlib.util.find_spec(HOOK):
        importlib.import_module(HOOK)
    entries = {str(place) for place in candidates()}
    entries |= {entry for entry in sys.path if Path(entry).parent == gpu_state.packs_folder()}
    sys.path[:] = [entry for entry in sys.path if entry not in entries]
    folder = find()
    if folder is not None:
        sys.path.insert(0, str(folder))
        importlib.invalidate_caches()
    return folder


# What is wrong with it --------------------------------------------------------------------------------------------


def explain(error: Exception) -> Message | None:
    """Why torch could not be imported, and what to do, or None if the error is about something else."""
    try:
        folder = find()
    except TorchFolderError as problem:
        return problem.message
    if folder is not None:
        damage = _damage(folder, error)
        if damage and gpu_state.note_failure(folder, damage):
            return joined(damage, message("The GPU pack is not used any more, and the processor computes instead."))
        return damage
    if isinstance(error, ModuleNotFoundError) and error.name == "torch":
        return message(
            "PyTorch is not installed in this Python environment. Install it with: {command:plain}",
            command="pip install torch",  # not a text
        )
    return None


def _missing(folder: Path) -> Message:
    if os.environ.get(VARIABLE):
        return message("{variable} is {folder}, but PyTorch is not there.", variable=VARIABLE, folder=folder)
    return joined(
        message("PyTorch, which does the computing, is missing: it should be in {folder}.", folder=folder), _AGAIN
    )


def _require_fit(folder: Path, wanted: TorchFolder) -> None:
    try:
        found = TorchFolder.read(folder)
    except TorchFolderError as error:
        raise TorchFolderError(joined(error.message, _AGAIN)) from error
    if not found.fits(wanted):
        problem = message(
            "{folder} holds PyTorch {found:plain} for Python {found_python:plain} on {found_system:plain}, but this "
            "ResNet Studio was built for PyTorch {wanted:plain}, Python {python:plain} and {system:plain}.",
            folder=folder,
            found=found.torch,
            found_python=found.python,
            found_system=found.system,
            wanted=wanted.torch,
            python=wanted.python,
            system=wanted.system,
        )
        raise TorchFolderError(joined(problem, _AGAIN))


def _damage(folder: Path, error: Exception) -> Message | None:
    """What is wrong with a folder from which torch could not be imported; None if torch itself could be."""
    is_own = not os.environ.get(VARIABLE) and folder.parent != gpu_state.packs_folder()
    again = _AGAIN if is_own else NOTHING
    try:
        wanted = TorchFolder.read(folder)
        count, size = contents(folder)
    except (TorchFolderError, OSError):
        wanted, count, size = None, 0, 0
    if wanted and (count, size) != (wanted.files, wanted.size):
        problem = message(
            "PyTorch in {folder} is damaged: it has {count} files with {size:size}, and should have {all} with "
            "{full:size}.",
            folder=folder,
            count=count,
            size=size,
            all=wanted.files,
            full=wanted.size,
        )
        return joined(problem, again)
    if "torch" in sys.modules and not isinstance(error, ImportError | OSError):
        return None
    reason = literal(f"{type(error).__name__}: {error}")
    return joined(message("PyTorch in {folder} cannot be loaded ({reason}).", folder=folder, reason=reason), again)
