"""What a folder of torch holds: its marker, a small JSON file in it, written when the folder is made.

Only the standard library is used here: nothing else can be imported where something is missing.
"""

import os
import platform
import re
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from resnet_studio.core.basics import files
from resnet_studio.core.basics.errors import Failure, StudioError
from resnet_studio.core.basics.message import message

MARKER = "torch-folder.json"
"""Describes a folder of torch, in that folder; a copy among the program's own files says what it was built for."""
_FORMAT = 1
_CUDA = re.compile(r"^cuda\b[^=]*=\s*['\"]([\d.]+)['\"]", re.MULTILINE)
_HIP = re.compile(r"^hip\b[^=]*=\s*['\"]([\d.]+)", re.MULTILINE)


class TorchFolderError(StudioError):
    """The folder with torch is missing, damaged, or does not fit this program."""

    kind = Failure.ENGINE


@dataclass(frozen=True, slots=True)
class TorchFolder:
    """What a folder of torch holds, as its marker says.

    Attributes:
        torch: its version, such as "2.13.0+cpu".
        python: the version of Python that it was built for, such as "3.11".
        system: the system and processor that it was built for, such as "linux-x86_64".
        computes_on: "cpu", or the kind of graphics card with its version: "cuda 13.0", "mps".
        files, size: how many files it has, and their bytes; without what Python compiles.
    """

    torch: str
    python: str
    system: str
    computes_on: str
    files: int
    size: int

    @classmethod
    def read(cls, folder: Path) -> "TorchFolder":
        """What the marker of a folder says.

        Raises:
            TorchFolderError: there is none, or it is damaged.
        """
        record = files.read_json(folder / MARKER, TorchFolderError)
        fields = {name: record.get(name) for name in cls.__slots__}
        texts = ("torch", "python", "system", "computes_on")
        valid = all(isinstance(fields[name], str) for name in texts)
        if not valid or not all(isinstance(fields[name], int) for name in ("files", "size")):
            raise TorchFolderError(message("{file} in {folder} is damaged.", file=MARKER, folder=folder))
        return cls(**fields)  # type: ignore[arg-type]

    def fits(self, built_for: "TorchFolder") -> bool:
        """Whether a program that was built for another folder can use this one."""
        return (self.torch, self.python, self.system) == (built_for.torch, built_for.python, built_for.system)


def describe(folder: Path) -> TorchFolder:
    """Write the marker of a folder of torch from what is in it, and return what it says.

    Raises:
        OSError: it cannot be written.
        TorchFolderError: torch is not in it.
    """
    import importlib.metadata  # imported here to keep the start-up fast

    versions = {found.name.lower(): found.version for found in importlib.metadata.distributions(path=[str(folder)])}
    if "torch" not in versions:
        raise TorchFolderError(message("PyTorch is not in {folder}.", folder=folder))
    count, size = contents(folder)
    found = TorchFolder(
        torch=versions["torch"],
        python=f"{sys.version_info.major}.{sys.version_info.minor}",
        system=system(),
        computes_on=_computes_on(folder),
        files=count,
        size=size,
    )
    files.write_json(folder / MARKER, {"format": _FORMAT} | asdict(found))
    return found


def contents(folder: Path) -> tuple[int, int]:
    """How many files a folder of torch has, and their bytes; without its marker and what Python compiles."""
    count = size = 0
    for path, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name != "__pycache__"]
        for name in names:
            if name != MARKER:
                count += 1
                size += Path(path, name).stat().st_size
    return count, size


def system() -> str:
    """The system and processor, such as "linux-x86_64"."""
    return f"{sys.platform}-{platform.machine().lower()}"


def _computes_on(folder: Path) -> str:
    text = (folder / "torch" / "version.py").read_text(encoding="utf-8", errors="replace")
    if found := _CUDA.search(text):
        return f"cuda {found[1]}"
    if found := _HIP.search(text):
        return f"rocm {found[1]}"
    return "mps" if system() == "darwin-arm64" else "cpu"
