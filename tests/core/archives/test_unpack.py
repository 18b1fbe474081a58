"""Unpacking archives: everything that is right in them, nothing outside of the folder, and no more than is allowed."""

import random
import shutil
import tarfile
import zipfile
from collections import namedtuple
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resnet_studio.core.archives import names as names_module
from resnet_studio.core.archives import unpack as module
from resnet_studio.core.archives.names import Places, safe_path
from resnet_studio.core.archives.unpack import unpack
from resnet_studio.core.basics.errors import DatasetError, Failure
from tests.core.archives.made import (
    ENDINGS,
    FILES,
    encrypted,
    header_bomb,
    made,
    tar_bomb,
    with_entries,
    wrong_size,
    zip_bomb,
)


class StoppedError(Exception):
    """Raised to stop."""


def tree(folder: Path) -> dict[str, bytes]:
    return {f.relative_to(folder).as_posix(): f.read_bytes() for f in sorted(folder.rglob("*")) if f.is_file()}


@pytest.fixture
def target(tmp_path: Path) -> Path:
    (tmp_path / "inside" / "target").mkdir(parents=True)
    return tmp_path / "inside" / "target"


@pytest.mark.parametrize("ending", ENDINGS)
def test_every_kind_is_unpacked_with_contents_and_times(tmp_path: Path, target: Path, ending: str) -> None:
    seen: list[int] = []
    done = unpack(made(tmp_path / f"pets{ending}"), target, lambda: None, seen.append)
    assert tree(target) == dict(FILES)
    assert (done.files, done.size, done.left_out.total()) == (4, sum(map(len, FILES.values())), 0)
    assert seen == [1, 2, 3, 4]
    assert 1_570_000_000 < (target / "pets/cat/1.jpg").stat().st_mtime < 1_590_000_000


def test_absolute_names_in_a_zip_are_left_out_and_named(tmp_path: Path, target: Path) -> None:
    with zipfile.ZipFile(tmp_path / "evil.zip", "w") as archive:
        for name in ("/tmp/absolute.png", "\\\\server\\share.png", "a/good.png"):
            archive.writestr(name, b"any")
    done = unpack(tmp_path / "evil.zip", target, lambda: None)
    assert tree(target) == {"a/good.png": b"any"}
    assert (dict(done.left_out), done.examples["outside"]) == ({"outside": 2}, "/tmp/absolute.png")


def test_links_devices_and_names_that_lead_elsewhere_are_left_out(tmp_path: Path, target: Path) -> None:
    done = unpack(with_entries(tmp_path / "evil.tar"), target, lambda: None)
    assert tree(tmp_path / "inside") == {"target/set/a/good.png": b"good", "target/set/a/folder/through.png": b"evil"}
    assert not any(one.is_symlink() for one in (tmp_path / "inside").rglob("*"))
    assert dict(done.left_out) == {"link": 3, "special": 2, "outside": 5}


def test_file_without_a_name_in_a_zip_is_left_out(tmp_path: Path, target: Path) -> None:
    file = made(tmp_path / "pets.zip", {"": b"nameless", "cat/1.jpg": b"one"})
    assert unpack(file, target, lambda: None).files == 1
    assert tree(target) == {"cat/1.jpg": b"one"}


