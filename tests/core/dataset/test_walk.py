"""Walking folders: what is left out, and links."""

import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from resnet_studio.core.basics.errors import DatasetError
from resnet_studio.core.dataset import walk
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.findings import FindingKind
from resnet_studio.core.dataset.loose_pictures import pictures_in
from resnet_studio.core.dataset.scan import scan


def make(root: Path, *names: str) -> Path:
    """Empty files (a scan reads no pixels), or folders where a name ends in a slash."""
    for name in names:
        path = root / name
        if name.endswith("/"):
            path.mkdir(parents=True, exist_ok=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
    return root


def several(folder: str, count: int = 5) -> list[str]:
    return [f"{folder}/{index}.jpg" for index in range(count)]


def paths(dataset: Dataset, label: int | None = None) -> list[str]:
    return [p.path for p in dataset.pictures if label is None or p.label == label]


def messages(dataset: Dataset) -> tuple[str, ...]:
    return tuple(str(finding.message) for finding in dataset.findings)


def link(source: Path, target: Path) -> None:
    try:
        source.symlink_to(target, target_is_directory=True)
    except OSError:
        pytest.skip("this account may not make links")


# --- what is left out --------------------------------------------------------------------------------------


def test_system_files_are_ignored(tmp_path: Path) -> None:
    make(tmp_path, *several("a"), *several("b"), "a/.DS_Store", "a/Thumbs.db", "b/desktop.ini", "b/._x.jpg")
    make(tmp_path, ".ipynb_checkpoints/x.jpg", "__MACOSX/a/x.jpg", "a/@eaDir/x.jpg", ".git/x.jpg", "b/.hidden.jpg")
    make(tmp_path, "a/__MACOSX/x.jpg", "$RECYCLE.BIN/x.jpg")
    dataset = scan(tmp_path)
    assert dataset.classes == ("a", "b")
    assert dataset.counts() == (5, 5)
    assert messages(dataset) == ()


@pytest.mark.parametrize(
    "ending",
    ["jpg", "JPEG", "png", "webp", "bmp", "gif", "tif", "tiff", "avif", "heic", "HEIF", "jp2", "tga", "ppm", "jfif",
     "ico", "mpo", "psd"],
)  # fmt: skip
def test_pictures_are_recognised_by_ending(tmp_path: Path, ending: str) -> None:
    make(tmp_path, *several("a"), f"b/1.{ending}", f"b/2.{ending}")
    assert scan(tmp_path).counts() == (5, 2)


def test_other_files_are_counted_in_one_finding(tmp_path: Path) -> None:
    make(tmp_path, *several("a"), *several("b"), "a/half.jpg.part", "a/x.txt", "b/y.TXT", "README", "b/z.pdf")
    make(tmp_path, "b/film.mpg", "a/figure.eps", "b/data.h5")
    assert messages(scan(tmp_path)) == (
        "8 files whose names do not end like a picture's were left out: .txt (2), .eps (1), .h5 (1) and 4 more.",
    )


def test_first_bytes_decide_for_a_name_without_ending(tmp_path: Path) -> None:
    make(tmp_path, *several("a"), *several("b", 2), "b/LICENSE")
    Image.fromarray(np.zeros((4, 4, 3), np.uint8)).save(tmp_path / "b" / "IMG_1", "JPEG")
    dataset = scan(tmp_path)
    assert paths(dataset, 1) == ["b/0.jpg", "b/1.jpg", "b/IMG_1"]
    assert messages(dataset) == ("1 file whose name does not end like a picture's was left out: no ending (1).",)


def test_pictures_beside_class_folders_are_left_out(tmp_path: Path) -> None:
    make(tmp_path, *several("a"), *several("b"), "stray.jpg", "other.jpg")
    dataset = scan(tmp_path)
    assert dataset.counts() == (5, 5)
    assert messages(dataset) == (
        "2 pictures in the dataset's folder but in no class folder were left out: other.jpg and stray.jpg.",
    )


def test_unlabelled_test_pictures_and_other_folders_are_left_out(tmp_path: Path) -> None:
    make(tmp_path, *several("train/a"), *several("train/b"), "test/1.jpg", "annotations/a.xml", "preview.png")
    assert messages(scan(tmp_path)) == (
        "1 folder beside train was left out: annotations.",
        "1 picture in the dataset's folder but in no class folder was left out: preview.png.",
        "1 picture in test but in no class folder was left out: test/1.jpg.",
        "The test folder holds no pictures of these classes.",
    )


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps names as text")
def test_names_that_are_not_text_are_left_out(tmp_path: Path) -> None:
    make(tmp_path, *several("a"), *several("b"))
    try:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/a/\xff\xfe.jpg")).touch()
    except OSError:
        pytest.skip("this file system keeps names as text")
    dataset = scan(tmp_path)
    assert dataset.counts() == (5, 5)
    assert messages(dataset)[0].startswith("1 file or folder whose name is not valid text was left out: a/")
    "".join(messages(dataset)).encode("utf-8")


# --- hidden, and in a cloud --------------------------------------------------------------------------------


def test_class_folders_whose_names_begin_with_a_dot_are_named(tmp_path: Path) -> None:
    make(tmp_path, *several("9 mm"), *several("45 ACP"), *several(".22 LR"), *several(".30-06/boxes"), ".tools/x.py")
    dataset = scan(tmp_path)
    assert dataset.classes == ("9 mm", "45 ACP")
    (finding,) = dataset.findings
    assert finding.kind == FindingKind.DOT_FOLDER
    assert finding.paths == (".22 LR", ".30-06")
    assert str(finding.message) == (
        "2 folders whose names begin with a dot were left out: .22 LR and .30-06. Rename them to use their pictures."
    )


def test_pictures_that_are_only_in_icloud_are_named(tmp_path: Path) -> None:
    make(tmp_path, *several("a"), *several("b"), "a/.holiday 1.HEIC.icloud", "b/.b.png.icloud", "b/.notes.txt.icloud")
    dataset = scan(tmp_path)
    assert dataset.counts() == (5, 5)
    (finding,) = dataset.findings
    assert finding.kind == FindingKind.IN_ICLOUD
    assert str(finding.message) == (
        "2 pictures that are only in iCloud were left out: a/holiday 1.HEIC and b/b.png. Download them in Finder first."
    )


def test_folder_whose_pictures_are_all_in_icloud_says_so(tmp_path: Path) -> None:
    make(tmp_path, "a/.1.jpg.icloud", "b/.1.jpg.icloud")
    with pytest.raises(DatasetError, match=r"None of the folders.*2 pictures that are only in iCloud"):
        scan(tmp_path)


def test_online_only_pictures_are_used_and_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, *several("a"), *several("b"))
    (tmp_path / "a" / "0.jpg").write_bytes(b"x" * 1234)
    monkeypatch.setattr(walk, "is_online_only", lambda status: status.st_size == 1234)
    dataset = scan(tmp_path)
    assert dataset.counts() == (5, 5)
    (finding,) = dataset.findings
    assert finding.kind == FindingKind.ONLINE_ONLY
    assert str(finding.message) == (
        "1 picture is online only: a/0.jpg. Reading it downloads it, which needs a connection."
    )


