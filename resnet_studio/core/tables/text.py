"""The text of a table's file: its encoding is found where it is not said."""

import codecs
from pathlib import Path
from typing import Final

from resnet_studio.core.basics.errors import DatasetError
from resnet_studio.core.basics.files import open_file
from resnet_studio.core.basics.message import Message, message

LARGEST: Final = 256 << 20
"""Bytes of a table."""

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, ""),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read_text(file: Path, encoding: str = "") -> tuple[str, str]:
    """The text of a table, and its encoding as in `Columns`.

    Without one, what a mark at the beginning says counts, then UTF-8, then cp1252, in which old programs on Windows
    write; that knows nearly every byte, so that nothing is refused which a person could correct in the preview.

    Raises:
        DatasetError: the file cannot be read, is too large, or is not text in that encoding.
    """
    try:
        with open_file(file, follow=True) as opened:
            data = opened.read(LARGEST + 1)
    except OSError as error:
        reason = error.strerror or str(error)
        raise DatasetError(file, message("{file} cannot be read: {reason}.", file=file, reason=reason)) from error
    if len(data) > LARGEST:
        sentence = message(
            "{file} is larger than {size:size}, the most that a table can have.", file=file, size=LARGEST
        )
        raise DatasetError(file, sentence)
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    if marked and encoding in ("", marked.removesuffix("-sig")):
        tried = [marked]
    elif encoding:
        tried = [encoding]
    else:
        tried = ["utf-8", "cp1252", "latin-1"]
    for name in tried:
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text, {"utf-8-sig": "utf-8", "latin-1": "cp1252"}.get(name, name)
    raise DatasetError(file, _problem(file, encoding))


def _problem(file: Path, encoding: str) -> Message:
    if encoding:
        return message(
            "{file} is not text in the encoding {encoding:plain}. Choose another one.", file=file, encoding=encoding
        )
    return message("{file} is not text. Save it as UTF-8, and try again.", file=file)
