"""What was unpacked is kept, found again, and unpacked again where the cache was emptied."""

import os
import shutil
from pathlib import Path

import pytest

from resnet_studio.core.archives import cache
from resnet_studio.core.archives.again import known_root
from resnet_studio.core.archives.cache import restore, unpacked
from resnet_studio.core.archives.known import can_be_unpacked, known_of, notes_of, origin
from resnet_studio.core.basics import places
from resnet_studio.core.basics.errors import DatasetError, Failure
from tests.core.archives.made import made, with_entries


class StoppedError(Exception):
    """Raised to stop."""


@pytest.fixture
def archive(tmp_path: Path, studio_home: Path) -> Path:
    return made(tmp_path / "pets.tar.gz")


def names(folder: Path) -> set[str]:
    return {one.relative_to(folder).as_posix() for one in folder.rglob("*.jpg")}


def test_archive_is_unpacked_once_and_the_only_folder_in_it_is_meant(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = unpacked(archive)
    assert folder.is_relative_to(places.cache_folder())
    assert folder.name == "pets"
    assert names(folder) == {"cat/1.jpg", "cat/2.jpg", "dog/1.jpg", "dog/2.jpg"}
    assert origin(folder) == archive
    assert origin(archive.parent) == archive.parent
    monkeypatch.delattr(cache, "unpack")
    monkeypatch.delattr(cache, "_sha256")
    assert unpacked(archive) == folder


def test_same_bytes_in_another_place_are_the_same_folder(archive: Path, tmp_path: Path) -> None:
    folder = unpacked(archive)
    moved = archive.rename(tmp_path / "other name.tar.gz")
    assert unpacked(moved) == folder
    assert origin(folder) == moved


def test_emptied_cache_is_filled_again_with_the_same_times(archive: Path) -> None:
    folder = unpacked(archive)
    before = (folder / "cat/1.jpg").stat().st_mtime_ns
    shutil.rmtree(places.cache_folder())
    restore(folder)
    assert (folder / "cat/1.jpg").stat().st_mtime_ns == before
    (folder / "cat/1.jpg").unlink()
    assert unpacked(archive) == folder
    assert (folder / "cat/1.jpg").stat().st_mtime_ns == before


def test_folder_of_an_archive_is_known_before_it_is_unpacked_again(archive: Path) -> None:
    assert known_root(archive) == archive
    folder = unpacked(archive)
    assert known_root(archive) == folder
    shutil.rmtree(places.cache_folder())
    assert known_root(archive) == folder
    assert not folder.exists()


def test_files_of_systems_change_nothing_and_only_what_is_missing_is_written(archive: Path) -> None:
    folder = unpacked(archive)
    for name in (".DS_Store", "Thumbs.db", "._1.jpg", "desktop.ini"):
        (folder / "cat" / name).touch()
    kept = (folder / "cat/1.jpg").stat().st_ino
    restore(folder)
    assert (folder / "cat" / ".DS_Store").exists()
    (folder / "dog/2.jpg").unlink()
    restore(folder)
    assert (folder / "dog/2.jpg").stat().st_size == 4000
    assert (folder / "cat/1.jpg").stat().st_ino == kept


def test_pictures_of_an_archive_that_is_gone_are_not_cleared_with_the_cache(archive: Path) -> None:
    folder = unpacked(archive)
    assert can_be_unpacked(folder)
    archive.unlink()
    assert not can_be_unpacked(folder)


def test_pictures_of_an_archive_that_was_replaced_are_not_cleared_with_the_cache(archive: Path) -> None:
    folder = unpacked(archive)
    made(archive, {"pets/cat/newer.jpg": b"a newer one"})
    assert not can_be_unpacked(folder)
    assert can_be_unpacked(unpacked(archive))
    assert not can_be_unpacked(folder)


@pytest.mark.parametrize("seen", [2, 4])
def test_archive_whose_files_are_deleted_while_it_is_unpacked_is_not_taken_for_whole(archive: Path, seen: int) -> None:
    def delete(files: int) -> None:
        if files == seen:
            shutil.rmtree(next((places.cache_folder() / "archives").glob(".unpacking-*")) / "pets" / "pets")

    with pytest.raises(DatasetError, match="could not be unpacked"):
        unpacked(archive, progress=delete)
    folder = unpacked(archive)
    assert names(folder) == {"cat/1.jpg", "cat/2.jpg", "dog/1.jpg", "dog/2.jpg"}
    known = known_of(folder)
    assert known is not None
    assert known.files == 4


def test_archive_that_is_gone_or_changed_is_said(archive: Path, tmp_path: Path) -> None:
    folder = unpacked(archive)
    restore(tmp_path)  # any other folder
    shutil.rmtree(places.cache_folder())
    archive.rename(tmp_path / "elsewhere")
    with pytest.raises(DatasetError, match="which is not there any more") as gone:
        restore(folder)
    assert gone.value.kind is Failure.DATASET_GONE
    made(archive, {"a/1.png": b"another"})
    with pytest.raises(DatasetError, match="which has changed since"):
        restore(folder)


def test_nothing_half_unpacked_is_left(archive: Path, tmp_path: Path) -> None:
    calls = iter(range(1000))

    def check() -> None:
        if next(calls) > 3:
            raise StoppedError

    with pytest.raises(StoppedError):
        unpacked(archive, check)
    damaged = tmp_path / "damaged.zip"
    damaged.write_bytes(made(tmp_path / "whole.zip").read_bytes()[:-30])
    with pytest.raises(DatasetError):
        unpacked(damaged)
    assert list((places.cache_folder() / "archives").iterdir()) == []


def test_what_a_killed_process_left_is_deleted_after_a_day(archive: Path) -> None:
    left = places.cache_folder() / "archives" / ".unpacking-old"
    left.mkdir(parents=True)
    os.utime(left, (0, 0))
    unpacked(archive)
    assert not left.exists()


def test_what_was_left_out_is_said_each_time(tmp_path: Path, studio_home: Path) -> None:
    folder = unpacked(with_entries(tmp_path / "evil.tar"))
    said = " ".join(map(str, notes_of(folder)))
    assert "3 links in evil.tar were left out, such as set/a/link.png." in said
    assert "5 files in evil.tar were left out: their names lead elsewhere" in said


@pytest.mark.parametrize("text", ["{", '{"archive": 1}', '{"archive": "a", "identity": "b", "sha256": "../..", '
                         '"name": "c", "files": 1, "size": 1, "left_out": []}'])  # fmt: skip
def test_damaged_record_counts_as_none(archive: Path, text: str) -> None:
    folder = unpacked(archive)
    for record in (places.data_folder() / "archives").iterdir():
        record.write_text(text)
    assert known_of(folder) is None
    assert names(unpacked(archive)) == {"cat/1.jpg", "cat/2.jpg", "dog/1.jpg", "dog/2.jpg"}