# --- links -------------------------------------------------------------------------------------------------


def test_links_are_followed(tmp_path: Path) -> None:
    make(tmp_path, *several("elsewhere/cats"), *several("elsewhere/more", 2))
    root = make(tmp_path / "data", *several("dogs"))
    link(root / "cats", tmp_path / "elsewhere" / "cats")
    link(root / "dogs" / "more", tmp_path / "elsewhere" / "more")
    (root / "dogs" / "linked.jpg").symlink_to(tmp_path / "elsewhere" / "cats" / "0.jpg")
    dataset = scan(root)
    assert dataset.classes == ("cats", "dogs")
    assert dataset.counts() == (5, 8)
    assert messages(dataset) == ()


def test_circular_links_are_left_out(tmp_path: Path) -> None:
    make(tmp_path, *several("a"), *several("b"), "a/deeper/x.jpg")
    link(tmp_path / "a" / "deeper" / "up", tmp_path / "a")
    link(tmp_path / "b" / "root", tmp_path)
    link(tmp_path / "root", tmp_path)
    dataset = scan(tmp_path)
    assert dataset.classes == ("a", "b")
    assert dataset.counts() == (6, 5)
    assert messages(dataset) == (
        "3 links to folders that were already read were left out: a/deeper/up, b/root and root.",
    )


