"""What went wrong with one picture, in a person's words."""

import os
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from resnet_studio.core.pictures.formats import is_heif, kind

_CUT_OFF = ("truncated", "not processed", "end of file", "unexpected end", "not enough", "premature")
CONVERT = "Save it as JPEG or PNG first."


class TooLargeError(Exception):
    """The header names more pixels than may be decoded."""


def explain(error: Exception, path: Path, head: bytes) -> str:
    """A sentence or two about `error`, which reading `path` (beginning with the bytes `head`) raised."""
    if isinstance(error, TooLargeError | Image.DecompressionBombError):
        return "It has more than 179 megapixels, the most that can be opened."
    if isinstance(error, ImportError):
        return f"It is a HEIC picture, and the part that reads them (pi-heif) is not installed. {CONVERT}"
    if isinstance(error, OSError) and error.errno is not None:
        return _unreachable(error, path)
    if isinstance(error, ValueError) and "null" in str(error):
        return "This cannot be the name of a file."
    if not head:
        return "The file is empty."
    if isinstance(error, UnidentifiedImageError) or is_heif(head):
        return _unrecognised(head)
    if isinstance(error, MemoryError):
        return "There is not enough memory to open it, or the file is damaged."
    if isinstance(error, EOFError) or any(sign in str(error).lower() for sign in _CUT_OFF):
        return "The file is cut off: it ends before the picture does."
    return "The file is damaged or cut off: the picture in it cannot be read."


def _unreachable(error: OSError, path: Path) -> str:
    if isinstance(error, FileNotFoundError):
        return "The link leads to a file that is not there." if path.is_symlink() else "There is no such file."
    if isinstance(error, PermissionError):
        return "You have no permission to read this file."
    reason = error.strerror or os.strerror(error.errno or 0)
    return f"The file cannot be read: {reason}."


def _unrecognised(head: bytes) -> str:
    found = kind(head)
    if found is None:
        return "It is not a picture, or one of a kind that cannot be read."
    name, readable = found
    if readable:
        return f"It begins like a {name} picture, but cannot be read: it may be damaged, cut off or too large."
    if name in {"web page", "video", "zip archive"}:
        return f"It is a {name}, not a picture."
    return f"It is a {name} file, which cannot be read. {CONVERT}"
