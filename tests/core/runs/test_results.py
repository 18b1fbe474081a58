"""Files of results: what is written comes back, and hostile files are refused before they take memory."""

import io
import struct
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resnet_studio.core.basics.errors import RunError
from resnet_studio.core.runs import results
from resnet_studio.core.runs.results import (
    ArrayType,
    pack_texts,
    read_arrays,
    result_file,
    result_key,
    unpack_texts,
    write_arrays,
)

LAYOUT = {"shares": ArrayType("<f4", 2), "labels": ArrayType("<i8", 1)}
SHARES = np.arange(6, dtype=np.float32).reshape(2, 3)
LABELS = np.array([2, 0])


def npy(array: Any, **header: Any) -> bytes:
    """The bytes of an `.npy` file whose header says something else than the array has."""
    file = io.BytesIO()
    fields = {"descr": "<f4", "fortran_order": False, "shape": array.shape, **header}
    np.lib.format.write_array_header_1_0(file, fields)
    return file.getvalue() + array.tobytes()


def archive(file: Path, compression: int = zipfile.ZIP_STORED, **members: bytes) -> Path:
    with zipfile.ZipFile(file, "w", compression) as opened:
        for name, data in members.items():
            opened.writestr(f"{name}.npy", data)
    return file


@pytest.fixture
def file(tmp_path: Path) -> Path:
    written = result_file(tmp_path, "evaluation", "0123")
    write_arrays(written, LAYOUT, {"shares": SHARES, "labels": LABELS})
    return written


def test_arrays_come_back_and_numpy_reads_them_without_pickle(file: Path) -> None:
    read = read_arrays(file, LAYOUT)
    assert read["shares"].tolist() == SHARES.tolist()
    assert read["labels"].tolist() == [2, 0]
    assert not read["shares"].flags.writeable
    with np.load(file, allow_pickle=False) as loaded:
        assert loaded["shares"].tolist() == SHARES.tolist()


def test_empty_arrays_come_back(tmp_path: Path) -> None:
    file = tmp_path / "empty.npz"
    write_arrays(file, LAYOUT, {"shares": np.empty((0, 3)), "labels": np.empty(0)})
    assert read_arrays(file, LAYOUT)["shares"].shape == (0, 3)