@pytest.mark.parametrize("bomb", [zip_bomb, tar_bomb, header_bomb])
def test_bomb_is_refused_before_it_fills_disk_or_memory(
    tmp_path: Path, target: Path, bomb: Callable[[Path, int], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_SMALL", 1 << 20)
    file = bomb(tmp_path / {"zip_bomb": "b.zip", "tar_bomb": "b.tar.xz", "header_bomb": "b.tar.gz"}[bomb.__name__], 80)
    with pytest.raises(DatasetError, match="far more than pictures would"):
        unpack(file, target, lambda: None)
    assert sum(one.stat().st_size for one in target.rglob("*") if one.is_file()) <= 260 * file.stat().st_size + (
        1 << 20
    )


def test_full_disk_is_said(tmp_path: Path, target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(1, 1, (512 << 20) + 1000))
    with pytest.raises(DatasetError, match="free on the disk") as refused:
        unpack(made(tmp_path / "pets.zip"), target, lambda: None)
    assert refused.value.kind is Failure.DISK_FULL


@pytest.mark.parametrize("ending", ENDINGS)
def test_archive_that_is_cut_off_anywhere_is_refused(tmp_path: Path, target: Path, ending: str) -> None:
    noise = random.Random(3).randbytes
    files = {f"{'ab'[number % 2]}/{number}.png": noise(3000) for number in range(6)}
    data = made(tmp_path / f"whole{ending}", files).read_bytes()
    end = len(data) if ending != ".tar" else 6 * 3584 - 600  # what follows in a tar are zeros
    for share in (0, 0.1, 0.3, 0.55, 0.8, 0.95):
        cut = tmp_path / f"cut{ending}"
        cut.write_bytes(data[: int(share * end) + 13])
        with pytest.raises(DatasetError, match="is damaged or not complete"):
            unpack(cut, target, lambda: None)
        shutil.rmtree(target)
        target.mkdir()


@pytest.mark.parametrize("ending", ENDINGS)
def test_damaged_bytes_give_the_right_files_or_a_sentence(tmp_path: Path, target: Path, ending: str) -> None:
    source = random.Random(ending)
    whole = made(tmp_path / f"whole{ending}").read_bytes()
    for _ in range(60):
        data = bytearray(whole)
        for _ in range(source.randint(1, 4)):
            data[source.randrange(len(data))] = source.randrange(256)
        file = tmp_path / f"damaged{ending}"
        file.write_bytes(data)
        said = ""
        try:
            unpack(file, target, lambda: None)
        except DatasetError as error:
            said = str(error)
        assert not said or file.name in said
        assert {one.name for one in tmp_path.iterdir()} == {"inside", whole and f"whole{ending}", file.name}
        assert [one.name for one in (tmp_path / "inside").iterdir()] == ["target"]
        shutil.rmtree(target)
        target.mkdir()


def test_wrong_size_and_password_are_said(tmp_path: Path, target: Path) -> None:
    with pytest.raises(DatasetError, match="is damaged or not complete"):
        unpack(wrong_size(tmp_path / "wrong.zip"), target, lambda: None)
    with pytest.raises(DatasetError, match="is protected with a password"):
        unpack(encrypted(tmp_path / "secret.zip"), target, lambda: None)


def test_other_file_with_the_ending_of_an_archive_is_refused(tmp_path: Path, target: Path) -> None:
    for ending in ENDINGS:
        (tmp_path / f"other{ending}").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(300) + b"x" * 3000)
        with pytest.raises(DatasetError, match="is damaged or not complete"):
            unpack(tmp_path / f"other{ending}", target, lambda: None)


def test_archives_inside_are_not_unpacked(tmp_path: Path, target: Path) -> None:
    inner = made(tmp_path / "inner.zip").read_bytes()
    done = unpack(made(tmp_path / "outer.zip", {"a/1.png": b"1", "a/inner.zip": inner}), target, lambda: None)
    assert tree(target) == {"a/1.png": b"1"}
    assert dict(done.left_out) == {"nested": 1}


def test_names_that_differ_by_case_keep_their_files_and_repeated_ones_the_first(tmp_path: Path, target: Path) -> None:
    file = tmp_path / "names.tar"
    with tarfile.open(file, "w") as archive:
        for name, data in (("a/X.png", b"1"), ("a/x.png", b"2"), ("a/X.png", b"3"), ("a/X.png/y.png", b"4")):
            (tmp_path / "one").write_bytes(data)
            archive.add(tmp_path / "one", name)
    done = unpack(file, target, lambda: None)
    assert tree(target) == {"a/X.png": b"1", "a/x (2).png": b"2"}
    assert done.left_out["twice"] == 2


def test_unpacking_can_be_stopped(tmp_path: Path, target: Path) -> None:
    def check() -> None:
        raise StoppedError

    for ending in ENDINGS:
        with pytest.raises(StoppedError):
            unpack(made(tmp_path / f"pets{ending}"), target, check)


def test_names_for_windows_are_allowed_there_and_stay_different(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names_module, "os", SimpleNamespace(name="nt"))
    found = [
        safe_path(name)
        for name in ("1/a.png", "-1/a.png", ".git/a.png", "._a.png", "what?/a.png", "x. /a.png", "aux.png")
    ]
    assert found == ["1/a.png", "-1/a.png", ".git/a.png", "._a.png", "what-/a.png", "x/a.png", "_aux.png"]


names = st.text(st.sampled_from("aAbÄ.. /\\:\0~$é"), max_size=12)


@given(names)
def test_no_name_leads_out_of_its_folder(name: str) -> None:
    path = safe_path(name)
    if path is not None:
        assert not path.startswith("/")
        assert not {"", ".", ".."} & set(path.split("/"))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(st.dictionaries(names, st.binary(max_size=20), max_size=8), st.sampled_from([".zip", ".tar"]))
def test_whatever_is_in_an_archive_is_below_the_folder(tmp_path: Path, files: dict[str, bytes], ending: str) -> None:
    root = tmp_path / "any"
    shutil.rmtree(root, ignore_errors=True)
    (root / "target").mkdir(parents=True)
    archive = root / f"any{ending}"
    made(archive, {name.replace("\0", ""): data for name, data in files.items() if name.replace("\0", "")})
    unpack(archive, root / "target", lambda: None)
    assert {one.name for one in root.iterdir()} == {"target", archive.name}


@given(st.lists(st.lists(st.sampled_from(["a", "A", "b", "ä", "Ä"]), min_size=1, max_size=3).map("/".join)))
def test_no_two_files_get_the_same_place(paths: list[str]) -> None:
    places = Places()
    taken = [place for path in paths if (place := places.take(path)) is not None]
    assert len({place.casefold() for place in taken}) == len(taken)
    assert not any(
        one != other and other.casefold().startswith(one.casefold() + "/") for one in taken for other in taken
    )
