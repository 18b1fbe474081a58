"""Files that are not pictures, or damaged ones: the message says what is wrong."""

import importlib
import os
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from resnet_studio.core.pictures.decode import decode

LFS_POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + 64 * b"0" + b"\nsize 12345\n"
CUT_OFF = "The file is cut off: it ends before the picture does."


def test_file_names_of_any_script_and_suffix_are_decoded(tmp_path: Path, photograph: Any, save: Any) -> None:
    folder = tmp_path / "ünïcode 名前 📷"
    folder.mkdir()
    path = save(folder, "a b%20'c (1).png", photograph())
    assert decode(path).shape == (40, 60, 3)
    assert decode(path.rename(folder / "no ending")).shape == (40, 60, 3)
    assert decode(path.with_name("no ending").rename(folder / "wrong.jpg")).shape == (40, 60, 3)


@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "gif", "bmp", "tif", "ppm", "avif"])
@pytest.mark.parametrize("kept", [0.3, 0.6, 0.9])
def test_truncated_file_is_reported_as_cut_off(
    tmp_path: Path, ending: str, kept: float, save: Any, problem: Any
) -> None:
    noise = Image.fromarray(np.random.default_rng(0).integers(0, 256, (64, 64, 3), np.uint8))
    path = save(tmp_path, f"half.{ending}", noise)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(kept * len(whole))])
    assert "cut off" in problem(path)


def test_empty_file_is_reported(tmp_path: Path, problem: Any) -> None:
    path = tmp_path / "nothing.jpg"
    path.touch()
    assert problem(path) == "The file is empty."


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"just some words", "It is not a picture"),
        (b"\n <!DOCTYPE html><html>", "web page"),
        (b"PK\x03\x04\x14\0", "zip archive"),
        (
            LFS_POINTER,
            "It is a Git LFS pointer: the picture was not downloaded. The command 'git lfs pull' downloads it.",
        ),
        (b"/annex/objects/MD5E-s8--" + 32 * b"0" + b".jpg\n", "It is a git-annex pointer"),
        (b"\xff\x0a" + bytes(60), "JPEG XL file, which cannot be read. Save it as JPEG or PNG"),
        (b"\0\0\0\x0cJXL \r\n\x87\n" + bytes(50), "JPEG XL"),
        (b"%PDF-1.7 " + bytes(50), "PDF"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n", "PostScript"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"></svg>', "SVG"),
        (b"\0\0\0\x18ftypisom\0\0\2\0isomavc1" + bytes(30), "video"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "begins like a PNG picture"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(50), "begins like a HEIC picture"),
    ],
)
def test_other_file_formats_are_named(tmp_path: Path, content: bytes, words: str, problem: Any) -> None:
    path = tmp_path / "strange.jpg"
    path.write_bytes(content)
    assert words in problem(path)


def test_missing_file_folder_and_invalid_name_are_reported(tmp_path: Path, problem: Any) -> None:
    assert problem(tmp_path / "gone.jpg") == "There is no such file."
    assert problem(tmp_path) == "It is a folder, not a picture."
    assert problem(tmp_path / "a\0b.jpg") == "This cannot be the name of a file."
    assert problem(tmp_path / ("x" * 300 + ".jpg")).startswith("The file cannot be read")


def test_broken_links_are_reported(tmp_path: Path, problem: Any) -> None:
    dangling, circle = tmp_path / "dangling.jpg", tmp_path / "circle.jpg"
    try:
        dangling.symlink_to(tmp_path / "gone.jpg")
        circle.symlink_to(circle)
    except OSError:
        pytest.skip("this account may not make links")
    assert problem(dangling) == "The link leads to a file that is not there."
    assert "cannot be read" in problem(circle)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_pipe_is_refused_without_waiting(tmp_path: Path, problem: Any) -> None:
    path = tmp_path / "pipe.jpg"
    os.mkfifo(path)
    assert problem(path) == "It is not a file."


def test_file_without_permission_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, photograph: Any, save: Any, problem: Any
) -> None:
    path = save(tmp_path, "secret.png", photograph())

    def refuse(self: Path, *_: object) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "open", refuse)
    assert problem(path) == "You have no permission to read this file."


def test_header_of_more_than_179_megapixels_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, header_only_png: Any, problem: Any
) -> None:
    path = header_only_png(tmp_path / "bomb.png", 20_000, 10_000)
    assert problem(path) == "It has more than 179 megapixels, the most that can be opened."
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", None)  # as other code may set it
    assert problem(path) == "It has more than 179 megapixels, the most that can be opened."


def test_large_picture_below_the_limit_raises_no_warning(tmp_path: Path, header_only_png: Any, problem: Any) -> None:
    # At 100 megapixels Pillow warns, which is an error in this test suite.
    assert problem(header_only_png(tmp_path / "large.png", 10_000, 10_000)) == CUT_OFF


@pytest.mark.parametrize(
    "error",
    [MemoryError(), SyntaxError("x"), struct.error("x"), ValueError("x"), OverflowError("x"), RecursionError("x"),
     ZeroDivisionError("x"), KeyError("x"), AssertionError(), NotImplementedError(), EOFError(), OSError("x"),
     UserWarning("x"), Image.DecompressionBombError("x"), zlib.error("x"), TypeError(), AttributeError()],
    ids=lambda error: type(error).__name__,
)  # fmt: skip
def test_any_exception_of_pillow_becomes_a_decode_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, photograph: Any, save: Any, problem: Any
) -> None:
    path = save(tmp_path, "photo.png", photograph())

    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(Image, "open", fail)
    assert problem(path).endswith(".")


def test_keyboard_interrupt_is_not_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, photograph: Any, save: Any
) -> None:
    path = save(tmp_path, "photo.png", photograph())

    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Image, "open", interrupt)
    with pytest.raises(KeyboardInterrupt):
        decode(path)


def test_heic_without_pi_heif_suggests_conversion(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, problem: Any
) -> None:
    path = tmp_path / "phone.jpg"
    path.write_bytes(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(50))

    def missing(name: str) -> None:
        raise ImportError(f"No module named {name!r}")

    monkeypatch.setattr(importlib, "import_module", missing)
    assert "HEIC" in problem(path)
    assert "Save it as JPEG or PNG first." in problem(path)