def test_failed_write_leaves_the_file_as_it_was(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = file.read_bytes()

    def full(opened: Any, **_: object) -> None:
        opened.write(b"PK")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez", full)
    with pytest.raises(OSError, match="No space left"):
        write_arrays(file, LAYOUT, {"shares": SHARES, "labels": LABELS})
    assert file.read_bytes() == before
    assert [left.name for left in file.parent.iterdir()] == [file.name]


def test_arrays_of_another_layout_are_not_written(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="labels"):
        write_arrays(tmp_path / "x.npz", LAYOUT, {"shares": SHARES})
    with pytest.raises(ValueError, match="1 dimensions"):
        write_arrays(tmp_path / "x.npz", LAYOUT, {"shares": LABELS, "labels": LABELS})


def test_key_changes_with_settings_files_and_their_order() -> None:
    keys = {
        result_key({"size": 1}, ["a", "b"]),
        result_key({"size": 2}, ["a", "b"]),
        result_key({"size": 1}, ["b", "a"]),
        result_key({"size": 1}, ["a", "b", "c"]),
    }
    assert len(keys) == 4
    assert result_key({"a": 1, "b": 2}, []) == result_key({"b": 2, "a": 1}, [])
    assert result_key({}, ["\udcff"])  # a name that is not UTF-8


@given(st.lists(st.text(st.characters(exclude_characters="\0"))))
def test_texts_come_back(texts: list[str]) -> None:
    assert unpack_texts(pack_texts(texts)) == tuple(texts)


class Harmful:
    """Unpickling this would create a file."""

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (Path("unpickled"),)


def test_pickled_objects_are_refused_and_not_executed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "x.npz"
    np.savez(file, shares=np.array([[Harmful()]]), labels=LABELS)
    with pytest.raises(RunError, match=r"x\.npz in .* is damaged: shares is not an array of type <f4\."):
        read_arrays(file, LAYOUT)
    assert not Path("unpickled").exists()


LABELS_NPY = npy(LABELS, descr="<i8")


@pytest.mark.parametrize(
    ("shares", "reason"),
    [
        (npy(SHARES, shape=(1_000_000, 1_000_000)), "shares claims another size"),
        (npy(SHARES, shape=(2, 2)), "shares claims another size"),
        (npy(SHARES[:0], shape=(0, 10**30)), "not an archive of arrays"),
        (npy(SHARES, shape=(6,)), "shares claims another size"),
        (npy(SHARES, shape=(-2, -3)), "not an array of type"),
        (npy(SHARES, descr="<f8"), "not an array of type"),
        (npy(SHARES, fortran_order=True), "not an array of type"),
        (npy(SHARES, descr=[("a", "<f4")]), "not an array of type"),
        (b"\x93NUMPY\x01\x00\x10\x27" + b"(" * 10_000, "not an array of type"),
        (b"\x93NUMPY\x01\x00\xff\xff{}", "not an array of type"),
        (b"\x93NUMPY\x03\x00" + npy(SHARES)[8:], "not an array of type"),
        (b"", "not an array of type"),
    ],
)
def test_lying_header_is_refused(tmp_path: Path, shares: bytes, reason: str) -> None:
    file = archive(tmp_path / "x.npz", shares=shares, labels=LABELS_NPY)
    with pytest.raises(RunError, match=reason):
        read_arrays(file, LAYOUT)


def test_compressed_bomb_is_refused_without_taking_memory(tmp_path: Path) -> None:
    huge = npy(np.empty((0, 3), np.float32), shape=(10_000_000, 3)) + bytes(120_000_000)
    file = archive(tmp_path / "x.npz", zipfile.ZIP_DEFLATED, shares=huge, labels=LABELS_NPY)
    del huge
    assert file.stat().st_size < 1_000_000
    tracemalloc.start()
    try:
        with pytest.raises(RunError, match="compressed"):
            read_arrays(file, LAYOUT)
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


def test_member_that_claims_more_than_the_file_is_refused(file: Path) -> None:
    data = bytearray(file.read_bytes())
    entry = data.index(b"PK\x01\x02")
    data[entry + 20 : entry + 28] = struct.pack("<LL", 1_900_000_000, 1_900_000_000)  # packed and unpacked size
    file.write_bytes(data)
    with pytest.raises(RunError, match="larger than the file"):
        read_arrays(file, LAYOUT)


def test_members_that_share_their_bytes_are_refused(tmp_path: Path) -> None:
    layout = {f"a{number}": ArrayType("|u1", 1) for number in range(20)}
    one = npy(np.zeros(100_000, np.uint8), descr="|u1")
    file = archive(tmp_path / "x.npz", a0=one)
    data = file.read_bytes()
    start = data.index(b"PK\x01\x02")
    end = data.rindex(b"PK\x05\x06")
    entries = b"".join(
        data[start : start + 28] + struct.pack("<H", len(f"a{number}.npy")) + data[start + 30 : start + 46]
        + f"a{number}.npy".encode() for number in range(20)
    )  # fmt: skip
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 20, 20, len(entries), start, 0)
    assert end > start
    file.write_bytes(data[:start] + entries + tail)
    with pytest.raises(RunError, match="larger than the file"):
        read_arrays(file, layout)


def test_archive_of_many_entries_is_refused_before_they_are_read(tmp_path: Path) -> None:
    file = archive(tmp_path / "x.npz", **{f"a{number}": b"" for number in range(10_000)})
    with pytest.raises(RunError, match="not an archive of arrays"):
        read_arrays(file, LAYOUT)


def test_other_arrays_are_refused(tmp_path: Path) -> None:
    for members in ({"shares": npy(SHARES)}, {"shares": npy(SHARES), "labels": LABELS_NPY, "more": b"x"}):
        file = archive(tmp_path / "x.npz", **members)
        with pytest.raises(RunError, match="does not hold the arrays"):
            read_arrays(file, LAYOUT)


def test_file_that_is_too_large_or_missing_is_refused(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results, "MAX_FILE_BYTES", 100)
    with pytest.raises(RunError, match="too large"):
        read_arrays(file, LAYOUT)
    with pytest.raises(RunError, match="cannot be read"):
        read_arrays(file.with_name("none.npz"), LAYOUT)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_damage_is_an_error_or_changes_nothing(file: Path, data: st.DataObject) -> None:
    whole = file.read_bytes()
    at, length = data.draw(st.integers(0, len(whole))), data.draw(st.integers(0, 60))
    damaged = file.with_name("damaged.npz")
    damaged.write_bytes(whole[:at] + data.draw(st.binary(max_size=60)) + whole[at + length :])
    try:
        read = read_arrays(damaged, LAYOUT)
    except RunError:
        return
    assert read["shares"].tolist() == SHARES.tolist()
    assert read["labels"].tolist() == LABELS.tolist()


@given(st.binary(max_size=200))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_noise_is_refused(tmp_path: Path, noise: bytes) -> None:
    (tmp_path / "x.npz").write_bytes(noise)
    with pytest.raises(RunError):
        read_arrays(tmp_path / "x.npz", LAYOUT)
