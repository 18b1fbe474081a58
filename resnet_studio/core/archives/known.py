"""What is known of archives that were unpacked: where they were, and the folders in the cache with what they hold."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from resnet_studio.core.basics import places
from resnet_studio.core.basics.errors import RunError, StudioError
from resnet_studio.core.basics.message import Message

Kind = Literal["", "gz", "bz2", "xz"]
TARS: Final[dict[str, Kind]] = {
    ".tar": "", ".tar.gz": "gz", ".tgz": "gz", ".tar.bz2": "bz2", ".tbz2": "bz2", ".tbz": "bz2", ".tar.xz": "xz",
    ".txz": "xz",
}  # fmt: skip
"""How a tar is compressed, by its ending."""
ENDINGS: Final = (".zip", *TARS)
"""Endings of the archives that are unpacked."""
NOT_UNPACKED: Final = (".gz", ".bz2", ".xz", ".zst", ".7z", ".rar")
"""Endings of others, which the standard library cannot read."""
DIGITS: Final = 24
"""Of the SHA-256 of an archive, in the name of its folder."""
UNPACKING: Final = ".unpacking-"
"""How the name of a folder begins into which an archive is being unpacked."""


@dataclass(frozen=True, slots=True)
class Known:
    """An archive that was unpacked.

    Attributes:
        archive: where it was, with its size and time of change.
        identity: its path, size and time, as `file_identity` has them.
        sha256: of its bytes.
        name: of the folder with what it holds.
        files, size: in that folder, and their bytes together.
        left_out: sentences about what was not unpacked, as records.
        inner: the folder below that one which is meant, because it is all it holds; relative to it, with slashes.
    """

    archive: str
    identity: str
    sha256: str
    name: str
    files: int
    size: int
    left_out: tuple[Any, ...] = ()
    inner: str = ""

    @property
    def folder(self) -> Path:
        """The folder with what it holds."""
        return cache_folder() / self.sha256[:DIGITS] / self.name


def known_of(root: Path) -> Known | None:
    """The archive that was unpacked into a folder of the cache, or around it; None for any other folder."""
    try:
        first = root.relative_to(cache_folder()).parts[0]
    except (ValueError, IndexError):
        return None
    return read_known(records_folder() / f"{first}.json")


def origin(root: Path) -> Path:
    """Where a dataset's pictures come from, as a person knows it: the folder itself, or its archive."""
    known = known_of(root)
    return root if known is None else Path(known.archive)


def can_be_unpacked(folder: Path) -> bool:
    """Whether what is in a folder of the cache can be had again: its archive is there, and unchanged. So it is of one
    without.
    """
    from resnet_studio.core.basics import files  # here, as the first paint names archives without reading a record

    known = known_of(folder)
    return known is None or files.file_identity(Path(known.archive)) == known.identity


def notes_of(root: Path) -> list[Message]:
    """Sentences about what was not unpacked of the archive of a folder."""
    known = known_of(root)
    notes = []
    for record in known.left_out if known else ():
        with suppress(ValueError):
            notes.append(Message.from_record(record))
    return notes


def cache_folder() -> Path:
    """Where archives are unpacked."""
    return places.cache_folder().absolute() / "archives"


def records_folder() -> Path:
    """What is known of archives, outside of the cache."""
    return places.data_folder() / "archives"


def read_known(record: Path) -> Known | None:
    """What a record says of an archive; None where it is damaged, or there is none."""
    from resnet_studio.core.basics import files  # here, as the first paint names archives without reading a record

    try:
        found = files.read_json(record, RunError)
        known = Known(**found | {"left_out": tuple(found["left_out"])})
    except (StudioError, TypeError, KeyError):
        return None
    texts = (known.archive, known.identity, known.sha256, known.name, known.inner)
    if (
        not all(isinstance(one, str) for one in texts)
        or known.name != files.file_name(known.name)
        or not known.sha256.isalnum()
    ):
        return None
    return known


def ending_of(name: str) -> str:
    """The ending of a name that is that of an archive, or empty."""
    return max((one for one in ENDINGS if name.lower().endswith(one)), key=len, default="")


def is_archive(path: Path) -> bool:
    """Whether a path is that of an archive that can be unpacked, by its ending."""
    return bool(ending_of(path.name))
