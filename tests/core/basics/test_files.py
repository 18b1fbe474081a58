"""Writing files atomically and reading them within limits."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resnet_studio.core.basics import files
from resnet_studio.core.basics.errors import RunError


@given(st.text(alphabet=st.characters(), max_size=120))
def test_file_name_is_valid_on_every_system(text: str) -> None:
    name = files.file_name(text)
    assert name
    assert not set(name) & set('<>:"/\\|?*\0\n')
    assert name[0] not in " ." or name == "untitled"
    assert name[-1] not in " ."
    assert len(name.encode()) <= 220
    assert files.file_name(name) == name


@pytest.mark.parametrize("reserved", ["con", "NUL", "aux.txt", "LPT1", "Com0.tar.gz", "con .txt"])
def test_file_name_avoids_reserved_names_of_windows(reserved: str) -> None:
    assert files.file_name(reserved) == f"_{reserved}"


def test_long_file_name_of_wide_characters_can_be_created(tmp_path: Path) -> None:
    (tmp_path / files.file_name("🦋" * 100)).mkdir()


def test_free_name_appends_the_next_number(tmp_path: Path) -> None:
    assert files.free_name(tmp_path, "run") == tmp_path / "run"
    (tmp_path / "run").mkdir()
    (tmp_path / "run (2)").mkdir()
    assert files.free_name(tmp_path, "run") == tmp_path / "run (3)"
    (tmp_path / "a.b.png").touch()
    assert files.free_name(tmp_path, "a.b", ".png") == tmp_path / "a.b (2).png"


def test_failed_atomic_write_keeps_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "config.json"
    files.write_text(target, "old")

    def fail() -> None:
        with files.atomic_write(target) as temporary:
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
def test_json_round_trip_is_lossless(tmp_path_factory: pytest.TempPathFactory, record: dict[str, object]) -> None:
    path = tmp_path_factory.getbasetemp() / "record é.json"
    files.write_json(path, record)
    assert files.read_json(path, RunError) == record


def test_json_round_trip_of_a_name_that_is_not_unicode(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9.jpg")
    files.write_json(tmp_path / "a.json", {"path": name})
    assert files.read_json(tmp_path / "a.json", RunError) == {"path": name}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (None, "missing"),
        (b"{", "damaged"),
        (b"\xff\xfe", "damaged"),
        (b"[" * 100_000, "damaged"),
        (b"[1]", "does not hold a JSON object"),
    ],
)
def test_read_json_error_names_file_and_folder(tmp_path: Path, content: bytes | None, expected: str) -> None:
    path = tmp_path / "model.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(RunError, match=expected) as caught:
        files.read_json(path, RunError)
    assert "model.json" in str(caught.value)
    assert str(tmp_path) in str(caught.value)


def test_folder_size_includes_subfolders_but_not_link_targets(tmp_path: Path) -> None:
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


def test_folder_size_of_deeply_nested_folders(tmp_path: Path) -> None:
    here = os.open(tmp_path, os.O_RDONLY) if hasattr(os, "fchdir") else None
    if here is None:
        pytest.skip("such folders can only be made where a folder can be entered by its descriptor")
    before = Path.cwd()
    try:
        os.fchdir(here)
        for _ in range(1500):
            Path("d").mkdir()
            os.chdir("d")
    finally:
        os.chdir(before)
        os.close(here)
    (tmp_path / "a").write_bytes(b"123")
    try:
        assert files.folder_size(tmp_path) == 3
    finally:
        os.removedirs(tmp_path / "/".join(["d"] * 1500))  # pytest's own cleanup is recursive


def test_read_json_error_keeps_its_values(tmp_path: Path) -> None:
    with pytest.raises(RunError) as caught:
        files.read_json(tmp_path / "model.json", RunError)
    assert caught.value.message.values == {"file": "model.json", "folder": str(tmp_path)}


def test_read_json_refuses_large_files_and_many_values(tmp_path: Path) -> None:
    path = tmp_path / "model.json"
    path.write_text('{"a": [1, 2, 3, 4, 5, 6]}')
    with pytest.raises(RunError, match="far too large"):
        files.read_json(path, RunError, max_bytes=10)
    with pytest.raises(RunError, match=r"is damaged\. It holds more than 3 values\."):
        files.read_json(path, RunError, max_values=3)


def test_clear_temporary_deletes_only_temporary_files(tmp_path: Path) -> None:
    for name in (".config.json.77.tmp", "config.json", ".hidden"):
        (tmp_path / name).touch()
    files.clear_temporary(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".hidden", "config.json"]


def test_is_file_and_is_dir_of_an_invalid_name(tmp_path: Path) -> None:
    for name in ("x" * 5000, "a/" * 2000):
        assert not files.is_file(tmp_path / name)
        assert not files.is_dir(tmp_path / name)


@pytest.mark.parametrize("name", ["gone.png", "nul\0.png", "lone \ud800.png"])
def test_identity_of_a_file_that_cannot_be_reached_is_its_path(tmp_path: Path, name: str) -> None:
    assert files.file_identity(tmp_path / name) == f"{tmp_path / name} -"
