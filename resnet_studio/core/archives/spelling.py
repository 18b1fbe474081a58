"""How names in archives are spelled where nothing says so: programs on Windows write them in the code page of DOS."""

import re
import struct
import zlib
from collections.abc import Collection
from typing import Final, Literal

Page = Literal["", "cp866", "cp932", "gbk"]
"""The code page of all names of a zip: of Russian, Japanese or Chinese Windows, or "": western, name by name."""

_DOS_LETTERS: Final = frozenset((*range(0x80, 0x9B), *range(0xA0, 0xA6), 0xE1))
"""Letters with marks in the code page of DOS, as a zip has them; in that of Windows they are signs, except the last."""
_RUSSIAN: Final = re.compile(r"[А-яЁё]+")
_VOWELS: Final = frozenset("аеёиоуыэюяАЕЁИОУЫЭЮЯ")
_JAPANESE: Final = re.compile(r"[\u3005\u3041-\u309e\u30a1-\u30fe\u4e00-\u9fff\uff01-\uff5e]")
_BESIDE_LATIN: Final = re.compile(rf"(?<=[A-Za-z]){_JAPANESE.pattern}|{_JAPANESE.pattern}(?=[A-Za-z])")
_LEVEL_1: Final = range(0xB0, 0xD8)
"""First bytes of the 3,755 most common Chinese characters: almost all that are written."""
_UNICODE_PATH: Final = 0x7075


def spelled(raw: bytes) -> str:
    """A name in UTF-8, else as Windows writes it in western Europe."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def spelled_in_zip(raw: bytes, page: Page = "") -> str:
    """A name without a flag for UTF-8, in the code page of its zip; or, name by name, in UTF-8, in the code page of
    DOS as the format has it, or of Windows. Windows, too, puts the first two into a zip.
    """
    try:
        if page:
            return raw.decode(page)
        if not raw.isascii() and all(byte < 0x80 or byte in _DOS_LETTERS for byte in raw):
            return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp437")
    return spelled(raw)


def spelled_beside(raw: bytes, extra: bytes) -> str:
    """The name that a zip has in UTF-8 beside another one, in the extra field for that; empty where there is none."""
    while len(extra) >= 4:
        kind, size = struct.unpack("<HH", extra[:4])
        field, extra = extra[4 : 4 + size], extra[4 + size :]
        if kind == _UNICODE_PATH and field[1:5] == struct.pack("<L", zlib.crc32(raw)):
            return spelled(field[5:])
    return ""


def page_of(names: Collection[bytes]) -> Page:
    """The code page in which all of these names make sense, which are not ASCII; "" where that is none or they are in
    UTF-8.

    One name is too short to tell: `94 67` is a Japanese character, and the "ög" in a German "Vögel".
    """
    if not names or all(map(_is_utf8, names)):
        return ""
    raw = b"\n".join(names)
    if _is_russian(raw):
        return "cp866"
    if _is_japanese(raw):
        return "cp932"
    return "gbk" if _is_chinese(raw) else ""


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _is_russian(raw: bytes) -> bool:
    """Whether it has words of Cyrillic letters alone, with vowels and no capital inside."""
    text = raw.decode("cp866")
    words = _RUSSIAN.findall(text)
    if sum(map(len, words)) != sum(not char.isascii() for char in text) or len("".join(words)) < 3 * len(words):
        return False
    right = sum(word in (word.lower(), word.upper(), word.capitalize()) and bool(_VOWELS & set(word)) for word in words)
    return right >= 0.8 * len(words) and not re.search(r"[A-Za-z][А-яЁё]|[А-яЁё][A-Za-z]", text)


def _is_japanese(raw: bytes) -> bool:
    """Whether it has kana and kanji alone, and most of them not beside a letter of a western word."""
    try:
        text = raw.decode("cp932")
    except UnicodeDecodeError:
        return False
    found = len(_JAPANESE.findall(text))
    return found == sum(not char.isascii() for char in text) and 2 * len(_BESIDE_LATIN.findall(text)) < found


def _is_chinese(raw: bytes) -> bool:
    """Whether it has Chinese characters, of which most are common ones."""
    try:
        chars = [char.encode("gbk") for char in raw.decode("gbk") if not char.isascii()]
    except UnicodeDecodeError:
        return False
    return sum(char[0] in _LEVEL_1 and char[1] >= 0xA1 for char in chars) >= 0.5 * len(chars)
