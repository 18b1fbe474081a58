import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resnet_studio.core.basics import files
from resnet_studio.core.basics.errors import RunError


@given(st.text(alphabet=st.characters(), max_size=120))
def test_any_text_becomes_a_name_that_every_system_takes(text: str) -> None:
    name = files.file_name(text)
    assert name
    assert not set(name) & set('<>:"/\\|?*\0\n')
    assert name[0] not in " ." or name == "untitled"
    assert name[-1] not in " ."
    assert len(name.encode()) <= 220
    assert files.file_name(name) == name


@pytest.mark.parametrize("reserved", ["con", "NUL", "aux.txt", "LPT1", "Com0.tar.gz", "con .txt"])
def test_names_that_windows_reserves_are_avoided(reserved: str) -> None:
    assert files.file_name(reserved) == f"_{reserved}"


def test_a_long_name_of_wide_characters_can_really_be_made(tmp_path: Path) -> None:
    (tmp_path / files.file_name("🦋" * 100)).mkdir()


def test_free_name_counts_on(tmp_path: Path) -> None:
    assert files.free_name(tmp_path, "run") == tmp_path / "run"
    (tmp_path / "run").mkdir()
    (tmp_path / "run (2)").mkdir()
    assert files.free_name(tmp_path, "run") == tmp_path / "run (3)"


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "config.json"
    files.write_text(target, "old")

    def fail() -> None:
        with files.written_whole(target) as temporary:
            temporary.write_text("half")
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        fail()
    assert target.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["config.json"]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.text(max_size=8), json_values, max_size=5))
def test_json_comes_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, record: dict[str, object]) -> None:
    path = tmp_path_factory.getbasetemp() / "record é.json"
    files.write_json(path, record)
    assert files.read_json(path, RunError) == record


def test_json_holds_names_that_are_not_unicode(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9.jpg")
    files.write_json(tmp_path / "a.json", {"path": name})
    assert files.read_json(tmp_path / "a.json", RunError) == {"path": name}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "missing"),
        (b"{", "damaged"),
        (b"\xff\xfe", "damaged"),
        (b"[" * 100_000, "damaged"),
        (b"[1]", "no JSON object"),
    ],
)
def test_a_bad_file_is_named_in_a_sentence(tmp_path: Path, content: bytes | None, said: str) -> None:
    path = tmp_path / "model.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(RunError, match=said) as caught:
        files.read_json(path, RunError)
    assert "model.json" in str(caught.value)
    assert str(tmp_path) in str(caught.value)


def test_folder_size_counts_everything_below_but_does_not_follow_links(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    (folder / "deep").mkdir(parents=True)
    (folder / "a").write_bytes(b"x" * 100)
    (folder / "deep" / "b").write_bytes(b"x" * 23)
    (tmp_path / "outside").write_bytes(b"x" * 10_000)
    link = folder / "link"
    try:
        link.symlink_to(tmp_path / "outside")
    except OSError:
        assert files.folder_size(folder) == 123
    else:
        assert files.folder_size(folder) == 123 + link.lstat().st_size
    assert files.folder_size(tmp_path / "nothing here") == 0
