"""Archives as datasets: unpacked into the cache, and unpacked again for runs when that was emptied."""

import shutil
from pathlib import Path

import pytest

from resnet_studio.core.basics import places
from resnet_studio.core.basics.errors import DatasetError
from resnet_studio.core.dataset.changes import compare, require_folder
from resnet_studio.core.dataset.findings import FindingKind
from resnet_studio.core.dataset.loose_pictures import pictures_in
from resnet_studio.core.dataset.record import from_record, to_record
from resnet_studio.core.dataset.rescan import look
from resnet_studio.core.dataset.scan import ScanStopped, scan
from resnet_studio.core.dataset.several_folders import one_dataset
from resnet_studio.core.dataset.unclear_layout import UnclearLayoutError
from tests.core.archives.made import FILES, made


@pytest.fixture
def archive(tmp_path: Path, studio_home: Path) -> Path:
    inner = made(tmp_path / "inner.zip").read_bytes()
    return made(tmp_path / "animals.zip", {**FILES, "pets/cat/more.zip": inner})


def test_archive_is_a_dataset_and_says_what_was_not_unpacked(archive: Path) -> None:
    dataset = scan(archive)
    assert dataset.classes == ("cat", "dog")
    assert (len(dataset.pictures), dataset.root.name) == (4, "pets")
    said = [str(one.message) for one in dataset.findings if one.kind is FindingKind.NOT_UNPACKED]
    assert said == ["1 archive in animals.zip was not unpacked: pets/cat/more.zip."]
    assert scan(archive).key == scan(dataset.root).key == dataset.key
    assert [one.name for one in pictures_in(archive)] == ["1.jpg", "2.jpg", "1.jpg", "2.jpg"]


def test_run_on_an_archive_finds_its_pictures_after_the_cache_was_emptied(archive: Path) -> None:
    recorded = from_record(to_record(scan(archive)))
    shutil.rmtree(places.cache_folder())
    assert "was emptied" in str(look(recorded.catalogue, None).news)
    with pytest.raises(DatasetError, match="the cache was emptied"):
        require_folder(recorded.root)
    counts = list[int]()
    assert compare(recorded, counts.append) == (recorded, ())
    assert counts == [1, 2, 3, 4]
    assert look(recorded.catalogue, None).news is None
    shutil.rmtree(places.cache_folder())
    assert scan(recorded.root).pictures == recorded.pictures
    shutil.rmtree(places.cache_folder())
    archive.unlink()
    with pytest.raises(DatasetError, match="which is not there any more"):
        compare(recorded)


def test_table_in_an_archive_is_opened_when_that_is_unpacked(tmp_path: Path, studio_home: Path) -> None:
    files = {"photos/1.jpg": b"1", "photos/2.jpg": b"2", "labels.csv": b"file,label\n1.jpg,a\n2.jpg,b\n"}
    with pytest.raises(DatasetError, match=r"the table labels.csv in it says the classes, unpack it, and open that"):
        scan(made(tmp_path / "animals.zip", files))


def test_scan_of_an_archive_can_be_stopped(archive: Path) -> None:
    with pytest.raises(ScanStopped):
        scan(archive, should_stop=lambda: True)
    assert list((places.cache_folder() / "archives").glob("*")) == []


def test_archive_without_pictures_is_named_with_what_was_not_unpacked_of_it(archive: Path, tmp_path: Path) -> None:
    outer = made(tmp_path / "outer.zip", {"animals.zip": archive.read_bytes()})
    with pytest.raises(DatasetError) as refused:
        scan(outer)
    assert str(refused.value) == f"{outer} holds no pictures. 1 archive in outer.zip was not unpacked: animals.zip."


def test_archive_of_which_too_little_can_be_used_is_named(tmp_path: Path, studio_home: Path) -> None:
    file = made(tmp_path / "one.zip", {"cat/1.jpg": b"one", "dog/1.jpg": b"two"})
    with pytest.raises(DatasetError, match=r"^Each class in .*one\.zip has only one picture\."):
        scan(file)
    file = made(
        tmp_path / "two.zip", {"pets/train/1.jpg": b"one", "pets/val/1.jpg": b"two", "pets/test/1.jpg": b"three"}
    )
    with pytest.raises(DatasetError) as refused:
        scan(file)
    assert str(places.cache_folder()) not in str(refused.value)


def test_folders_that_may_be_parts_are_named_as_a_person_has_put_them_together(tmp_path: Path, archive: Path) -> None:
    for number, name in enumerate(("cat", "dog")):
        (tmp_path / "mine" / name).mkdir(parents=True)
        (tmp_path / "mine" / name / f"{number}.jpg").write_bytes(b"five")
    folder, chosen = one_dataset([archive, tmp_path / "mine"])
    with pytest.raises(UnclearLayoutError) as asked:
        scan(folder, chosen=chosen)
    assert str(asked.value) == (
        "The folders animals and mine may be parts of one dataset with the classes cat and dog, or classes themselves."
    )
