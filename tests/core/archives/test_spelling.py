"""Names in archives are spelled as they were meant where nothing says how."""

import shutil
import struct
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resnet_studio.core.archives.spelling import page_of
from resnet_studio.core.archives.unpack import unpack
from tests.core.archives.made import made, zip_of_names

WRITTEN = {
    "cp866": ("кошки", "Собаки", "МУРАВЬИ", "пчёлы", "Новая папка (2)", "Мои фото", "Снимок № 1"),
    "cp932": (
        "犬",
        "猫",
        "アリ",
        "りんご",
        "写真",
        "表示",
        "ソース",
        "新しいフォルダー",
        "自転車",
        "【犬】、①　「ﾈｺ」",
    ),
    "gbk": ("猫", "狗", "蚂蚁", "蜜蜂", "新建文件夹", "联通", "鹦鹉", "《狗（大）》"),
}
"""Class folders of Russian, Japanese and Chinese Windows; the second bytes of 表 and ソ are backslashes."""

SMALL = {
    "cp866": ("кот/А1.jpg", "КОШКИ", "№ 5/кот"),
    "cp932": ("犬/猫", "写真", "新しいフォルダーA"),
    "gbk": ("猫/狗", "狗（大）/《猫》"),
}
"""What is enough to tell."""

WESTERN: Mapping[str, Sequence[str]] = {
    "cp437": (
        "Käfer",
        "Vögel",
        "Größe",
        "weiß",
        "été",
        "forêt",
        "château",
        "niño",
        "pájaro",
        "Älg",
        "Öl",
        "Ål",
        "Äh",
        "Él",
        "ör",
        "Æg",
        "çà",
        "ÅÄÖ",
        "ÄÖÜ",
        "ÄÖÜß",
        "éàè",
        "öö",
    ),
    "cp1252": (
        "Käfer",
        "Vögel",
        "Größe",
        "été",
        "forêt",
        "château",
        "niño",
        "Älg",
        "Öl",
        "ça",
        "AÇÃO",
        "EDUCAÇÃO",
        "AÇÕES",
        "PÄÄ",
        "JÄÄTEE",
        "GRÖßE",
        "ÅÄÖÜ",
        "ÉTÉ",
        "°§",
        "½",
        "aláhúzás",
        "éhúz",
    ),
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
    assert not [one for one in names if page_of([one])]
    assert not [one + other for one in names for other in names if one != other and page_of([one, other])]


@pytest.mark.parametrize("page", SMALL)
def test_few_short_names_are_enough_if_they_cannot_be_western(page: str) -> None:
    assert [page_of([name.encode(page)]) for name in SMALL[page]] == [page] * len(SMALL[page])


def test_many_pictures_with_one_short_word_are_no_more_than_one() -> None:
    assert page_of([f"Öl/Öl {number}.png".encode("cp437") for number in range(100)]) == ""


def test_one_western_name_does_not_change_those_in_utf_8(tmp_path: Path) -> None:
    names = [f"{name}/1.png" for name in ("кошки", "собаки", "муравьи", "犬")]
    raws = [name.encode() for name in names]
    assert unpacked(tmp_path / "zip", *raws, "Öl/1.png".encode("cp437")).keys() == {*names, "Öl/1.png"}


def test_pictures_in_a_folder_whose_entry_ends_with_a_backslash_are_not_lost(tmp_path: Path) -> None:
    file = made(tmp_path / "net.zip", {"cat\\": b"", "cat\\1.png": b"1", "cat\\2.png": b"2", "dog\\": b"3"})
    (tmp_path / "target").mkdir()
    done = unpack(file, tmp_path / "target", lambda: None)
    assert (done.files, done.left_out.total()) == (3, 0)


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
    assert unpacked(tmp_path / "zip", b"__.png", extra=field(b"__.png")).keys() == {"犬 🐕.png"}


words = st.sampled_from([word.encode(page) for page, words in (WRITTEN | WESTERN).items() for word in words])
bytes_ = st.binary(min_size=1, max_size=6).filter(lambda raw: not set(raw) & set(b"\0/\\.:"))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=100)
@given(st.lists(st.one_of(words, bytes_), min_size=1, max_size=6, unique=True))
def test_no_file_is_lost_by_its_name(tmp_path: Path, names: list[bytes]) -> None:
    raws = [b"%s.%d" % (name, number) for number, name in enumerate(names)]
    assert sorted(unpacked(tmp_path / "any", *raws).values()) == sorted(raws)