@pytest.mark.timeout(20)
def test_folders_that_link_to_one_another_do_not_multiply(tmp_path: Path) -> None:
    make(tmp_path, *several("other"))
    for a in range(12):
        make(tmp_path, f"class/{a}/{a}.jpg")
    for a in range(12):
        for b in range(12):
            if a != b:
                link(tmp_path / f"class/{a}/to {b}", tmp_path / f"class/{b}")
    assert scan(tmp_path).counts() == (12, 5)


def test_broken_links_are_left_out(tmp_path: Path) -> None:
    make(tmp_path, *several("a"), *several("b"))
    link(tmp_path / "a" / "gone.jpg", tmp_path / "nothing")
    link(tmp_path / "gone", tmp_path / "nothing")
    link(tmp_path / "b" / "self.jpg", tmp_path / "b" / "self.jpg")
    dataset = scan(tmp_path)
    assert dataset.counts() == (5, 5)
    assert messages(dataset) == ("3 links that lead nowhere were left out: a/gone.jpg, b/self.jpg and gone.",)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_named_pipe_is_left_out_and_named_where_it_could_be_a_picture(tmp_path: Path) -> None:
    make(tmp_path, *several("a"), *several("b"))
    os.mkfifo(tmp_path / "a" / "pipe.jpg")
    os.mkfifo(tmp_path / "a" / "pipe")
    dataset = scan(tmp_path)
    assert dataset.counts() == (5, 5)
    assert messages(dataset) == ("1 file or folder that cannot be read was left out: a/pipe.jpg.",)


# --- pointers ----------------------------------------------------------------------------------------------


def pointers(folder: Path, content: str, count: int = 3) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for index in range(count):
        (folder / f"pointer {index}.jpg").write_text(content)


LFS = f"version https://git-lfs.github.com/spec/v1\noid sha256:{64 * '0'}\nsize 12345\n"
ANNEX = f"/annex/objects/SHA256E-s12345--{64 * '0'}.jpg\n"


def test_pointers_are_left_out_and_named_with_the_command_that_downloads_them(tmp_path: Path) -> None:
    make(tmp_path, *several("a"), *several("b"))
    pointers(tmp_path / "a", LFS)
    pointers(tmp_path / "b", ANNEX, 1)
    dataset = scan(tmp_path)
    assert dataset.counts() == (5, 5)
    assert messages(dataset) == (
        "3 pictures were left out, because they are only Git LFS pointers: a/pointer 0.jpg, a/pointer 1.jpg and "
        "a/pointer 2.jpg. The command 'git lfs pull' downloads them.",
        "1 picture was left out, because it is only a git-annex pointer: b/pointer 0.jpg. The command 'git annex get' "
        "downloads it.",
    )


def test_class_of_pointers_alone_is_no_class_to_train(tmp_path: Path) -> None:
    make(tmp_path, *several("ants"))
    pointers(tmp_path / "bees", LFS)
    with pytest.raises(DatasetError) as caught:
        scan(tmp_path)
    assert str(caught.value) == (
        f"No picture of bees in {tmp_path} can be read, and pictures of at least 2 classes are needed. 3 pictures were "
        "left out, because they are only Git LFS pointers: bees/pointer 0.jpg, bees/pointer 1.jpg and bees/pointer "
        "2.jpg. The command 'git lfs pull' downloads them."
    )


def test_pointers_among_pictures_to_predict_are_kept(tmp_path: Path) -> None:
    pointers(tmp_path, LFS, 2)
    assert len(pictures_in(tmp_path)) == 2


def test_small_pictures_are_not_taken_for_pointers(tmp_path: Path) -> None:
    make(tmp_path, *several("a"))
    pointers(tmp_path / "b", "P2 8 8 255 " + 64 * "0 ")
    assert scan(tmp_path).counts() == (5, 3)
