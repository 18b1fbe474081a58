"""The folder that a person has chosen: whether it is there and can be read; that of an archive is unpacked."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from resnet_studio.core.archives.again import restore_unpacked
from resnet_studio.core.archives.in_use import hold
from resnet_studio.core.archives.known import NOT_UNPACKED, is_archive
from resnet_studio.core.basics.errors import DatasetError
from resnet_studio.core.basics.message import Message, message
from resnet_studio.core.tables.columns import is_table

_OTHER_TABLES: Final = (".xlsx", ".xls", ".ods", ".numbers", ".parquet", ".json", ".txt")


def checked_folder(
    folder: Path, check: Callable[[], object] = lambda: None, progress: Callable[[int], None] | None = None
) -> Path:
    """The folder's absolute path, without resolving links: it is shown as the person knows it.

    Of an archive, it is the folder in the cache with what that holds, which is unpacked if need be.

    Args:
        folder: what a person has chosen.
        check: called while an archive is unpacked; it raises to stop.
        progress: called with the number of files that are unpacked.

    Raises:
        DatasetError: there is no such folder or archive, or it cannot be unpacked.
    """
    text = str(folder)
    name = text.encode("utf-8", "replace").decode()
    if "\0" in text or text.encode("utf-8", "replace") != text.encode("utf-8", "surrogatepass"):
        raise DatasetError(folder, message("The name of {folder} is not valid text. Rename the folder.", folder=name))
    try:
        if is_archive(folder) and folder.is_file():
            from resnet_studio.core.archives.cache import unpacked  # here, because most datasets are folders

            root = unpacked(folder, check, progress)
            hold(root)
            return root
        restore_unpacked(folder.absolute(), check, progress)
        if folder.is_dir():
            return folder.absolute()
        if folder.exists():
            raise DatasetError(folder, _not_a_folder(folder))
    except OSError as error:
        reason = error.strerror or str(error)
        raise DatasetError(folder, message("{folder} cannot be read: {reason}.", folder=name, reason=reason)) from error
    if folder.is_symlink():
        raise DatasetError(folder, message("The folder {folder} is a link that leads nowhere.", folder=name))
    if is_archive(folder) or is_table(folder):
        raise DatasetError(folder, message("The file {file} is not there.", file=name))
    raise DatasetError(folder, message("The folder {folder} is not there.", folder=name))


def _not_a_folder(file: Path) -> Message:
    """What is there instead of a folder, and what to do."""
    if file.name.casefold().endswith(NOT_UNPACKED):
        return message("{file} is an archive. Unpack it first, then choose the folder that it becomes.", file=file)
    if file.name.casefold().endswith(_OTHER_TABLES):
        return message("{file} may be a table. Save it as .csv, .tsv or .jsonl, and choose that.", file=file)
    return message("{file} is a file. Choose the folder that holds the class folders.", file=file)
