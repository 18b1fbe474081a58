"""Explaining why a picture cannot be decoded."""

import os
import re
from pathlib import Path
from typing import Final

from PIL import Image, UnidentifiedImageError

from resnet_studio.core.basics.message import Message, joined, message
from resnet_studio.core.pictures import tiff
from resnet_studio.core.pictures.formats import ANNEX_POINTER, LFS_POINTER, identify, is_heif
from resnet_studio.core.pictures.limits import NeedsMemoryError, TooLargeError

_TRUNCATED: Final = re.compile("truncated|not processed|end of file|unexpected end|not enough|premature")
_CONVERT: Final = message("Save it as JPEG or PNG first.")
_OTHER_FILES: Final = {
    "web page": message("It is a web page, not a picture."),
    "video": message("It is a video, not a picture."),
    "zip archive": message("It is a zip archive, not a picture."),
    LFS_POINTER: message(
        "It is a Git LFS pointer: the picture was not downloaded. The command 'git lfs pull' downloads it."
    ),
    ANNEX_POINTER: message(
        "It is a git-annex pointer: the picture was not downloaded. The command 'git annex get' downloads it."
    ),
}


def explain(error: Exception, path: Path, header: bytes) -> Message:
    """One or two sentences about `error`, raised while reading `path`, which begins with the bytes `header`."""
    if isinstance(error, TooLargeError) and error.icon:
        return message("It is an icon of more than 16 megapixels, the most that can be opened of an icon.")
    if isinstance(error, TooLargeError | Image.DecompressionBombError):
        return message("It has more than 179 megapixels, the most that can be opened.")
    if isinstance(error, NeedsMemoryError):
        return message(
            "It needs about {needed:size} of memory to decode; {allowed:size} are allowed.",
            needed=error.needed,
            allowed=error.allowed,
        )
    if isinstance(error, ImportError):
        missing = message("It is a HEIC picture, and the part that reads them (pi-heif) is not installed.")
        return joined(missing, _CONVERT)
    if isinstance(error, OSError) and error.errno is not None:
        return _inaccessible(error, path)
    if isinstance(error, ValueError) and "null" in str(error):
        return message("This cannot be the name of a file.")
    if not header:
        return message("The file is empty.")
    # A kind of compression that Pillow does not know is a KeyError.
    is_tiff = isinstance(error, UnidentifiedImageError | KeyError) and header.startswith(tiff.PREFIXES)
    if is_tiff and (reason := tiff.why_unreadable(path)):
        return joined(reason, _CONVERT)
    if isinstance(error, UnidentifiedImageError) or is_heif(header):
        return _unidentified(header)
    if isinstance(error, MemoryError):
        return message("There is not enough memory to open it, or the file is damaged.")
    if isinstance(error, EOFError) or _TRUNCATED.search(str(error).lower()):
        return message("The file is cut off: it ends before the picture does.")
    return message("The file is damaged or cut off: the picture in it cannot be read.")


def _inaccessible(error: OSError, path: Path) -> Message:
    if isinstance(error, FileNotFoundError):
        if path.is_symlink():
            return message("The link leads to a file that is not there.")
        return message("There is no such file.")
    if isinstance(error, PermissionError):
        return message("You have no permission to read this file.")
    reason = error.strerror or os.strerror(error.errno or 0)
    return message("The file cannot be read: {reason}.", reason=reason)


def _unidentified(header: bytes) -> Message:
    found = identify(header)
    if found is None:
        return message("It is not a picture, or its format cannot be read.")
    name, readable = found
    if readable:
        return message(
            "It begins like a {format} picture, but cannot be read: it may be damaged, cut off or too large.",
            format=name,
        )
    if name in _OTHER_FILES:
        return _OTHER_FILES[name]
    return joined(message("It is a {format} file, which cannot be read.", format=name), _CONVERT)
