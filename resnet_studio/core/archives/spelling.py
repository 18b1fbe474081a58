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
_RUSSIAN: Final = r"[А-яЁё]"
_VOWELS: Final = frozenset("аеёиоуыэюяАЕЁИОУЫЭЮЯ")
_CHINESE: Final = r"[\u4e00-\u9fff]"
_JAPANESE: Final = r"[\u3005\u3041-\u309e\u30a1-\u30fa\u30fc-\u30fe\u4e00-\u9fff]"
_IN_JAPANESE: Final = re.compile(
    rf"[\0-\x7f×÷\u2010-\u2312\u2460-\u2473\u25a0-\u266f\u3000-\u303f・\uff01-\uff9f]|{_JAPANESE}"
)
_LEVEL_1: Final = range(0xB0, 0xD8)
"""First bytes of the 3,755 most common Chinese characters: almost all that are written."""
_BETWEEN: Final = re.compile(rb"[\0-?]+")
"""What is between words: bytes that are no part of a character in any of these code pages."""
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
    """The code page in which all of these names make sense, which are not ASCII; "" where that is none, or most are in
    UTF-8.

    One short name is too little to tell: `99 6C` is a Japanese character, and the German "Öl".
    """
    words = {word for word in _BETWEEN.split(b"/".join(names)) if not word.isascii()}
    if 2 * sum(map(_is_utf8, words)) > len(words):
        return ""
    raw = b" ".join(words)
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
    """Whether it has Cyrillic letters alone, in words with vowels and no capital inside."""
    text = raw.decode("cp866").replace("№", " ")
    words = [word for word in re.findall(rf"{_RUSSIAN}+", text) if len(word) > 1]
    right = sum(word in (word.lower(), word.upper(), word.capitalize()) and bool(_VOWELS & set(word)) for word in words)
    only = not re.search(rf"[^\0-\x7f](?<!{_RUSSIAN})", text)
    return only and right >= 0.8 * len(words) and _has_words_of(_RUSSIAN, raw, "cp866")


def _is_japanese(raw: bytes) -> bool:
    """Whether it has kana, kanji and their signs alone."""
    try:
        text = raw.decode("cp932")
    except UnicodeDecodeError:
        return False
    return not _IN_JAPANESE.sub("", text) and _has_words_of(_JAPANESE, raw, "cp932")


def _is_chinese(raw: bytes) -> bool:
    """Whether it has Chinese characters, of which most are common ones."""
    try:
        text = raw.decode("gbk")
    except UnicodeDecodeError:
        return False
    chars = [char.encode("gbk") for char in re.findall(_CHINESE, text)]
    common = sum(char[0] in _LEVEL_1 and char[1] >= 0xA1 for char in chars)
    return common >= 0.5 * len(chars) and _has_words_of(_CHINESE, raw, "gbk")


def _has_words_of(letter: str, raw: bytes, page: Page) -> bool:
    """Whether words of these letters, of three bytes in all, cannot be western, and most are not beside Latin ones."""
    words = set(re.findall(rf"([A-Za-z]?)({letter}+)(?=([A-Za-z]?))", raw.decode(page)))
    beside = sum(bool(before) + bool(after) for before, _, after in words)
    trusted = {word.encode(page) for before, word, after in words if len(word) > 4 or not before + after}
    found = sum(len(word) for word in trusted if word in raw and not _may_be_western(word))  # some have two spellings
    return found >= 3 and 2 * beside < sum(len(word) for _, word, _ in words)


def _may_be_western(raw: bytes) -> bool:
    """Whether it is a word with no capital inside in a western code page; two small letters with marks are none."""
    for text in (raw.decode("cp437"), raw.decode("cp1252", "replace")):
        two_marked = len(text) == 2 and text.islower() and not re.search("[a-z]", text)
        cased = text.replace("ß", "")  # which has no usual capital
        if text.isalpha() and cased in (cased.lower(), cased.upper(), cased.capitalize()) and not two_marked:
            return True
    return False
