"""Names in archives are spelled as they were meant where nothing says how."""

import shutil
import struct
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resnet_studio.core.archives.spelling import page_of
from resnet_studio.core.archives.unpack import unpack
from tests.core.archives.made import zip_of_names

WRITTEN = {
    "cp866": ("кошки", "Собаки", "МУРАВЬИ", "пчёлы", "Новая папка (2)", "Мои фото"),
    "cp932": ("犬", "猫", "アリ", "りんご", "写真", "表示", "ソース", "新しいフォルダー", "自転車"),
    "gbk": ("猫", "狗", "蚂蚁", "蜜蜂", "新建文件夹", "联通", "鹦鹉"),
}
"""Class folders of Russian, Japanese and Chinese Windows; the second bytes of 表 and ソ are backslashes."""

WESTERN = {
    "cp437": (
        "Käfer",
        "Vögel",
        "Öl",
        "Größe",
        "weiß",
        "été",
        "forêt",
        "château",
        "niño",
        "pájaro",
        "Älg",
        "à la carte",
    ),
    "cp1252": ("Käfer", "Vögel", "Öl", "Größe", "été", "forêt", "château", "niño", "Älg", "à la carte"),
    "cp852": ("żaba", "łoś", "gęś", "kočka", "pták", "růže"),
    "cp1250": ("żaba", "łoś", "gęś", "kočka", "pták", "růže"),
    "cp737": ("γάτα", "σκύλος"),
    "utf-8": ("Käfer", "кошки", "犬", "猫", "고양이"),
}


def unpacked(folder: Path, *names: bytes, extra: bytes = b"") -> dict[str, bytes]:
    """What a zip with these names becomes, by the paths."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "target").mkdir(parents=True)
    unpack(zip_of_names(folder / "names.zip", *names, extra=extra), folder / "target", lambda: None)
    assert len(list(folder.iterdir())) == 2, "nothing is outside"
    files = [file for file in (folder / "target").rglob("*") if file.is_file()]
    return {file.relative_to(folder / "target").as_posix(): file.read_bytes() for file in files}


@pytest.mark.parametrize("page", WRITTEN)
def test_names_of_other_code_pages_are_readable(tmp_path: Path, page: str) -> None:
    names = [f"{name}/{name} 1.png" for name in WRITTEN[page]]
    found = unpacked(tmp_path / "zip", *(name.encode(page) for name in names), b"a/IMG_1.png")
    assert found == {name: name.encode(page) for name in names} | {"a/IMG_1.png": b"a/IMG_1.png"}


@pytest.mark.parametrize("page", WESTERN)
def test_western_names_are_not_taken_for_others(page: str) -> None:
    names = [f"{name}/1.png".encode(page) for name in WESTERN[page]]
    assert page_of(names) == ""
    assert not [one + other for one in names for other in names if one != other and page_of([one, other])]


def test_names_in_several_encodings_are_readable(tmp_path: Path) -> None:
    found = unpacked(tmp_path / "zip", "Ä.png".encode(), "Ö.png".encode("cp1252"), "Küß.png".encode("cp437"))
    assert found.keys() == {"Ä.png", "Ö.png", "Küß.png"}


def test_name_that_stands_beside_in_utf_8_counts_if_it_is_of_the_same_one(tmp_path: Path) -> None:
    def field(raw: bytes) -> bytes:
        data = b"\1" + struct.pack("<L", zlib.crc32(raw)) + "犬 🐕.png".encode()
        return struct.pack("<HH", 0x7075, len(data)) + data

    raw = "Hünd.png".encode("cp437")
    assert unpacked(tmp_path / "zip", raw, extra=field(raw)).keys() == {"犬 🐕.png"}
    assert unpacked(tmp_path / "zip", raw, extra=field(b"other")).keys() == {"Hünd.png"}


words = st.sampled_from([word.encode(page) for page, words in (WRITTEN | WESTERN).items() for word in words])
bytes_ = st.binary(min_size=1, max_size=6).filter(lambda raw: not set(raw) & set(b"\0/\\.:"))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=100)
@given(st.lists(st.one_of(words, bytes_), min_size=1, max_size=6, unique=True))
def test_no_file_is_lost_by_its_name(tmp_path: Path, names: list[bytes]) -> None:
    raws = [b"%s.%d" % (name, number) for number, name in enumerate(names)]
    assert sorted(unpacked(tmp_path / "any", *raws).values()) == sorted(raws)
